"""The rows of an answer to a request, in the order of the log, with the proof of each.

Rules kept here:
 * A row is made of its entry alone (`record.figures.rows`); beside it stand the words of the
   clauses that it names, and the files with its proofs.
 * Of an entry that the operator withholds the row has the place, the time, the hash and the
   reason, and its proof has no entry in it.
"""

from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from countenance.cli.telling.log import Told
from countenance.errors import RecordError
from countenance.record import entry as kinds
from countenance.record.figures.board import Board
from countenance.record.figures.duties import Duties
from countenance.record.figures.erased import Erased
from countenance.record.figures.held import Held
from countenance.record.figures.period import Period
from countenance.record.figures.rows import (
    CALLS,
    Came,
    Row,
    call_row,
    came_of,
    change_row,
)
from countenance.record.store import Stored
from countenance.stores.citing import Citing

__all__ = ["RULINGS", "Found", "Rows", "proof_file", "surveyed"]

RULINGS = ("hold", "vote", "appeal", "ruling", "motion", "ballot")
"""Kinds of entries about what people decided: of held calls, and for the board."""
_FOR_ALL = ("settings", "code-activated", "code-refused", "log-key", "startup")


@dataclass(slots=True)
class Found:
    """What the first reading of a log finds for one agency and period.

    `in_force`: places of the entries that held when the period began.
    """

    ref: str
    period: Period
    came: dict[str, Came] = field(default_factory=dict)
    in_force: tuple[int, ...] = ()
    changes: list[int] = field(default_factory=list)
    duties: Duties = field(default_factory=Duties)
    held: Held = field(default_factory=Held)
    calls: set[int] = field(default_factory=set)
    erased: Erased = field(default_factory=Erased)

    @property
    def places(self) -> set[int]:
        """The places of all entries that have a row."""
        return {*self.calls, *self.changes, *self.in_force}


def surveyed(log: Told, ref: str, period: Period) -> Found:
    """The first reading. Raises `ProofError` for a log that is damaged."""
    found = Found(ref, period, duties=Duties(ref))
    board, has_begun, cases, erasures = Board(ref), False, _Cases(), list[int]()
    for stored, entry in log.entries("reading"):
        inside, is_of_board = period.holds(entry.time), False
        if inside and not has_begun:
            has_begun, found.in_force = True, (*found.held.places(ref), *board.standing())
        if entry.time[:10] <= period.last.isoformat():
            found.held.add(stored.index, entry)
            is_of_board = board.add(stored.index, entry)
        found.duties.add(stored.index, entry)
        found.erased.add(stored.index, entry)
        about = _ref(entry)
        if isinstance(entry, kinds.Outcome):
            if entry.prev is not None and entry.prev in cases.calls:
                found.came[entry.prev] = came_of(stored.index, entry)
        elif isinstance(entry, kinds.Erasure | kinds.LegalHold):
            # Whatever its day: it is about what was entered then.
            if entry.case is None or entry.case == ref or cases.has(entry.case):
                erasures.append(stored.index)
        elif about == ref and isinstance(entry, kinds.Hold | kinds.Vote | kinds.Appeal):
            cases.step(stored.index, entry, inside=inside)
        elif not inside:
            continue
        elif about == ref and _kind(entry) in CALLS:
            found.calls.add(stored.index)
            cases.call(entry)
        elif is_of_board or about == ref or (about is None and _kind(entry) in _FOR_ALL):
            found.changes.append(stored.index)
    found.changes += (*cases.steps(), *erasures)
    if not has_begun:
        found.in_force = (*found.held.places(ref), *board.standing())
    return found


class _Cases:
    """The calls of a period, and the held calls that they are: each with all of its steps, for what
    lets a call pass may have been said before the period, or a call be decided after it."""

    def __init__(self) -> None:
        self.calls: set[str] = set()
        self._named: set[str] = set()
        self._steps: dict[str, list[int]] = defaultdict(list)

    def call(self, entry: kinds.Entry) -> None:
        self.calls.add(entry.id)
        case = getattr(entry, "case", None)
        if case is not None:
            self._named.add(case)

    def step(
        self, index: int, entry: kinds.Hold | kinds.Vote | kinds.Appeal, *, inside: bool
    ) -> None:
        self._steps[entry.case].append(index)
        if inside or getattr(entry, "decision", None) in self.calls:
            self._named.add(entry.case)

    def has(self, case: str) -> bool:
        return case in self.calls or case in self._named

    def steps(self) -> Iterator[int]:
        for case in self._named:
            yield from self._steps.get(case, ())


