import numpy as np
import pytest

from countenance.faces.boxes import Face, iou
from countenance.faces.detector import open_detector
from countenance.media.drawn import Looks, landscape, portrait
from countenance.stores.weights import built_in_weights

PEOPLE = [
    Looks(),
    Looks(skin=(110, 72, 52), hair=(20, 16, 14), iris=(40, 26, 16), lips=(110, 58, 56)),
    Looks(skin=(235, 200, 178), hair=(196, 160, 96), iris=(80, 110, 140)),
]


@pytest.mark.parametrize("looks", PEOPLE)
def test_the_detector_finds_every_drawn_person(looks: Looks) -> None:
    drawn = portrait(480, looks)

    found = open_detector(built_in_weights()).find(drawn.pixels, 0.3)

    assert drawn.face is not None
    assert len(found) == 1
    assert found[0].score > 0.7
    assert iou(found[0], Face(*drawn.face, score=1)) > 0.5


def test_the_detector_finds_nobody_in_the_landscape() -> None:
    assert open_detector(built_in_weights()).find(landscape().pixels, 0.1) == ()


def test_the_same_arguments_draw_the_same_pixels() -> None:
    assert np.array_equal(portrait(64).pixels, portrait(64).pixels)
    assert np.array_equal(landscape(64, 40).pixels, landscape(64, 40).pixels)
    assert landscape(64, 40).pixels.shape == (40, 64, 3)
