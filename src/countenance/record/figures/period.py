"""A period of days, and the steps in which a picture shows it. Days are those of UTC."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from countenance.errors import RecordError

__all__ = ["ALWAYS", "Period", "Step", "step_for", "steps"]

_DAYS_SHOWN = 45
_WEEKS_SHOWN = 60
_MOST = 4000
"""The most steps of one period."""


class Step(Enum):
    """How long one step of a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    def begins(self, day: str) -> str:
        """The first day of the step that a day (`2026-11-28`) is in."""
        match self:
            case Step.DAY:
                return day
            case Step.WEEK:
                found = date.fromisoformat(day)
                return (found - timedelta(days=found.weekday())).isoformat()
            case Step.MONTH:
                return f"{day[:7]}-01"


@dataclass(frozen=True, slots=True)
class Period:
    """The days from the first to the last, both in it."""

    first: date = date.min
    last: date = date.max

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise RecordError(f"period: its last day {self.last} is before its first {self.first}")

    def holds(self, time: str) -> bool:
        """Whether the time of an entry is in it."""
        return self.first.isoformat() <= time[:10] <= self.last.isoformat()


ALWAYS = Period()


def step_for(first: str, last: str) -> Step:
    """The step in which the days from the first to the last are shown well."""
    days = (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
    if days <= _DAYS_SHOWN:
        return Step.DAY
    return Step.WEEK if days <= _WEEKS_SHOWN * 7 else Step.MONTH


def steps(first: str, last: str, step: Step) -> Iterator[str]:
    """The first day of each step, none left out. Raises `RecordError` for far too many."""
    at, end = step.begins(first), step.begins(last)
    for _ in range(_MOST):
        yield at
        if at >= end:
            return
        day = date.fromisoformat(at)
        match step:
            case Step.DAY:
                at = (day + timedelta(days=1)).isoformat()
            case Step.WEEK:
                at = (day + timedelta(days=7)).isoformat()
            case Step.MONTH:
                at = step.begins((day + timedelta(days=31)).isoformat())
    raise RecordError(f"period: more than {_MOST} steps by {step.value}; choose longer ones")
