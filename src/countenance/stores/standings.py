"""How callers stand: refusals counted from the record, steps, and who is suspended.

Rules kept here:
 * A refusal is counted in the transaction that writes its entry; nothing is counted in memory, so
   a restart and a second process count the same.
 * No step without an entry: both are one transaction.
 * A caller goes forward by counting, and back only by a person; what was closed does not count
   again. A notice lapses with the hours that it was given for.
 * A suspension counts for the next call, in every process.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from countenance.callers.registration import Registration
from countenance.callers.standing import Rules, Standing, Step, step_due
from countenance.errors import CallerError, RecordError
from countenance.record.changes import caller_ref
from countenance.record.make import Maker
from countenance.record.stamp import time_text
from countenance.record.standings import standing_entry
from countenance.stores.database import writing
from countenance.stores.head import row_of
from countenance.stores.log import insert
from countenance.stores.one_connection import OneConnection
from countenance.stores.registry_rows import decoded, stored_registration

__all__ = ["Offender", "Standings"]

_WHOLE = ""
"""The clause of a row that is about the caller as a whole."""
_CLOSED = "closed"
_HOUR = 3_600_000


@dataclass(frozen=True, slots=True)
class Offender:
    """One row of what people see: a caller at a step. `clause` is empty for the caller as a whole;
    `now` is how many refusals there are in the same hours at this moment; `entry` that of the
    step."""

    caller: str
    ref: str
    clause: str
    step: Step
    refusals: int
    hours: int
    now: int
    since: str
    entry: int


class Standings(OneConnection):
    """The standings of the callers of one gate. `clock`: nanoseconds since 1970 in UTC."""

    def __init__(
        self,
        folder: Path,
        rules: Rules | None = None,
        clock: Callable[[], int] = time.time_ns,
        random: Callable[[int], bytes] = os.urandom,
        *,
        create: bool = True,
    ) -> None:
        super().__init__(folder, "standings", create=create)
        self._rules = rules or Rules()
        self._clock = clock
        self._maker = Maker(clock, random)

    def refused(self, registration: Registration, entry: int) -> Standing | None:
        """How a caller stands after the refusal of this entry, under the clause of that refusal.

        Takes the step that is due by now, with its entry. Raises `RecordError`.
        """
        ref = registration.ref
        with self._alone() as connection:
            clause = self._clause_of(entry, ref)
            if clause is None:
                return None
            now = self._standing(ref, clause)
            due = self._due(ref, clause)
            if due is not None and (now is None or _rank(due.step) > _rank(now.step)):
                with writing(connection, "standings"):
                    # While this one waited another process may have taken it, or a person closed
                    # what was counted.
                    now, due = self._standing(ref, clause), self._due(ref, clause)
                    if due is not None and (now is None or _rank(due.step) > _rank(now.step)):
                        self._step(registration, clause, due)
                        now = Standing(due.step, clause, due.refusals, due.hours)
            return now

    def suspend(self, id_: str, reason: str) -> int:
        """Suspend a caller, by a person; the index of the entry. Raises `CallerError`."""
        with self._in_turn():
            registration = stored_registration(self._connection, id_)
            if self._suspended(registration.ref) is not None:
                raise CallerError(f"caller `{id_}` is suspended already; nothing was changed")
            return self._enter(registration, Step.SUSPENDED.value, reason)

    def lift(self, id_: str, reason: str) -> int:
        """Let a suspended caller call again, by a person; what it did before counts no more."""
        with self._in_turn():
            registration = stored_registration(self._connection, id_)
            if self._suspended(registration.ref) is None:
                raise CallerError(f"caller `{id_}` is not suspended; nothing was changed")
            return self._enter(registration, "lifted", reason)

    def settle(self, id_: str, reason: str) -> int:
        """Close what stands against a caller, by a person; what it did before counts no more."""
        with self._in_turn():
            registration = stored_registration(self._connection, id_)
            if self._suspended(registration.ref) is not None:
                raise CallerError(f"caller `{id_}` is suspended; `callers lift` ends that")
            if not [row for row in self._rows() if row.ref == registration.ref]:
                raise CallerError(f"caller `{id_}` is at no step; nothing was changed")
            return self._enter(registration, _CLOSED, reason)

    def offenders(self) -> tuple[Offender, ...]:
        """Every caller at a step, those who are furthest first."""
        with self._alone():
            found = self._rows()
        return tuple(sorted(found, key=lambda row: (-_rank(row.step), row.caller, row.clause)))

    def _rows(self) -> list[Offender]:
        rows = self._connection.execute(
            "SELECT r.document, s.clause, s.step, s.refusals, s.hours, s.time, s.idx "
            "FROM standings s JOIN registrations r ON r.ref = s.caller WHERE s.step <> ?",
            (_CLOSED,),
        ).fetchall()
        found = []
        for document, clause, step, refusals, hours, since, entry in rows:
            caller = decoded(document)
            if self._lapsed(step, hours, since):
                continue
            now = self._count(caller.ref, clause, hours) if clause != _WHOLE else 0
            found.append(
                Offender(
                    caller.id, caller.ref, clause, Step(step), refusals, hours, now, since, entry
                )
            )
        return found

    def _due(self, ref: str, clause: str) -> Standing | None:
        """The step that counting leads to now."""
        return step_due(self._rules, lambda hours: self._count(ref, clause, hours))

    def _clause_of(self, entry: int, ref: str) -> str | None:
        row = self._connection.execute(
            "SELECT clause FROM offences WHERE idx = ? AND caller = ?", (entry, ref)
        ).fetchone()
        return None if row is None else str(row[0])

    def _count(self, ref: str, clause: str, hours: int) -> int:
        since = self._before(hours)
        (count,) = self._connection.execute(
            "SELECT count(*) FROM offences WHERE caller = ?1 AND clause = ?2 AND time > ?3 "
            "AND idx > coalesce((SELECT idx FROM standings WHERE caller = ?1 AND clause = ?4 "
            "AND step = ?5), -1)",
            (ref, clause, since, _WHOLE, _CLOSED),
        ).fetchone()
        return int(count)

    def _standing(self, ref: str, clause: str) -> Standing | None:
        """How it stands now; a suspension is of the whole caller, and a notice lapses."""
        for which in (_WHOLE, clause):
            row = self._connection.execute(
                "SELECT step, refusals, hours, time FROM standings WHERE caller = ? AND clause = ?",
                (ref, which),
            ).fetchone()
            if row is not None and row[0] != _CLOSED and not self._lapsed(row[0], *row[2:]):
                return Standing(Step(row[0]), which or clause, row[1], row[2])
        return None

    def _lapsed(self, step: str, hours: int, since: str) -> bool:
        return step == Step.NOTICED.value and since <= self._before(hours)

    def _before(self, hours: int) -> str:
        """The time that was so many hours ago, as entries have it."""
        return time_text(max(0, self._clock() // 1_000_000 - hours * _HOUR))

    def _suspended(self, ref: str) -> int | None:
        row = self._connection.execute(
            "SELECT idx FROM standings WHERE caller = ? AND clause = ? AND step = ?",
            (ref, _WHOLE, Step.SUSPENDED.value),
        ).fetchone()
        return None if row is None else int(row[0])

    def _step(self, registration: Registration, clause: str, due: Standing) -> None:
        """What counting led to. Inside a transaction."""
        self._put(registration, due.step.value, "gate", clause, due)
        if due.step is Step.SUSPENDED:
            self._advance()

    def _enter(self, registration: Registration, change: str, reason: str) -> int:
        """What a person did. Inside a transaction."""
        if not reason.strip():
            raise CallerError("a reason is needed; it is kept in the record as a commitment")
        suspends = change == Step.SUSPENDED.value
        if not suspends:
            self._connection.execute(
                "DELETE FROM standings WHERE caller = ?", (registration.ref,)
            )
        index = self._put(registration, change, "person", None, None, reason)
        self._advance()
        return index

    def _put(
        self,
        registration: Registration,
        change: str,
        by: str,
        clause: str | None,
        due: Standing | None,
        reason: str = "",
    ) -> int:
        refusals, hours = (0, 0) if due is None else (due.refusals, due.hours)
        prepared = standing_entry(
            self._maker, caller_ref(registration), change, by, clause=clause,
            refusals=refusals, hours=hours, reason=reason, prev=self._last(registration.ref),
        )  # fmt: skip
        row = row_of(prepared.data)
        index = insert(self._connection, row, prepared.openings)
        whole = clause is None or change == Step.SUSPENDED.value
        step = change if change in {each.value for each in Step} else _CLOSED
        self._connection.execute(
            "INSERT INTO standings VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (caller, clause) "
            "DO UPDATE SET step = excluded.step, refusals = excluded.refusals, "
            "hours = excluded.hours, time = excluded.time, idx = excluded.idx",
            (registration.ref, _WHOLE if whole else clause, step, refusals, hours, row.time, index),
        )
        return index

    def _last(self, ref: str) -> str | None:
        row = self._connection.execute(
            "SELECT id FROM entries WHERE kind = 'standing' AND caller = ? "
            "ORDER BY idx DESC LIMIT 1",
            (ref,),
        ).fetchone()
        return None if row is None else str(row[0])

    def _advance(self) -> None:
        """Let every reader of the registry notice."""
        if not self._connection.advance("generation"):
            raise RecordError("standings: `generation` is missing; the database is damaged")


_ORDER = tuple(Step)


def _rank(step: Step) -> int:
    return _ORDER.index(step)
