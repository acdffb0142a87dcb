"""A case by itself: who has it, what may still be done."""

from dataclasses import replace

from countenance.review.case import Grant, State
from review.made_cases import TERMS, opened


def test_who_has_it_has_it_until_the_lease_is_over() -> None:
    case = replace(opened(), holder="r-alice", lease=10)

    assert [case.held_by(now) for now in (9, 10)] == ["r-alice", None]
    assert opened().held_by(0) is None


def test_an_appeal_is_taken_once_and_for_a_time() -> None:
    refused = replace(opened(), state=State.REFUSED, closed=5)

    assert refused.may_appeal(4 + TERMS.appeal)
    assert not refused.may_appeal(5 + TERMS.appeal)
    assert not replace(refused, appealed=True).may_appeal(6)
    assert not replace(refused, vetoed=True).may_appeal(6)
    assert not opened().may_appeal(6)
    assert opened().appeal_until == 0


def test_an_allow_passes_until_it_is_used_up_or_over() -> None:
    allowed = replace(opened(), state=State.ALLOWED, grant=Grant(2, 10))

    assert allowed.passes(9)
    assert not allowed.passes(10)
    assert replace(allowed, used=1).passes(9)
    assert not replace(allowed, used=2).passes(9)
    assert not replace(allowed, grant=None).passes(9)
    assert not opened().passes(0)
