"""Cases, people and times that several tests make."""

import itertools
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from countenance.errors import OutdatedError, UnknownCaseError
from countenance.record.entry import CallerRef
from countenance.record.make import Maker, Prepared
from countenance.review.case import Bar, CallerAt, Case, Grant, Held, State, Terms
from countenance.review.entering import entered
from countenance.review.grounds import Grounds
from countenance.review.people import Person, Role
from countenance.review.picture_steps import forget, keep
from countenance.review.pictures import Kept, Pictures, Why
from countenance.review.standing import Stands, is_another_question, stands
from countenance.review.steps import Step, claim, expire, open_case, renew, settle, use
from countenance.stores.held_pictures import Taken
from countenance.stores.memory_log import MemoryLog
from record.examples import decided

__all__ = [
    "ALICE", "AUDITOR", "BOB", "CAROL", "CLERK", "DAN", "EVE", "HOUR", "ONCE", "TERMS", "Clock",
    "MemoryCases", "claimed", "held", "holds", "opened",
]  # fmt: skip

HOUR = 3_600_000
TERMS = Terms(
    persons=2, lease=HOUR // 4, answer=72 * HOUR, appeal=360 * HOUR, longest=720 * HOUR,
    alike_uses=5, alike_longest=100 * HOUR,
)  # fmt: skip
ONCE = Grant(1, 48 * HOUR)

ALICE = Person("r-alice", Role.REVIEWER)
BOB = Person("r-bob", Role.REVIEWER)
CLERK = Person("r-clerk", Role.REVIEWER, frozenset({"c-1"}))
"""Belongs to the caller c-1."""
CAROL = Person("r-carol", Role.SENIOR)
DAN = Person("r-dan", Role.SENIOR)
EVE = Person("r-eve", Role.ETHICS)
AUDITOR = Person("r-auditor", Role.AUDITOR)


def held(
    call: str = "ab" * 32,
    caller: str = "c-1",
    grounds: Sequence[str] = ("identification: unclear",),
    bar: Bar | None = None,
    missing: tuple[str, ...] = (),
    terms: Terms = TERMS,
    revision: int = 1,
) -> Held:
    """A call that the codes hold. Calls are alike with the same caller, revision and grounds."""
    alike = f"{caller} {revision} {' '.join(grounds)}"
    return Held(
        call, CallerAt(caller, "k1", revision), Grounds(("fact=1",), tuple(grounds)), missing, bar,
        terms, alike,
    )  # fmt: skip


def opened(now: int = 0, **changed: Any) -> Case:
    """A case that was opened just now."""
    return open_case("hold-1", held(**changed), "d-1", 7, now).case


def claimed(case: Case, who: Person, now: int = 0) -> Case:
    """The same case in somebody's hands."""
    return claim(case, who, now).case


@dataclass
class Clock:
    """A clock that goes when it is told to: milliseconds, and nanoseconds when called."""

    now: int = 1_800_000_000_000

    def __call__(self) -> int:
        return self.now * 1_000_000


def holds(
    maker: Maker, caller: str = "c-1", outcome: str = "hold", revision: int = 1, **more: Any
) -> Prepared:
    """The entry of a decision about a call of this caller."""
    given: dict[str, Any] = {
        "outcome": outcome, "row": 6, "reason": "review-required", "verdicts": ("unclear",), **more,
    }  # fmt: skip
    return decided(maker, caller=CallerRef(caller, "k1", revision), **given)


