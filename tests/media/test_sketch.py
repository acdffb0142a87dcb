"""A sketch by which a picture is known again, and people are not."""

import io

import numpy as np
import pytest
from PIL import Image
from skimage import data

from countenance.media.corners import CODES, CORNER, ENOUGH, codes_of, corners_in_common
from countenance.media.sketch import sketch_of

ASTRONAUT = data.astronaut()  # type: ignore[no-untyped-call]
HEAD = (170.0, 50.0, 280.0, 200.0)


def saved(pixels: np.ndarray, quality: int = 80) -> np.ndarray:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=quality)
    with Image.open(io.BytesIO(out.getvalue())) as opened:
        return np.asarray(opened.convert("RGB"))


def scaled(pixels: np.ndarray, by: float) -> np.ndarray:
    size = (round(pixels.shape[1] * by), round(pixels.shape[0] * by))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS))


@pytest.mark.parametrize(
    "copy",
    [
        ASTRONAUT,
        saved(ASTRONAUT, 40),
        saved(scaled(ASTRONAUT, 0.5)),
        saved(scaled(ASTRONAUT, 1.7)),
        saved(ASTRONAUT[40:450, 60:470]),
        saved(scaled(ASTRONAUT[:300, 200:], 0.8)),
    ],
    ids=["itself", "saved anew", "smaller", "larger", "cut", "cut and smaller"],
)
def test_a_copy_is_known_again(copy: np.ndarray) -> None:
    assert corners_in_common(sketch_of(copy), sketch_of(ASTRONAUT)) >= ENOUGH


@pytest.mark.parametrize("name", ["coffee", "chelsea", "rocket", "camera", "page"])
def test_another_picture_is_not(name: str) -> None:
    other = getattr(data, name)()
    pixels = other if other.ndim == 3 else np.repeat(other[..., None], 3, axis=2)

    assert corners_in_common(sketch_of(pixels), sketch_of(ASTRONAUT)) < ENOUGH


def test_nothing_inside_a_face_is_looked_at() -> None:
    """What is left of a picture when little but a face is, is not known again."""
    x0, y0, x1, y1 = (int(edge) for edge in HEAD)
    close = ASTRONAUT[y0 - 15 : y1 + 15, x0 - 15 : x1 + 15]
    face = (15.0, 15.0, 15.0 + x1 - x0, 15.0 + y1 - y0)

    assert corners_in_common(sketch_of(close), sketch_of(ASTRONAUT)) >= ENOUGH
    assert corners_in_common(sketch_of(close, [face]), sketch_of(ASTRONAUT, [HEAD])) < ENOUGH
    whole = (0.0, 0.0, float(ASTRONAUT.shape[1]), float(ASTRONAUT.shape[0]))
    assert sketch_of(ASTRONAUT, [whole]) == ()


@pytest.mark.parametrize(
    "shape", [(1, 1, 3), (40, 900, 3), (500, 500, 3), (60, 60, 1), (70, 70, 4)]
)
def test_any_picture_has_a_sketch_even_if_an_empty_one(shape: tuple[int, int, int]) -> None:
    flat = np.full(shape, 128, np.uint8)

    assert sketch_of(flat) == ()


def test_a_corner_is_its_codes_one_after_the_other() -> None:
    (corner, *_) = sketch_of(ASTRONAUT)

    assert len(corner) == 5 * CODES
    assert [which for which, _ in codes_of(corner)] == list(range(CODES))
    assert b"".join(code for _, code in codes_of(corner)) == corner
    assert len(sketch_of(ASTRONAUT)) <= 160


def test_every_corner_has_the_size_by_which_a_sketch_is_parted() -> None:
    assert {len(corner) for corner in sketch_of(ASTRONAUT)} == {CORNER}
