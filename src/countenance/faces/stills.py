"""Small copies of frames, for people who decide about a call. Runs inside the examiner's process.

Rules kept here:
 * A copy is made small before anything else, and its faces are blurred after that: of each face,
   and of what is around it, at most five by five colors are left. That is a blur and no cover
   (`countenance.faces.cover`): a copy with blurred faces is still about somebody.
 * A face that cannot be blurred is no copy.
 * What is written has no metadata: it is made from pixels.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import assert_never

import numpy as np
from PIL import Image, ImageFilter

from countenance.faces.boxes import Face, enlarged
from countenance.faces.cover import COVER_SHARE
from countenance.faces.look import Blur, Look
from countenance.media.encode import encoded
from countenance.media.kinds import MediaKind
from countenance.media.pixels import Pixels

__all__ = ["COLORS", "blur_faces", "small", "softened", "still_of"]

COLORS = 5
"""So many colors are left of a face, across and down."""

_SOFT, _STRONG = 100, 30
"""The part of the longer side that a blur of all of it reaches: one by so much."""


def still_of(
    frame: Pixels, faces: Iterable[Face], side: int, *, plain: bool
) -> tuple[bytes, bytes]:
    """A copy with its faces blurred, and one as it is where that is wanted `plain`, else nothing;
    both JPEG, no side longer than `side`.

    `faces` are those of this frame, in its pixels. Raises `ValueError` for a face that lies outside
    of it, and `MediaError`.
    """
    copy = small(frame, side)
    x, y = copy.shape[1] / frame.shape[1], copy.shape[0] / frame.shape[0]
    blurred = blur_faces(copy, [face.scaled(x, y) for face in faces])
    return _jpeg(blurred), _jpeg(copy) if plain else b""


def softened(frame: Pixels, look: Look) -> bytes:
    """A copy as somebody wants to see it, as JPEG."""
    picture = Image.fromarray(frame)
    longest = max(picture.size)
    match look.blur:
        case Blur.FACES:
            pass
        case Blur.SOFT:
            picture = picture.filter(ImageFilter.GaussianBlur(max(1.0, longest / _SOFT)))
        case Blur.STRONG:
            picture = picture.filter(ImageFilter.GaussianBlur(max(2.0, longest / _STRONG)))
        case _:
            assert_never(look.blur)
    if look.greyscale:
        picture = picture.convert("L").convert("RGB")
    return _jpeg(np.asarray(picture))


def small(frame: Pixels, side: int) -> Pixels:
    """The frame, no side of it longer than this."""
    height, width = frame.shape[:2]
    share = side / max(height, width)
    if share >= 1:
        return np.ascontiguousarray(frame)
    size = (max(1, round(width * share)), max(1, round(height * share)))
    return np.asarray(Image.fromarray(frame).resize(size, Image.Resampling.BOX))


def blur_faces(frame: Pixels, faces: Sequence[Face]) -> Pixels:
    """A frame whose faces are blurred. Raises `ValueError` for one that lies outside of it."""
    height, width = frame.shape[:2]
    done = np.array(frame)
    for face in faces:
        x0, y0, x1, y1 = enlarged(replace(face, frame=0), COVER_SHARE, width, height)
        if x0 >= x1 or y0 >= y1:
            raise ValueError("a face outside of the picture")
        wide, high = x1 - x0, y1 - y0
        # From what is blurred already: of two boxes that overlap neither shows what the other hid.
        part = Image.fromarray(done[y0:y1, x0:x1])
        left = (min(COLORS, max(1, wide // 4)), min(COLORS, max(1, high // 4)))
        few = part.resize(left, Image.Resampling.BOX)
        done[y0:y1, x0:x1] = np.asarray(few.resize((wide, high), Image.Resampling.BICUBIC))
    return done


def _jpeg(frame: Pixels) -> bytes:
    return encoded(MediaKind.JPEG, frame[np.newaxis])
