"""How well faces are found: recall, precision, and what the missed faces have in common.

Rules kept here:
 * Every share is given with its counts and a 95 % Wilson interval. Nine of ten is not 90 %.
 * A group (skin tone, age, ...) is reported only where the labels name it. Where they do not, the
   answer is that it was not measured, never a guess from pixels.
 * Faces marked as unclear count neither way.
 * Files that this release does not open are listed, and count neither as found nor as missed.

Reading files is the caller's work; this module gets bytes and labels.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from countenance.errors import UnsupportedMediaError
from countenance.faces.bench import Bench
from countenance.faces.boxes import Face, iou
from countenance.faces.degrade import Change, changed
from countenance.media.decode import decode
from countenance.media.encode import encoded
from countenance.media.header import Limits, read_header
from countenance.media.kinds import MediaKind
from countenance.media.pixels import Detail, Pixels

__all__ = ["Label", "Report", "Share", "evaluate", "matched", "shares_by"]

MATCH_IOU = 0.4
FIRST_STEP = "upright-640"
DRAWN = frozenset({MediaKind.PDF, MediaKind.SVG})
NOT_MEASURED = "not measured: the labels do not name it"


@dataclass(frozen=True, slots=True)
class Label:
    """The faces of one picture as people marked them, boxes in pixels of the upright picture.

    `groups` has one mapping per face, from a group's name to this face's value, or is empty.
    Boxes of a picture of several frames are those of its last frame. `size` is the width and height
    that the boxes are counted in: what is drawn, a page or an SVG, has no pixels of its own.
    """

    file: str
    kind: str
    faces: tuple[Face, ...]
    ignore: tuple[Face, ...] = ()
    groups: tuple[Mapping[str, str], ...] = ()
    size: tuple[int, int] | None = None

    def drawn(self, width: int, height: int) -> "Label":
        """The same label on a page drawn that large."""
        if self.size is None:
            return self
        x, y = width / self.size[0], height / self.size[1]
        return replace(
            self,
            faces=tuple(face.scaled(x, y) for face in self.faces),
            ignore=tuple(face.scaled(x, y) for face in self.ignore),
            size=(width, height),
        )


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the 95 % Wilson interval of the share."""

    count: int
    of: int

    @property
    def share(self) -> float | None:
        """The share, 0..1; None of nothing."""
        return self.count / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper end, 0..1."""
        if not self.of:
            return 0.0, 1.0
        z, n, p = 1.959964, self.of, self.count / self.of
        middle = p + z * z / (2 * n)
        spread = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        below = 1 + z * z / n
        return max(0.0, (middle - spread) / below), min(1.0, (middle + spread) / below)


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured with one detector.

    `recall` and `precision` are per kind of picture. `misses` says, for each property of a labelled
    face, how many faces of each range were missed. `alarms` are the pictures without a face in
    which one was seen: on the first pass, and after all of them. `changes` is recall after a
    change was made to the pictures of the kinds named in `changed_kinds`.
    """

    detector: str
    recall: Mapping[str, Share]
    precision: Mapping[str, Share]
    misses: Mapping[str, Mapping[str, Share]]
    missed: tuple[tuple[str, tuple[int, ...]], ...]
    first_alarms: Share
    alarms: Share
    changes: Mapping[str, Share]
    changed_kinds: tuple[str, ...]
    groups: Mapping[str, Mapping[str, Share]] | str
    unopened: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Tally:
    found: list[bool] = field(default_factory=list)
    properties: list[Mapping[str, str]] = field(default_factory=list)
    groups: list[Mapping[str, str]] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    missed: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)
    boxes: dict[str, list[int]] = field(default_factory=dict)
    first: list[bool] = field(default_factory=list)
    last: list[bool] = field(default_factory=list)
    unopened: list[tuple[str, str]] = field(default_factory=list)


def evaluate(
    pictures: Iterable[tuple[Label, bytes]],
    bench: Bench,
    detector: str,
    *,
    changed_kinds: tuple[str, ...] = (),
    progress: Callable[[str], None] = lambda _: None,
) -> Report:
    """Measure a detector on labelled pictures, and on changed copies of some kinds of them.

    Raises `DetectorError` when the detector fails, and a `MediaError` for a broken picture; one of
    a kind that is not opened is listed.
    """
    tally = _Tally()
    changes: dict[str, list[bool]] = {change.value: [] for change in Change if changed_kinds}
    for label, data in pictures:
        progress(label.file)
        try:
            inspection = bench.inspect(data)
        except UnsupportedMediaError as error:
            tally.unopened.append((label.file, str(error)))
            continue
        if inspection.kind in DRAWN:
            label = label.drawn(inspection.width, inspection.height)
        last = tuple(face for face in inspection.faces if face.frame == inspection.frames - 1)
        pixels = _last_frame(data)
        _count(tally, label, last, pixels)
        if not label.faces:
            alarming = [face for face in inspection.faces if not _ignored(face, label)]
            tally.first.append(any(face.found_by == FIRST_STEP for face in alarming))
            tally.last.append(bool(alarming))
        if label.kind in changed_kinds and label.faces:
            for change in Change:
                picture, faces = changed(pixels, label.faces, change)
                seen = bench.inspect(encoded(MediaKind.PNG, picture[None])).faces
                changes[change.value] += (_seen(face, seen) for face in faces)
    return _report(tally, detector, changes, changed_kinds)


