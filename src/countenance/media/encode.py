"""Pixels to bytes, in the family that they came in or one that models read.

Rules kept here:
 * What is written is made from pixels alone. No metadata, thumbnail, profile, second picture or
   trailing byte of the original can be in it, because the original is not here.
 * A GIF, WebP or PNG of several frames stays one. Colors of a GIF are reduced without dithering,
   so that a covered area stays one color.
"""

import io
from collections.abc import Sequence
from typing import assert_never

import numpy as np
import simplejpeg  # type: ignore[import-untyped]  # ships no py.typed
from PIL import Image

from countenance.errors import MediaError
from countenance.media.kinds import MediaKind
from countenance.media.pdf import pdf_of_pages
from countenance.media.pixels import Pixels

__all__ = ["encoded", "encoded_mask"]

JPEG_QUALITY = 90
WEBP_QUALITY = 90


def encoded(
    kind: MediaKind,
    frames: Pixels,
    *,
    durations: Sequence[int] = (),
    loop: int = -1,
    lossless: bool = False,
    sizes: Sequence[tuple[int, int]] = (),
) -> bytes:
    """The frames (frames x height x width x 3) as one file without metadata.

    `durations` are milliseconds per frame; `loop` is 0 for ever and -1 for not stated; `sizes` are
    width and height of each frame where they differ. Raises `MediaError` when several frames are
    asked of a kind that holds one, when a kind is only read here, or the writer fails.
    """
    if len(frames) != 1 and kind is MediaKind.JPEG:
        raise MediaError(f"{kind.value}: {len(frames)} frames to write; it holds one")
    try:
        match kind:
            case MediaKind.JPEG:
                return _jpeg(frames[0])
            case MediaKind.PNG:
                return _png(_cut(frames, sizes), durations, loop)
            case MediaKind.WEBP:
                return _webp(frames, durations, loop, lossless)
            case MediaKind.GIF:
                return _gif(frames, durations, loop)
            case MediaKind.PDF:
                return pdf_of_pages(
                    [(_jpeg(page), page.shape[1], page.shape[0]) for page in _cut(frames, sizes)]
                )
            case MediaKind.TIFF:
                return _tiff(_cut(frames, sizes))
            case MediaKind.BMP | MediaKind.AVIF | MediaKind.HEIC | MediaKind.SVG:
                raise MediaError(f"{kind.value}: this kind is only read; it leaves as another")
            case _:
                assert_never(kind)
    except (OSError, ValueError, TypeError) as cause:
        raise MediaError(f"{kind.value}: the covered picture cannot be written") from cause


def encoded_mask(frames: Pixels) -> bytes:
    """One frame as a PNG that only says where: transparent where it was white, else black.

    Raises `MediaError` for more than one frame.
    """
    if len(frames) != 1:
        raise MediaError(f"mask: {len(frames)} frames; it holds one")
    mask = np.zeros((*frames[0].shape[:2], 4), np.uint8)
    mask[..., 3] = np.where((frames[0] == 255).all(axis=2), 0, 255)
    return _png([mask])


def _jpeg(frame: Pixels) -> bytes:
    whole = np.ascontiguousarray(frame)
    data: bytes = simplejpeg.encode_jpeg(whole, quality=JPEG_QUALITY, colorsubsampling="420")
    return data


def _png(
    frames: Sequence[Pixels], durations: Sequence[int] = (), loop: int = -1
) -> bytes:
    file = io.BytesIO()
    first, *others = (Image.fromarray(frame) for frame in frames)
    if others:
        first.save(
            file, "PNG", compress_level=3, save_all=True, append_images=others,
            duration=_each(durations, frames), loop=max(loop, 0),
        )  # fmt: skip
    else:
        first.save(file, "PNG", compress_level=3)
    return file.getvalue()


def _webp(frames: Pixels, durations: Sequence[int], loop: int, lossless: bool) -> bytes:
    file = io.BytesIO()
    first, *others = (Image.fromarray(frame) for frame in frames)
    style = {"lossless": lossless, "quality": 50 if lossless else WEBP_QUALITY, "method": 2}
    if others:
        first.save(
            file, "WEBP", save_all=True, append_images=others, duration=_each(durations, frames),
            loop=max(loop, 0), **style,
        )  # fmt: skip
    else:
        first.save(file, "WEBP", **style)
    return file.getvalue()


def _gif(frames: Pixels, durations: Sequence[int], loop: int) -> bytes:
    file = io.BytesIO()
    first, *others = (_few_colors(frame) for frame in frames)
    looping = {} if loop < 0 else {"loop": loop}
    if others:
        first.save(
            file, "GIF", save_all=True, append_images=others, duration=_each(durations, frames),
            disposal=1, optimize=False, **looping,
        )  # fmt: skip
    else:
        first.save(file, "GIF", optimize=False)
    return file.getvalue()


def _tiff(pages: Sequence[Pixels]) -> bytes:
    file = io.BytesIO()
    first, *others = (Image.fromarray(page) for page in pages)
    first.save(file, "TIFF", save_all=True, append_images=others)
    return file.getvalue()


def _cut(frames: Pixels, sizes: Sequence[tuple[int, int]]) -> list[Pixels]:
    """Each frame without what lies beside it."""
    if not sizes:
        return list(frames)
    return [
        frame[:high, :wide] for frame, (wide, high) in zip(frames, sizes, strict=True)
    ]


def _few_colors(frame: Pixels) -> Image.Image:
    return Image.fromarray(frame).quantize(256, dither=Image.Dither.NONE)


def _each(durations: Sequence[int], frames: Sequence[Pixels] | Pixels) -> list[int]:
    given = list(durations) if len(durations) == len(frames) else [100] * len(frames)
    return [duration if duration > 0 else 100 for duration in given]
