"""Held calls in the database of the gate: each case one row, written together with its entry.

Rules kept here:
 * No step without its entry, and no entry without its step: both are one transaction. So are the
   decision that holds a call and the case that it opens, and the decision that lets one pass and
   the use of its allow: whatever ends the gate, a call passes no more often than it may.
 * The id of a case is an HMAC over caller and content under a secret of this gate: the same call by
   the same caller is found again, and nobody can tell from the id what was sent.
 * What is overdue is expired by whoever touches it first, before anything else is done with it.
 * A row holds no content and no reason; reasons are openings of entries, pictures are sealed
   (`countenance.stores.held_pictures`), and what closes a case erases them with it unless its terms
   say otherwise.
"""

import hashlib
import hmac
import os
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from pathlib import Path

from countenance.errors import OutdatedError, RecordError, UnknownCaseError
from countenance.record.make import Maker, Prepared
from countenance.review.case import WAITING, Case, Held, State
from countenance.review.entering import entered
from countenance.review.picture_steps import forget, keep
from countenance.review.pictures import Pictures, Why
from countenance.review.standing import Stands, is_another_question, stands
from countenance.review.steps import Step, expire, open_case, renew, settle, use
from countenance.stores import held_pictures
from countenance.stores.database import connect
from countenance.stores.documents import Documents
from countenance.stores.entry_rows import append, reason_given
from countenance.stores.held_pictures import PICTURES, Taken
from countenance.stores.one_connection import OneConnection
from countenance.stores.protocol import places

__all__ = ["MOST", "HeldCalls", "call_of"]

MOST = 200
"""The most cases of one list."""

_CASES = Documents("held_calls", Case, "held calls")
_WAITING = tuple(sorted(state.value for state in WAITING))


def call_of(secret: bytes, caller: str, *what: str) -> str:
    """The keyed digest of a call: of its caller and of whatever makes it this call."""
    if len(secret) < 32:
        raise RecordError("held calls: the secret is shorter than 32 bytes")
    # No part holds a newline: digests, names of services and operations.
    return hmac.digest(secret, "\n".join((caller, *what)).encode(), hashlib.sha256).hex()


