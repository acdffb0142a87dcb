"""Looking for faces in one frame, in steps: cheap ones first, dear ones where they may pay.

    1. upright-640    the whole frame, its longer side at 640 pixels
    2. upright-1280   the same at 1280, or, for frames over 2000 pixels, `tiles-1280`: overlapping
                      tiles. Always where step 1 had to shrink the frame much; else while nothing
                      was found
    3. turned-320     turned by 90, 180 and 270 degrees, small
    4. turned-640     the same at 640: turns in which step 3 saw something new, or all of them
                      while nothing was found
    5. contrast-640   with its contrast stretched, while nothing was found

Rules kept here:
 * The first step counts every hit from the detector's own threshold. In the later ones, where
   magnified noise begins to look like faces, a weak hit counts only when a second look at its
   surroundings, at another scale, sees it too.
 * Which steps ran is part of the answer. "No face" is never proof that there is none.
 * Boxes of all steps are merged by overlap and by containment (`countenance.faces.boxes`).
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from countenance.faces.boxes import Face, contained, iou, merged
from countenance.faces.contrast import stretched
from countenance.faces.detector import Detector, Picture

__all__ = ["Found", "find_faces"]

FIRST_SIDE = 640
ZOOM_SIDE = 1280
TURNED_SIDE = 320
SHRUNK = 1.5  # step 2 always runs on frames this many times the size of step 1
TILED_SIDE = 2000
TILED_PIXELS = 5_000_000  # what tiles are cut from has at most this many
TILE_OVERLAP = 192
STRONG = 0.6
WEAK = 0.3
CONFIRMED = 0.5
CONFIRM_SIDE = 256
CONFIRM_MOST = 48  # weak hits beyond this many are taken for faces unseen


@dataclass(frozen=True, slots=True)
class Found:
    """Faces on one frame, boxes in its pixels, and the steps that looked."""

    faces: tuple[Face, ...]
    passes: tuple[str, ...]


def find_faces(picture: Picture, detector: Detector) -> Found:
    """Every face that the steps find on one upright frame (height x width x 3, RGB).

    Raises `DetectorError` when the network fails.
    """
    longer = max(picture.shape[:2])
    passes = [f"upright-{FIRST_SIDE}"]
    # 1. The whole frame.
    small = _sized(picture, FIRST_SIDE)
    faces = _named(_look(small, detector, detector.threshold, picture), passes[-1])
    # 2. Closer.
    if not faces or longer >= SHRUNK * FIRST_SIDE:
        if longer > TILED_SIDE:
            passes.append(f"tiles-{ZOOM_SIDE}")
            closer = _tiles(picture, detector)
        else:
            passes.append(f"upright-{ZOOM_SIDE}")
            closer = _look(_sized(picture, ZOOM_SIDE), detector, WEAK, picture)
        faces = _joined(faces, _named(closer, passes[-1]), picture, detector)
    # 3. Turned, small: does a turn show anything that upright does not?
    passes.append(f"turned-{TURNED_SIDE}")
    tiny = _sized(small, TURNED_SIDE)
    nothing, turns = not faces, []
    for turn in (1, 2, 3):
        seen = _turned(tiny, turn, detector, STRONG, picture)
        if nothing or any(not _known(face, faces) for face in seen):
            turns.append(turn)
    # 4. Those turns again, at full size.
    if turns:
        passes.append(f"turned-{FIRST_SIDE}")
        for turn in turns:
            seen = _turned(small, turn, detector, WEAK, picture)
            faces = _joined(faces, _named(seen, passes[-1]), picture, detector, turn)
    # 5. Stretched.
    if not faces:
        passes.append(f"contrast-{FIRST_SIDE}")
        clearer = stretched(small)
        seen = _look(clearer, detector, WEAK, picture)
        faces = _joined(faces, _named(seen, passes[-1]), _same_size(clearer, picture), detector)
    return Found(merged(faces), tuple(passes))


def _look(
    scaled: Picture, detector: Detector, threshold: float, picture: Picture
) -> tuple[Face, ...]:
    """Hits on a scaled copy, in pixels of the picture itself."""
    x, y = picture.shape[1] / scaled.shape[1], picture.shape[0] / scaled.shape[0]
    return tuple(face.scaled(x, y) for face in detector.find(scaled, threshold))


def _tiles(picture: Picture, detector: Detector) -> tuple[Face, ...]:
    """Hits on overlapping tiles, in pixels of the picture."""
    height, width = picture.shape[:2]
    share = min(1.0, math.sqrt(TILED_PIXELS / (width * height)))
    scaled = _resized(picture, round(width * share), round(height * share))
    faces: list[Face] = []
    for top in _starts(scaled.shape[0]):
        for left in _starts(scaled.shape[1]):
            tile = scaled[top : top + ZOOM_SIDE, left : left + ZOOM_SIDE]
            faces += (face.moved(left, top) for face in detector.find(tile, WEAK))
    x, y = width / scaled.shape[1], height / scaled.shape[0]
    return tuple(face.scaled(x, y) for face in faces)


def _starts(length: int) -> list[int]:
    """Where tiles begin so that they cover a length and overlap by at least `TILE_OVERLAP`."""
    if length <= ZOOM_SIDE:
        return [0]
    count = math.ceil((length - TILE_OVERLAP) / (ZOOM_SIDE - TILE_OVERLAP))
    return [round(place * (length - ZOOM_SIDE) / (count - 1)) for place in range(count)]


def _turned(
    scaled: Picture, turn: int, detector: Detector, threshold: float, picture: Picture
) -> tuple[Face, ...]:
    """Hits on a copy turned counterclockwise by `turn` right angles, in pixels of the picture."""
    turned = np.ascontiguousarray(np.rot90(scaled, turn))
    x, y = picture.shape[1] / scaled.shape[1], picture.shape[0] / scaled.shape[0]
    height, width = scaled.shape[:2]
    return tuple(
        _turned_back(face, turn, width, height).scaled(x, y)
        for face in detector.find(turned, threshold)
    )


def _turned_back(face: Face, turn: int, width: int, height: int) -> Face:
    x0, y0, x1, y1 = face.x0, face.y0, face.x1, face.y1
    match turn:
        case 1:
            return replace(face, x0=width - y1, y0=x0, x1=width - y0, y1=x1)
        case 2:
            return replace(face, x0=width - x1, y0=height - y1, x1=width - x0, y1=height - y0)
        case 3:
            return replace(face, x0=y0, y0=height - x1, x1=y1, y1=height - x0)
        case _:
            raise ValueError(f"{turn} right angles; expected 1, 2 or 3")


def _joined(
    faces: tuple[Face, ...],
    more: tuple[Face, ...],
    picture: Picture,
    detector: Detector,
    turn: int = 0,
) -> tuple[Face, ...]:
    """The faces and those of `more` that are strong, or weak and confirmed."""
    looked = 0
    kept = list(faces)
    for face in sorted(more, key=lambda face: -face.score):
        if _known(face, tuple(kept)):
            continue
        if face.score < STRONG and looked < CONFIRM_MOST:
            looked += 1
            if not _confirmed(face, picture, detector, turn):
                continue
        kept.append(face)
    return tuple(kept)


def _confirmed(face: Face, picture: Picture, detector: Detector, turn: int) -> bool:
    """Whether a second look at the face's surroundings, scaled to a fixed size, sees it."""
    height, width = picture.shape[:2]
    half = 1.3 * max(face.x1 - face.x0, face.y1 - face.y0)
    x, y = (face.x0 + face.x1) / 2, (face.y0 + face.y1) / 2
    left, top = max(0, int(x - half)), max(0, int(y - half))
    right, bottom = min(width, math.ceil(x + half)), min(height, math.ceil(y + half))
    around = _sized(picture[top:bottom, left:right], CONFIRM_SIDE)
    seen = (
        _turned(around, turn, detector, CONFIRMED, picture[top:bottom, left:right])
        if turn
        else _look(around, detector, CONFIRMED, picture[top:bottom, left:right])
    )
    return any(iou(face, again.moved(left, top)) >= 0.3 for again in seen)


def _known(face: Face, faces: tuple[Face, ...]) -> bool:
    return any(
        iou(face, other) >= 0.3 or contained(face, other) >= 0.7 or contained(other, face) >= 0.7
        for other in faces
    )


def _named(faces: tuple[Face, ...], found_by: str) -> tuple[Face, ...]:
    return tuple(replace(face, found_by=found_by) for face in faces)


def _sized(picture: Picture, longer: int) -> Picture:
    """A copy whose longer side has this many pixels."""
    height, width = picture.shape[:2]
    share = longer / max(width, height)
    return _resized(picture, max(1, round(width * share)), max(1, round(height * share)))


def _same_size(scaled: Picture, picture: Picture) -> Picture:
    return _resized(scaled, picture.shape[1], picture.shape[0])


def _resized(picture: Picture, width: int, height: int) -> Picture:
    if (height, width) == picture.shape[:2]:
        return picture
    image = Image.fromarray(np.ascontiguousarray(picture))
    return np.asarray(image.resize((width, height), Image.Resampling.BILINEAR, reducing_gap=2.0))
