"""What a string of bytes is, judged by its content alone.

File names and declared types play no part: a JPEG called `x.png` is a JPEG. A file that is several
things at once (a JPEG that is also a ZIP archive) is what its first bytes say; only re-encoded
pixels ever leave, so the rest of it goes nowhere.

Rules kept here:
 * Four kinds are opened. Everything else is refused, by its name where the name is known.
 * Nothing is decoded here and nothing outside the bytes is looked at.
"""

from enum import Enum

from countenance.errors import UnreadableMediaError, UnsupportedMediaError

__all__ = ["MediaKind", "kind_of"]


class MediaKind(Enum):
    """The kinds of picture that are opened."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    GIF = "gif"

    @property
    def media_type(self) -> str:
        """The media type, as in `image/jpeg`."""
        return f"image/{self.value}"


def kind_of(data: bytes) -> MediaKind:
    """The kind of the picture in these bytes.

    Raises `UnsupportedMediaError` with the name of any other kind, and `UnreadableMediaError` when
    there are no bytes at all.
    """
    if not data:
        raise UnreadableMediaError("picture: it is empty; expected JPEG, PNG, WebP or GIF")
    if data.startswith(b"\xff\xd8\xff"):
        return MediaKind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaKind.PNG
    if data.startswith((b"GIF87a", b"GIF89a")):
        return MediaKind.GIF
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return MediaKind.WEBP
    raise UnsupportedMediaError(
        f"picture: its content is {_name(data)}; expected JPEG, PNG, WebP or GIF"
    )


_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
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
    b"avif": "AVIF", b"avis": "AVIF (animated)", b"heic": "HEIC", b"heix": "HEIC",
    b"hevc": "HEIC (animated)", b"hevx": "HEIC (animated)", b"heim": "HEIC", b"heis": "HEIC",
    b"mif1": "HEIF", b"msf1": "HEIF (animated)", b"qt  ": "QuickTime video",
}  # fmt: skip


def _name(data: bytes) -> str:
    head = data[:1024]
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return name
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "MP4 video")
    if b"%PDF-" in head:
        return "PDF"
    if head[:1] == b"P" and head[1:2] in b"1234567" and head[2:3].isspace():
        return "PNM"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(b"<"):
        if b"<svg" in data[:65536].lower():
            return "SVG"
        if b"<mpd" in text:
            return "a DASH manifest"
        return "HTML" if b"<html" in text else "XML or HTML"
    return "not of a known kind"
