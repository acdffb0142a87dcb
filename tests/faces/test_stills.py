"""Small copies for people, made in this process; the bench has them made where they belong."""

import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from countenance.faces.boxes import Face, enlarged
from countenance.faces.cascade import find_faces
from countenance.faces.cover import COVER_SHARE
from countenance.faces.detector import Detector
from countenance.faces.look import Blur, Look
from countenance.faces.stills import COLORS, blur_faces, small, softened, still_of
from countenance.media.drawn import landscape
from made_pictures import ASTRONAUT_FACE, astronaut

FACE = Face(*ASTRONAUT_FACE, score=0.9)


def opened(data: bytes) -> NDArray[np.uint8]:
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == "JPEG"
        return np.asarray(image.convert("RGB"))


def pixels() -> NDArray[np.uint8]:
    return astronaut()


def test_no_face_is_found_in_a_copy_and_the_rest_of_it_stays(detector: Detector) -> None:
    blurred, plain = still_of(pixels(), [FACE], 1024, plain=True)

    assert len(find_faces(opened(plain), detector).faces) == 1
    assert find_faces(opened(blurred), detector).faces == ()
    x0, y0, x1, y1 = enlarged(FACE, COVER_SHARE, 512, 512)
    beside = np.abs(opened(blurred).astype(int) - opened(plain).astype(int))
    beside[y0 - 16 : y1 + 16, x0 - 16 : x1 + 16] = 0  # a JPEG rings a little at the rim
    assert beside.max() <= 2


def test_of_a_face_five_by_five_colors_are_left() -> None:
    noise = np.random.default_rng(4).integers(0, 256, (200, 200, 3), dtype=np.uint8)
    other = noise.copy()
    x0, y0, x1, _ = enlarged(Face(50, 50, 150, 150, 1), COVER_SHARE, 200, 200)
    wide = (x1 - x0) // COLORS
    # Other pixels with the same mean in each of the squares.
    for row in range(COLORS):
        for column in range(COLORS):
            at = np.s_[y0 + row * wide : y0 + (row + 1) * wide,
                       x0 + column * wide : x0 + (column + 1) * wide]  # fmt: skip
            other[at] = other[at][::-1, ::-1]

    first = blur_faces(noise, [Face(50, 50, 150, 150, 1)])
    second = blur_faces(other, [Face(50, 50, 150, 150, 1)])

    assert (noise != other).any()
    assert np.array_equal(first, second)


def test_it_is_made_small_first_and_keeps_its_form() -> None:
    big = np.asarray(Image.fromarray(astronaut()).resize((2000, 1000)))

    copy = small(big, 1024)
    blurred, plain = still_of(big, [FACE.scaled(2000 / 512, 1000 / 512)], 1024, plain=False)

    assert copy.shape == (512, 1024, 3)
    assert opened(blurred).shape == (512, 1024, 3)
    assert plain == b""


@pytest.mark.parametrize("size", [(1, 3000), (3000, 1), (2, 2)])
def test_odd_forms_are_copied_as_well(size: tuple[int, int]) -> None:
    frame = np.zeros((size[1], size[0], 3), np.uint8)

    blurred, _ = still_of(frame, [Face(0, 0, *size, score=1)], 1024, plain=False)

    assert max(opened(blurred).shape) <= 1024


def test_a_face_that_cannot_be_blurred_is_no_copy() -> None:
    with pytest.raises(ValueError, match="a face outside of the picture"):
        still_of(pixels(), [Face(900, 900, 950, 950, 1)], 1024, plain=False)


def test_faces_that_overlap_show_nothing_of_each_other() -> None:
    whole = blur_faces(pixels(), [FACE, FACE.moved(30, 10)])

    once = blur_faces(pixels(), [FACE.moved(30, 10)])
    x0, y0, x1, y1 = enlarged(FACE, COVER_SHARE, 512, 512)
    assert not np.array_equal(whole[y0:y1, x0:x1], once[y0:y1, x0:x1])


def test_more_is_blurred_and_the_color_goes_as_somebody_wants() -> None:
    frame = landscape(640, 480).pixels

    def edges(picture: NDArray[np.uint8]) -> float:
        return float(np.abs(np.diff(picture.astype(int), axis=1)).mean())

    seen = [opened(softened(frame, Look(blur))) for blur in Blur]
    grey = opened(softened(frame, Look(Blur.FACES, greyscale=True)))

    assert edges(seen[0]) > edges(seen[1]) > edges(seen[2])
    assert np.ptp(grey.astype(int), axis=2).max() == 0
    assert np.ptp(seen[0].astype(int), axis=2).max() > 20
