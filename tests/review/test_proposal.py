"""A change that one operator proposed and another one confirms."""

from dataclasses import replace

import pytest

from countenance.errors import NotForYouError, OutdatedError, ReviewError
from countenance.review.people import Person, Role
from countenance.review.proposal import (
    LASTS,
    Proposal,
    ProposalState,
    confirm,
    expire,
    propose,
    refuse,
)
from review.made_cases import ALICE, AUDITOR
from review.made_motions import KEEPER, OLA

OTHER = Person("p-other", Role.OPERATOR)
MADE = Proposal(
    "change-1", "c-1", "oslo", 3, "pinned", ("pin",), b"{}", KEEPER.ref, 0, LASTS
)  # fmt: skip


def test_another_operator_lets_it_count() -> None:
    done = confirm(propose(KEEPER, MADE), OTHER, 3, 5)

    assert (done.state, done.decided_by, done.waits) == (
        ProposalState.CONFIRMED, "p-other", False,
    )  # fmt: skip
    with pytest.raises(OutdatedError, match="`confirmed` already"):
        confirm(done, OTHER, 3, 6)


def test_nobody_confirms_their_own() -> None:
    with pytest.raises(NotForYouError, match="is yours"):
        confirm(MADE, KEEPER, 3, 5)


@pytest.mark.parametrize("who", [ALICE, AUDITOR, OLA])
def test_it_is_for_operators_alone(who: Person) -> None:
    with pytest.raises(NotForYouError, match="it is for: operator"):
        propose(who, MADE)
    with pytest.raises(NotForYouError, match="it is for: operator"):
        confirm(MADE, who, 3, 5)
    with pytest.raises(NotForYouError, match="it is for: operator"):
        refuse(MADE, who, "no", 5)


def test_nobody_changes_their_own_organisation() -> None:
    mine = replace(OTHER, callers=frozenset({"c-1"}))

    with pytest.raises(NotForYouError, match="of your own"):
        propose(mine, MADE)
    with pytest.raises(NotForYouError, match="of your own"):
        confirm(MADE, mine, 3, 5)


def test_what_was_changed_since_is_proposed_anew() -> None:
    with pytest.raises(OutdatedError, match="propose it anew"):
        confirm(MADE, OTHER, 4, 5)


def test_whoever_proposed_it_takes_it_back_and_says_why() -> None:
    assert refuse(MADE, KEEPER, "a mistake", 5).state is ProposalState.REFUSED
    with pytest.raises(ReviewError, match="reason"):
        refuse(MADE, KEEPER, "", 5)


def test_it_ends_with_its_time() -> None:
    assert expire(MADE, LASTS).state is ProposalState.EXPIRED
    with pytest.raises(OutdatedError, match="not over"):
        expire(MADE, LASTS - 1)
    with pytest.raises(OutdatedError, match="time is over"):
        confirm(MADE, OTHER, 3, LASTS)
