"""Rulings in the database of the gate: each one row, written together with the entry of its step.

The board calls these inside the transaction of its own motion, so that what it decided and what
follows from it are there together or not at all:

    connection = connect(folder); maker = Maker(clock, random)
    with writing(connection, "motions"):
        ...                                                        the motion's own row and entry
        adopted(connection, maker, digest, motion, now)            carried: the ruling counts
        refused(connection, maker, digest, motion, now)            lost, vetoed, or lapsed
        appealed(connection, maker, digest, motion, person, reason)    opened: an appeal of a ruling
        upheld(connection, maker, digest, motion)                  the appeal was lost
        undecided(connection, maker, digest, motion)               the appeal was not decided
        overturned(connection, maker, digest, motion, now)         the appeal was carried
        stopped(connection, maker, digest, motion, now)            vetoed after it was adopted

`digest` is that of the ruling, the subject of the motion; `motion` its id; `now` milliseconds since
1970 in UTC. Each gives the ruling after it and raises `UnknownRulingError` for a digest that is not
there, and `OutdatedError` for what does not go any more: then the whole transaction is undone.
`docket_of` says how a ruling stands, before a motion about it is opened.

Rules kept here:
 * No step without its entry, and no entry without its step: both are one transaction.
 * A ruling is kept with its exact text; neither the text nor its digest ever changes.
 * No two rulings have one name, also when the first one is over.
 * What counts is on record: a row that says otherwise than its last entry is damage, and an error.
"""

import os
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from countenance.codes.model import Edition
from countenance.errors import OutdatedError, RecordError, UnknownRulingError
from countenance.facts.vocabulary import Vocabulary
from countenance.record import entry as kinds
from countenance.record.canonical import as_token, parse_as
from countenance.record.make import Maker
from countenance.review import docket as steps
from countenance.review.docket import COUNTING, Docket, Found, Stage, Step
from countenance.review.in_force import by_digest
from countenance.review.motion import Kind, MotionState
from countenance.review.people import Person
from countenance.review.rulings import Ruling
from countenance.stores.database import Database
from countenance.stores.documents import Documents
from countenance.stores.entry_rows import reason_given
from countenance.stores.one_connection import OneConnection
from countenance.stores.protocol import places
from countenance.stores.questions import answered_by_ruling, check_question, reopened_by_ruling

__all__ = [
    "MOST",
    "Rulings",
    "adopted",
    "appealed",
    "docket_of",
    "every_ruling",
    "overturned",
    "refused",
    "stopped",
    "undecided",
    "upheld",
]

MOST = 500
"""The most rulings of one list."""

_DOCKETS = Documents("rulings", Docket)
_COUNTING = tuple(sorted(state.value for state in COUNTING))


def every_ruling(
    folder: Path, editions: Iterable[Edition], vocabulary: Vocabulary
) -> dict[str, Ruling]:
    """Every ruling on these editions that there is or was, by its digest: to make recorded
    decisions again. Raises `RecordError`."""
    named = {edition.name: edition for edition in editions}
    with closing(Rulings(folder, create=False)) as rulings:
        return by_digest(rulings.all(), named.get, vocabulary)


def docket_of(connection: Database, digest: str) -> Docket:
    """The ruling of this digest. Raises `UnknownRulingError`."""
    found = _DOCKETS.one(connection, "digest = ?", digest)
    if found is None:
        raise UnknownRulingError(f"no ruling has the digest `{digest}`")
    return found


def adopted(
    connection: Database, maker: Maker, digest: str, motion: str, now: int, owner: int = 0
) -> Docket:
    """The motion was carried: from now on the ruling counts, on its days. Raises `OutdatedError`
    also when other rulings on its edition count than when it was checked."""
    docket = docket_of(connection, digest)
    counting = _counting(connection, docket.edition)
    after = _stepped(connection, maker, steps.adopt(docket, motion, counting, now), owner)
    if after.question is not None:
        answered_by_ruling(connection, maker, after.question, after.id, now, owner)
    return after


def refused(
    connection: Database, maker: Maker, digest: str, motion: str, now: int, owner: int = 0
) -> Docket:
    """The motion was not carried."""
    step = steps.refuse(docket_of(connection, digest), motion, now)
    return _stepped(connection, maker, step, owner)


def appealed(
    connection: Database,
    maker: Maker,
    digest: str,
    motion: str,
    person: Person,
    reason: str,
    owner: int = 0,
) -> Docket:
    """A motion was opened to overturn the ruling, which counts meanwhile."""
    step = steps.appeal(docket_of(connection, digest), person, motion, reason)
    return _stepped(connection, maker, step, owner)


