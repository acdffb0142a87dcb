"""Counts month by month, so that what the public is told of one month overlaps with no other.

Rules kept here:
 * Every entry is counted in the month of its time, once, in the order of the log.
 * A month is told when it is over: what is added while it lasts cannot be read off two looks.
"""

from calendar import monthrange
from datetime import date

from countenance.record import entry as kinds
from countenance.record.figures.period import Period
from countenance.record.figures.stats import Kinds, Stats

__all__ = ["Monthly", "month_of", "period_of"]


def month_of(day: date) -> str:
    """The month of a day: `2026-11`."""
    return f"{day:%Y-%m}"


class Monthly:
    """Counts of one log. Feed it every entry in order; `taken`: how many it was fed."""

    def __init__(self) -> None:
        self._months: dict[str, Stats] = {}
        self._kinds = Kinds()
        self.taken = 0

    def add(self, entry: kinds.Entry) -> None:
        """One more entry."""
        month = entry.time[:7]
        found = self._months.get(month)
        if found is None:
            found = self._months[month] = Stats(period_of(month), callers=self._kinds)
        found.add(entry)
        self.taken += 1

    def over(self, today: date) -> tuple[str, ...]:
        """The months that are over and have entries, the newest first."""
        return tuple(sorted((m for m in self._months if m < month_of(today)), reverse=True))

    def of(self, month: str) -> Stats:
        """The counts of a month; none where it has no entries."""
        return self._months.get(month) or Stats(period_of(month))


def period_of(month: str) -> Period:
    """The days of a month, `2026-11`."""
    first = date.fromisoformat(f"{month}-01")
    return Period(first, first.replace(day=monthrange(first.year, first.month)[1]))