def matched(
    labelled: tuple[Face, ...], found: tuple[Face, ...]
) -> tuple[list[Face | None], list[Face]]:
    """For every labelled face the found one that stands for it, and the found ones left over.

    The surest found face takes the labelled face that it overlaps most, by at least `MATCH_IOU`.
    """
    taken: list[Face | None] = [None] * len(labelled)
    over: list[Face] = []
    for face in sorted(found, key=lambda face: -face.score):
        free = [place for place, taker in enumerate(taken) if taker is None]
        best = max(free, key=lambda place: iou(face, labelled[place]), default=None)
        if best is not None and iou(face, labelled[best]) >= MATCH_IOU:
            taken[best] = face
        else:
            over.append(face)
    return taken, over


def shares_by(names: Iterable[str], counted: Iterable[bool]) -> dict[str, Share]:
    """For every name, how many of its entries are counted."""
    totals: dict[str, list[bool]] = {}
    for name, count in zip(names, counted, strict=True):
        totals.setdefault(name, []).append(count)
    return {name: Share(sum(totals[name]), len(totals[name])) for name in sorted(totals)}


def _count(tally: _Tally, label: Label, found: tuple[Face, ...], pixels: Pixels) -> None:
    takers, over = matched(label.faces, found)
    for place, (face, taker) in enumerate(zip(label.faces, takers, strict=True)):
        tally.found.append(taker is not None)
        tally.kinds.append(label.kind)
        tally.properties.append(_properties(face, label.kind, pixels))
        tally.groups.append(label.groups[place] if place < len(label.groups) else {})
        if taker is None:
            box = tuple(round(side) for side in (face.x0, face.y0, face.x1, face.y1))
            tally.missed.append((label.file, box))
    right = sum(taker is not None for taker in takers)
    wrong = sum(not _ignored(face, label) for face in over)
    boxes = tally.boxes.setdefault(label.kind, [0, 0])
    boxes[0] += right
    boxes[1] += right + wrong


def _report(
    tally: _Tally,
    detector: str,
    changes: Mapping[str, list[bool]],
    changed_kinds: tuple[str, ...],
) -> Report:
    lost = [not found for found in tally.found]
    names = sorted({name for each in tally.groups for name in each})
    groups = {
        name: shares_by(
            (each[name] for each in tally.groups if name in each),
            (miss for each, miss in zip(tally.groups, lost, strict=True) if name in each),
        )
        for name in names
    }
    return Report(
        detector=detector,
        recall=shares_by(tally.kinds, tally.found),
        precision={kind: Share(*boxes) for kind, boxes in sorted(tally.boxes.items())},
        misses={
            name: shares_by((each[name] for each in tally.properties), lost)
            for name in ("size", "pose", "luminance", "contrast")
        },
        missed=tuple(tally.missed),
        first_alarms=Share(sum(tally.first), len(tally.first)),
        alarms=Share(sum(tally.last), len(tally.last)),
        changes={name: Share(sum(each), len(each)) for name, each in changes.items()},
        changed_kinds=changed_kinds,
        groups=groups or NOT_MEASURED,
        unopened=tuple(tally.unopened),
    )


_POSES = {"rotated": "turned by right angles", "mirror": "mirrored"}


def _properties(face: Face, kind: str, pixels: Pixels) -> dict[str, str]:
    """Size, pose, luminance and contrast of one labelled face, as ranges."""
    x0, y0 = max(0, int(face.x0)), max(0, int(face.y0))
    inside = pixels[y0 : max(y0 + 1, int(face.y1)), x0 : max(x0 + 1, int(face.x1))]
    bright = inside.astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)
    return {
        "size": _range(face.y1 - face.y0, (16, 24, 48, 96, 192), "px high"),
        "pose": _POSES.get(kind, "upright"),
        "luminance": _range(float(bright.mean()), (40, 80, 120, 160, 200), "of 255, mean"),
        "contrast": _range(float(bright.std()), (5, 15, 30, 45, 60), "of 255, standard deviation"),
    }


def _range(value: float, edges: tuple[int, ...], unit: str) -> str:
    """The range a value lies in; numbers are padded, so that ranges sort."""
    lower = max((edge for edge in edges if edge <= value), default=0)
    upper = min((edge for edge in edges if edge > value), default=None)
    end = f"below {upper:3d}" if upper is not None else "and more "
    return f"{lower:3d} {end} {unit}"


def _ignored(face: Face, label: Label) -> bool:
    return any(iou(face, unclear) > 0.2 for unclear in label.ignore)


def _seen(face: Face, found: tuple[Face, ...]) -> bool:
    """Whether a found box and the labelled one hold each other's middle."""
    return any(_holds(face, other) and _holds(other, face) for other in found)


def _holds(outer: Face, inner: Face) -> bool:
    x, y = (inner.x0 + inner.x1) / 2, (inner.y0 + inner.y1) / 2
    return outer.x0 <= x <= outer.x1 and outer.y0 <= y <= outer.y1


def _last_frame(data: bytes) -> Pixels:
    """The pixels of the last frame, to describe its faces. The labelled data is the operator's."""
    header = read_header(data, Limits())
    room = bytearray()

    def hold(size: int) -> memoryview:
        room.extend(bytes(size))
        return memoryview(room)

    decoded = decode(data, header, Detail.FULL, hold)
    size = decoded.height * decoded.width * 3
    start = (decoded.frames - 1) * size
    last = np.frombuffer(room, np.uint8, size, start)
    return last.reshape(decoded.height, decoded.width, 3)