def upheld(
    connection: Database, maker: Maker, digest: str, motion: str, owner: int = 0
) -> Docket:
    """The motion to overturn it was not carried."""
    step = steps.uphold(docket_of(connection, digest), motion)
    return _stepped(connection, maker, step, owner)


def undecided(
    connection: Database, maker: Maker, digest: str, motion: str, owner: int = 0
) -> Docket:
    """The motion to overturn it was not decided; there may be another one."""
    step = steps.undecided(docket_of(connection, digest), motion)
    return _stepped(connection, maker, step, owner)


def overturned(
    connection: Database, maker: Maker, digest: str, motion: str, now: int, owner: int = 0
) -> Docket:
    """The motion to overturn it was carried: it counts no more."""
    step = steps.overturn(docket_of(connection, digest), motion, now)
    return _ended(connection, maker, step, owner)


def stopped(
    connection: Database, maker: Maker, digest: str, motion: str, now: int, owner: int = 0
) -> Docket:
    """The ethics seat stopped it after it was adopted: it counts no more."""
    step = steps.stop(docket_of(connection, digest), motion, now)
    return _ended(connection, maker, step, owner)


class Rulings(OneConnection):
    """The rulings of one gate. `clock`: nanoseconds since 1970 in UTC. `owner`: the worker of the
    gate that writes here."""

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], int] = time.time_ns,
        random: Callable[[int], bytes] = os.urandom,
        *,
        owner: int = 0,
        create: bool = True,
    ) -> None:
        super().__init__(folder, "rulings", create=create)
        self._clock = clock
        self._maker = Maker(clock, random)
        self._owner = owner

    def find(self, name: str) -> Docket:
        """The ruling of this name or digest. Raises `UnknownRulingError`, `RecordError`."""
        found = self._many("id = ? OR digest = ?", name, name)
        if not found:
            raise UnknownRulingError(f"no ruling is called `{name}`")
        return found[0]

    def counting(self, edition: str | None = None) -> tuple[Docket, ...]:
        """The rulings that count on their days, by name; those on one edition, or all.

        Raises `RecordError` for one that is not so on record.
        """
        found = self._many(f"state IN ({places(_COUNTING)}) ORDER BY id", *_COUNTING)
        chosen = tuple(each for each in found if edition in (None, each.edition))
        for each in chosen:
            _check_recorded(each, self._entry(each.last))
        return chosen

    def all(self, edition: str | None = None, state: Stage | None = None) -> tuple[Docket, ...]:
        """The rulings there are and were, the newest first."""
        wanted = [("edition = ?", edition), ("state = ?", state and state.value)]
        where = " AND ".join(each for each, value in wanted if value) or "id <> ''"
        values = [value for _, value in wanted if value]
        return self._many(f"{where} ORDER BY proposed DESC, id LIMIT ?", *values, MOST)

    def propose(
        self,
        ruling: Ruling,
        text: str,
        found: Found,
        by: Person,
        question: str | None = None,
    ) -> Docket:
        """Put a ruling that was checked before the board; see `countenance.review.docket`.

        Raises `OutdatedError` for a name that is taken, or when others count than it was checked
        with.
        """
        with self._in_turn():
            step = steps.propose(ruling, text, found, by, self._now(), question)
            self._as_checked(step.docket)
            there = _DOCKETS.one(self._connection, "id = ? OR digest = ?", ruling.id, ruling.digest)
            if there is not None:
                raise OutdatedError(f"ruling `{there.id}` is there already; name yours otherwise")
            if question is not None:
                check_question(self._connection, question, ruling.edition, ruling.clause)
            return _stepped(self._connection, self._maker, step, self._owner, is_new=True)

    def recheck(self, name: str, found: Found, by: Person) -> Docket:
        """The effect of a proposal with the rulings that count by now. Raises `OutdatedError` also
        while the board votes on the one that was told it."""

        def does(docket: Docket, _: int) -> Step:
            self._refuse_asked(docket)
            step = steps.recheck(docket, found, by)
            self._as_checked(step.docket)
            return step

        return self.step(name, does)

    def take_back(self, name: str, by: Person, reason: str) -> Docket:
        """Whoever proposed it does not want it any more. Raises `NotForYouError` for others."""
        return self.step(name, lambda docket, now: steps.take_back(docket, by, now, reason))

    def step(self, name: str, does: Callable[[Docket, int], Step]) -> Docket:
        """One step; `does` gets the ruling and the time, raises, and changes nothing then."""
        digest = self.find(name).digest
        with self._in_turn():
            step = does(docket_of(self._connection, digest), self._now())
            return _ended(self._connection, self._maker, step, self._owner)

    def expire_overdue(self) -> int:
        """Enter that the days of rulings are over; how many there were. Raises `RecordError`."""
        day = steps.day_of(self._now())
        waiting = (*_COUNTING, Stage.PROPOSED.value)
        done = 0
        for each in self._many(f"state IN ({places(waiting)})", *waiting):
            if not each.is_over(day):
                continue
            try:
                self.step(each.id, steps.expire)
                done += 1
            except OutdatedError:  # somebody else was first
                continue
        return done

    def reason(self, name: str) -> str | None:
        """The reason that was given in the last step, as long as its opening is kept."""
        docket = self.find(name)
        with self._alone() as connection:
            return reason_given(connection, docket.last)

    def _entry(self, id_: str) -> bytes | None:
        rows = self._select("SELECT data FROM entries WHERE id = ?", id_)
        return bytes(rows[0][0]) if rows else None

    def _refuse_asked(self, docket: Docket) -> None:
        """Inside a transaction: refuse to change what an open motion is about."""
        row = self._connection.execute(
            "SELECT id FROM motions WHERE state = ? AND kind = ? AND subject = ?",
            (MotionState.OPEN.value, Kind.RULING.value, docket.digest),
        ).fetchone()
        if row is not None:
            raise OutdatedError(
                f"ruling `{docket.id}`: the board votes on it as it is, in motion `{row[0]}`; "
                "check it anew once that is counted"
            )

    def _as_checked(self, docket: Docket) -> None:
        """Inside a transaction: refuse what was checked with other rulings than count now."""
        counting = _counting(self._connection, docket.edition)
        if steps.set_digest(counting) != docket.checked:
            raise OutdatedError(f"ruling `{docket.id}`: others count by now; check it anew")

    def _many(self, where: str, *values: str | int) -> tuple[Docket, ...]:
        with self._alone() as connection:
            return _DOCKETS.many(connection, where, *values)

    def _now(self) -> int:
        return self._clock() // 1_000_000


