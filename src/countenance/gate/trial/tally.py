"""What calls that were only asked about came to: by outcome, by clause, by caller.

Rules kept here:
 * Only entries marked `what_if` count: what was really decided is no trial.
 * A call that could not be read is refused, and counted apart: it is the first thing to mend.
 * What people judged counts only for calls that would have been changed: covered, refused or held.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from countenance.faces.evaluate import Share

__all__ = ["UNREAD", "Judged", "Tallied", "Tally", "changed", "clause_of", "tally"]

UNREAD = "unread"
"""The outcome of a call that could not be read."""
_PLACE = re.compile(r"\[\d+\]")


class Judged(Enum):
    """What a person says about one call that would have been changed."""

    RIGHT = "right"
    FALSE_ALARM = "false-alarm"


@dataclass(slots=True)
class Tallied:
    """How often each outcome came, with pictures and faces in them."""

    outcomes: Counter[str] = field(default_factory=Counter)
    pictures: int = 0
    faces: int = 0

    @property
    def calls(self) -> int:
        """All of them."""
        return self.outcomes.total()


@dataclass(slots=True)
class Tally:
    """Every call of a trial."""

    all: Tallied = field(default_factory=Tallied)
    by_clause: dict[tuple[str, str], int] = field(default_factory=dict)
    """Outcome and clause -> calls, without those that pass."""
    by_caller: dict[str, Tallied] = field(default_factory=dict)
    first: str = ""
    last: str = ""
    judged: Counter[Judged] = field(default_factory=Counter)
    false_alarms: Counter[str] = field(default_factory=Counter)
    """Clause -> calls judged to be false alarms."""

    @property
    def false_alarm_share(self) -> Share:
        """Of the calls that were judged, those that are false alarms."""
        return Share(self.judged[Judged.FALSE_ALARM], self.judged.total())


def tally(
    entries: Iterable[Mapping[str, Any]], judged: Mapping[str, Judged] | None = None
) -> Tally:
    """Count entries as they stand in the record. `judged`: by the id of an entry."""
    found = Tally()
    clauses = {}
    for entry in entries:
        if entry["kind"] not in ("decision", "unreadable") or entry["what_if"] is not True:
            continue
        found.first = found.first or entry["time"]
        found.last = entry["time"]
        outcome, clause = _outcome(entry), clause_of(entry)
        for each in (found.all, found.by_caller.setdefault(entry["caller"]["ref"], Tallied())):
            each.outcomes[outcome] += 1
            each.pictures += len(entry.get("media", ()))
            each.faces += sum(medium["faces"] for medium in entry.get("media", ()))
        if outcome != "pass":
            key = (outcome, clause)
            found.by_clause[key] = found.by_clause.get(key, 0) + 1
            clauses[entry["id"]] = clause
    for name, said in (judged or {}).items():
        if name in clauses:
            found.judged[said] += 1
            if said is Judged.FALSE_ALARM:
                found.false_alarms[clauses[name]] += 1
    return found


def changed(entry: Mapping[str, Any]) -> bool:
    """Whether this is a decision of a trial by which the call would not simply have passed."""
    return (
        entry["kind"] == "decision"
        and entry["what_if"] is True
        and entry["outcome"] != "pass"
    )


def clause_of(entry: Mapping[str, Any]) -> str:
    """What decided, as far as the entry names it: a clause, or a field that cannot be read."""
    if entry["kind"] == "unreadable":
        where = _PLACE.sub("", entry["where"] or "")
        return " ".join(word for word in (entry["clause"], where) if word)
    if entry["clauses"]:
        first = entry["clauses"][0]
        return f"{first['edition']}#{first['clause']}"
    return str(entry["reason"] or "no clause speaks")


def _outcome(entry: Mapping[str, Any]) -> str:
    return UNREAD if entry["kind"] == "unreadable" else str(entry["outcome"])
