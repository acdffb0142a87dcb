"""What is covered between and beside the hits of a detector."""

from hypothesis import given
from hypothesis import strategies as st

from countenance.faces.boxes import Face, contained
from countenance.faces.tracks import BETWEEN, followed

TIMES = tuple(range(0, 2000, 100))  # ten frames a second


def face(frame: int, x: float = 100, y: float = 100, side: float = 40) -> Face:
    return Face(x, y, x + side, y + side, 0.9, frame, "upright-640")


def frames_of(faces: tuple[Face, ...]) -> set[int]:
    return {each.frame for each in faces}


def test_one_missed_frame_between_two_hits_is_covered() -> None:
    both = (face(4, x=100), face(6, x=120))

    covered = [each for each in followed(both, TIMES) if each.frame == 5]

    assert any(contained(face(5, x=110), each) > 0.99 for each in covered)


def test_a_longer_gap_is_filled_on_the_way() -> None:
    ends = (face(2, x=100), face(10, x=140))

    covered = followed(ends, TIMES)

    assert frames_of(covered) >= set(range(1, 12))
    for frame in range(3, 10):
        middle = face(frame, x=100 + 40 * (frame - 2) / 8)
        assert any(contained(middle, each) > 0.99 for each in covered if each.frame == frame)


def test_a_gap_that_is_too_long_stays_open_in_its_middle() -> None:
    ends = (face(0), face(15))

    covered = followed(ends, TIMES)

    assert TIMES[15] - TIMES[0] > BETWEEN
    assert frames_of(covered) == {0, 1, 2, 13, 14, 15, 16, 17}


def test_a_face_is_covered_a_moment_before_and_after() -> None:
    assert frames_of(followed((face(8),), TIMES)) == {6, 7, 8, 9, 10}


def test_where_frames_are_far_apart_the_next_ones_count() -> None:
    seconds = (0, 1000, 2000, 3000, 4000, 5000)

    assert frames_of(followed((face(2),), seconds)) == {1, 2, 3}
    assert 3 in frames_of(followed((face(2), face(4)), seconds))


def test_faces_far_apart_or_of_other_sizes_are_not_joined() -> None:
    for other in (face(10, x=300), face(10, side=120)):
        covered = followed((face(2), other), TIMES)

        assert not frames_of(covered) & {5, 6, 7}


def test_a_hit_of_its_own_stands_for_what_is_beside() -> None:
    still = tuple(face(frame) for frame in range(20))

    assert followed(still, TIMES) == still


def test_a_film_of_one_frame_and_one_without_faces_have_nothing_beside() -> None:
    assert followed((face(0),), (0,)) == (face(0),)
    assert followed((), TIMES) == ()


@given(
    st.lists(
        st.builds(
            face,
            st.integers(0, 19),
            st.floats(0, 400),
            st.floats(0, 400),
            st.floats(5, 90),
        ),
        max_size=12,
    )
)
def test_no_hit_is_ever_moved_or_lost(hits: list[Face]) -> None:
    covered = followed(hits, TIMES)

    for hit in hits:
        assert hit in covered
    assert all(0 <= each.frame < len(TIMES) for each in covered)
    assert {each.found_by for each in covered} <= {"upright-640", "beside"}