@dataclass
class MemoryCases:
    """The cases of one gate in memory; keeps the promises of the store on the disk."""

    clock: Any
    log: MemoryLog = field(default_factory=MemoryLog)
    kept: dict[str, Case] = field(default_factory=dict)
    pictures: dict[tuple[str, int, bool], bytes] = field(default_factory=dict)
    fail: Exception | None = None
    maker: Maker = field(init=False)
    lock: threading.RLock = field(default_factory=threading.RLock)
    """What a transaction is on the disk: one writer at a time, also of several threads."""

    def __post_init__(self) -> None:
        self.maker = Maker(self.clock, os.urandom)

    def of_call(self, call: str) -> Case | None:
        self._may()
        found = [case for case in self.kept.values() if case.call == call]
        return self._in_time(found[-1]) if found else None

    def allowing(self, wanted: Held) -> Case | None:
        self._may()
        with self.lock:
            own = self.of_call(wanted.call)
            now = self._now()
            if own is not None and (own.is_waiting or stands(own, wanted, now) is Stands.REFUSED):
                return None
            found = [case for case in self.kept.values() if case.call != wanted.call
                     and stands(case, wanted, now) is Stands.ALLOWED]  # fmt: skip
            return found[0] if found else None

    def find(self, id_: str, caller: str | None = None) -> Case:
        self._may()
        case = self.kept.get(id_)
        if case is None or caller not in (None, case.caller.ref):
            raise UnknownCaseError(f"no held call has the id `{id_}`")
        return self._in_time(case)

    def hold(self, wanted: Held, decision: Prepared) -> tuple[int, Case]:
        with self.lock:
            case = self.of_call(wanted.call)
            index = self.log.append_now(decision.data, decision.openings)
            if case is not None and stands(case, wanted, self._now()) is not Stands.HELD:
                return index, case
            if case is None or not case.is_waiting:
                rounds = 1 + sum(each.call == wanted.call for each in self.kept.values())
                name = f"hold-{wanted.call[:32]}" + (f"-{rounds}" if rounds > 1 else "")
                case = self._step(open_case(name, wanted, decision.id, index, self._now()))
            elif is_another_question(case, wanted):
                case = self._step(renew(case, wanted, decision.id, index, self._now()))
            return index, case

    def use(self, id_: str, wanted: Held, decision: Prepared) -> int | None:
        with self.lock:
            case = self.find(id_)
            if stands(case, wanted, self._now()) is not Stands.ALLOWED:
                return None
            if case.call != wanted.call and self.allowing(wanted) is None:
                return None
            index = self.log.append_now(decision.data, decision.openings)
            self._step(use(case, decision.id, self._now()))
            return index

    def settle(self, call: str, decision: str) -> Case | None:
        with self.lock:
            case = self.of_call(call)
            if case is None or not case.is_waiting:
                return case
            return self._step(settle(case, decision, self._now()))

    def step(self, id_: str, does: Any) -> Case:
        with self.lock:
            return self._step(does(self.find(id_), self._now()))

    def keep(self, id_: str, taken: Sequence[Taken], left_out: int, most: int) -> Case:
        with self.lock:
            case, now = self.find(id_), self._now()
            room = most - sum(
                len(data) for (held, _, _), data in self.pictures.items()
                if self.kept[held].caller.ref == case.caller.ref
            )  # fmt: skip
            fitting = []
            for each in taken:
                if each.size <= room:
                    fitting.append(each)
                    room -= each.size
            left_out += len(taken) - len(fitting)
            if not fitting:
                why = Why.QUOTA if taken else Why.FAILED
                return self._step(keep(case, Pictures(left_out=left_out, gone=why), (), now))
            kept = tuple(
                Kept(each.where, each.still.frame, each.still.faces, "00" * 32,
                     bool(each.still.plain))
                for each in fitting
            )  # fmt: skip
            contents = tuple(sha256(each.still.blurred).digest() for each in fitting)
            pictures = Pictures(kept, left_out, 1, now + case.terms.media)
            after = self._step(keep(case, pictures, contents, now))
            for place, each in enumerate(fitting, 1):
                self.pictures[id_, place, False] = each.still.blurred
                if each.still.plain:
                    self.pictures[id_, place, True] = each.still.plain
            return after

    def picture(self, case: Case, place: int, *, plain: bool) -> bytes:
        found = self.pictures.get((case.id, place, plain))
        if found is None:
            raise OutdatedError(f"case `{case.id}`: picture {place} is erased")
        return found

    def waiting(self, limit: int = 200, after: Case | None = None) -> tuple[Case, ...]:
        self.expire_overdue()
        found = sorted((each.due, each.id) for each in self.kept.values() if each.is_waiting)
        begin = (-1, "") if after is None else (after.due, after.id)
        return tuple(self.kept[id_] for due, id_ in found if (due, id_) > begin)[:limit]

    def expire_overdue(self) -> int:
        before = sum(case.is_waiting for case in self.kept.values())
        for case in list(self.kept.values()):
            self._in_time(case)
        return before - sum(case.is_waiting for case in self.kept.values())

    def newest(self, state: State, limit: int = 200) -> tuple[Case, ...]:
        found = [case for case in self.kept.values() if case.state is state]
        return tuple(sorted(found, key=lambda case: (-case.due, case.id)))[:limit]

    def count(self) -> dict[State, int]:
        states = sorted((case.state for case in self.kept.values()), key=lambda each: each.value)
        return {state: len(list(each)) for state, each in itertools.groupby(states)}

    def reason(self, entry: str) -> str | None:
        stored = self.log.entry(entry)
        openings = () if stored is None else self.log.openings(stored.index)
        kept = [each.value.decode() for each in openings if each.field == "reason"]
        return kept[0] if kept else None

    def close(self) -> None:
        """Nothing to close."""

    def _may(self) -> None:
        if self.fail is not None:
            raise self.fail

    def _in_time(self, case: Case) -> Case:
        if not case.is_waiting or self._now() < case.due:
            return case
        return self._step(expire(case, self._now()))

    def _step(self, step: Step) -> Case:
        prepared, case = entered(self.maker, step)
        self.log.append_now(prepared.data, prepared.openings)
        self.kept[case.id] = case
        pictures = case.pictures
        closed = not case.is_waiting and not case.terms.after_close
        if closed and pictures is not None and pictures.are_there:
            left = {at: data for at, data in self.pictures.items() if at[0] != case.id}
            self.pictures = left
            return self._step(forget(case, Why.CLOSED))
        return case

    def _now(self) -> int:
        return int(self.clock()) // 1_000_000
