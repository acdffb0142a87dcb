"""What a file can hide beside the picture that it shows: each is looked at, dropped, or refused.

A face that nobody looks at must not leave. So every case here plants the same drawn face somewhere
in a file, and what leaves is asked for it: by the detector, and by the planted bytes themselves.
"""

import base64
import io
import struct
import zipfile
from collections.abc import Callable

import numpy as np
import pypdfium2  # type: ignore[import-untyped]  # ships no py.typed
import pytest
from PIL import Image, ImageSequence

from countenance.errors import MediaError, UnreadableMediaError, UnsupportedMediaError
from countenance.faces.bench import Bench
from countenance.faces.cover import Cover
from countenance.faces.detector import Detector
from countenance.media.drawn import landscape, portrait
from countenance.media.pixels import Pixels
from made_heic import HEIC_PAIR
from made_pdf import pdf
from made_pictures import jpeg, portrait_jpeg, saved

FACE = Image.fromarray(portrait(160).pixels)
WALL = Image.fromarray(landscape(160, 160).pixels)
PLANTED = portrait_jpeg(160)
SCAN = PLANTED[len(PLANTED) // 2 :][:60]
"""A part of it that stands in no other JPEG, as its tables do."""


def frames(data: bytes) -> list[Pixels]:
    if data.startswith(b"%PDF"):
        return [
            np.ascontiguousarray(page.render(rev_byteorder=True).to_numpy()[:, :, :3])
            for page in pypdfium2.PdfDocument(data)
        ]
    with Image.open(io.BytesIO(data)) as image:
        return [np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(image)]


def animated(kind: str, place: int = 2, count: int = 4) -> bytes:
    shown = []
    for each in range(count):
        frame = (FACE if each == place else WALL).copy()
        frame.paste((each * 30, 0, 0), (0, 0, 12, 12))  # else two of the same become one
        shown.append(frame)
    return saved(shown[0], kind, save_all=True, append_images=shown[1:], duration=50, loop=0)


def under_transparency(kind: str) -> bytes:
    clear = np.dstack((np.asarray(FACE), np.zeros((160, 160), np.uint8)))
    return saved(Image.fromarray(clear), kind, **({"exact": True, "lossless": True}
                                                  if kind == "WEBP" else {}))  # fmt: skip


@pytest.mark.parametrize(
    ("data", "count"),
    [
        (animated("GIF"), 4),
        (animated("WEBP"), 4),
        (animated("PNG"), 4),
        (saved(WALL, "TIFF", save_all=True, append_images=[WALL, FACE]), 3),
        (saved(WALL, "PDF", save_all=True, append_images=[WALL, FACE]), 3),
    ],
    ids=["gif", "webp", "apng", "tiff", "pdf"],
)
def test_a_face_on_a_later_frame_or_page_is_covered_there(
    bench: Bench, detector: Detector, data: bytes, count: int
) -> None:
    inspection = bench.inspect(data)
    left = frames(bench.render(data, inspection, Cover.SOLID).data)

    assert inspection.frames == len(left) == count
    assert [face.frame for face in inspection.faces] == [2]
    assert not any(detector.find(frame, detector.threshold) for frame in left)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_a_face_under_transparency_is_seen_and_does_not_leave(
    bench: Bench, detector: Detector, kind: str
) -> None:
    data = under_transparency(kind)

    inspection = bench.inspect(data)
    (left,) = frames(bench.render(data, inspection, None).data)

    assert len(inspection.faces) == 1
    assert inspection.faces[0].found_by.startswith("bare")
    assert not detector.find(left, detector.threshold)


def with_thumbnail() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Cam"
    block = bytearray(exif.tobytes())
    # A second directory (IFD1) that names a JPEG behind it, as cameras write thumbnails.
    start = len(block) - 6
    (entries,) = struct.unpack_from(">H" if block[6:8] == b"MM" else "<H", block, 14)
    order = ">" if block[6:8] == b"MM" else "<"
    struct.pack_into(f"{order}I", block, 16 + 12 * entries, start)
    offset = start + 2 + 2 * 12 + 4
    block += struct.pack(f"{order}HHHIIHHIII", 2, 0x0201, 4, 1, offset, 0x0202, 4, 1,
                         len(PLANTED), 0)  # fmt: skip
    return jpeg(np.asarray(WALL), exif=bytes(block) + PLANTED)


def second_picture() -> bytes:
    return saved(WALL, "MPO", save_all=True, append_images=[FACE])


def sub_directory() -> bytes:
    """A TIFF of one page whose SubIFD (tag 330) is a second picture."""
    wide, high = WALL.size
    order, directories, at = b"II*\x00", [], 8
    for picture in (WALL, FACE):
        body = picture.tobytes()
        rows = [
            (256, 4, wide), (257, 4, high), (258, 3, 8), (259, 3, 1), (262, 3, 2), (273, 4, 0),
            (277, 3, 3), (278, 4, high), (279, 4, len(body)), (330, 4, 0),
        ]  # fmt: skip
        rows = rows[: 10 if picture is WALL else 9]
        size = 2 + 12 * len(rows) + 4
        directories.append((at, rows, body, at + size))
        at += size + len(body)
    data = order + struct.pack("<I", 8)
    for place, (_, rows, body, pixels) in enumerate(directories):
        data += struct.pack("<H", len(rows))
        for tag, form, value in rows:
            value = {273: pixels, 330: directories[1][0]}.get(tag, value)
            data += struct.pack("<HHII", tag, form, 1, value)
        data += struct.pack("<I", 0) + body
        assert place < 2
    return data


def after_the_end() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("face.jpg", PLANTED)
    return jpeg(np.asarray(WALL)) + archive.getvalue()


def attached() -> bytes:
    return pdf(
        "0 0 1 rg 20 20 50 50 re f",
        also=[
            f"<</Type/EmbeddedFile/Length {2 * len(PLANTED)}/Filter/ASCIIHexDecode>>stream\n"
            f"{PLANTED.hex()}\nendstream",
            "<</Type/Filespec/F(face.jpg)/EF<</F 5 0 R>>>>",
        ],
        catalog="/Names<</EmbeddedFiles<</Names[(face.jpg)6 0 R]>>>>",
    )


@pytest.mark.parametrize(
    "make", [with_thumbnail, second_picture, sub_directory, after_the_end, attached]
)
def test_what_stands_beside_the_picture_goes_nowhere(
    bench: Bench, detector: Detector, make: Callable[[], bytes]
) -> None:
    data = make()
    assert len(data) > len(PLANTED)

    inspection = bench.inspect(data)
    left = bench.render(data, inspection, None).data

    assert inspection.frames == 1
    assert inspection.faces == ()
    assert SCAN not in left
    assert SCAN.hex().encode() not in left
    assert b"Cam" not in left
    assert b"face.jpg" not in left
    assert not any(detector.find(frame, detector.threshold) for frame in frames(left))


def test_a_picture_inside_a_drawing_is_covered(bench: Bench, detector: Detector) -> None:
    inside = base64.b64encode(PLANTED).decode()
    data = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="160"><script>x</script>'
        f'<image width="160" height="160" href="data:image/jpeg;base64,{inside}"/></svg>'
    ).encode()

    inspection = bench.inspect(data)
    rendered = bench.render(data, inspection, Cover.SOLID)

    assert len(inspection.faces) == 1
    assert rendered.media_type == "image/png"
    assert not detector.find(frames(rendered.data)[0], detector.threshold)


@pytest.mark.parametrize(
    ("data", "error", "says"),
    [
        (HEIC_PAIR, UnreadableMediaError, "does not decode whole"),
        (b"\x00\x00\x00\x1cftypavis" + bytes(40), UnsupportedMediaError, "animated"),
        (b"\x00\x00\x00\x1cftyphevc" + bytes(40), UnsupportedMediaError, "animated"),
        (b"ffconcat version 1.0\nfile face.jpg\n", UnsupportedMediaError, "ffconcat"),
        (b"#EXTM3U\n#EXTINF:1,\nface.ts\n", UnsupportedMediaError, "HLS"),
        (b"<MPD xmlns='urn:mpeg:dash:schema:mpd:2011'/>", UnsupportedMediaError, "DASH"),
        (b"%!PS-Adobe\n%PDF-1.7", UnsupportedMediaError, "PostScript"),
    ],
)
def test_what_would_have_to_be_shown_in_another_way_is_refused_by_name(
    bench: Bench, data: bytes, error: type[MediaError], says: str
) -> None:
    with pytest.raises(error, match=says):
        bench.inspect(data)
