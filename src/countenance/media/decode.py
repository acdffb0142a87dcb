"""Bytes to upright pixels. This is the code that runs inside the decoder process.

It is the only code that hands hostile bytes to a picture library. It expects to be taken over one
day: it runs where it can open nothing and reach nobody (`countenance.media.sandbox`), and what it
returns is looked at elsewhere, pixel by pixel. It has no say in whether there is a face.

Rules kept here:
 * INVARIANT: the pixels are upright. EXIF orientation is applied and then forgotten.
 * Every frame is returned, composed as a viewer would show it, laid on white where it is
   transparent. Colors that transparency hides are returned as well, as a *bare* view, so that
   they can be looked at; they are never what is forwarded.
 * JPEG is scaled while it is decoded when only a verdict is wanted.
 * A warning of the library is an error, and so is the smallest damage.
"""

import contextlib
import io
import math
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import numpy as np
import simplejpeg  # type: ignore[import-untyped]  # ships no py.typed
from PIL import Image, UnidentifiedImageError

from countenance.errors import UnreadableMediaError
from countenance.media.header import Header
from countenance.media.kinds import MediaKind
from countenance.media.metadata import capture_in, capture_of
from countenance.media.pixels import Decoded, Detail, Pixels

__all__ = ["VERDICT_SIDE", "decode"]

VERDICT_SIDE = 2000
"""A JPEG whose longer side is over twice this is decoded at a half, a quarter or an eighth."""

_ORIENTATION = 0x0112
_BAND = 256  # rows converted at a time: keeps a 40-megapixel picture within the memory limit
_HIDDEN_PIXELS = 64  # 8 x 8: no detector finds a smaller face
_HIDDEN_LEVELS = 8


def decode(
    data: bytes, header: Header, detail: Detail, room: Callable[[int], memoryview]
) -> Decoded:
    """Write the upright pixels into `room(bytes)` and say what they are.

    `room` is asked once, for at most `room_needed(header)` bytes. Raises `UnreadableMediaError`
    when the bytes do not decode, without a complaint, to the sizes in their header.
    """
    try:
        with (
            _strict(header.width * header.height),
            contextlib.ExitStack() as stack,
        ):
            if header.kind is MediaKind.HEIC:
                return _heic(data, header, room)
            if header.kind is MediaKind.PDF:
                return _pdf(data, header, room)
            if header.kind is MediaKind.SVG:
                return _svg(data, header, room)
            image = stack.enter_context(
                Image.open(io.BytesIO(data), formats=[header.kind.name])
            )
            if header.at_most:
                if image.width > header.width or image.height > header.height:
                    raise UnreadableMediaError(
                        f"{header.kind.value}: decoder sees {image.size} pixels; "
                        f"its header states at most {(header.width, header.height)}"
                    )
            elif image.size != (header.width, header.height):
                raise UnreadableMediaError(
                    f"{header.kind.value}: decoder sees {image.size} pixels; "
                    f"its header states {(header.width, header.height)}"
                )
            said = capture_of(image)
            if header.kind is MediaKind.TIFF:
                return replace(_tiff(image, header, room), capture=said)
            turned = _orientation(image)
            if header.kind is MediaKind.JPEG and image.mode != "CMYK":
                return replace(_jpeg(data, header, detail, turned, room), capture=said)
            return replace(_pillow(image, header, detail, turned, room), capture=said)
    except UnreadableMediaError:
        raise
    except (
        Image.DecompressionBombError, UnidentifiedImageError, OSError, ValueError, SyntaxError,
        EOFError, Warning, IndexError, KeyError, TypeError, ZeroDivisionError, OverflowError,
        RuntimeError,
    ) as cause:  # fmt: skip
        # The libraries raise whatever their parsers ran into; all of it means the same here.
        raise UnreadableMediaError(
            f"{header.kind.value}: it does not decode ({type(cause).__name__})"
        ) from cause


@contextlib.contextmanager
def _strict(pixels: int) -> Iterator[None]:
    """Let Pillow open so many pixels and no more, and let it complain only by raising."""
    before = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = pixels
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            # What it finds odd about metadata is no matter: the metadata goes nowhere.
            warnings.filterwarnings("ignore", module="PIL.TiffImagePlugin")
            yield
    finally:
        Image.MAX_IMAGE_PIXELS = before