def _check_recorded(docket: Docket, entry: bytes | None) -> None:
    """Raise `RecordError` unless the last entry about a ruling says of it what its row says."""
    told = None if entry is None else parse_as(entry, kinds.RulingChange)
    row = (docket.id, docket.state.value, docket.digest, docket.text_digest, docket.edition,
           docket.begins, docket.ends)  # fmt: skip
    if told is None or row != (
        told.ruling, told.state, told.digest, told.text, told.edition, told.begins, told.ends
    ):  # fmt: skip
        raise RecordError(
            f"rulings: `{docket.id}` is not what its entry says; the database was changed"
        )


def _counting(connection: Database, edition: str) -> tuple[Docket, ...]:
    where = f"edition = ? AND state IN ({places(_COUNTING)}) ORDER BY id"
    return _DOCKETS.many(connection, where, edition, *_COUNTING)


def _ended(connection: Database, maker: Maker, step: Step, owner: int) -> Docket:
    """Inside a transaction: a step, after which the question is open again if it counts no more."""
    after = _stepped(connection, maker, step, owner)
    if after.question is not None and not after.counts:
        reopened_by_ruling(connection, maker, after.question, after.id, owner)
    return after


def _stepped(
    connection: Database, maker: Maker, step: Step, owner: int, *, is_new: bool = False
) -> Docket:
    """Inside a transaction: the entry of a step, and its ruling."""
    before = step.docket

    def build(id_: str, time_: str, commit: dict[str, str]) -> kinds.Entry:
        return kinds.RulingChange(
            id=id_,
            time=time_,
            prev=before.last or None,
            commit=commit,
            ruling=before.id,
            change=step.move.value,
            state=before.state.value,
            digest=before.digest,
            text=before.text_digest,
            edition=before.edition,
            clause=as_token(before.clause),
            reading=as_token(before.reading),
            begins=before.begins,
            ends=before.ends,
            checked=before.checked,
            question=before.question,
            person=step.person,
            motion=step.motion,
        )

    prepared = maker.change(build, {"reason": step.reason.encode()} if step.reason else {})
    docket = replace(before, last=prepared.id)
    state = docket.state.value
    if not is_new:
        return _DOCKETS.change(connection, prepared, docket, docket.id, owner, state=state)
    return _DOCKETS.add(
        connection,
        prepared,
        docket,
        owner,
        id=docket.id,
        digest=docket.digest,
        edition=docket.edition,
        state=state,
        proposed=docket.proposed,
    )
