"""Days, and the steps in which a period is shown."""

from datetime import date

import pytest

from countenance.errors import RecordError
from countenance.record.figures.period import ALWAYS, Period, Step, step_for, steps


def test_both_days_are_in_a_period() -> None:
    period = Period(date(2026, 11, 1), date(2026, 11, 30))

    assert [period.holds(f"{day}T23:59:59.999Z") for day in (
        "2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01",
    )] == [False, True, True, False]  # fmt: skip
    assert ALWAYS.holds("1999-01-01T00:00:00.000Z")


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(RecordError, match="2026-11-01 is before its first 2026-11-02"):
        Period(date(2026, 11, 2), date(2026, 11, 1))


@pytest.mark.parametrize(
    ("step", "first", "last", "found"),
    [
        (Step.DAY, "2026-02-27", "2026-03-01", ["2026-02-27", "2026-02-28", "2026-03-01"]),
        (Step.WEEK, "2026-11-29", "2026-12-01", ["2026-11-23", "2026-11-30"]),
        (Step.MONTH, "2026-11-30", "2027-01-01", ["2026-11-01", "2026-12-01", "2027-01-01"]),
        (Step.MONTH, "2026-01-31", "2026-03-31", ["2026-01-01", "2026-02-01", "2026-03-01"]),
    ],
)
def test_no_step_is_left_out(step: Step, first: str, last: str, found: list[str]) -> None:
    assert list(steps(first, last, step)) == found


def test_a_step_is_chosen_that_can_be_seen() -> None:
    assert step_for("2026-11-01", "2026-11-30") is Step.DAY
    assert step_for("2026-01-01", "2026-11-30") is Step.WEEK
    assert step_for("2020-01-01", "2026-11-30") is Step.MONTH


def test_steps_without_end_are_refused() -> None:
    with pytest.raises(RecordError, match="choose longer ones"):
        list(steps("0001-01-01", "9000-01-01", Step.DAY))
