"""When refusals add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.callers.standing import Rules, Standing, Step, Threshold, step_due

RULES = Rules(Threshold(2, 24), Threshold(4, 168), Threshold(6, 720))
AUTOMATIC = Rules(Threshold(2, 24), Threshold(4, 168), Threshold(6, 720), automatic=True)


@pytest.mark.parametrize(
    ("refusals", "step"),
    [(0, None), (1, None), (2, Step.NOTICED), (3, Step.NOTICED), (4, Step.REVIEW), (9, Step.REVIEW)]
)
def test_notice_then_review_and_no_further_without_a_person(
    refusals: int, step: Step | None
) -> None:
    due = step_due(RULES, lambda _: refusals)

    assert (due.step if due else None) is step


def test_the_gate_suspends_where_the_operator_said_so() -> None:
    assert step_due(AUTOMATIC, lambda _: 6) == Standing(Step.SUSPENDED, "", 6, 720)
    assert step_due(AUTOMATIC, lambda _: 5) == Standing(Step.REVIEW, "", 5, 168)


def test_each_step_counts_within_hours_of_its_own() -> None:
    counted = {24: 1, 168: 4, 720: 9}

    due = step_due(RULES, lambda hours: counted[hours])

    assert due == Standing(Step.REVIEW, "", 4, 168)


def test_a_threshold_of_none_is_never_reached() -> None:
    never = Rules(Threshold(0, 24), Threshold(0, 168), Threshold(0, 720), automatic=True)

    assert step_due(never, lambda _: 1_000_000) is None


@given(st.integers(0, 50), st.integers(0, 50), st.booleans())
def test_more_refusals_never_lead_to_less(one: int, more: int, automatic: bool) -> None:
    rules = Rules(automatic=automatic)

    before = step_due(rules, lambda _: one)
    after = step_due(rules, lambda _: one + more)

    order = [None, *Step]
    assert order.index(after and after.step) >= order.index(before and before.step)
