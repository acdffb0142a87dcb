import pytest
from PIL import Image

from countenance.media.capture import MOST_NAMES, NOTHING, Capture, Origin, is_short
from countenance.media.metadata import capture_in, capture_of
from made_exif import exif, xmp
from made_pictures import landscape_jpeg, saved
from media.test_decode import decoded

FLAT = Image.new("RGB", (32, 32), "gray")
SAYS = Capture(
    "Northport", "Model 3", "1.0.7", "2024-05-03T14:23:11+02:00", True, Origin.CAMERA,
    ("drone-dji:FlightYawDegree", "Iptc4xmpExt:DigitalSourceType"), ("digitalCapture",),
)  # fmt: skip


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "AVIF"])
def test_a_file_says_which_camera_when_and_where(kind: str) -> None:
    file = saved(FLAT, kind, exif=exif(), xmp=xmp())

    said, _ = decoded(file)

    assert said.capture == SAYS


def test_a_png_says_it_too() -> None:
    said, _ = decoded(saved(FLAT, "PNG", exif=exif()))

    assert said.capture.model == "Model 3"
    assert said.capture.taken == SAYS.taken


def test_a_tiff_says_which_camera() -> None:
    said, _ = decoded(saved(FLAT, "TIFF", exif=exif()))

    assert (said.capture.make, said.capture.model) == ("Northport", "Model 3")


def test_a_file_that_says_nothing_says_nothing() -> None:
    said, _ = decoded(landscape_jpeg())

    assert said.capture == NOTHING


@pytest.mark.parametrize(
    ("taken", "offset", "time"),
    [
        ("2024:05:03 14:23:11", "+02:00", "2024-05-03T14:23:11+02:00"),
        ("2024:05:03 14:23:11", "Z", "2024-05-03T14:23:11Z"),
        ("2024:05:03 14:23:11", "", "2024-05-03T14:23:11"),
        ("2024:05:03 14:23:11", "noon", "2024-05-03T14:23:11"),
        ("0000:00:00 00:00:00", "", ""),
        ("2024-05-03", "", ""),
        ("yesterday", "+02:00", ""),
        ("    :  :     :  :  ", "", ""),
    ],
)
def test_a_time_is_one_only_where_it_is_written_as_one(taken: str, offset: str, time: str) -> None:
    said = capture_in(exif(taken=taken, offset=offset), b"")

    assert (said.taken, said.make) == (time, "Northport")


@pytest.mark.parametrize(
    ("source", "origin"),
    [(b"\x01", Origin.SCANNER), (b"\x02", Origin.SCANNER), (b"\x03", Origin.CAMERA),
     (b"\x00", Origin.NOT_SAID), (b"", Origin.NOT_SAID), (b"\x77", Origin.NOT_SAID)],
)  # fmt: skip
def test_camera_and_scanner_are_told_apart(source: bytes, origin: Origin) -> None:
    assert capture_in(exif(source=source), b"").origin is origin


@pytest.mark.parametrize(
    "broken",
    [b"", b"Exif\x00\x00", b"Exif\x00\x00MM\x00*\xff\xff\xff\xff", b"\x00" * 4096, b"no exif",
     b"Exif\x00\x00II*\x00" + b"\x07" * 64],
)  # fmt: skip
def test_a_broken_block_says_nothing(broken: bytes) -> None:
    assert capture_in(broken, b"") == NOTHING


def test_a_picture_that_cannot_be_asked_says_nothing() -> None:
    class Odd(Image.Image):
        def getexif(self) -> Image.Exif:
            raise RuntimeError

    assert capture_of(Odd()) == NOTHING


def test_what_is_endless_is_cut() -> None:
    many = b"".join(b' a:p%d="1"' % number for number in range(5000))
    long = exif(make="x" * 5000, model="y" * 5000)

    said = capture_in(long, b"<x " + many + b"/>")

    assert len(said.properties) == MOST_NAMES
    assert is_short(said)


def test_of_xmp_only_names_are_kept() -> None:
    said = capture_in(exif(), xmp(b'dc:creator="Somebody Zyx"'))

    assert "dc:creator" in said.properties
    assert not any("Zyx" in word for word in (*said.properties, *said.sources))
