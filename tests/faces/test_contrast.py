import numpy as np

from countenance.faces.contrast import stretched
from made_pictures import astronaut


def test_a_washed_out_picture_regains_its_range() -> None:
    faint = (128 + (astronaut().astype(float) - 128) * 0.05).astype(np.uint8)

    clear = stretched(faint)

    assert faint.std() < 5
    assert clear.std() > 3 * faint.std()
    assert clear.shape == faint.shape


def test_a_flat_picture_stays_nearly_flat() -> None:
    assert np.ptp(stretched(np.full((64, 64, 3), 100, np.uint8))) == 0


def test_tiny_pictures_are_fine() -> None:
    for size in ((1, 1), (1, 50), (3, 7)):
        assert stretched(np.zeros((*size, 3), np.uint8)).shape == (*size, 3)
