import numpy as np
import pytest

from countenance.faces.boxes import Face
from countenance.faces.cascade import find_faces
from countenance.faces.degrade import Change, changed
from countenance.faces.detector import Detector
from made_pictures import ASTRONAUT_FACE, astronaut

pytestmark = pytest.mark.long

FACE = Face(*ASTRONAUT_FACE, score=1)


@pytest.mark.parametrize("change", list(Change))
def test_the_box_goes_where_the_face_goes(detector: Detector, change: Change) -> None:
    picture, (face,) = changed(astronaut(), (FACE,), change)

    found = find_faces(picture, detector).faces

    assert not np.array_equal(picture, astronaut())
    assert len(found) == 1
    middle = ((found[0].x0 + found[0].x1) / 2, (found[0].y0 + found[0].y1) / 2)
    assert face.x0 < middle[0] < face.x1
    assert face.y0 < middle[1] < face.y1


def test_shrinking_makes_the_largest_face_24_pixels_high() -> None:
    picture, (face,) = changed(astronaut(), (FACE,), Change.SHRUNK)

    assert picture.shape == (1200, 1600, 3)
    assert face.y1 - face.y0 == pytest.approx(24, abs=0.5)


def test_the_same_change_gives_the_same_pixels() -> None:
    for change in (Change.DARK, Change.TILTED_30):
        first, _ = changed(astronaut(), (FACE,), change)
        again, _ = changed(astronaut(), (FACE,), change)
        assert np.array_equal(first, again)
