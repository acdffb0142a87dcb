"""What people have said about a call that comes again."""

from dataclasses import replace
from typing import Any

import pytest

from countenance.review.case import Bar, Case, Grant, State
from countenance.review.standing import Stands, is_another_question, stands
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


LIKE = replace(ALLOWED, grant=Grant(2, 10, alike=True), caller=held().caller)
OTHER = "cd" * 32


def test_a_call_like_one_passes_by_an_allow_for_those_like_it_and_by_no_other() -> None:
    wanted = held(call=OTHER)

    assert stands(LIKE, wanted, 9) is Stands.ALLOWED
    assert stands(ALLOWED, wanted, 9) is Stands.HELD
    assert stands(LIKE, held(), 9) is Stands.ALLOWED
    assert stands(LIKE, wanted, 10) is Stands.HELD
    assert stands(replace(LIKE, used=2, state=State.USED), wanted, 9) is Stands.HELD
    assert stands(replace(LIKE, state=State.WITHDRAWN, closed=1), wanted, 9) is Stands.HELD
    assert stands(replace(LIKE, state=State.REFUSED, closed=1), wanted, 9) is Stands.HELD


@pytest.mark.parametrize(
    "changed",
    [
        {"revision": 2}, {"grounds": ("another clause",)}, {"caller": "c-2"}, {"bar": Bar.DENY},
        {"bar": Bar.CAPABILITY},
    ],
)  # fmt: skip
@pytest.mark.parametrize("call", [OTHER, "ab" * 32])
def test_it_lapses_with_anything_that_they_had_in_common(
    changed: dict[str, Any], call: str
) -> None:
    """Also for the very call that was looked at."""
    assert stands(LIKE, held(call=call, **changed), 1) is Stands.HELD


def test_what_has_nothing_in_common_that_is_known_is_like_nothing() -> None:
    nameless = replace(LIKE, alike="")

    assert stands(nameless, replace(held(call=OTHER), alike=""), 1) is Stands.HELD


@pytest.mark.parametrize(
    "changed",
    [{"revision": 2}, {"grounds": ("another clause",)}, {"bar": Bar.DENY}],
)
def test_a_call_that_is_held_for_another_reason_is_another_question(
    changed: dict[str, Any],
) -> None:
    assert is_another_question(opened(), held(**changed))
    assert not is_another_question(opened(), held())
