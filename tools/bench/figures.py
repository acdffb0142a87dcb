"""One figure of the bench, and how figures are taken.

Processor time of the process that does the work, not time on the wall: other load on the machine
then changes a figure little. A row without a target is shown for comparison alone.
"""

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

__all__ = ["Row", "as_table", "each", "mean", "quantile"]


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Row:
    """A figure, its unit (`us` and `ms` are processor time unless it says otherwise), its target.

    `found` is `None` when the figure could not be taken; `note` says why, or what it was taken of.
    `at_least`: the target is met by more, not by less.
    """

    what: str
    found: float | None
    unit: str
    target: float | None = None
    note: str = ""
    at_least: bool = False

    @property
    def is_met(self) -> bool | None:
        """Whether the target was met; None without a target or a figure."""
        if self.target is None or self.found is None:
            return None
        return self.found >= self.target if self.at_least else self.found <= self.target


def as_table(rows: Sequence[Row]) -> str:
    """The rows for people."""
    lines = []
    for row in rows:
        found = "skipped" if row.found is None else f"{row.found:.2f}"
        sign = ">=" if row.at_least else "<="
        bar = "" if row.target is None else f"{sign} {row.target:g}"
        met = {None: "", True: "met", False: "NOT met"}[row.is_met]
        lines.append(f"{row.what:46} {found:>10} {row.unit:3} {bar:9} {met:7} {row.note}".rstrip())
    return "\n".join(lines)


def each(work: Callable[[T], object], cases: Iterable[T]) -> list[float]:
    """Microseconds of this process for each case."""
    spent = []
    for case in cases:
        before = time.process_time_ns()
        work(case)
        spent.append((time.process_time_ns() - before) / 1000)
    return spent


def mean(work: Callable[[], object], times: int = 3000) -> float:
    """Microseconds of this process for one run of `work`, the mean of many."""
    work()
    before = time.process_time_ns()
    for _ in range(times):
        work()
    return (time.process_time_ns() - before) / 1000 / times


def quantile(values: Sequence[float], percent: int) -> float:
    """The value that `percent` of 100 do not exceed."""
    return statistics.quantiles(values, n=100)[percent - 1]
