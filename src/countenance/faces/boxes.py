"""Boxes around faces, and what can be computed from boxes alone.

Rules kept here:
 * A box is x0, y0, x1, y1 in pixels of the upright picture: x to the right, y down, x1 and y1 just
   outside. It may have fractions; it always has an area.
 * Merging never loses a place: a box disappears only where a kept box overlaps it enough, or holds
   nearly all of it (small close-ups, magnified, give a second box inside the face).
 * Enlarging and clamping round outward, so that a covered box is never smaller than the found one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

__all__ = ["Face", "contained", "enlarged", "iou", "merged", "suppressed"]

MERGE_IOU = 0.4
MERGE_CONTAINED = 0.8


@dataclass(frozen=True, slots=True)
class Face:
    """One face: its place on one frame, how sure the detector was (0..1), which pass found it."""

    x0: float
    y0: float
    x1: float
    y1: float
    score: float
    frame: int = 0
    found_by: str = ""

    @property
    def area(self) -> float:
        """Area in square pixels; 0 where the box is turned inside out."""
        return max(0.0, self.x1 - self.x0) * max(0.0, self.y1 - self.y0)

    def moved(self, dx: float, dy: float) -> "Face":
        """The same face, dx pixels to the right and dy pixels down."""
        return replace(self, x0=self.x0 + dx, y0=self.y0 + dy, x1=self.x1 + dx, y1=self.y1 + dy)

    def scaled(self, x: float, y: float) -> "Face":
        """The same face in a picture that is x times as wide and y times as high."""
        return replace(self, x0=self.x0 * x, y0=self.y0 * y, x1=self.x1 * x, y1=self.y1 * y)


def iou(a: Face, b: Face) -> float:
    """Shared area over area covered by either, 0..1."""
    shared = _shared(a, b)
    either = a.area + b.area - shared
    return shared / either if either > 0 else 0.0


def contained(inner: Face, outer: Face) -> float:
    """The part of `inner` that lies in `outer`, 0..1."""
    return _shared(inner, outer) / inner.area if inner.area > 0 else 0.0


def merged(faces: Iterable[Face]) -> tuple[Face, ...]:
    """The faces with those left out that a surer one of the same frame already stands for."""
    kept: list[Face] = []
    for face in sorted(faces, key=_surest_first):
        if face.area <= 0:
            continue
        if not any(_same(face, other) for other in kept):
            kept.append(face)
    return tuple(kept)


def enlarged(face: Face, share: float, width: int, height: int) -> tuple[int, int, int, int]:
    """The box grown by `share` of its width and height on each side, whole pixels, clamped."""
    grow_x, grow_y = (face.x1 - face.x0) * share, (face.y1 - face.y0) * share
    x0 = max(0, int(np.floor(face.x0 - grow_x)))
    y0 = max(0, int(np.floor(face.y0 - grow_y)))
    x1 = min(width, int(np.ceil(face.x1 + grow_x)))
    y1 = min(height, int(np.ceil(face.y1 + grow_y)))
    return x0, y0, x1, y1


def suppressed(
    boxes: NDArray[np.float32], scores: NDArray[np.float32], *, overlap: float
) -> Sequence[int]:
    """Indices of the boxes that stay when each takes out the less sure ones it overlaps.

    `boxes` is n x 4, `scores` n; the result is in order of falling score.
    """
    order = np.argsort(-scores, kind="stable")
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    kept: list[int] = []
    while order.size:
        first, order = int(order[0]), order[1:]
        kept.append(first)
        wide = np.minimum(boxes[first, 2], boxes[order, 2]) - np.maximum(
            boxes[first, 0], boxes[order, 0]
        )
        high = np.minimum(boxes[first, 3], boxes[order, 3]) - np.maximum(
            boxes[first, 1], boxes[order, 1]
        )
        shared = np.clip(wide, 0, None) * np.clip(high, 0, None)
        order = order[shared < overlap * (area[first] + area[order] - shared)]
    return kept


def _surest_first(face: Face) -> tuple[float, ...]:
    # Boxes that are as sure as one another go by size and place: the order found in counts nothing.
    return (face.frame, -face.score, -face.area, face.x0, face.y0, face.x1, face.y1)


def _same(face: Face, other: Face) -> bool:
    if face.frame != other.frame:
        return False
    return iou(face, other) >= MERGE_IOU or contained(face, other) >= MERGE_CONTAINED


def _shared(a: Face, b: Face) -> float:
    wide = min(a.x1, b.x1) - max(a.x0, b.x0)
    high = min(a.y1, b.y1) - max(a.y0, b.y0)
    return max(0.0, wide) * max(0.0, high)