class Rows:
    """The second reading: makes rows and writes their proofs below a folder.

    `withhold`: places of entries that the operator does not tell, and why.
    """

    def __init__(
        self, log: Told, found: Found, into: Path, withhold: Mapping[int, str], citing: Citing
    ) -> None:
        self._log = log
        self._found = found
        self._into = into
        self._withhold = withhold
        self._citing = citing
        self._folders: set[Path] = set()

    def calls(self) -> Iterator[Row]:
        """The rows of the calls of the period."""
        came = {each.index for each in self._found.came.values()}
        for stored, entry in self._log.entries("writing"):
            if stored.index in came and not self._hides(entry.prev):
                self._proof(stored)
            if not self._found.period.holds(entry.time) or _ref(entry) != self._found.ref:
                continue
            if _kind(entry) in CALLS:
                yield self._call(stored, entry)

    def changes(self) -> Iterator[Row]:
        """The rows of what changed, and of what held when the period began."""
        for index in sorted({*self._found.in_force, *self._found.changes}):
            stored = self._log.reader.entry(index)
            assert stored is not None  # it was read before
            row = change_row(index, stored.data)
            row["held_at_the_start"] = index in self._found.in_force
            yield self._shown(stored, row)

    def duties(self, day: date) -> Iterator[Row]:
        """The duties that were left open by the calls of the period, as they stand on a day."""
        for duty in self._found.duties:
            if self._found.period.holds(duty.time) and duty.index not in self._withhold:
                yield {
                    "index": duty.index,
                    "what": duty.what,
                    "keeper": duty.keeper,
                    "due": duty.due,
                    "clauses": list(duty.clauses),
                    "asked_by": duty.asked_by,
                    "done_by_entry": duty.done,
                    "overdue": duty.is_overdue(day),
                    "proof": str(proof_file(duty.index)),
                }

    def _call(self, stored: Stored, entry: kinds.Entry) -> Row:
        came = self._found.came.get(entry.id)
        row = call_row(stored.index, stored.data, came)
        case = getattr(entry, "case", None) or entry.id
        row["erased_by_entry"] = self._found.erased.by(case, entry.time)
        row["cited"] = [self._words(each) for each in row["clauses"]]
        row["result_proof"] = str(proof_file(came.index)) if came else None
        return self._shown(stored, row)

    def _words(self, clause: Mapping[str, Any]) -> str:
        found = self._citing.clause(clause["edition"], clause["clause"])
        if found is None:
            return f"{clause['edition']} {clause['clause']}: its text is not at hand"
        return (
            f"{clause['edition']} {clause['clause']} ({found.section or 'no section'}, "
            f"{found.known}): {found.says} {found.source}"
        )

    def _shown(self, stored: Stored, row: Row) -> Row:
        reason = self._withhold.get(stored.index)
        if reason is not None:
            row = {
                "index": stored.index,
                "time": row["time"],
                "kind": row["kind"],
                "leaf": b64encode(stored.leaf).decode(),
                "withheld": {"the whole entry": reason},
            }
        row["proof"] = self._proof(stored, bare=reason is not None)
        return row

    def _hides(self, decision: str | None) -> bool:
        if not self._withhold or decision is None:
            return False
        stored = self._log.reader.entry(decision)
        return stored is not None and stored.index in self._withhold

    def _proof(self, stored: Stored, *, bare: bool = False) -> str:
        name = proof_file(stored.index)
        path = self._into / name
        try:
            if path.parent not in self._folders:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._folders.add(path.parent)
            # The folder is new and ours, and the files are many: nobody reads a half of one.
            path.write_bytes(str(self._log.proof(stored, bare=bare)).encode())
        except OSError as error:
            raise RecordError(f"{path}: cannot be written: {error.strerror}") from error
        return str(name)


def proof_file(index: int) -> Path:
    """Where the proof of an entry lies, in folders of a thousand."""
    return Path("proofs") / str(index // 1000) / f"{index}.tlog-proof"


def _ref(entry: kinds.Entry) -> str | None:
    if isinstance(entry, kinds.ProposalStep):
        return entry.about
    caller: kinds.CallerRef | None = getattr(entry, "caller", None)
    return None if caller is None else caller.ref


def _kind(entry: kinds.Entry) -> str:
    return str(entry.__struct_config__.tag)
