import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from countenance.faces.boxes import Face, iou
from countenance.faces.cascade import find_faces
from countenance.faces.detector import Detector
from countenance.media.drawn import landscape, portrait
from made_pictures import ASTRONAUT_FACE, astronaut

Picture = NDArray[np.uint8]


class Scripted:
    """A detector that answers what a function of the picture's size says, and remembers sizes."""

    name = "scripted"
    threshold = 0.5

    def __init__(self, *faces_by_side: tuple[int, Face]) -> None:
        self._faces = faces_by_side
        self.sizes: list[tuple[int, int]] = []

    def find(self, picture: Picture, threshold: float) -> tuple[Face, ...]:
        self.sizes.append((picture.shape[1], picture.shape[0]))
        return tuple(
            face
            for side, face in self._faces
            if side == max(picture.shape[:2]) and face.score >= threshold
        )


def test_an_easy_face_needs_two_steps(detector: Detector) -> None:
    found = find_faces(astronaut(), detector)

    assert found.passes == ("upright-640", "turned-320")
    assert len(found.faces) == 1
    assert iou(found.faces[0], Face(*ASTRONAUT_FACE, score=1)) > 0.6
    assert found.faces[0].found_by == "upright-640"


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_a_turned_face_is_found_where_it_is(detector: Detector, turn: int) -> None:
    canvas = np.full((700, 900, 3), 90, np.uint8)
    turned = np.rot90(portrait(300).pixels, turn)
    canvas[350:650, 500:800] = turned

    found = find_faces(canvas, detector)

    assert len(found.faces) == 1
    face = found.faces[0]
    assert 550 < (face.x0 + face.x1) / 2 < 750
    assert 400 < (face.y0 + face.y1) / 2 < 600


def test_an_upright_face_does_not_hide_a_turned_one(detector: Detector) -> None:
    both = np.full((480, 960, 3), 120, np.uint8)
    both[:, :480] = portrait(480).pixels
    both[:, 480:] = np.rot90(portrait(480).pixels, 2)

    found = find_faces(both, detector)

    assert len(found.faces) == 2


def test_a_small_face_in_a_large_picture_is_found_on_a_tile(detector: Detector) -> None:
    large = np.asarray(Image.fromarray(landscape(400, 300).pixels).resize((2400, 1800)))
    large = large.copy()
    large[1300:1370, 2000:2070] = portrait(70).pixels

    found = find_faces(large, detector)

    assert "tiles-1280" in found.passes
    assert len(found.faces) == 1
    assert 2000 < found.faces[0].x0 < found.faces[0].x1 < 2070


def test_a_faint_face_is_found(detector: Detector) -> None:
    faint = (128 + (astronaut().astype(float) - 128) * 0.03).astype(np.uint8)

    assert len(find_faces(faint, detector).faces) == 1


def test_nothing_found_means_that_every_step_looked(detector: Detector) -> None:
    found = find_faces(landscape(640, 400).pixels, detector)

    assert found.faces == ()
    assert found.passes == (
        "upright-640", "upright-1280", "turned-320", "turned-640", "contrast-640",
    )  # fmt: skip


def test_a_weak_hit_of_a_later_step_counts_only_when_a_second_look_confirms_it() -> None:
    weak = Face(600, 600, 640, 640, 0.4)
    again = Face(95, 95, 165, 165, 0.7)
    picture = np.zeros((1280, 1280, 3), np.uint8)

    assert find_faces(picture, Scripted((1280, weak))).faces == ()

    confirmed = find_faces(picture, Scripted((1280, weak), (256, again))).faces
    assert [face.found_by for face in confirmed] == ["upright-1280"]


def test_more_weak_hits_than_can_be_confirmed_all_count() -> None:
    weak = [Face(x * 30, y * 30, x * 30 + 10, y * 30 + 10, 0.4) for x in range(9) for y in range(9)]
    scripted = Scripted(*((1280, face) for face in weak))

    faces = find_faces(np.zeros((1280, 1280, 3), np.uint8), scripted).faces

    assert len(faces) == 81 - 48


def test_tiles_cover_a_large_frame() -> None:
    scripted = Scripted()

    find_faces(np.zeros((2100, 2600, 3), np.uint8), scripted)

    tiles = scripted.sizes[1:5]
    assert all(max(size) <= 1280 for size in tiles)
    assert sum(wide * high for wide, high in tiles) >= 2 * 1280 * 960


@pytest.mark.parametrize("size", [(1, 1), (1, 20000), (20000, 1), (8, 8)])
def test_odd_sizes_are_looked_at(detector: Detector, size: tuple[int, int]) -> None:
    assert find_faces(np.zeros((*size, 3), np.uint8), detector).faces == ()
