import io
import zipfile

import pytest

from countenance.errors import UnreadableMediaError, UnsupportedMediaError
from countenance.media.kinds import MediaKind, kind_of
from made_pictures import landscape_jpeg, portrait_file, portrait_jpeg


@pytest.mark.parametrize("kind", list(MediaKind))
def test_kind_comes_from_the_content(kind: MediaKind) -> None:
    assert kind_of(portrait_file(kind)) is kind
    special = {MediaKind.PDF: "application/pdf", MediaKind.SVG: "image/svg+xml"}
    assert kind.media_type == special.get(kind, f"image/{kind.value}")


@pytest.mark.parametrize(
    "before",
    ["", "\ufeff", "  \n", '<?xml version="1.0" encoding="UTF-8"?>', "<!-- by hand -->\n",
     '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd">',
     '<!DOCTYPE svg [<!ENTITY a "b">]>', "<!--" + " <svg> -->" * 20],
)  # fmt: skip
def test_a_drawing_is_known_by_its_first_element(before: str) -> None:
    for name in ("svg", "s:svg"):
        data = f"{before}<{name} xmlns='x'></{name}>".encode()
        assert kind_of(data) is MediaKind.SVG


@pytest.mark.parametrize(
    "data", [b"<html><svg></svg></html>", b"<!-- <svg> ", b"<?svg", b"<svgs>", b"<!-- -->" * 99,
             b"<html><!--<svg>--></html>"],
)  # fmt: skip
def test_a_drawing_inside_something_else_is_none(data: bytes) -> None:
    with pytest.raises(UnsupportedMediaError):
        kind_of(data)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"BM" + bytes(60), "not of a known kind"),
        (b"II+\x00" + bytes(60), "BigTIFF"),
        (b"\x00\x00\x00\x18ftypmif1" + bytes(20), "HEIF"),
        (b"\x00\x00\x00\x1cftypM4A " + bytes(20), "M4A sound"),
        (b"\x00\x00\x00\x1cftypmp42" + bytes(20), "MP4 video"),
        (b"x %PDF-1.7\n", "PDF with something before it"),
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


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (
            b"\x00\x00\x00\x1cftypavis" + bytes(20),
            r"AVIF \(animated\); expected a WebP or GIF of it",
        ),
        (
            b"\x00\x00\x00\x1cftyphevc" + bytes(20),
            r"HEIC \(animated\); expected a WebP or GIF of it",
        ),
    ],
)
def test_what_would_be_right_is_said_where_it_is_known(data: bytes, says: str) -> None:
    with pytest.raises(UnsupportedMediaError, match=says):
        kind_of(data)


def test_a_still_in_boxes_may_be_named_by_a_later_brand() -> None:
    head = b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1"

    assert kind_of(head + b"heic" + bytes(8)) is MediaKind.HEIC
    assert kind_of(head + b"avif" + bytes(8)) is MediaKind.AVIF


@pytest.mark.parametrize(
    ("kind", "frames", "leaves"),
    [
        (MediaKind.BMP, 1, MediaKind.PNG),
        (MediaKind.SVG, 1, MediaKind.PNG),
        (MediaKind.TIFF, 1, MediaKind.PNG),
        (MediaKind.TIFF, 2, MediaKind.TIFF),
        (MediaKind.HEIC, 1, MediaKind.JPEG),
        (MediaKind.AVIF, 1, MediaKind.JPEG),
        (MediaKind.GIF, 2, MediaKind.GIF),
    ],
)
def test_what_models_do_not_read_leaves_as_what_they_read(
    kind: MediaKind, frames: int, leaves: MediaKind
) -> None:
    assert kind.leaves_as(frames) is leaves


def test_no_bytes_are_unreadable() -> None:
    with pytest.raises(UnreadableMediaError, match="empty"):
        kind_of(b"")


def test_a_polyglot_is_what_its_first_bytes_say() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("face.jpg", portrait_jpeg())

    assert kind_of(landscape_jpeg() + archive.getvalue()) is MediaKind.JPEG