class HeldCalls(OneConnection):
    """The cases of one gate. `clock`: nanoseconds since 1970 in UTC. `owner`: the worker of the
    gate whose decisions are written here."""

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], int] = time.time_ns,
        random: Callable[[int], bytes] = os.urandom,
        *,
        owner: int = 0,
        create: bool = True,
    ) -> None:
        super().__init__(folder, "held calls", create=create)
        self._folder = folder
        self._clock = clock
        self._maker = Maker(clock, random)
        self._owner = owner
        self._traces = False
        """Whether files may still hold some of what was erased."""

    def of_call(self, call: str) -> Case | None:
        """The newest case about this call. Raises `RecordError`."""
        found = self._one("call = ? ORDER BY round DESC LIMIT 1", call)
        return None if found is None else self._in_time(found)

    def allowing(self, held: Held) -> Case | None:
        """A case about a call like this one, by whose allow it may pass now; of several the one
        that is over first. A call that has a case of its own, which waits or says no, has none.

        Raises `RecordError`.
        """
        if not held.alike:
            return None
        with self._alone():
            return self._allowing(held)

    def find(self, id_: str, caller: str | None = None) -> Case:
        """The case of this id; with `caller`, if it is about a call of this pseudonym.

        Raises `UnknownCaseError`, `RecordError`.
        """
        found = self._one("id = ?", id_)
        if found is None or caller not in (None, found.caller.ref):
            raise UnknownCaseError(f"no held call has the id `{id_}`")
        return self._in_time(found)

    def hold(self, held: Held, decision: Prepared) -> tuple[int, Case]:
        """Enter a decision that holds a call, and its case; the index of the decision.

        A case that waits already goes on waiting. Raises `RecordError`.
        """
        with self._in_turn():
            now = self._now()
            case = self._expired(self._one_now("call = ? ORDER BY round DESC LIMIT 1", held.call))
            index = self._append(decision)
            if case is not None and stands(case, held, now) is not Stands.HELD:
                return index, case  # people have decided since this call was looked at
            if case is None or not case.is_waiting:
                rounds = self._rounds(held.call) + 1
                name = f"hold-{held.call[:32]}" + (f"-{rounds}" if rounds > 1 else "")
                case = self._step(open_case(name, held, decision.id, index, now), rounds)
            elif is_another_question(case, held):
                case = self._step(renew(case, held, decision.id, index, now))
            return index, case

    def use(self, id_: str, held: Held, decision: Prepared) -> int | None:
        """Enter a decision that passes by the allow of this case; its index.

        `None`, and nothing is entered, when it is not allowed so any more. Raises `RecordError`.
        """
        with self._in_turn():
            now = self._now()
            case = self._one_now("id = ?", id_)
            if case is None or stands(case, held, now) is not Stands.ALLOWED:
                return None
            if case.call != held.call and self._has_its_own(held, now):
                return None
            index = self._append(decision)
            self._step(use(case, decision.id, now))
            return index

    def settle(self, call: str, decision: str) -> Case | None:
        """Close what waits about a call that the codes have decided by now, in this decision."""
        case = self.of_call(call)
        if case is None or not case.is_waiting:
            return case
        with self._in_turn():
            case = self._one_now("id = ?", case.id)
            if case is None or not case.is_waiting:
                return case
            return self._step(settle(case, decision, self._now()))

    def step(self, id_: str, does: Callable[[Case, int], Step]) -> Case:
        """What a person or a caller does about a case; the case after it.

        `does` gets the case and the time. Raises what it raises, and changes nothing then.
        """
        self.find(id_)
        with self._in_turn():
            case = self._one_now("id = ?", id_)
            assert case is not None  # a case is never removed
            return self._step(does(case, self._now()))

    def keep(
        self, id_: str, taken: Sequence[Taken], left_out: int, most: int
    ) -> Case:
        """Keep the pictures of a case that waits, in this order, as far as its caller has no more
        than `most` bytes; the case after it. `left_out`: how many more there were.

        Raises `OutdatedError` where the case waits no more, or has some; and `RecordError`.
        """
        with self._in_turn() as connection:
            now = self._now()
            case = self._one_now("id = ?", id_)
            if case is None:
                raise UnknownCaseError(f"no held call has the id `{id_}`")
            room = most - held_pictures.bytes_of(connection, case.caller.ref)
            fitting = []
            for each in taken:
                if each.size <= room:
                    fitting.append(each)
                    room -= each.size
            left_out += len(taken) - len(fitting)
            if not fitting:
                why = Why.QUOTA if taken else Why.FAILED
                return self._step(keep(case, Pictures(left_out=left_out, gone=why), (), now))
            until = now + case.terms.media
            number, kept = held_pictures.insert(
                connection, case.id, case.decision, case.caller.ref, fitting, until,
                stays=case.terms.after_close,
            )  # fmt: skip
            contents = tuple(hashlib.sha256(each.still.blurred).digest() for each in fitting)
            pictures = Pictures(kept, left_out, number, until)
            return self._step(keep(case, pictures, contents, now))

    def picture(self, case: Case, place: int, *, plain: bool) -> bytes:
        """A picture of a case, as JPEG: the copy with blurred faces, or the `plain` one.

        Raises `OutdatedError` where it is not there any more, and `RecordError`.
        """
        number = 0 if case.pictures is None else case.pictures.number
        with self._alone() as connection:
            found = held_pictures.read(connection, number, place, plain=plain)
        if found is None:
            raise OutdatedError(f"case `{case.id}`: picture {place} is erased")
        return found

    def expire_pictures(self) -> int:
        """Erase the pictures that are to be: kept long enough, or of a case that is closed or not
        there; of how many cases. Raises `RecordError`."""
        done, more = 0, True
        while more:
            with self._in_turn() as connection:
                now = self._now()
                over = held_pictures.over(connection, now, MOST)
                for number, held in over:
                    held_pictures.destroy(connection, number)
                    case = self._one_now("id = ?", held)
                    pictures = None if case is None else case.pictures
                    known = pictures is not None and pictures.number == number
                    if case is not None and pictures is not None and known and pictures.are_there:
                        why = Why.CLOSED if now < pictures.until else Why.EXPIRED
                        self._step(forget(case, why))
                    self._traces = True
            done += len(over)
            more = len(over) == MOST
        if self._traces:
            # By another connection: whoever keeps reading keeps no call waiting for this one.
            with closing(connect(self._folder, create=False)) as other:
                other.clear_traces(self._name, of=PICTURES)
            self._traces = False
        return done

    def waiting(self, limit: int = MOST, after: Case | None = None) -> tuple[Case, ...]:
        """Cases that wait for people, those that are due first at the top. `after`: go on there."""
        self.expire_overdue()
        due, id_ = (-1, "") if after is None else (after.due, after.id)
        marks = places(_WAITING)
        return self._many(
            f"state IN ({marks}) AND (due > ? OR (due = ? AND id > ?)) ORDER BY due, id LIMIT ?",
            *_WAITING, due, due, id_, min(limit, MOST),
        )  # fmt: skip

    def newest(self, state: State, limit: int = MOST) -> tuple[Case, ...]:
        """Cases in one state, the newest first."""
        return self._many(
            "state = ? ORDER BY due DESC, id LIMIT ?", state.value, min(limit, MOST)
        )

    def of_callers(
        self, callers: Collection[str], limit: int = MOST, state: State | None = None
    ) -> tuple[Case, ...]:
        """Cases about calls of these callers, by their pseudonyms; the newest first. `state`: those
        that stand so."""
        if not callers:
            return ()
        marks, only = places(callers), "" if state is None else "state = ? AND "
        return self._many(
            f"{only}caller IN ({marks}) ORDER BY due DESC, id LIMIT ?",
            *([] if state is None else [state.value]), *callers, min(limit, MOST),
        )  # fmt: skip

    def count(self) -> dict[State, int]:
        """How many cases there are in each state."""
        rows = self._select("SELECT state, count(*) FROM held_calls GROUP BY state")
        return {State(state): count for state, count in rows}

    def expire_overdue(self) -> int:
        """Refuse what nobody decided in time; how many there were. Raises `RecordError`."""
        marks = places(_WAITING)
        where = f"state IN ({marks}) AND due <= ? ORDER BY due LIMIT ?"
        expired, more = 0, True
        while more:
            overdue = self._many(where, *_WAITING, self._now(), MOST)
            more = len(overdue) == MOST
            if overdue:
                with self._in_turn():
                    found = [self._expired(self._one_now("id = ?", each.id)) for each in overdue]
                done = sum(case is not None and case.state is State.EXPIRED for case in found)
                expired += done
                more = more and done > 0  # a clock that went back expires nothing more
        return expired

    def reason(self, entry: str) -> str | None:
        """The reason that somebody gave in this entry, as long as its opening is kept."""
        with self._alone() as connection:
            return reason_given(connection, entry)

    def _allowing(self, held: Held) -> Case | None:
        """With the connection: a case about a call like this one, by whose allow it may pass."""
        now = self._now()
        if self._has_its_own(held, now):
            return None
        found = _CASES.many(
            self._connection, "alike = ? ORDER BY due DESC, id LIMIT ?", held.alike, MOST
        )
        others = (case for case in found if case.call != held.call)
        good = [case for case in others if stands(case, held, now) is Stands.ALLOWED]
        ends = [(case.grant.until, case.id, case) for case in good if case.grant is not None]
        return min(ends, key=lambda each: each[:2])[2] if ends else None

    def _has_its_own(self, held: Held, now: int) -> bool:
        """With the connection: whether this very call waits for people, or was refused by them."""
        own = self._one_now("call = ? ORDER BY round DESC LIMIT 1", held.call)
        if own is None:
            return False
        return own.is_waiting or stands(own, held, now) is Stands.REFUSED

    def _in_time(self, case: Case) -> Case:
        """The case as it is now that its time may be over."""
        if not case.is_waiting or self._now() < case.due:
            return case
        with self._in_turn():
            now = self._expired(self._one_now("id = ?", case.id))
        assert now is not None  # a case is never removed
        return now

    def _expired(self, case: Case | None) -> Case | None:
        """Inside a transaction: the same case, expired if it is overdue."""
        if case is None or not case.is_waiting or self._now() < case.due:
            return case
        return self._step(expire(case, self._now()))

    def _step(self, step: Step, rounds: int | None = None) -> Case:
        """Inside a transaction: the entry of a step, and its case. `rounds`: of a new one."""
        prepared, case = entered(self._maker, step)
        state = case.state.value
        if rounds is None:
            _CASES.change(
                self._connection, prepared, case, case.id, self._owner, state=state, due=case.due,
                alike=_alike(case),
            )
        else:
            _CASES.add(
                self._connection,
                prepared,
                case,
                self._owner,
                id=case.id,
                call=case.call,
                round=rounds,
                caller=case.caller.ref,
                state=state,
                due=case.due,
            )
        return self._closed(case)

    def _closed(self, case: Case) -> Case:
        """Inside a transaction: the same case; if it is closed, its pictures are erased with it."""
        pictures = case.pictures
        if case.is_waiting or pictures is None or not pictures.are_there:
            return case
        kept = case.terms.after_close
        if kept or held_pictures.is_under_hold(self._connection, pictures.number):
            return case
        held_pictures.destroy(self._connection, pictures.number)
        self._traces = True
        return self._step(forget(case, Why.CLOSED))

    def _append(self, prepared: Prepared) -> int:
        return append(self._connection, prepared, self._owner)

    def _rounds(self, call: str) -> int:
        row = self._connection.execute(
            "SELECT coalesce(max(round), 0) FROM held_calls WHERE call = ?", (call,)
        ).fetchone()
        return int(row[0])

    def _one(self, where: str, *values: str) -> Case | None:
        found = self._many(where, *values)
        return found[0] if found else None

    def _one_now(self, where: str, *values: str) -> Case | None:
        """Inside a transaction, where nobody else writes."""
        return _CASES.one(self._connection, where, *values)

    def _many(self, where: str, *values: str | int) -> tuple[Case, ...]:
        with self._alone() as connection:
            return _CASES.many(connection, where, *values)

    def _now(self) -> int:
        return self._clock() // 1_000_000


def _alike(case: Case) -> str | None:
    """By what calls like it are found that are allowed as well, while they are."""
    grant = case.grant
    given = case.state is State.ALLOWED and grant is not None and grant.alike
    return case.alike if given else None
