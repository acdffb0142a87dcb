"""Entries as the page of the record lists them, the newest first, and what follows from one.

Rules kept here:
 * A list reads back so many entries and no more; where it ended is where the next one begins.
 * What an entry holds is shown; openings, which are personal, are not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from countenance.record.canonical import parse
from countenance.record.figures.rows import CALLS, call_row, change_row
from countenance.record.store import LogReader, Stored

__all__ = ["KINDS", "Listed", "Seen", "Sought", "followed_by", "newest"]

KINDS: Mapping[str, str] = {
    "decision": "decisions about calls",
    "outcome": "what came of calls",
    "unreadable": "calls that could not be read",
    "redaction": "pictures that were covered",
    "identification": "biometric identifications that were let through",
    "hold": "steps of held calls",
    "vote": "votes about held calls",
    "appeal": "appeals",
    "ruling": "rulings",
    "question": "questions",
    "report": "steps of reports",
    "motion": "motions of the board",
    "ballot": "sealed votes of the board",
    "registration": "changes of registrations",
    "key": "keys of callers",
    "standing": "standings of callers",
    "proposal": "changes of registrations that take two operators",
    "person": "people",
    "settings": "changes of settings",
    "code-activated": "changes of codes",
    "code-refused": "own codes that were not taken",
    "startup": "starts",
    "gate-failure": "failures of ours",
    "unsealed": "openings that were looked at",
    "erasure": "erasures",
    "legal-hold": "legal holds",
    "log-key": "keys of the log",
    "openings-key": "keys of the openings",
}
"""Every kind of entries -> what they are about."""

ROWS = 50
_READ = 4_000
_CHUNK = 200
_SAYS = 160
"""Letters of what an entry says, in the list."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for; empty: everything. `before`: the index after the newest that is read."""

    kind: str = ""
    outcome: str = ""
    clause: str = ""
    before: int | None = None

    def finds(self, entry: Mapping[str, Any]) -> bool:
        """Whether an entry is one of these."""
        if self.kind and entry["kind"] != self.kind:
            return False
        if self.outcome and entry.get("outcome") != self.outcome:
            return False
        return not self.clause or any(
            self.clause in (f"{each['edition']} {each['clause']}", each["edition"], each["clause"])
            for each in entry.get("clauses", ())
        )


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry in the list."""

    index: int
    time: str
    kind: str
    outcome: str
    says: str
    caller: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A page of the list. `before`: where the next one begins; None: there is no more. `read`: how
    many entries were looked at."""

    rows: tuple[Listed, ...]
    before: int | None
    read: int
    size: int


def newest(log: LogReader, sought: Sought) -> Seen:
    """The newest entries of what is looked for."""
    size = log.size()
    stop = size if sought.before is None else min(size, max(0, sought.before))
    rows: list[Listed] = []
    read = 0
    while stop > 0 and read < _READ:
        start = max(0, stop - _CHUNK)
        for stored in reversed(list(log.entries(start, stop))):
            read += 1
            entry = parse(stored.data)
            if sought.finds(entry):
                rows.append(_listed(stored, entry))
                if len(rows) == ROWS:
                    return Seen(tuple(rows), stored.index or None, read, size)
        stop = start
    return Seen(tuple(rows), stop or None, read, size)


def followed_by(log: LogReader, index: int, id_: str) -> Iterator[Listed]:
    """The entries that follow on one, as far as they stand soon behind it."""
    about = {id_}
    for stored in log.entries(index + 1, index + 1 + _CHUNK):
        entry = parse(stored.data)
        if entry.get("prev") in about or entry.get("decision") in about:
            about.add(entry["id"])
            yield _listed(stored, entry)


def _listed(stored: Stored, entry: Mapping[str, Any]) -> Listed:
    caller = entry.get("caller") or {}
    row: Mapping[str, Any]
    if entry["kind"] in CALLS:
        row = call_row(stored.index, stored.data)
        clauses = [f"{each['edition']} {each['clause']}" for each in row["clauses"][:1]]
        told = "; ".join([*clauses, *filter(None, [row["reason"], row["operation"]])])
        outcome = str(row["outcome"])
    else:
        row = change_row(stored.index, stored.data)
        told = "; ".join(map(str, [*filter(None, [row["change"]]), *row["says"][:3]]))
        outcome = ""
    time = str(row["time"])[:19].replace("T", " ")
    short = told if len(told) <= _SAYS else f"{told[:_SAYS]}…"
    return Listed(stored.index, time, row["kind"], outcome, short, str(caller.get("ref", "")))
