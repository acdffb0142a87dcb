from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from countenance.errors import UnreadableMediaError
from countenance.media.decode import decode
from countenance.media.drawn import landscape, portrait
from countenance.media.header import Header, Limits, read_header
from countenance.media.kinds import MediaKind
from countenance.media.pixels import Decoded, Detail, room_needed
from made_pictures import astronaut, face_gif, jpeg, landscape_jpeg, saved
from shared_data import shared


def decoded(
    data: bytes, detail: Detail = Detail.VERDICT, header: Header | None = None
) -> tuple[Decoded, NDArray[np.uint8]]:
    header = header or read_header(data, Limits(pixels=50_000_000))
    space = bytearray(room_needed(header))
    result = decode(data, header, detail, lambda size: memoryview(space)[:size])
    views = result.frames + len(result.bare)
    pixels = np.frombuffer(space, np.uint8, views * result.height * result.width * 3)
    return result, pixels.reshape(views, result.height, result.width, 3)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pixels_are_upright_for_every_orientation(orientation: int, kind: str) -> None:
    upright = Image.fromarray(landscape(96, 64).pixels)
    back = {
        1: [], 2: ["FLIP_LEFT_RIGHT"], 3: ["ROTATE_180"], 4: ["FLIP_TOP_BOTTOM"],
        5: ["TRANSPOSE"], 6: ["ROTATE_90"], 7: ["TRANSVERSE"], 8: ["ROTATE_270"],
    }  # fmt: skip
    stored = upright
    for step in back[orientation]:
        stored = stored.transpose(Image.Transpose[step])
    exif = Image.Exif()
    exif[0x0112] = orientation
    style = {"quality": 95} if kind != "PNG" else {}

    result, pixels = decoded(saved(stored, kind, exif=exif, **style))

    assert (result.width, result.height) == (96, 64)
    assert np.abs(pixels[0].astype(int) - np.asarray(upright)).mean() < 6


def test_a_broken_exif_block_is_ignored() -> None:
    result, _ = decoded(jpeg(landscape(64, 48).pixels, exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff"))

    assert (result.width, result.height) == (64, 48)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("CMYK", "JPEG"), ("L", "JPEG"), ("L", "PNG"), ("P", "PNG"), ("LA", "PNG"),
     ("RGBA", "PNG"), ("RGBA", "WEBP"), ("P", "GIF"), ("L", "GIF")],
)  # fmt: skip
def test_every_color_mode_becomes_rgb(name: str, kind: str) -> None:
    picture = Image.fromarray(portrait(96).pixels)

    result, pixels = decoded(saved(picture.convert(name), kind))

    expected = np.asarray(picture.convert("L").convert("RGB"), float)
    assert pixels.shape == (1, 96, 96, 3)
    assert not result.bare
    assert np.corrcoef(pixels[0].mean(axis=2).ravel(), expected.mean(axis=2).ravel())[0, 1] > 0.7


def test_one_bit_becomes_black_and_white() -> None:
    _, pixels = decoded(saved(Image.fromarray(portrait(64).pixels).convert("1"), "PNG"))

    assert np.unique(pixels).tolist() == [0, 255]


def test_sixteen_bits_keep_their_upper_eight() -> None:
    gray = np.asarray(Image.fromarray(portrait(64).pixels).convert("L"))
    deep = Image.fromarray((gray.astype(np.uint16) << 8) + 200)

    _, pixels = decoded(saved(deep, "PNG"))

    assert np.array_equal(pixels[0, :, :, 0], gray)


def test_colors_under_transparency_are_returned_bare() -> None:
    hidden = portrait(96).pixels
    clear = Image.fromarray(np.dstack((hidden, np.zeros((96, 96), np.uint8))))

    result, pixels = decoded(saved(clear, "PNG"))

    assert result.bare == (0,)
    assert (pixels[0] == 255).all()
    assert np.array_equal(pixels[1], hidden)


def test_transparency_is_laid_on_white() -> None:
    half = np.zeros((8, 8, 4), np.uint8)
    half[:, :, 3] = 128

    _, pixels = decoded(saved(Image.fromarray(half), "PNG"))

    assert np.unique(pixels[0]).tolist() == [127]


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_every_frame_is_returned_with_its_time(kind: str) -> None:
    result, pixels = decoded(face_gif(kind))

    assert result.frames == 2
    assert result.durations == (200, 200)
    assert result.loop == 0
    assert np.abs(pixels[1].astype(int) - portrait(320).pixels).mean() < 6


