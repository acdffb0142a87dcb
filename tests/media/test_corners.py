"""Corners compared: the same ones are known again, by any one of their codes."""

import pytest

from countenance.media.corners import CODES, Corners, codes_of, corners_in_common

ONE, OTHER = bytes(range(20)), bytes(range(100, 120))


def test_a_corner_is_its_codes_one_after_the_other() -> None:
    found = codes_of(ONE)

    assert [which for which, _ in found] == list(range(CODES))
    assert b"".join(code for _, code in found) == ONE


def test_a_sketch_is_its_corners_one_after_the_other() -> None:
    corners = Corners(ONE + OTHER)

    assert tuple(corners) == corners[:] == (ONE, OTHER)
    assert (corners[1], corners[-2], corners[::2]) == (OTHER, ONE, (ONE,))
    assert len(Corners(b"")) == len(tuple(Corners(b""))) == 0
    with pytest.raises(IndexError):
        corners[2]


def test_one_code_in_its_place_is_enough_to_know_a_corner_again() -> None:
    half_known = OTHER[:5] + ONE[5:10] + OTHER[10:]
    moved = ONE[5:10] + OTHER[5:]

    assert corners_in_common([ONE], [half_known]) == 1
    assert corners_in_common([ONE], [moved]) == 0
    assert corners_in_common([ONE, OTHER], [half_known]) == 2
    assert corners_in_common([], [ONE]) == 0