def _jpeg(
    data: bytes,
    header: Header,
    detail: Detail,
    turned: int,
    room: Callable[[int], memoryview],
) -> Decoded:
    smallest = _smallest(header, detail)
    height, width = simplejpeg.decode_jpeg_header(data, *smallest)[:2]
    upright = _upright_room(room, 1, height, width, turned)
    stored = _stored(upright[0], turned)
    if stored.flags.c_contiguous:
        simplejpeg.decode_jpeg(data, "RGB", min_height=smallest[0], min_width=smallest[1],
                               buffer=stored)  # fmt: skip
    else:
        stored[:] = simplejpeg.decode_jpeg(data, "RGB", min_height=smallest[0],
                                           min_width=smallest[1])  # fmt: skip
    full = _swapped(header.width, header.height, turned)
    return Decoded(upright.shape[2], upright.shape[1], 1, *full)


def _smallest(header: Header, detail: Detail) -> tuple[int, int]:
    """The least height and width to decode to; 0, 0 asks for all of it."""
    longer = max(header.width, header.height)
    if detail is Detail.FULL or longer < 2 * VERDICT_SIDE:
        return 0, 0
    factor = next(factor for factor in (8, 4, 2) if longer >= factor * VERDICT_SIDE)
    return math.ceil(header.height / factor), math.ceil(header.width / factor)


def _pillow(
    image: Image.Image,
    header: Header,
    detail: Detail,
    turned: int,
    room: Callable[[int], memoryview],
) -> Decoded:
    # Of a JPEG with further pictures behind it only the first one is shown.
    frames = 1 if header.kind is MediaKind.JPEG else getattr(image, "n_frames", 1)
    if frames != header.frames:
        raise UnreadableMediaError(
            f"{header.kind.value}: decoder sees {frames} frames; walking it found {header.frames}"
        )
    if header.kind is MediaKind.JPEG:
        least = _smallest(header, detail)
        if least != (0, 0):
            image.draft(image.mode, (least[1], least[0]))
    width, height = image.size
    clear = header.kind is not MediaKind.JPEG and image.has_transparency_data
    clear = clear or header.frames > 1  # later frames may leave parts of the canvas open
    shown = _upright_room(room, frames * (2 if clear else 1), height, width, turned)
    durations: list[int] = []
    bare: list[int] = []
    for frame in range(frames):
        if frames > 1:
            image.seek(frame)
        image.load()
        durations.append(round(float(image.info.get("duration") or 0)))
        flat = _stored(shown[frame], turned)
        hidden = _stored(shown[frames + len(bare)], turned) if clear else None
        if _laid_on_white(_bands(image), flat, hidden) >= _HIDDEN_PIXELS:
            bare.append(frame)
    stored = image.size if header.at_most else (header.width, header.height)
    full = _swapped(*stored, turned)
    return Decoded(
        shown.shape[2], shown.shape[1], frames, *full,
        bare=tuple(bare),
        durations=tuple(durations),
        loop=int(image.info.get("loop", -1)),
    )  # fmt: skip


def _tiff(image: Image.Image, header: Header, room: Callable[[int], memoryview]) -> Decoded:
    """Every page, each in the upper left of a canvas as large as the largest one."""
    pages = getattr(image, "n_frames", 1)
    if pages != header.frames:
        raise UnreadableMediaError(
            f"tiff: decoder sees {pages} pages; walking it found {header.frames}"
        )
    shown = _upright_room(room, 2 * pages, header.height, header.width, 1)
    shown[:] = 255
    sizes: list[tuple[int, int]] = []
    bare: list[int] = []
    for page in range(pages):
        image.seek(page)
        image.load()  # the library turns this kind upright by itself
        wide, high = image.size
        if wide > header.width or high > header.height:
            raise UnreadableMediaError(f"tiff: page {page} decodes to more than it states")
        hidden = shown[pages + len(bare), :high, :wide]
        if _laid_on_white(_bands(image), shown[page, :high, :wide], hidden) >= _HIDDEN_PIXELS:
            bare.append(page)
        else:
            hidden[:] = 255
        sizes.append((wide, high))
    return Decoded(
        header.width, header.height, pages, header.width, header.height,
        bare=tuple(bare),
        sizes=tuple(sizes),
    )  # fmt: skip


