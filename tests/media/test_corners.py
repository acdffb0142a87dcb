"""Corners compared: the same ones are known again, by any one of their codes."""

from countenance.media.corners import CODES, codes_of, corners_in_common, corners_of

ONE, OTHER = bytes(range(20)), bytes(range(100, 120))


def test_a_corner_is_its_codes_one_after_the_other() -> None:
    found = codes_of(ONE)

    assert [which for which, _ in found] == list(range(CODES))
    assert b"".join(code for _, code in found) == ONE


def test_a_sketch_is_its_corners_one_after_the_other() -> None:
    assert corners_of(ONE + OTHER) == (ONE, OTHER)
    assert corners_of(b"") == ()


def test_one_code_in_its_place_is_enough_to_know_a_corner_again() -> None:
    half_known = OTHER[:5] + ONE[5:10] + OTHER[10:]
    moved = ONE[5:10] + OTHER[5:]

    assert corners_in_common([ONE], [half_known]) == 1
    assert corners_in_common([ONE], [moved]) == 0
    assert corners_in_common([ONE, OTHER], [half_known]) == 2
    assert corners_in_common([], [ONE]) == 0
