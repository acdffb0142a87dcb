import numpy as np
import pytest

from countenance.faces.boxes import Face
from countenance.faces.cover import Cover, cover_faces


def grain() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.random.default_rng(5).integers(1, 256, (2, 100, 120, 3), dtype=np.uint8)


def test_a_face_is_hidden_by_one_color_and_nothing_else_changes() -> None:
    frames, before = grain(), grain()

    hidden = cover_faces(frames, [Face(40, 30, 60, 50, 0.9, frame=1)])

    assert hidden == 1
    assert (frames[1, 26:54, 36:64] == 0).all()
    frames[1, 26:54, 36:64] = before[1, 26:54, 36:64]
    assert np.array_equal(frames, before)


def test_a_face_on_the_rim_is_hidden_up_to_the_rim() -> None:
    frames = grain()

    cover_faces(frames, [Face(-5, -5, 20, 20, 0.9), Face(110, 90, 130, 110, 0.9)])

    assert (frames[0, :25, :25] == 0).all()
    assert (frames[0, 86:, 106:] == 0).all()


@pytest.mark.parametrize(
    "face", [Face(0, 0, 5, 5, 1, frame=2), Face(0, 0, 5, 5, 1, frame=-1), Face(300, 0, 320, 9, 1)]
)
def test_a_face_that_cannot_be_covered_raises(face: Face) -> None:
    with pytest.raises(ValueError, match="a face"):
        cover_faces(grain(), [face])


def test_an_unknown_cover_raises() -> None:
    with pytest.raises(ValueError, match="pixelate"):
        Cover("pixelate")
    with pytest.raises(AssertionError):
        cover_faces(grain(), [Face(0, 0, 5, 5, 1)], "blur")  # type: ignore[arg-type]  # the point
