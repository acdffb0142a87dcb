"""A small, blurred picture of a picture."""

import io

import numpy as np
import pytest
from PIL import Image

from countenance.errors import MediaError
from countenance.media.thumbnail import THUMBNAIL_SIDE, blurred_thumbnail


def drawn(width: int, height: int) -> bytes:
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[:, ::2] = 255
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def test_it_is_small_and_nothing_fine_is_left() -> None:
    made = Image.open(io.BytesIO(blurred_thumbnail(drawn(640, 320))))

    assert made.size == (THUMBNAIL_SIDE, THUMBNAIL_SIDE // 2)
    assert np.asarray(made).std() < 8


def test_a_picture_that_is_small_already_does_not_grow() -> None:
    assert Image.open(io.BytesIO(blurred_thumbnail(drawn(40, 30)))).size == (40, 30)


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"%PDF-1.7"])
def test_what_is_no_picture_raises(data: bytes) -> None:
    with pytest.raises(MediaError):
        blurred_thumbnail(data)
