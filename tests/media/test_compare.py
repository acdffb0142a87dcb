import numpy as np
import pytest
import simplejpeg  # type: ignore[import-untyped]  # ships no py.typed
from PIL import Image

from countenance.media.compare import same_picture
from countenance.media.drawn import landscape, portrait
from made_pictures import astronaut


@pytest.mark.parametrize("factor", [2, 4, 8])
def test_scaling_in_the_decoder_and_averaging_are_the_same_picture(factor: int) -> None:
    large = np.asarray(Image.fromarray(astronaut()).resize((1601, 1603)))
    data = simplejpeg.encode_jpeg(large, quality=85, colorsubsampling="420")
    least = {"min_height": -(-1603 // factor), "min_width": -(-1601 // factor)}

    full = simplejpeg.decode_jpeg(data, "RGB")
    scaled = simplejpeg.decode_jpeg(data, "RGB", **least)

    assert scaled.shape[0] == least["min_height"]
    assert same_picture(full, scaled)


def test_noise_and_text_stay_within_the_limit() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (800, 800, 3), dtype=np.uint8)
    lines = np.zeros((800, 800, 3), np.uint8)
    lines[::7, :] = 255
    lines[:, ::5] = (200, 10, 90)
    for picture in (noise, lines):
        data = simplejpeg.encode_jpeg(picture, quality=90)
        full = simplejpeg.decode_jpeg(data, "RGB")
        assert same_picture(full, simplejpeg.decode_jpeg(data, "RGB", min_height=400))


def test_a_face_that_was_not_inspected_is_another_picture() -> None:
    empty = np.asarray(Image.fromarray(landscape(500, 500).pixels).resize((2000, 2000)))
    face = empty.copy()
    face[900:1000, 900:1000] = portrait(100).pixels

    inspected = np.asarray(Image.fromarray(empty).resize((1000, 1000)))

    assert same_picture(empty, inspected)
    assert not same_picture(face, inspected)


def test_the_same_size_has_to_be_the_same_pixels() -> None:
    picture = portrait(64).pixels
    other = picture.copy()
    other[0, 0, 0] ^= 1

    assert same_picture(picture, picture.copy())
    assert not same_picture(picture, other)
