"""Sizes and frames, read from the header before anything is decoded.

A picture of a few kilobytes can ask for gigabytes. So the sizes are read here, in plain Python that
cannot overrun, and held against the limits first. The decoder has to come to the same sizes, or the
picture is refused.

Rules kept here:
 * Every frame is counted by walking the file to its end; frames are never taken from a declaration.
 * Where the file alone does not tell the exact size (a still that is cropped or turned by its own
   container), what is read here is the *most* that it may come to; more is refused.
 * Of a JPEG that carries further pictures (MPO, gain maps) the first one counts; the others stand
   behind its end, are not opened and go nowhere.
 * A file that ends too early, or whose lengths do not add up, is unreadable.
"""

import struct
from dataclasses import dataclass
from typing import assert_never

from countenance.errors import MediaTooLargeError, UnreadableMediaError
from countenance.media.boxed import still_size
from countenance.media.kinds import MediaKind, kind_of
from countenance.media.tiff import tiff_size

__all__ = ["PAGE_SIDE", "Header", "Limits", "read_header"]

PAGE_SIDE = 1600
"""Pixels of the longer side of a page of a PDF (A4: about 137 dots per inch) and of a drawing."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is opened at all. A picture over any of these is refused before it is decoded."""

    bytes: int = 20 * 1024 * 1024
    pixels: int = 40_000_000  # width x height, and the same again for all frames together
    frames: int = 100


@dataclass(frozen=True, slots=True)
class Header:
    """Kind, stored size (before EXIF rotation), frames, and whether WebP pixels are lossless.

    Where `at_most` is set the decoder may come to less, in every number, and never to more.
    """

    kind: MediaKind
    width: int
    height: int
    frames: int = 1
    lossless: bool = False
    at_most: bool = False

    @property
    def pixels(self) -> int:
        """Pixels of all frames together."""
        return self.width * self.height * self.frames


def read_header(data: bytes, limits: Limits) -> Header:
    """The header of a picture that is within the limits.

    Raises `UnsupportedMediaError`, `UnreadableMediaError`, or `MediaTooLargeError`.
    """
    if len(data) > limits.bytes:
        raise MediaTooLargeError(f"picture: {len(data)} bytes; expected at most {limits.bytes}")
    kind = kind_of(data)
    try:
        match kind:
            case MediaKind.JPEG:
                header = _jpeg(data)
            case MediaKind.PNG:
                header = _png(data)
            case MediaKind.GIF:
                header = _gif(data)
            case MediaKind.WEBP:
                header = _webp(data)
            case MediaKind.BMP:
                header = _bmp(data)
            case MediaKind.TIFF:
                header = Header(kind, *tiff_size(data), at_most=True)
            case MediaKind.AVIF | MediaKind.HEIC:
                side = max(still_size(data))
                header = Header(kind, side, side, at_most=True)
            case MediaKind.PDF:
                header = _pdf(limits)
            case MediaKind.SVG:
                # It has no pixels of its own: it is drawn as large as a page.
                header = Header(kind, PAGE_SIDE, PAGE_SIDE, at_most=True)
            case _:
                assert_never(kind)
    except (IndexError, struct.error) as cause:
        raise UnreadableMediaError(f"{kind.value}: the file ends inside its header") from cause
    if header.width < 1 or header.height < 1 or header.frames < 1:
        raise UnreadableMediaError(
            f"{kind.value}: {header.width}x{header.height} pixels, {header.frames} frames; "
            "expected at least one of each"
        )
    if header.frames > limits.frames:
        raise MediaTooLargeError(
            f"{kind.value}: {header.frames} frames; expected at most {limits.frames}"
        )
    if header.pixels > limits.pixels:
        raise MediaTooLargeError(
            f"{kind.value}: {header.width}x{header.height} pixels x {header.frames} frames; "
            f"expected at most {limits.pixels} pixels"
        )
    return header


# Markers without a length: TEM and the restart markers.
_JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
# Start of frame, all processes: C0..CF without DHT (C4), JPG (C8) and DAC (CC).
_JPEG_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def _jpeg(data: bytes) -> Header:
    at, size = 2, None
    while True:
        if data[at] != 0xFF:
            raise UnreadableMediaError(f"jpeg: no marker at byte {at}")
        while data[at] == 0xFF:
            at += 1
        marker = data[at]
        at += 1
        if marker in _JPEG_ALONE:
            continue
        if marker in (0xD8, 0xD9):
            raise UnreadableMediaError(f"jpeg: picture starts or ends again at byte {at}")
        (length,) = struct.unpack_from(">H", data, at)
        segment = data[at + 2 : at + length]
        if length < 2 or len(segment) != length - 2:
            raise UnreadableMediaError(f"jpeg: a segment of {length} bytes at byte {at}")
        if marker in _JPEG_FRAME:
            if size is not None:
                raise UnreadableMediaError("jpeg: it states its size twice")
            size = struct.unpack_from(">HH", segment, 1)
        elif marker == 0xDA:
            break
        at += length
    if size is None:
        raise UnreadableMediaError("jpeg: the scan begins before the size is stated")
    height, width = size
    return Header(MediaKind.JPEG, width, height)