def _heic(data: bytes, header: Header, room: Callable[[int], memoryview]) -> Decoded:
    # Loaded by the worker when the first file of this kind comes, before it forks.
    from countenance.media.heic import noted_heic, opened_heic  # noqa: PLC0415

    picture = opened_heic(data, header.width, header.height)
    height, width, colors = picture.shape
    shown = _upright_room(room, 1 if colors == 3 else 2, height, width, 1)
    bands = ((top, picture[top : top + _BAND]) for top in range(0, height, _BAND))
    hidden = shown[1] if colors == 4 else None
    hides = _laid_on_white(bands, shown[0], hidden) >= _HIDDEN_PIXELS
    said = capture_in(*noted_heic(data))
    return Decoded(width, height, 1, width, height, bare=(0,) if hides else (), capture=said)


def _pdf(data: bytes, header: Header, room: Callable[[int], memoryview]) -> Decoded:
    from countenance.media.pages import drawn_pages  # noqa: PLC0415 - as for HEIC

    canvas: list[Pixels] = []

    def white(pages: int, height: int, width: int) -> Pixels:
        canvas.append(_upright_room(room, pages, height, width, 1))
        canvas[0][:] = 255
        return canvas[0]

    sizes = drawn_pages(data, header.width, header.frames, white)
    pages, height, width = canvas[0].shape[:3]
    return Decoded(width, height, pages, width, height, sizes=sizes)


def _svg(data: bytes, header: Header, room: Callable[[int], memoryview]) -> Decoded:
    # Loaded by the worker when the first file of this kind comes, before it forks.
    from countenance.media.svg import drawn_svg  # noqa: PLC0415

    drawn = drawn_svg(data, header.width)
    height, width = drawn.shape[:2]
    (shown,) = _upright_room(room, 1, height, width, 1)
    _laid_on_white([(0, drawn)], shown, None)
    return Decoded(width, height, 1, width, height)


def _laid_on_white(
    bands: Iterable[tuple[int, Pixels]], flat: Pixels, hidden: Pixels | None
) -> int:
    """Fill `flat` (and `hidden`) with strips of rows; how many pixels hide another color."""
    count = 0
    for top, band in bands:
        rows = slice(top, top + band.shape[0])
        if band.shape[2] == 3:
            flat[rows] = band
            if hidden is not None:
                hidden[rows] = band
            continue
        color, alpha = band[:, :, :3], band[:, :, 3:].astype(np.uint16)
        laid = ((color * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)
        flat[rows] = laid
        if hidden is not None:
            hidden[rows] = color
            away = np.abs(laid.astype(np.int16) - color).max(axis=2)
            count += int(np.count_nonzero(away > _HIDDEN_LEVELS))
    return count


def _bands(image: Image.Image) -> Iterator[tuple[int, Pixels]]:
    """The image in strips of rows, RGB or RGBA, 8 bits."""
    width, height = image.size
    mode = "RGBA" if image.has_transparency_data else "RGB"
    for top in range(0, height, _BAND):
        strip = image.crop((0, top, width, min(height, top + _BAND)))
        if strip.mode.startswith("I"):  # 16 bits of gray: keep the upper eight
            levels = np.asarray(strip).astype(np.uint32) >> 8
            yield top, np.repeat(levels.clip(0, 255).astype(np.uint8)[:, :, None], 3, axis=2)
        else:
            yield top, np.asarray(strip.convert(mode))


def _orientation(image: Image.Image) -> int:
    """EXIF orientation, 1 to 8; 1 where it is absent or broken."""
    try:
        turned = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001 - a broken EXIF block raises anything; it is dropped anyway
        return 1
    return turned if isinstance(turned, int) and 1 <= turned <= 8 else 1


def _stored(upright: Pixels, turned: int) -> Pixels:
    """A view of upright pixels in the order in which the file stores them."""
    match turned:
        case 2:
            return upright[:, ::-1]
        case 3:
            return upright[::-1, ::-1]
        case 4:
            return upright[::-1]
        case 5:
            return upright.transpose(1, 0, 2)
        case 6:
            return upright.transpose(1, 0, 2)[::-1]
        case 7:
            return upright.transpose(1, 0, 2)[::-1, ::-1]
        case 8:
            return upright.transpose(1, 0, 2)[:, ::-1]
        case _:
            return upright


def _swapped(width: int, height: int, turned: int) -> tuple[int, int]:
    return (height, width) if turned >= 5 else (width, height)


def _upright_room(
    room: Callable[[int], memoryview], views: int, height: int, width: int, turned: int
) -> Pixels:
    wide, high = _swapped(width, height, turned)
    space = np.frombuffer(room(views * high * wide * 3), np.uint8)
    return space.reshape(views, high, wide, 3)
