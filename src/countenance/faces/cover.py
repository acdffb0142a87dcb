"""Hiding faces in pixels.

Rules kept here:
 * A cover is one constant color, the same for everybody, over a box larger than the face. Nothing
   of the face goes into it: not its mean color, not a blur of it. Blurred and pixelated faces were
   told apart again by machines; see `docs/faces.md`.
 * A cover that is not known raises. It never returns the picture as it was.
"""

from collections.abc import Iterable
from enum import Enum
from typing import assert_never

from countenance.faces.boxes import Face, enlarged
from countenance.media.pixels import Pixels

__all__ = ["COVER_COLOR", "COVER_SHARE", "Cover", "cover_faces"]

COVER_COLOR = 0
COVER_SHARE = 0.2
"""The part of its width and height by which a box grows on each side."""


class Cover(Enum):
    """How a face is hidden."""

    SOLID = "solid"


def cover_faces(frames: Pixels, faces: Iterable[Face], cover: Cover = Cover.SOLID) -> int:
    """Hide the faces in place; how many were hidden.

    `frames` is frames x height x width x 3. Raises `ValueError` when a face is on a frame that is
    not there, or its box lies outside of the picture.
    """
    count, height, width = frames.shape[:3]
    hidden = 0
    for face in faces:
        if not 0 <= face.frame < count:
            raise ValueError(f"a face on frame {face.frame}; there are {count} frames")
        x0, y0, x1, y1 = enlarged(face, COVER_SHARE, width, height)
        if x0 >= x1 or y0 >= y1:
            raise ValueError("a face outside of the picture")
        match cover:
            case Cover.SOLID:
                frames[face.frame, y0:y1, x0:x1] = COVER_COLOR
            case _:
                assert_never(cover)
        hidden += 1
    return hidden
