"""What a case knows of its pictures."""

from dataclasses import replace

import pytest

from countenance.review.pictures import Kept, Pictures, Why

ONE = Kept("messages[0].content[1]", 0, 2, "ab" * 32, plain=True)
THERE = Pictures((ONE,), until=5, number=1)


def test_pictures_are_there_until_they_are_gone() -> None:
    assert THERE.are_there
    assert not Pictures(left_out=1, gone=Why.FAILED).are_there
    assert not replace(THERE, gone=Why.EXPIRED).are_there


def test_their_places_begin_with_one() -> None:
    assert THERE.at(1) == ONE
    assert [THERE.at(place) for place in (-1, 0, 2)] == [None, None, None]


@pytest.mark.parametrize(
    ("why", "again"),
    [(None, False), (Why.FAILED, False), (Why.QUOTA, False), (Why.ERASED, False),
     (Why.EXPIRED, True), (Why.CLOSED, True)],
)  # fmt: skip
def test_what_time_or_a_decision_erased_may_be_kept_anew(why: Why | None, again: bool) -> None:
    assert replace(THERE, gone=why).may_come_again is again