def _png(data: bytes) -> Header:
    """Size and frames: a still, or an animation (APNG) whose every frame is counted.

    The still that some animations hold for those who show none counts as a frame of its own.
    """
    at, frames, stills = 8, 0, 0
    animated = pixels = False
    size: tuple[int, int] | None = None
    while True:
        length, name = struct.unpack_from(">I4s", data, at)
        if at + 12 + length > len(data):
            raise UnreadableMediaError(f"png: chunk of {length} bytes at byte {at} is cut off")
        if size is None:
            if name != b"IHDR" or length != 13:
                raise UnreadableMediaError("png: it does not begin with its header chunk")
            size = struct.unpack_from(">II", data, at + 8)
        elif name == b"acTL" and not pixels:
            animated = True
        elif name == b"fcTL":
            frames += 1
        elif name == b"IDAT":
            if not pixels and not frames:
                stills = 1
            pixels = True
            if not animated:
                break
        elif name == b"IEND":
            break
        at += 12 + length
    if not pixels:
        raise UnreadableMediaError("png: it ends before its pixels begin")
    return Header(MediaKind.PNG, *size, frames=frames + stills if animated else 1)


def _gif(data: bytes) -> Header:
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    at = 13 + _gif_colors(flags)
    frames = 0
    while True:
        block = data[at]
        if block == 0x3B:
            break
        if block == 0x21:
            at = _gif_end(data, at + 2)
        elif block == 0x2C:
            x, y, wide, high, flags = struct.unpack_from("<HHHHB", data, at + 1)
            if x + wide > width or y + high > height:
                raise UnreadableMediaError(f"gif: frame {frames} reaches beyond the screen")
            frames += 1
            at = _gif_end(data, at + 11 + _gif_colors(flags))
        else:
            raise UnreadableMediaError(f"gif: block {block:#04x} at byte {at}")
    return Header(MediaKind.GIF, width, height, frames)


def _gif_colors(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _gif_end(data: bytes, at: int) -> int:
    while size := data[at]:
        at += size + 1
    return at + 1


def _webp(data: bytes) -> Header:
    (declared,) = struct.unpack_from("<I", data, 4)
    end = declared + 8
    if end > len(data):
        raise UnreadableMediaError(f"webp: {len(data)} bytes; its header states {end}")
    at, frames, stills = 12, 0, 0
    size: tuple[int, int] | None = None
    animated = lossless = False
    while at + 8 <= end:
        name, length = struct.unpack_from("<4sI", data, at)
        body = at + 8
        if body + length > end:
            raise UnreadableMediaError(f"webp: chunk of {length} bytes at byte {at} is cut off")
        if name == b"VP8X":
            animated = bool(data[body] & 0x02)
            size = _int24(data, body + 4) + 1, _int24(data, body + 7) + 1
        elif name in (b"VP8 ", b"VP8L"):
            stills += 1
            lossless = name == b"VP8L"
            inner = _webp_lossless(data, body) if lossless else _webp_lossy(data, body)
            size = size or inner
            if inner != size:
                raise UnreadableMediaError(f"webp: {inner} pixels inside a canvas of {size}")
        elif name == b"ANMF":
            frames += 1
            lossless = lossless or data[body + 16 : body + 20] == b"VP8L"
        at = body + length + (length & 1)
    if size is None or (stills != 1 and not animated) or (animated and stills):
        raise UnreadableMediaError("webp: no single picture and no animation in it")
    return Header(MediaKind.WEBP, *size, frames=frames if animated else 1, lossless=lossless)


def _webp_lossy(data: bytes, at: int) -> tuple[int, int]:
    if data[at + 3 : at + 6] != b"\x9d\x01\x2a":
        raise UnreadableMediaError("webp: the picture inside has no start code")
    wide, high = struct.unpack_from("<HH", data, at + 6)
    return wide & 0x3FFF, high & 0x3FFF


def _webp_lossless(data: bytes, at: int) -> tuple[int, int]:
    if data[at] != 0x2F:
        raise UnreadableMediaError("webp: the picture inside has no signature")
    (bits,) = struct.unpack_from("<I", data, at + 1)
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


def _bmp(data: bytes) -> Header:
    (size,) = struct.unpack_from("<I", data, 14)
    if size == 12:
        width, height = struct.unpack_from("<HH", data, 18)
    else:
        # A negative height says that the rows stand from top to bottom.
        width, height = struct.unpack_from("<ii", data, 18)
    return Header(MediaKind.BMP, width, abs(height))


def _pdf(limits: Limits) -> Header:
    """As many pages as are looked at, each as large as a page may be drawn.

    How many there are tells only whoever reads the whole file: the decoder.
    """
    pages = min(limits.frames, limits.pixels // PAGE_SIDE**2)
    return Header(MediaKind.PDF, PAGE_SIDE, PAGE_SIDE, max(1, pages), at_most=True)


def _int24(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 3], "little")
