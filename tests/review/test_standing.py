"""What people have said about a call that comes again."""

from dataclasses import replace

import pytest

from countenance.review.case import Bar, Case, Grant, State
from countenance.review.standing import Stands, stands
from review.made_cases import TERMS, held, opened

ALLOWED = replace(opened(), state=State.ALLOWED, grant=Grant(1, 10))


@pytest.mark.parametrize(
    ("case", "now", "found"),
    [
        (None, 0, Stands.HELD),
        (opened(), 0, Stands.HELD),
        (ALLOWED, 9, Stands.ALLOWED),
        (ALLOWED, 10, Stands.HELD),
        (replace(ALLOWED, state=State.USED, used=1), 9, Stands.HELD),
        (replace(opened(), state=State.REFUSED, closed=0), 10 * TERMS.appeal, Stands.REFUSED),
        (replace(opened(), state=State.EXPIRED, closed=0), TERMS.appeal - 1, Stands.REFUSED),
        (replace(opened(), state=State.EXPIRED, closed=0), TERMS.appeal, Stands.HELD),
        (replace(opened(), state=State.SETTLED, closed=0), 1, Stands.HELD),
    ],
)
def test_how_the_same_call_stands(case: Case | None, now: int, found: Stands) -> None:
    assert stands(case, held(), now) is found


def test_an_allow_never_outlives_codes_that_may_deny() -> None:
    assert stands(ALLOWED, held(bar=Bar.DENY), 1) is Stands.HELD


@pytest.mark.parametrize("state", [State.ALLOWED, State.REFUSED])
def test_an_answer_to_another_question_is_none(state: State) -> None:
    case = replace(ALLOWED, state=state, closed=0)

    assert stands(case, held(grounds=("another clause",)), 1) is Stands.HELD
