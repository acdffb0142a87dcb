"""What the public is told of a period: counts alone, and no small ones.

Rules kept here:
 * No number from 1 to k - 1 is told, and none can be worked out from the others of one report. Two
   reports about periods that overlap can be subtracted from each other.
 * The days are those that were asked for, never those of the first and the last call.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from countenance.record.figures.period import Step, steps
from countenance.record.figures.stats import OUTCOMES, Stats
from countenance.record.figures.suppression import Public, columns_merged, public_table

__all__ = ["ACTS", "K", "report_of"]

K = 10
"""The smallest number that is told, unless somebody chooses another."""

ACTS = {
    "registration": "changes of registrations",
    "settings": "changes of settings",
    "code-activated": "changes of the codes in force",
    "code-refused": "own codes that were not taken",
}
"""Kinds of entries that are counted beside the calls -> what is said of them."""


def report_of(
    found: Stats,
    summary: Mapping[str, Any],
    k: int,
    step: Step,
    asked: tuple[str | None, str | None],
) -> dict[str, Any]:
    """The report, as programs get it. `summary`: the head that it is told of."""
    report: dict[str, Any] = {
        "from": asked[0],
        "until": asked[1],
        "k": k,
        "log": dict(summary),
        "calls": _large(found.calls, k),
        "others": {
            says: _large(found.entries[kind], k) for kind, says in ACTS.items()
        }
        | {"failures of ours": _large(found.failures, k)},
    }
    if report["calls"] in (None, 0):
        return {**report, "outcomes": {}, "over_time": [], "by_clause": [], "by_caller_kind": []}
    columns = columns_merged({word: found.outcomes[word] for word in OUTCOMES}, k)
    in_steps: Counter[tuple[str, str]] = Counter()
    for (day, outcome), calls in found.by_day.items():
        in_steps[_named(step.begins(day), step), outcome] += calls
    names = [_named(each, step) for each in steps(found.first, found.last, step)]
    times = public_table(_rows(in_steps, names), columns, k)
    clauses = public_table(_rows(found.by_clause), columns, k, others="other clauses")
    callers = public_table(_rows(found.by_kind), columns, k, others="other kinds")
    return {
        **report,
        "outcomes": dict(zip(times.columns, times.totals, strict=True)),
        "over_time": _told(times, "period"),
        "by_clause": _told(clauses, "clause"),
        "by_caller_kind": _told(callers, "caller_kind"),
    }


def _named(day: str, step: Step) -> str:
    return day[:7] if step is Step.MONTH else day


def _large(number: int, k: int) -> int | None:
    return None if 0 < number < k else number


def _rows(
    counts: Mapping[tuple[str, str], int], names: Sequence[str] = ()
) -> dict[str, Mapping[str, int]]:
    rows: dict[str, Counter[str]] = {name: Counter() for name in names}
    for (name, outcome), calls in counts.items():
        rows.setdefault(name, Counter())[outcome] += calls
    if names:
        return {**rows}
    return dict(sorted(rows.items(), key=lambda each: (-sum(each[1].values()), each[0])))


def _told(shown: Public, name: str) -> list[dict[str, Any]]:
    return [
        {name: each, **dict(zip(shown.columns, cells, strict=True)), "calls": total}
        for each, cells, total in shown.rows
    ]
