import numpy as np
import pytest

from countenance.errors import UnreadableMediaError
from countenance.media.drawn import portrait
from countenance.media.heic import noted_heic, opened_heic
from countenance.media.metadata import capture_in
from made_heic import HEIC_CLEAR, HEIC_PAIR, HEIC_PORTRAIT, HEIC_SAYS


def test_a_picture_is_opened() -> None:
    pixels = opened_heic(HEIC_PORTRAIT, 160, 160)

    assert pixels.shape == (160, 160, 3)
    assert np.abs(pixels.astype(int) - portrait(160).pixels).mean() < 6


def test_transparency_comes_with_the_colors_that_it_hides() -> None:
    pixels = opened_heic(HEIC_CLEAR, 160, 160)

    assert pixels.shape == (160, 160, 4)
    assert np.median(pixels[:, :, 3]) == 0
    assert np.abs(pixels[:, :, :3].astype(int) - portrait(160).pixels).mean() < 9


def test_several_pictures_in_one_file_are_refused() -> None:
    with pytest.raises(UnreadableMediaError, match="2 pictures in it; expected one"):
        opened_heic(HEIC_PAIR, 64, 64)


def test_a_picture_larger_than_it_states_is_refused() -> None:
    with pytest.raises(UnreadableMediaError, match="more than it states"):
        opened_heic(HEIC_PORTRAIT, 159, 160)


def test_a_file_without_metadata_has_none() -> None:
    assert noted_heic(HEIC_PORTRAIT) == (b"", b"")


def test_exif_and_xmp_come_as_they_stand_in_the_file() -> None:
    said = capture_in(*noted_heic(HEIC_SAYS))

    assert (said.model, said.taken) == ("Model 3", "2024-05-03T14:23:11+02:00")
    assert said.sources == ("digitalCapture",)