def test_a_large_jpeg_is_scaled_for_a_verdict_and_whole_otherwise() -> None:
    data = saved(Image.fromarray(landscape(400, 300).pixels).resize((4100, 3075)), "JPEG")

    small, _ = decoded(data)
    whole, _ = decoded(data, Detail.FULL)

    assert (small.width, small.height) == (2050, 1538)
    assert (small.full_width, small.full_height) == (4100, 3075)
    assert (whole.width, whole.height) == (4100, 3075)


def test_a_large_cmyk_jpeg_is_scaled_too() -> None:
    image = Image.fromarray(landscape(400, 100).pixels).resize((4400, 1100)).convert("CMYK")

    result, pixels = decoded(saved(image, "JPEG"))

    assert (result.width, result.height) == (2200, 550)
    assert pixels[0, 0, 0, 2] > pixels[0, 0, 0, 0]  # the sky is blue


def test_every_page_of_a_tiff_is_returned_upright_in_its_own_size() -> None:
    first, second = Image.fromarray(landscape(60, 40).pixels), Image.fromarray(portrait(64).pixels)
    turned = Image.Exif()
    turned[0x0112] = 6
    data = saved(
        first.transpose(Image.Transpose.ROTATE_90), "TIFF", save_all=True, append_images=[second],
        exif=turned,
    )  # fmt: skip

    result, pixels = decoded(data)

    assert read_header(data, Limits()).frames == result.frames == 2
    assert result.sizes[1] in ((64, 64),)
    wide, high = result.sizes[0]
    assert np.array_equal(pixels[0, :high, :wide], np.asarray(first))
    assert (pixels[0, high:] == 255).all()


def test_colors_under_transparency_of_one_page_are_returned_bare() -> None:
    face = portrait(64).pixels
    clear = Image.fromarray(np.dstack((face, np.zeros((64, 64), np.uint8))))
    plain = Image.fromarray(landscape(64, 64).pixels)

    result, pixels = decoded(saved(plain, "TIFF", save_all=True, append_images=[clear]))

    assert result.bare == (1,)
    assert np.array_equal(pixels[2], face)


@pytest.mark.parametrize("kind", ["AVIF", "BMP"])
def test_other_stills_decode(kind: str) -> None:
    result, pixels = decoded(saved(landscape(97, 61).pixels, kind))

    assert (result.full_width, result.full_height) == (97, 61)
    assert np.abs(pixels[0].astype(int) - landscape(97, 61).pixels).mean() < 6


def test_every_page_of_a_pdf_is_returned_in_its_own_size() -> None:
    pages = [Image.fromarray(landscape(90, 60).pixels), Image.fromarray(portrait(64).pixels)]

    result, pixels = decoded(saved(pages[0], "PDF", save_all=True, append_images=pages[1:]))

    assert (result.width, result.height, result.frames) == (1600, 1600, 2)
    assert result.sizes == ((1600, 1067), (1600, 1600))
    assert (pixels[0, 1067:] == 255).all()
    face = np.asarray(Image.fromarray(pixels[1]).resize((64, 64)), int)
    assert np.abs(face - portrait(64).pixels).mean() < 9


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_an_avif_is_upright(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    upright = Image.fromarray(landscape(96, 64).pixels)
    back = {1: None, 3: "ROTATE_180", 6: "ROTATE_90", 8: "ROTATE_270"}[orientation]
    stored = upright.transpose(Image.Transpose[back]) if back else upright

    result, pixels = decoded(saved(stored, "AVIF", exif=exif))

    assert (result.width, result.height) == (96, 64)
    assert np.abs(pixels[0].astype(int) - np.asarray(upright)).mean() < 6


@pytest.mark.parametrize("size", [(1, 1), (1, 20000), (20000, 1)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF"])
def test_odd_sizes_decode(size: tuple[int, int], kind: str) -> None:
    result, _ = decoded(saved(Image.new("RGB", size, "white"), kind))

    assert (result.full_width, result.full_height) == size


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_truncated_picture_is_unreadable(kind: str) -> None:
    data = saved(astronaut(), kind)
    header = read_header(data, Limits())

    with pytest.raises(UnreadableMediaError):
        decoded(data[: len(data) * 2 // 3], header=header)


def test_a_decoder_that_sees_another_size_is_not_believed() -> None:
    with pytest.raises(UnreadableMediaError, match="its header states"):
        decoded(landscape_jpeg(), header=Header(MediaKind.JPEG, 479, 161))


def test_every_file_of_the_face_set_decodes_or_is_refused() -> None:
    folder: Path = shared("data/faces")
    opened = 0
    for path in sorted(folder.iterdir()):
        if path.suffix in (".md", ".json"):
            continue
        result, pixels = decoded(path.read_bytes())
        assert pixels.shape[0] == result.frames + len(result.bare)
        opened += 1
    assert opened >= 60
