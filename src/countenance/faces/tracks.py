"""Faces over the frames of a film: what is covered between and beside the hits of a detector.

A detector misses a face on a frame that it saw on the frames around: it is blurred there, turned,
or half behind a hand. So a hit counts for more than its own frame.

Rules kept here:
 * Boxes are only added. No hit is moved, joined with another or taken away.
 * A face is covered on the frame before and the frame after each hit, and on all frames that are
   less than `BESIDE` milliseconds away.
 * Two hits less than `BETWEEN` milliseconds apart, or with one frame between them, that are near
   each other and about as large, are one face: it is covered on every frame between, on its way.
 * It is never asked whether two faces are the same person's: only places and times are compared.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from countenance.faces.boxes import MERGE_IOU, Face, iou

__all__ = ["BESIDE", "BETWEEN", "followed"]

BESIDE = 250
BETWEEN = 1000
_NEAR = 1.5  # middles are at most so many widths apart
_ALIKE = 2.0  # and one box is at most so many times as wide as the other


def followed(faces: Iterable[Face], times: Sequence[int]) -> tuple[Face, ...]:
    """The faces, and where else they are covered. `times` are the milliseconds of all frames."""
    hits: Mapping[int, list[Face]] = defaultdict(list)
    for face in faces:
        hits[face.frame].append(face)
    added: list[Face] = []
    for frame in sorted(hits):
        for face in hits[frame]:
            added += (replace(face, frame=other) for other in _beside(frame, times))
            added += _until_seen_again(face, hits, times)
    # On a frame where the detector saw it as well, its own hit stands for it.
    needed = (
        face
        for face in added
        if not any(iou(face, hit) >= MERGE_IOU for hit in hits.get(face.frame, ()))
    )
    found = [face for frame in sorted(hits) for face in hits[frame]]
    return (*found, *(replace(face, found_by="beside") for face in needed))


def _beside(frame: int, times: Sequence[int]) -> Iterator[int]:
    """The frames around this one that a hit on it counts for."""
    for step in (-1, 1):
        other = frame + step
        while 0 <= other < len(times):
            if abs(other - frame) > 1 and abs(times[other] - times[frame]) >= BESIDE:
                break
            yield other
            other += step


def _until_seen_again(
    face: Face, hits: Mapping[int, list[Face]], times: Sequence[int]
) -> Iterator[Face]:
    """The face on its way to its next hit, where that is not on the next frame."""
    start = face.frame
    for end in range(start + 1, len(times)):
        if end - start > 2 and times[end] - times[start] >= BETWEEN:
            return
        again = min(
            (other for other in hits.get(end, ()) if _one_face(face, other)),
            key=lambda other: _apart(face, other),
            default=None,
        )
        if again is not None:
            for frame in range(start + 1, end):
                yield _on_the_way(face, again, (frame - start) / (end - start), frame)
            return


def _one_face(face: Face, other: Face) -> bool:
    wide, high = face.x1 - face.x0, other.x1 - other.x0
    alike = max(wide, high) <= _ALIKE * min(wide, high)
    return alike and _apart(face, other) <= _NEAR * max(wide, high)


def _apart(face: Face, other: Face) -> float:
    return math.hypot(
        (face.x0 + face.x1 - other.x0 - other.x1) / 2, (face.y0 + face.y1 - other.y0 - other.y1) / 2
    )


def _on_the_way(face: Face, other: Face, share: float, frame: int) -> Face:
    """A box between two, large enough for either."""

    def between(here: float, there: float) -> float:
        return here + (there - here) * share

    x, y = between(face.x0 + face.x1, other.x0 + other.x1) / 2, between(
        face.y0 + face.y1, other.y0 + other.y1
    ) / 2
    wide = max(face.x1 - face.x0, other.x1 - other.x0) / 2
    high = max(face.y1 - face.y0, other.y1 - other.y0) / 2
    return replace(face, x0=x - wide, y0=y - high, x1=x + wide, y1=y + high, frame=frame)
