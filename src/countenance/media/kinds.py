"""What a string of bytes is, judged by its content alone.

File names and declared types play no part: a JPEG called `x.png` is a JPEG. A file that is several
things at once (a JPEG that is also a ZIP archive) is what its first bytes say; only re-encoded
pixels ever leave, so the rest of it goes nowhere.

Rules kept here:
 * The kinds in `MediaKind` are opened. Everything else is refused, by its name where the name is
   known, and with what would be right where we know that too.
 * Nothing is decoded here and nothing outside the bytes is looked at.
"""

import re
from enum import Enum
from typing import assert_never

from countenance.errors import UnreadableMediaError, UnsupportedMediaError

__all__ = ["EXPECTED", "MediaKind", "kind_of"]


class MediaKind(Enum):
    """The kinds of picture, and of pages, that are opened."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    GIF = "gif"
    BMP = "bmp"
    TIFF = "tiff"
    AVIF = "avif"
    HEIC = "heic"
    PDF = "pdf"
    SVG = "svg"

    @property
    def media_type(self) -> str:
        """The media type, as in `image/jpeg`."""
        match self:
            case MediaKind.PDF:
                return "application/pdf"
            case MediaKind.SVG:
                return "image/svg+xml"
            case _:
                return f"image/{self.value}"

    @property
    def can_hide(self) -> bool:
        """Whether pixels of this kind may be transparent, and hide colors."""
        return self not in (MediaKind.JPEG, MediaKind.PDF, MediaKind.SVG)

    def leaves_as(self, frames: int) -> "MediaKind":
        """What a file of this kind with so many frames becomes when it is made anew.

        A kind that models read stays what it is. Another still becomes one that they read: PNG
        where every pixel was kept, JPEG where it was not. Several pages stay a TIFF.
        """
        match self:
            case MediaKind.BMP | MediaKind.SVG:
                return MediaKind.PNG
            case MediaKind.TIFF:
                return MediaKind.PNG if frames == 1 else MediaKind.TIFF
            case MediaKind.AVIF | MediaKind.HEIC:
                return MediaKind.JPEG
            case MediaKind.JPEG | MediaKind.PNG | MediaKind.WEBP | MediaKind.GIF | MediaKind.PDF:
                return self
            case _:
                assert_never(self)


EXPECTED = "JPEG, PNG, WebP, GIF, BMP, TIFF, AVIF, HEIC, SVG or PDF"
"""For messages: the kinds by name."""


def kind_of(data: bytes) -> MediaKind:
    """The kind of the picture in these bytes.

    Raises `UnsupportedMediaError` with the name of any other kind, and `UnreadableMediaError` when
    there are no bytes at all.
    """
    if not data:
        raise UnreadableMediaError(f"picture: it is empty; expected {EXPECTED}")
    if data.startswith(b"\xff\xd8\xff"):
        return MediaKind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaKind.PNG
    if data.startswith((b"GIF87a", b"GIF89a")):
        return MediaKind.GIF
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return MediaKind.WEBP
    if data.startswith(b"BM") and data[14:18] in _BMP_HEADERS:
        return MediaKind.BMP
    if data.startswith((b"II*\x00", b"MM\x00*")):
        return MediaKind.TIFF
    if data[4:8] == b"ftyp" and (still := _still(data)) is not None:
        return still
    if data.startswith(b"%PDF-"):
        return MediaKind.PDF
    if _is_svg(data):
        return MediaKind.SVG
    name = _name(data)
    raise UnsupportedMediaError(
        f"picture: its content is {name}; expected {_RIGHT.get(name, EXPECTED)}"
    )


_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"II+\x00", "BigTIFF"),
    (b"MM\x00+", "BigTIFF"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\x00\x00\x00\x0cJXL ", "JPEG XL"),
    (b"\x00\x00\x00\x0cjP  ", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"\xff\xd8", "a damaged JPEG"),
    (b"8BPS", "a Photoshop document"),
    (b"\x00\x00\x01\x00", "an icon (ICO)"),
    (b"\x00\x00\x02\x00", "a cursor (CUR)"),
    (b"qoif", "QOI"),
    (b"DDS ", "DDS"),
    (b"v/1\x01", "OpenEXR"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "gzip"),
    (b"\x1aE\xdf\xa3", "Matroska or WebM video"),
    (b"OggS", "Ogg"),
    (b"ffconcat", "an ffconcat list"),
    (b"#EXTM3U", "an HLS playlist"),
    (b"%!PS", "PostScript"),
    (b"RIFF", "RIFF, not WebP"),
)
_BRANDS = {
    b"avis": "AVIF (animated)", b"hevc": "HEIC (animated)", b"hevx": "HEIC (animated)",
    b"mif1": "HEIF", b"msf1": "HEIF (animated)", b"qt  ": "QuickTime video", b"M4A ": "M4A sound",
}  # fmt: skip
_RIGHT = {
    "AVIF (animated)": "a WebP or GIF of it",
    "HEIC (animated)": "a WebP or GIF of it",
    "HEIF (animated)": "a WebP or GIF of it",
}
"""What would be right in place of a kind that is not opened."""
_BMP_HEADERS = tuple(size.to_bytes(4, "little") for size in (12, 40, 52, 56, 64, 108, 124))
_STILLS = {
    b"avif": MediaKind.AVIF, b"heic": MediaKind.HEIC, b"heix": MediaKind.HEIC,
    b"heim": MediaKind.HEIC, b"heis": MediaKind.HEIC,
}  # fmt: skip


def _still(data: bytes) -> MediaKind | None:
    """The kind of a still in a file of boxes (ISO 14496-12), by the brands that it names.

    `mif1` as its first brand says only that there is a still; the others tell of what kind.
    """
    if data[8:12] in _STILLS:
        return _STILLS[data[8:12]]
    if data[8:12] != b"mif1":
        return None
    size = min(int.from_bytes(data[:4], "big"), 256, len(data))
    named = (data[at : at + 4] for at in range(16, size, 4))
    return next((_STILLS[brand] for brand in named if brand in _STILLS), None)


_SVG = re.compile(rb"<(?:[\w.-]{1,32}:)?svg[\s/>]")
_BEFORE = ((b"<?", b"?>"), (b"<!--", b"-->"), (b"<!", b">"))
"""What may stand before the first element: declarations, comments, a document type."""


def _is_svg(data: bytes) -> bool:
    """Whether the first element is `svg`."""
    head = data[:65536].removeprefix(b"\xef\xbb\xbf").lstrip()
    for _ in range(32):
        ends = next((end for start, end in _BEFORE if head.startswith(start)), None)
        if ends is None:
            return _SVG.match(head) is not None
        if ends == b">" and b"[" in head[: head.find(b">")]:
            ends = b"]>"
        _, found, head = head.partition(ends)
        if not found:
            return False
        head = head.lstrip()
    return False


def _name(data: bytes) -> str:
    head = data[:1024]
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return name
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "MP4 video")
    if b"%PDF-" in head:
        return "PDF with something before it"
    if head[:1] == b"P" and head[1:2] in b"1234567" and head[2:3].isspace():
        return "PNM"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(b"<"):
        if b"<mpd" in text:
            return "a DASH manifest"
        return "HTML" if b"<html" in text else "XML or HTML"
    return "not of a known kind"
