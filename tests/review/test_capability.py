"""What stays off until the board has said yes, and how far a yes reaches."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.review.capability import Capability, Needed, Needs, approved, without

ACME = Capability(Needs.MATCHING, 1000, "c-acme")
STAFF = Capability(Needs.GALLERY, 1000, "c-acme", "persongroups/staff")


@pytest.mark.parametrize(
    ("given", "needed", "now", "covers"),
    [
        (ACME, Needed(Needs.MATCHING, "c-acme"), 999, True),
        (ACME, Needed(Needs.MATCHING, "c-acme"), 1000, False),
        (ACME, Needed(Needs.MATCHING, "c-other"), 0, False),
        (ACME, Needed(Needs.MATCHING), 0, False),
        (ACME, Needed(Needs.GALLERY, "c-acme"), 0, False),
        (replace(ACME, caller=None), Needed(Needs.MATCHING, "c-other"), 0, True),
        (STAFF, Needed(Needs.GALLERY, "c-acme", "persongroups/staff"), 0, True),
        (STAFF, Needed(Needs.GALLERY, "c-acme", "persongroups/other"), 0, False),
        (STAFF, Needed(Needs.GALLERY, "c-acme"), 0, False),
        (replace(STAFF, what=None), Needed(Needs.GALLERY, "c-acme", "facelists/x"), 0, True),
    ],
)
def test_a_yes_reaches_as_far_as_it_says(
    given: Capability, needed: Needed, now: int, covers: bool
) -> None:
    assert given.covers(needed, now) is covers


def test_without_a_board_nothing_is_approved() -> None:
    needed = (Needed(Needs.MATCHING, "c-acme"), Needed(Needs.GALLERY, "c-acme", "g"))

    assert without((), needed, 0) == needed
    assert without((ACME,), needed, 0) == needed[1:]
    assert approved((ACME, STAFF), needed[0], 0)


@given(
    needs=st.sampled_from(Needs), until=st.integers(0, 9), caller=st.none() | st.just("c-1"),
    what=st.none() | st.just("x"),
)  # fmt: skip
def test_whatever_it_says_is_in_its_digest(
    needs: Needs, until: int, caller: str | None, what: str | None
) -> None:
    one = Capability(needs, until, caller, what)
    others = (
        replace(one, until=until + 1), replace(one, caller="c-2"), replace(one, what="y"),
        replace(one, needs=next(each for each in Needs if each is not needs)),
    )  # fmt: skip

    assert len({one.digest, *(each.digest for each in others)}) == 5
