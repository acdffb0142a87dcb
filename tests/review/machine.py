"""People, callers and codes doing what they like in any order, and what must be so all the same.

The same machine runs over cases in memory and over those of a store. After every step: what
changed about a case is in a new entry. At the end the entries are audited by themselves.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from typing import Any, ClassVar, Protocol, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, multiple, rule

from countenance.errors import ReviewError
from countenance.record.make import Maker, Prepared
from countenance.record.store import LogReader
from countenance.review import steps
from countenance.review.case import Bar, Case, Grant, Held, Terms
from countenance.review.people import Person, Role
from countenance.review.picture_steps import keep, may_look, reveal
from countenance.review.pictures import Kept, Pictures, Why
from countenance.review.standing import Stands, stands
from record.examples import counting
from review.auditing import Wrong, audited
from review.made_cases import ALICE, AUDITOR, BOB, CAROL, CLERK, DAN, EVE, Clock, held, holds

__all__ = ["PEOPLE", "TERMS", "Office", "ReviewMachine"]

PEOPLE = (ALICE, BOB, CLERK, CAROL, DAN, EVE, AUDITOR)
TERMS = Terms(
    persons=2, lease=100, answer=1000, appeal=1500, longest=800, alike_uses=2, alike_longest=500,
)  # fmt: skip
CALLS = {"aa" * 32: "c-1", "bb" * 32: "c-1", "cc" * 32: "c-2"}

_T = TypeVar("_T")


class Office(Protocol):
    """The cases of one gate, wherever they are kept."""

    def of_call(self, call: str) -> Case | None: ...
    def allowing(self, held: Held) -> Case | None: ...
    def hold(self, held: Held, decision: Prepared) -> tuple[int, Case]: ...
    def use(self, id_: str, held: Held, decision: Prepared) -> int | None: ...
    def settle(self, call: str, decision: str) -> Case | None: ...
    def step(self, id_: str, does: Callable[[Case, int], steps.Step]) -> Case: ...
    def expire_overdue(self) -> int: ...
    def close(self) -> None: ...


class ReviewMachine(RuleBasedStateMachine):
    """Give `begin`: it opens an office over a clock, with the log that its entries go to."""

    begin: Callable[[Clock], tuple[Office, LogReader, Callable[[Prepared], int]]]
    done: ClassVar[Wrong]
    """What was done in all runs, by name."""
    wrong: ClassVar[Wrong] = Counter()
    """How often each rule was broken in all runs."""

    tokens = Bundle("tokens")

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.office, self.log, self.append = type(self).begin(self.clock)
        self.maker = Maker(self.clock, counting())
        self.calls = dict(CALLS)
        """Every call that came, and whose it is; more come that are like one of the first."""
        self.codes: dict[str, tuple[int, Bar | None]] = dict.fromkeys(CALLS, (0, None))
        self.revisions = dict.fromkeys(CALLS.values(), 1)
        self.read = 0
        self.known: dict[str, str] = {}
        self.entries: list[dict[str, Any]] = []

    @initialize()
    def calls_come(self) -> None:
        for call in CALLS:
            self.comes(call)

    @rule(call=st.sampled_from(sorted(CALLS)))
    def comes(self, call: str) -> None:
        """A call comes, and the codes hold it; as the gate has it."""
        wanted = self._held(call)
        caller, now = self.calls[call], self.clock.now
        case = self.office.of_call(call)
        how = stands(case, wanted, now)
        if how is Stands.HELD and (case is None or not case.is_waiting):
            like = self.office.allowing(wanted)
            case, how = (case, how) if like is None else (like, Stands.ALLOWED)
        revision = self.revisions[caller]
        match how:
            case Stands.ALLOWED:
                assert case is not None
                passed = holds(
                    self.maker, caller, "pass", revision, reason="review-allowed", case=case.id
                )
                assert self.office.use(case.id, wanted, passed) is not None
                assert wanted.bar is None
                assert case.grounds.acts == wanted.grounds.acts  # it was this that was allowed
                self._count("passed" if case.call == call else "passed, being like another")
            case Stands.REFUSED:
                assert case is not None
                self.append(
                    holds(self.maker, caller, "refuse", reason="review-refused", case=case.id)
                )
                self._count("refused again")
            case Stands.HELD:
                self.office.hold(wanted, holds(self.maker, caller, revision=revision))
                self._count("held")
        self._look()

    @rule(
        call=st.sampled_from(sorted(CALLS)),
        grounds=st.integers(0, 1),
        bar=st.sampled_from([None, None, Bar.DENY]),
    )
    def codes_change(self, call: str, grounds: int, bar: Bar | None) -> None:
        """Another edition comes into force: it holds the call for another reason, or may deny."""
        self.codes[call] = (grounds, bar)

    @rule(caller=st.sampled_from(sorted(set(CALLS.values()))), sure=st.integers(0, 2))
    def registration_changes(self, caller: str, sure: int) -> None:
        """Something else is registered of a caller."""
        self.revisions[caller] += sure == 0

    @rule(call=st.sampled_from(sorted(CALLS)), sure=st.integers(0, 2))
    def codes_settle(self, call: str, sure: int) -> None:
        """The same call is decided by the codes alone."""
        if sure:
            return
        decided = holds(self.maker, CALLS[call], "refuse", reason="denied")
        self.append(decided)
        self._try("settled", lambda: self.office.settle(call, decided.id))

    @rule(
        target=tokens,
        call=st.sampled_from(sorted(CALLS)),
        who=st.sampled_from(PEOPLE),
        again=st.booleans(),
    )
    def claim(self, call: str, who: Person, again: bool) -> Any:
        if again:
            self.comes(call=call)
        case = self._case(call)
        taken = self._try(
            "claimed",
            lambda: self.office.step(case.id, lambda each, now: steps.claim(each, who, now)),
        )
        return multiple() if taken is None else (call, who, taken.token)

    @rule(held=tokens, uses=st.integers(0, 3), span=st.integers(-10, 900), alike=st.booleans())
    def allow(self, held: tuple[str, Person, int], uses: int, span: int, alike: bool) -> None:
        grant = Grant(uses, self.clock.now + span, alike)
        self._acts("allowed", held, lambda case, who, token, now: steps.allow(
            case, who, token, "it is fine", grant, now))  # fmt: skip

    @rule(
        call=st.sampled_from(sorted(CALLS)),
        who=st.lists(st.sampled_from(PEOPLE[:5]), min_size=2, max_size=3),
        uses=st.integers(0, 2),
        alike=st.booleans(),
        then=st.sampled_from(["", "withdrawn", "over", "registered"]),
    )
    def people_would_allow(
        self, call: str, who: list[Person], uses: int, alike: bool, then: str
    ) -> None:
        """What it takes for an allow in a row, which would else be rare; then the call comes."""
        for person in who:
            mine = self.claim(call=call, who=person, again=False)
            if isinstance(mine, tuple):
                self.allow(held=mine, uses=uses, span=400, alike=alike)
        self.comes(call=call)
        if then == "withdrawn":
            self.withdraw(call=call, who=PEOPLE[0], sure=0)
        elif then == "over":
            self.wait(span=400)
        elif then == "registered":
            self.registration_changes(caller=CALLS[call], sure=0)
        for _ in range(3 if alike else 0):
            self.one_like_it_comes(call=call)

    @rule(call=st.sampled_from(sorted(CALLS)))
    def one_like_it_comes(self, call: str) -> None:
        """A call that was not there before, and differs from this one in its content alone."""
        fresh = hashlib.sha256(str(len(self.calls)).encode()).hexdigest()
        self.calls[fresh], self.codes[fresh] = self.calls[call], self.codes[call]
        self.comes(call=fresh)

    @rule(
        call=st.sampled_from(sorted(CALLS)),
        who=st.sampled_from(PEOPLE[:5]),
        what=st.sampled_from(["refuse", "ask", "escalate"]),
    )
    def somebody_acts(self, call: str, who: Person, what: str) -> None:
        """A call comes, somebody takes it and acts at once."""
        mine = self.claim(call=call, who=who, again=True)
        if isinstance(mine, tuple):
            getattr(self, what)(held=mine)

    @rule(held=tokens)
    def refuse(self, held: tuple[str, Person, int]) -> None:
        self._acts("refused", held, lambda case, who, token, now: steps.refuse(
            case, who, token, "it is not fine", now))  # fmt: skip

    @rule(held=tokens)
    def ask(self, held: tuple[str, Person, int]) -> None:
        self._acts("asked", held, lambda case, who, token, now: steps.ask(
            case, who, token, "environment", "", now))  # fmt: skip

    @rule(held=tokens)
    def escalate(self, held: tuple[str, Person, int]) -> None:
        self._acts("escalated", held, lambda case, who, token, now: steps.escalate(
            case, who, token, "for somebody else", now))  # fmt: skip

    @rule(held=tokens)
    def release(self, held: tuple[str, Person, int]) -> None:
        self._acts("released", held, steps.release)

    @rule(call=st.sampled_from(sorted(CALLS)), who=st.sampled_from(PEOPLE), sure=st.integers(0, 3))
    def veto(self, call: str, who: Person, sure: int) -> None:
        if sure == 0:
            case = self._case(call)
            self._try("vetoed", lambda: self.office.step(
                case.id, lambda each, now: steps.veto(each, who, "never", now)))  # fmt: skip

    @rule(call=st.sampled_from(sorted(CALLS)), who=st.sampled_from(PEOPLE), sure=st.integers(0, 3))
    def withdraw(self, call: str, who: Person, sure: int) -> None:
        if sure == 0:
            case = self._case(call)
            self._try("withdrawn", lambda: self.office.step(
                case.id, lambda each, now: steps.withdraw(each, who, "over", now)))  # fmt: skip

    @rule(call=st.sampled_from(sorted(CALLS)), some=st.booleans())
    def pictures_kept(self, call: str, some: bool) -> None:
        case = self._case(call)
        kept = (Kept("here", 0, 1, "ab" * 32, plain=True),) if some else ()
        wanted = Pictures(kept, 0, 1, self.clock.now + 500, None if some else Why.FAILED)
        self._try("pictures kept", lambda: self.office.step(
            case.id, lambda each, now: keep(each, wanted, (), now)))  # fmt: skip

    @rule(held=tokens, place=st.integers(0, 2))
    def reveal(self, held: tuple[str, Person, int], place: int) -> None:
        self._acts("revealed", held, lambda case, who, token, now: reveal(
            case, who, token, place, "the badge has to be read", now))

    @rule(call=st.sampled_from(sorted(CALLS)), who=st.sampled_from(PEOPLE[:5]))
    def somebody_looks(self, call: str, who: Person) -> None:
        """What it takes to see a picture in a row; and then others try."""
        self.pictures_kept(call=call, some=True)
        mine = self.claim(call=call, who=who, again=True)
        if isinstance(mine, tuple):
            self.reveal(held=mine, place=1)
        for each in PEOPLE:
            for plain in (False, True):
                self.look(call=call, who=each, plain=plain)

    @rule(call=st.sampled_from(sorted(CALLS)), who=st.sampled_from(PEOPLE), plain=st.booleans())
    def look(self, call: str, who: Person, plain: bool) -> None:
        """Whoever is shown a picture has the case, by its own entries; of the plain ones, also a
        reveal under that claim."""
        case = self._case(call)
        try:
            may_look(case, who, 1, self.clock.now, revealed=plain)
        except ReviewError:
            return
        self._count("looked")
        since = [entry for entry in self.entries
                 if entry["kind"] in ("hold", "vote", "appeal") and entry["case"] == case.id]
        claims = [at for at, entry in enumerate(since) if entry.get("change") == "claimed"]
        mine = claims and since[claims[-1]]["person"] == who.ref
        if not mine and (plain or who.role is not Role.SENIOR):
            self.wrong["shown without a claim"] += 1
        revealed = [entry for entry in since if entry.get("change") == "picture-revealed"
                    and entry["person"] == who.ref]
        if plain and not revealed:
            self.wrong["shown without a reveal"] += 1

    @rule(call=st.sampled_from(sorted(CALLS)))
    def appeal(self, call: str) -> None:
        case = self._case(call)
        self._try("appealed", lambda: self.office.step(
            case.id, lambda each, now: steps.appeal(each, "look again", now)))  # fmt: skip

    @rule(span=st.sampled_from([1, 1, 7, 30, 99, 100, 400, 1000]))
    def wait(self, span: int) -> None:
        self.clock.now += span

    @rule()
    def expire(self) -> None:
        self.office.expire_overdue()
        self._look()

    def teardown(self) -> None:
        belongs = {person.ref: person.callers for person in PEOPLE}
        wrong = audited(self.entries, TERMS, belongs)
        self.office.close()
        self.wrong.update(wrong)
        assert not wrong, dict(wrong)

    def _held(self, call: str) -> Held:
        grounds, bar = self.codes[call]
        caller = self.calls[call]
        return held(
            call, caller, (f"identification: {grounds}",), bar, ("environment",), TERMS,
            self.revisions[caller],
        )  # fmt: skip

    def _case(self, call: str) -> Case:
        case = self.office.of_call(call)
        assert case is not None
        self._look()
        return case

    def _acts(
        self, name: str, held: tuple[str, Person, int],
        does: Callable[[Case, Person, int, int], steps.Step],
    ) -> None:  # fmt: skip
        call, who, token = held
        case = self._case(call)
        self._try(name, lambda: self.office.step(
            case.id, lambda each, now: does(each, who, token, now)))  # fmt: skip

    def _try(self, name: str, does: Callable[[], _T]) -> _T | None:
        """Do something that may not be possible; then nothing has changed."""
        try:
            result = does()
        except ReviewError:
            self._count("not possible")
            return None
        else:
            self._count(name)
            return result
        finally:
            self._look()

    def _count(self, name: str) -> None:
        type(self).done[name] += 1

    def _look(self) -> None:
        """Whatever is otherwise about a case than before is in an entry that was not there."""
        fresh = [json.loads(stored.data) for stored in self.log.entries(self.read)]
        self.read += len(fresh)
        self.entries += fresh
        told = {entry["case"]: entry["state"] for entry in fresh
                if entry["kind"] in ("hold", "vote", "appeal")}  # fmt: skip
        self.known.update(told)
        for call in self.calls:
            case = self.office.of_call(call)
            if case is not None:
                late = [json.loads(stored.data) for stored in self.log.entries(self.read)]
                for entry in late:  # it may have expired just now
                    if entry["kind"] in ("hold", "vote", "appeal"):
                        self.known[entry["case"]] = entry["state"]
                self.read += len(late)
                self.entries += late
                if self.known.get(case.id) != case.state.value:
                    self.wrong["changed without an entry"] += 1
                    raise AssertionError(case)
