import io
import zipfile

import pytest

from countenance.errors import UnreadableMediaError, UnsupportedMediaError
from countenance.media.drawn import landscape
from countenance.media.kinds import MediaKind, kind_of
from made_pictures import landscape_jpeg, portrait_jpeg, saved


@pytest.mark.parametrize("kind", list(MediaKind))
def test_kind_comes_from_the_content(kind: MediaKind) -> None:
    data = saved(landscape(32, 32).pixels, kind.name)

    assert kind_of(data) is kind
    assert kind.media_type == f"image/{kind.value}"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"BM" + bytes(60), "BMP"),
        (b"II*\x00" + bytes(60), "TIFF"),
        (b"MM\x00*" + bytes(60), "TIFF"),
        (b"\x00\x00\x00\x1cftypheic" + bytes(20), "HEIC"),
        (b"\x00\x00\x00\x1cftypavif" + bytes(20), "AVIF"),
        (b"\x00\x00\x00\x1cftypmp42" + bytes(20), "MP4 video"),
        (b"%PDF-1.7\n", "PDF"),
        (b"<?xml version='1.0'?><svg xmlns='x'></svg>", "SVG"),
        (b" \n<svg/>", "SVG"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "an ffconcat list"),
        (b"#EXTM3U\nhttp://127.0.0.1/x.ts\n", "an HLS playlist"),
        (b"<MPD xmlns='urn:mpeg:dash'></MPD>", "a DASH manifest"),
        (b"<html><img src=x></html>", "HTML"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"\xff\xd8\x00\x00", "a damaged JPEG"),
        (b"RIFF\x00\x00\x00\x00AVI ", "RIFF, not WebP"),
        (b"P6 1 1 255 abc", "PNM"),
        (b"hello", "not of a known kind"),
    ],
)
def test_everything_else_is_refused_by_name(data: bytes, name: str) -> None:
    with pytest.raises(UnsupportedMediaError, match=f"its content is {name}; expected JPEG"):
        kind_of(data)


def test_no_bytes_are_unreadable() -> None:
    with pytest.raises(UnreadableMediaError, match="empty"):
        kind_of(b"")


def test_a_polyglot_is_what_its_first_bytes_say() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("face.jpg", portrait_jpeg())

    assert kind_of(landscape_jpeg() + archive.getvalue()) is MediaKind.JPEG
