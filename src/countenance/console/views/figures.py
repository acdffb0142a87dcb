"""The counts of the record that the public is told, month by month, kept as the log grows.

Rules kept here:
 * No entry is read twice, and one look reads only so many: a page never waits for a long log. What
   is not counted yet is said.
 * A month is told when every entry of it is counted, and when it is over.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from countenance.errors import PageError
from countenance.record import entry as kinds
from countenance.record.canonical import parse_as
from countenance.record.figures.monthly import Monthly, month_of
from countenance.record.figures.period import Step
from countenance.record.figures.transparency import K, report_of
from countenance.record.store import LogReader

__all__ = ["Figures", "Told"]

_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Told:
    """The counts of one month. `month` is empty where no month is over; `others`: the months that
    can be asked for; `left`: entries that are not counted yet; `next`: when the next is told."""

    month: str
    others: tuple[str, ...]
    report: dict[str, Any]
    left: int
    next: date


class Figures:
    """The counts of one log. `clock`: nanoseconds since 1970, UTC."""

    def __init__(self, log: LogReader, clock: Callable[[], int]) -> None:
        self._log = log
        self._clock = clock
        self._monthly = Monthly()
        self._turn = threading.Lock()

    def of(self, month: str = "") -> Told:
        """The counts of a month, or of the newest that is over. Raises `PageError`, `RecordError`.
        """
        with self._turn:
            left = self._look()
            today = datetime.fromtimestamp(self._clock() / 1e9, UTC).date()
            over = self._monthly.over(today)
            if left:
                over = over[1:]  # the newest may lack some of its entries
            if month and month not in over:
                there = ", ".join(over) or "none yet"
                raise PageError(f"no counts of `{month[:20]}`; there are those of: {there}")
            shown = month or (over[0] if over else "")
            counts = self._monthly.of(shown or month_of(today))
            report = report_of(counts, {}, K, Step.MONTH, (shown or None, shown or None))
        following = date(today.year + today.month // 12, today.month % 12 + 1, 1)
        return Told(shown, over, report if shown else {}, left, following)

    def _look(self) -> int:
        """Count what is new; how many entries are left for the next look."""
        monthly, size = self._monthly, self._log.size()
        stop = min(size, monthly.taken + _AT_ONCE)
        for stored in self._log.entries(monthly.taken, stop):
            monthly.add(parse_as(stored.data, kinds.Entry))  # type: ignore[arg-type]  # a union
        return size - stop
