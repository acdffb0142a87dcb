import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.faces.boxes import Face, contained, enlarged, iou, merged, suppressed

places = st.floats(0, 500, allow_nan=False)
sizes = st.floats(1, 300, allow_nan=False)


@st.composite
def faces(draw: st.DrawFn) -> Face:
    x, y = draw(places), draw(places)
    return Face(
        x, y, x + draw(sizes), y + draw(sizes), draw(st.floats(0.1, 1)), draw(st.integers(0, 2))
    )


def test_overlap_and_containment_of_known_boxes() -> None:
    whole, quarter = Face(0, 0, 10, 10, 1), Face(0, 0, 5, 5, 1)

    assert iou(whole, whole) == 1
    assert iou(whole, quarter) == pytest.approx(0.25)
    assert contained(quarter, whole) == 1
    assert contained(whole, quarter) == pytest.approx(0.25)
    assert iou(whole, Face(10, 0, 20, 10, 1)) == 0


def test_a_box_inside_a_surer_face_is_the_same_face() -> None:
    face, inside = Face(0, 0, 100, 120, 0.9), Face(30, 40, 70, 80, 0.5)

    assert merged([inside, face]) == (face,)


def test_the_same_place_on_another_frame_is_another_face() -> None:
    first, second = Face(0, 0, 9, 9, 0.5, frame=0), Face(0, 0, 9, 9, 0.9, frame=1)

    assert merged([second, first]) == (first, second)


@given(st.lists(faces(), max_size=12))
def test_merging_leaves_every_place_covered(found: list[Face]) -> None:
    kept = merged(found)

    assert set(kept) <= set(found)
    assert merged(kept) == kept
    for face in found:
        assert any(
            face.frame == other.frame and (iou(face, other) >= 0.4 or contained(face, other) >= 0.8)
            for other in kept
        )


@given(faces(), st.floats(0, 1))
def test_enlarging_covers_the_box_and_stays_in_the_picture(face: Face, share: float) -> None:
    x0, y0, x1, y1 = enlarged(face, share, 400, 300)

    assert min(x0, y0) >= 0
    assert x1 <= 400
    assert y1 <= 300
    assert x0 <= face.x0
    assert y0 <= face.y0
    assert x1 >= min(400, face.x1)
    assert y1 >= min(300, face.y1)


def test_a_box_grows_by_its_share_on_each_side() -> None:
    assert enlarged(Face(100, 100, 200, 300, 1), 0.2, 1000, 1000) == (80, 60, 220, 340)


def test_moving_and_scaling() -> None:
    assert Face(1, 2, 3, 4, 0.5).moved(10, 20) == Face(11, 22, 13, 24, 0.5)
    assert Face(1, 2, 3, 4, 0.5).scaled(2, 3) == Face(2, 6, 6, 12, 0.5)
    assert Face(5, 5, 3, 9, 0.5).area == 0


def test_the_surest_box_takes_out_those_it_overlaps() -> None:
    boxes = np.array([[0, 0, 10, 10], [1, 1, 11, 11], [50, 50, 60, 60]], np.float32)

    kept = suppressed(boxes, np.array([0.6, 0.9, 0.3], np.float32), overlap=0.3)

    assert list(kept) == [1, 2]
    assert list(suppressed(boxes[:0], np.zeros(0, np.float32), overlap=0.3)) == []
