"""Motions of the board in the database of the gate: each one row, written together with its entry.

Rules kept here:
 * No step without its entry, and no entry without its step: both are one transaction. So is what
   follows from a count or a veto: the ruling that is adopted, or the capability that is on.
 * About one thing there is one open motion.
 * What is due is counted by whoever touches it first, before anything else is done with it.
 * A vote is counted as it was cast: it has to open the commitment of its entry.
 * A capability is on while its motion is adopted and its time is not over; nothing else keeps one.
"""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import structlog

from countenance.errors import (
    CountenanceError,
    OutdatedError,
    RecordError,
    ReviewError,
    UnknownMotionError,
)
from countenance.record.board import BallotCast
from countenance.record.canonical import parse_as
from countenance.record.make import Maker
from countenance.review.board import (
    Act,
    BoardStep,
    count,
    open_motion,
    outdated,
    recuse,
    veto,
    vote,
)
from countenance.review.capability import Capability
from countenance.review.minutes import check_ballot, minuted
from countenance.review.motion import BoardTerms, Kind, Motion, MotionState, Subject, Vote
from countenance.review.people import Person, Role
from countenance.stores.database import Database
from countenance.stores.documents import Documents
from countenance.stores.entry_rows import reason_given
from countenance.stores.one_connection import OneConnection
from countenance.stores.people import people_of

__all__ = ["MOST", "Motions", "Subjects"]

MOST = 200
"""The most motions of one list."""

_WHERE = "motions"
_log = structlog.get_logger("countenance.motions")
_MOTIONS = Documents("motions", Motion)
_BOARD = tuple(role for role in Role if role.on_board)


class Subjects(Protocol):
    """What motions are about besides capabilities. Called inside the transaction of the motion;
    what is raised undoes it."""

    def subject(self, connection: Database, kind: Kind, digest: str) -> Subject:
        """What this is, before a motion about it is opened. Raises `ReviewError`."""
        ...

    def opened(
        self, connection: Database, maker: Maker, motion: Motion, who: Person, reason: str
    ) -> None:
        """A motion about it was opened."""
        ...

    def settled(self, connection: Database, maker: Maker, motion: Motion, now: int) -> None:
        """It was counted, or vetoed. Raises `OutdatedError`, before anything is written, where it
        stands otherwise by now; what was counted is then settled once more, as `OUTDATED`."""
        ...


