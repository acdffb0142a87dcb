"""The bill of an AI service beside the record: what was billed and is on no record, or the reverse.

Rules kept here:
 * What the record says is a range: calls that were answered were billed; calls that the service
   refused, that broke off or whose outcome is not known may have been. A call within ten minutes of
   midnight may stand on the bill of either day.
 * Days and models are compared one by one. Models of the bill that the record does not name are
   compared together with its calls to models that the settings do not name (`other`).
 * Where a bill counts tokens and no requests, only whether there was anything can be compared.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from typing import Any

from countenance.record.bill import Billed

__all__ = ["OTHER", "Compared", "Finding", "Recorded", "Tally", "compared"]

OTHER = "other"
"""The model of calls whose model the settings do not name."""

_BILLED = ("done", "withheld", "partial")
_FREE = ("messages.count_tokens", "files.", "face.")
"""Operations that a bill for models does not count, or may not."""
_EDGE = "23:50:00", "00:10:00"


@dataclass(slots=True)
class Recorded:
    """Calls of one day and model: at least so many were billed, at most so many."""

    least: int = 0
    most: int = 0


class Finding(Enum):
    """What is wrong with a day and model."""

    NONE = ""
    NOT_RECORDED = "billed-not-recorded"
    """The service answered more than went through the gate."""
    NOT_BILLED = "recorded-not-billed"
    """The bill is of less than went through the gate: of another key, or not whole."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One day and model, both sides, and what differs. `requests` is None where none are told."""

    day: date
    model: str
    requests: int | None
    tokens: int | None
    recorded: Recorded
    finding: Finding


@dataclass(slots=True)
class Tally:
    """Counts the record. Feed it the entries in their order; `services`: only calls to these."""

    services: frozenset[str] = frozenset()
    counts: dict[tuple[date, str], Recorded] = field(
        default_factory=lambda: defaultdict(Recorded)
    )
    _open: dict[str, tuple[date, str, bool, date | None]] = field(default_factory=dict)

    def add(self, entry: Mapping[str, Any]) -> None:
        """One more entry, as plain values."""
        if entry["kind"] == "decision":
            self._decided(entry)
        elif entry["kind"] == "outcome" and entry["prev"] in self._open:
            day, model, is_free, other = self._open.pop(entry["prev"])
            if entry["result"] in _BILLED and not is_free and other is None:
                self.counts[day, model].least += 1

    def _decided(self, entry: Mapping[str, Any]) -> None:
        ask = entry["ask"]
        if entry["outcome"] not in ("pass", "redact") or entry["what_if"]:
            return
        if self.services and ask["service"] not in self.services:
            return
        day, time = date.fromisoformat(entry["time"][:10]), entry["time"][11:19]
        other = None
        if time >= _EDGE[0]:
            other = day + timedelta(days=1)
        elif time < _EDGE[1]:
            other = day - timedelta(days=1)
        is_free = ask["operation"].startswith(_FREE)
        self._open[entry["id"]] = (day, ask["model"], is_free, other)
        self.counts[day, ask["model"]].most += 1
        if other is not None:
            self.counts[other, ask["model"]].most += 1


def compared(
    recorded: Mapping[tuple[date, str], Recorded],
    bill: Iterable[Billed],
    first: date,
    last: date,
    same: Mapping[str, str] | None = None,
) -> tuple[Compared, ...]:
    """Each day from `first` to `last` and each model, both sides.

    `same`: names of models on the bill, and as what the record knows them.
    """
    known = {model for _, model in recorded}
    billed: dict[tuple[date, str], list[Billed]] = defaultdict(list)
    for line in bill:
        model = (same or {}).get(line.model, line.model)
        billed[line.day, model if model in known else OTHER].append(line)
    keys = {key for key in (*recorded, *billed) if first <= key[0] <= last}
    return tuple(
        _compared(day, model, billed.get((day, model), []), recorded.get((day, model)))
        for day, model in sorted(keys)
    )


def _compared(
    day: date, model: str, lines: list[Billed], recorded: Recorded | None
) -> Compared:
    ours = recorded or Recorded()
    counted = [line.requests for line in lines if line.requests is not None]
    weighed = [line.tokens for line in lines if line.tokens is not None]
    # With no line at all the bill says 0; with lines that count tokens alone it says nothing.
    requests = sum(counted) if counted or not lines else None
    tokens = sum(weighed) if weighed else None
    if requests is not None:
        more, less = requests > ours.most, requests < ours.least
    else:
        more, less = bool(tokens) and not ours.most, not tokens and bool(ours.least)
    finding = Finding.NONE
    if more:
        finding = Finding.NOT_RECORDED
    elif less:
        finding = Finding.NOT_BILLED
    return Compared(day, model, requests, tokens, ours, finding)
