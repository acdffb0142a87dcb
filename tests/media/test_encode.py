import io

import numpy as np
import pytest
from PIL import Image

from countenance.errors import MediaError
from countenance.media.drawn import landscape, portrait
from countenance.media.encode import encoded, encoded_mask
from countenance.media.kinds import MediaKind, kind_of

READ_ONLY = [MediaKind.BMP, MediaKind.AVIF, MediaKind.HEIC, MediaKind.SVG]


PICTURES = [kind for kind in MediaKind if kind not in (*READ_ONLY, MediaKind.PDF)]


@pytest.mark.parametrize("kind", PICTURES)
def test_the_family_and_the_pixels_stay(kind: MediaKind) -> None:
    picture = portrait(96).pixels

    data = encoded(kind, picture[None])

    assert kind_of(data) is kind
    with Image.open(io.BytesIO(data)) as image:
        # Tags of a TIFF below 300 say how its pixels lie; the rest would be about something else.
        assert [tag for tag in image.getexif() if kind is not MediaKind.TIFF or tag >= 300] == []
        assert np.abs(np.asarray(image.convert("RGB")).astype(int) - picture).mean() < 4


@pytest.mark.parametrize("kind", [MediaKind.GIF, MediaKind.WEBP, MediaKind.PNG])
def test_frames_and_times_stay(kind: MediaKind) -> None:
    frames = np.stack([landscape(64, 64).pixels, portrait(64).pixels])

    data = encoded(kind, frames, durations=(120, 340), loop=0)

    with Image.open(io.BytesIO(data)) as image:
        assert getattr(image, "n_frames", 1) == 2
        times = []
        for frame in range(2):
            image.seek(frame)
            image.load()
            times.append(image.info["duration"])
        assert image.info["loop"] == 0
    assert times == [120, 340]


def test_a_covered_area_stays_one_color_in_a_gif() -> None:
    picture = landscape(128, 128).pixels.copy()
    picture[30:90, 30:90] = 0

    with Image.open(io.BytesIO(encoded(MediaKind.GIF, picture[None]))) as image:
        inside = np.asarray(image.convert("RGB"))[30:90, 30:90]

    assert (inside == inside[0, 0]).all()


@pytest.mark.parametrize("kind", [MediaKind.PNG, MediaKind.WEBP])
def test_lossless_kinds_keep_every_pixel(kind: MediaKind) -> None:
    picture = portrait(48).pixels

    with Image.open(io.BytesIO(encoded(kind, picture[None], lossless=True))) as image:
        assert np.array_equal(np.asarray(image.convert("RGB")), picture)


def test_several_frames_do_not_fit_into_a_jpeg() -> None:
    with pytest.raises(MediaError, match="2 frames to write; it holds one"):
        encoded(MediaKind.JPEG, np.zeros((2, 8, 8, 3), np.uint8))


def test_a_picture_too_large_for_its_kind_raises() -> None:
    with pytest.raises(MediaError, match="cannot be written"):
        encoded(MediaKind.WEBP, np.zeros((1, 4, 16400, 3), np.uint8))


@pytest.mark.parametrize("kind", READ_ONLY)
def test_a_kind_that_is_only_read_is_never_written(kind: MediaKind) -> None:
    with pytest.raises(MediaError, match="only read"):
        encoded(kind, np.zeros((1, 8, 8, 3), np.uint8))


def test_a_pdf_is_written_page_by_page() -> None:
    data = encoded(MediaKind.PDF, np.zeros((2, 40, 60, 3), np.uint8), sizes=((60, 40), (30, 40)))

    assert kind_of(data) is MediaKind.PDF
    assert (data.count(b"/Width 60/Height 40"), data.count(b"/Width 30/Height 40")) == (1, 1)


def test_pages_keep_their_sizes_and_nothing_beside_them_is_written() -> None:
    canvas = np.zeros((2, 40, 60, 3), np.uint8)
    canvas[0, :40, :30], canvas[1, :20, :60] = 90, 180

    data = encoded(MediaKind.TIFF, canvas, sizes=((30, 40), (60, 20)))

    with Image.open(io.BytesIO(data)) as image:
        pages = []
        for page in range(getattr(image, "n_frames", 1)):
            image.seek(page)
            pages.append((image.size, np.unique(np.asarray(image)).tolist()))
    assert pages == [((30, 40), [90]), ((60, 20), [180])]


def test_a_mask_says_where_it_was_white_and_nothing_else() -> None:
    frame = np.zeros((1, 2, 3, 3), np.uint8)
    frame[0, 0, 0] = 255
    frame[0, 0, 1] = (255, 255, 254)
    frame[0, 1, 2] = (10, 200, 30)
    with Image.open(io.BytesIO(encoded_mask(frame))) as mask:
        assert mask.mode == "RGBA"
        pixels = np.asarray(mask)

    assert pixels[..., 3].tolist() == [[0, 255, 255], [255, 255, 255]]
    assert not pixels[..., :3].any()


def test_a_mask_of_several_frames_is_none() -> None:
    with pytest.raises(MediaError, match="2 frames"):
        encoded_mask(np.zeros((2, 1, 1, 3), np.uint8))