class Motions(OneConnection):
    """The motions of one gate. `clock`: nanoseconds since 1970 in UTC."""

    def __init__(
        self,
        folder: Path,
        terms: BoardTerms,
        subjects: Subjects,
        clock: Callable[[], int] = time.time_ns,
        random: Callable[[int], bytes] = os.urandom,
        *,
        create: bool = True,
    ) -> None:
        super().__init__(folder, _WHERE, create=create)
        self._terms = terms
        self._subjects = subjects
        self._clock = clock
        self._random = random
        self._maker = Maker(clock, random)

    def open(
        self,
        kind: Kind,
        who: Person,
        reason: str,
        *,
        digest: str | None = None,
        capability: Capability | None = None,
        expedited: bool = False,
        concerns: Sequence[str] = (),
    ) -> Motion:
        """Ask the board about a ruling by its digest, or about a capability.

        `concerns`: pseudonyms of callers whose members take no part, besides that of a capability.
        Raises `ReviewError`, `RecordError`.
        """
        with self._in_turn():
            now = self._now()
            subject = self._subject(kind, digest, capability, now)
            about = tuple(dict.fromkeys((*subject.about, *concerns)))
            subject = replace(subject, about=about)
            self._refuse_second(subject)
            board = people_of(self._connection, _BOARD)
            step = open_motion(
                f"motion-{self._random(8).hex()}", subject, who, board, self._terms, reason, now,
                expedited=expedited,
            )  # fmt: skip
            motion = self._step(step, is_new=True)
            if kind is not Kind.CAPABILITY:
                self._subjects.opened(self._connection, self._maker, motion, who, reason)
            return motion

    def vote(self, id_: str, who: Person, said: Vote, reason: str) -> Motion:
        """Cast a vote; it is counted at once when it was the last one."""
        salt = self._random(32)
        return self._does(id_, lambda motion, now: vote(motion, who, said, salt, reason, now))

    def recuse(self, id_: str, who: Person, reason: str) -> Motion:
        """Take no part; it is counted at once when all others have voted."""
        return self._does(id_, lambda motion, now: recuse(motion, who, reason, now))

    def count(self, id_: str) -> Motion:
        """Count what is due or complete."""
        return self._does(id_, count)

    def veto(self, id_: str, who: Person, reason: str) -> Motion:
        """Stop what the board might let pass, or has."""
        return self._does(id_, lambda motion, now: veto(motion, who, reason, now))

    def find(self, id_: str) -> Motion:
        """The motion of this id. Raises `UnknownMotionError`, `RecordError`."""
        found = self._many("id = ?", id_)
        if not found:
            raise UnknownMotionError(f"no motion has the id `{id_}`")
        if not self._is_due(found[0]):
            return found[0]
        with self._in_turn():
            return self._in_time(self._one(id_))

    def list(self, state: MotionState | None = None, limit: int = MOST) -> tuple[Motion, ...]:
        """Motions, those that are due last at the top; in one state, or all."""
        self.count_due()
        where = "id <> ''" if state is None else "state = ?"
        values = () if state is None else (state.value,)
        return self._many(f"{where} ORDER BY due DESC, id LIMIT ?", *values, min(limit, MOST))

    def count_due(self) -> int:
        """Count what is due; how many there were. One that cannot be counted is logged, stays open,
        and keeps no other from being counted. Raises `RecordError`."""
        due = self._many(
            "state = ? AND due <= ? ORDER BY due LIMIT ?", MotionState.OPEN.value, self._now(), MOST
        )
        for motion in due:
            try:
                with self._in_turn():
                    self._in_time(self._one(motion.id))
            except CountenanceError as error:
                _log.error("motion-not-counted", motion=motion.id, error=str(error))
        return len(due)

    def numbers(self) -> dict[MotionState, int]:
        """How many motions there are in each state."""
        rows = self._select("SELECT state, count(*) FROM motions GROUP BY state")
        return {MotionState(state): number for state, number in rows}

    def capabilities(self) -> tuple[tuple[Motion, Capability], ...]:
        """Those that are on now, with the motion that switched each on."""
        found = self._many(
            "state = ? AND kind = ? AND until > ? ORDER BY due DESC",
            MotionState.ADOPTED.value, Kind.CAPABILITY.value, self._now(),
        )  # fmt: skip
        return tuple(
            (motion, motion.subject.capability)
            for motion in found
            if motion.subject.capability is not None
        )

    def reason(self, entry: str) -> str | None:
        """The reason that somebody gave in this entry, as long as its opening is kept."""
        with self._alone() as connection:
            return reason_given(connection, entry)

    def _subject(
        self, kind: Kind, digest: str | None, capability: Capability | None, now: int
    ) -> Subject:
        if kind is not Kind.CAPABILITY:
            if digest is None or capability is not None:
                raise ReviewError(f"a motion about `{kind.value}` names the digest of a ruling")
            return self._subjects.subject(self._connection, kind, digest)
        if capability is None or digest is not None:
            raise ReviewError("a motion for a capability says which one")
        if capability.until <= now:
            raise ReviewError("a capability ends after it begins")
        about = () if capability.caller is None else (capability.caller,)
        return Subject(kind, capability.digest, about, True, capability)

    def _refuse_second(self, subject: Subject) -> None:
        row = self._connection.execute(
            "SELECT id FROM motions WHERE state = ? AND kind = ? AND subject = ?",
            (MotionState.OPEN.value, subject.kind.value, subject.digest),
        ).fetchone()
        if row is not None:
            raise OutdatedError(f"motion `{row[0]}` is about this already, and it is open")

    def _does(self, id_: str, does: Callable[[Motion, int], BoardStep]) -> Motion:
        with self._in_turn():
            before = self._one(id_)
            step = does(before, self._now())  # what is due takes no more votes
            motion = self._after(step)
            if motion.is_open and motion.is_complete:
                motion = self._after(count(motion, self._now()))
            return motion

    def _in_time(self, motion: Motion) -> Motion:
        """Inside a transaction: the same motion, counted if it is due."""
        return self._after(count(motion, self._now())) if self._is_due(motion) else motion

    def _is_due(self, motion: Motion) -> bool:
        return motion.is_open and self._now() >= motion.due

    def _after(self, step: BoardStep) -> Motion:
        """Inside a transaction: a step of a motion with its entry, and what follows from it."""
        if step.motion.is_open:
            return self._step(step)
        if step.motion.is_known and step.motion.vetoed is None:
            self._check_ballots(step.motion)
        if step.motion.subject.kind is not Kind.CAPABILITY:
            try:
                self._subjects.settled(self._connection, self._maker, step.motion, self._now())
            except OutdatedError:
                if step.act is not Act.COUNTED:
                    raise
                step = outdated(step)
                self._subjects.settled(self._connection, self._maker, step.motion, self._now())
        return self._step(step)

    def _check_ballots(self, motion: Motion) -> None:
        for ballot in motion.ballots:
            row = self._connection.execute(
                "SELECT data FROM entries WHERE id = ?", (ballot.entry,)
            ).fetchone()
            if row is None:
                raise RecordError(f"board: the entry `{ballot.entry}` of a vote is not there")
            cast = parse_as(bytes(row[0]), BallotCast)
            if (cast.motion, cast.person) != (motion.id, ballot.person):
                raise RecordError(f"board: entry `{ballot.entry}` is not the vote of this member")
            check_ballot(ballot, cast.commit["vote"])

    def _step(self, step: BoardStep, *, is_new: bool = False) -> Motion:
        """Inside a transaction: the entry of a step, and its motion."""
        prepared, motion = minuted(self._maker, step)
        state, wanted = motion.state.value, motion.subject.capability
        if not is_new:
            return _MOTIONS.change(self._connection, prepared, motion, motion.id, state=state)
        return _MOTIONS.add(
            self._connection,
            prepared,
            motion,
            id=motion.id,
            kind=motion.subject.kind.value,
            subject=motion.subject.digest,
            state=state,
            due=motion.due,
            until=0 if wanted is None else wanted.until,
        )

    def _one(self, id_: str) -> Motion:
        """Inside a transaction, where nobody else writes."""
        found = _MOTIONS.one(self._connection, "id = ?", id_)
        if found is None:
            raise UnknownMotionError(f"no motion has the id `{id_}`")
        return found

    def _many(self, where: str, *values: str | int) -> tuple[Motion, ...]:
        with self._alone() as connection:
            return _MOTIONS.many(connection, where, *values)

    def _now(self) -> int:
        return self._clock() // 1_000_000
