"""Rulings proposed, adopted, appealed and overturned in any order, and what must be so anyway.

After every step the edition as the rulings that count read it is compared with the plain one, over
every situation; at the end the entries are read by themselves.
"""

import datetime
import json
import os
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from countenance.codes.model import Verdict
from countenance.decisions.bound import bound_alone
from countenance.decisions.compile import compile_editions
from countenance.decisions.moves import Moved
from countenance.decisions.space import Space
from countenance.errors import ReviewError
from countenance.gate.people.ruling_desk import RulingDesk
from countenance.record.make import Maker
from countenance.review.docket import Docket, Stage, day_of
from countenance.review.in_force import read_rulings
from countenance.review.people import Person, Role
from countenance.review.rulings import Ruled, ruled
from countenance.stores import rulings as board
from countenance.stores.database import Database, connect, writing
from countenance.stores.log import DatabaseReader
from countenance.stores.packaged import packaged_vocabulary
from countenance.stores.rulings import Rulings
from review.made_cases import Clock
from review.made_rulings import ALICE, AUDITOR, BOB, EDITION

__all__ = ["RulingMachine", "Wrong"]

Wrong = Counter[str]

DAY = 86_400_000
VOCABULARY = packaged_vocabulary()
PEOPLE = (ALICE, BOB, AUDITOR, Person("p-contact", Role.CONTACT))
COUNTRIES = ("NO", "SE", "US")
PLACES = ("uncontrolled", "controlled")
CAMERAS = ("fixed_cctv", "drone", "body_worn")


class RulingMachine(RuleBasedStateMachine):
    """What people and the board may do about rulings on one edition, over a folder on the disk."""

    done: ClassVar[Wrong] = Counter()
    wrong: ClassVar[Wrong] = Counter()
    ended: ClassVar[Wrong] = Counter()
    """How rulings stood in the end."""
    tried: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.clock, self.numbers = Clock(), 0
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name)
        self.rulings = Rulings(self.path, self.clock)
        self.desk = RulingDesk(self.rulings, lambda _: EDITION, VOCABULARY, frozenset(), self.clock)
        self.board: Database = connect(self.path)
        self.maker = Maker(self.clock, os.urandom)

    def teardown(self) -> None:
        self._audit()
        for docket in self.rulings.all():
            type(self).ended[docket.state.value] += 1
        self.rulings.close()
        self.board.close()
        self.folder.cleanup()

    @rule(
        who=st.sampled_from(PEOPLE),
        clause=st.sampled_from(("A", "A", "A", "B")),
        reading=st.sampled_from(("strict", "mild", "own")),
        countries=st.sets(st.sampled_from(COUNTRIES)),
        place=st.sampled_from(("", *PLACES)),
        camera=st.sampled_from(("", *CAMERAS)),
        begins=st.integers(-2, 3),
        lasts=st.none() | st.integers(1, 5),
        reaches=st.booleans(),
    )
    def propose(
        self, who: Person, clause: str, reading: str, countries: set[str], place: str, camera: str,
        begins: int, lasts: int | None, reaches: bool,
    ) -> None:  # fmt: skip
        """Whatever somebody may write down, well or badly."""
        self.numbers += 1
        first = day_of(self.clock.now) + datetime.timedelta(days=begins)
        scope = {"agency_country": sorted(countries), "environment": place and [place],
                 "capture_device": camera and [camera]}  # fmt: skip
        lines = [
            f'id = "r-{self.numbers}"', f'edition = "{EDITION.name}"', f'clause = "{clause}"',
            f'reading = "{reading}"', f'cites = "{"naming" if clause == "A" else "nobody"}"',
            'says = "so"', f"begins = {first}",
            *([] if lasts is None else [f"ends = {first + datetime.timedelta(days=lasts)}"]),
            "[scope]", *(f"{name} = {json.dumps(each)}" for name, each in scope.items() if each),
        ]  # fmt: skip
        if reading == "own":
            when = 'when = { operation = ["biometric_identification"] }'
            lines += ["[added]", 'name = "own"', 'says = "Otherwise."', 'verdict = "allow"',
                      'source = "https://made.example"', *([when] if reaches else [])]  # fmt: skip
        self._try("proposed", lambda: self.desk.propose("\n".join(lines), who))

    @rule(
        reading=st.sampled_from(("strict", "mild")),
        countries=st.sets(st.sampled_from(COUNTRIES), min_size=1, max_size=2),
        camera=st.sampled_from(("", "body_worn")),
        now=st.booleans(),
    )
    def propose_well(
        self, reading: str, countries: set[str], camera: str, *, now: bool
    ) -> None:
        """What may be adopted, unless others stand against it; perhaps the board says yes."""
        self.propose(
            who=ALICE, clause="A", reading=reading, countries=countries, place="", camera=camera,
            begins=0, lasts=None, reaches=False,
        )  # fmt: skip
        name = f"r-{self.numbers}"
        mine = [at for at, each in enumerate(self.rulings.all()) if each.id == name]
        if now and mine:
            self.count(which=mine[0], motion="adopted")

    @rule(which=st.integers(0, 50), who=st.sampled_from(PEOPLE))
    def check(self, which: int, who: Person) -> None:
        """A proposal is checked anew."""
        self._about(which, Stage.PROPOSED, "checked", lambda each: self.desk.recheck(each.id, who))

    @rule(which=st.integers(0, 50), who=st.sampled_from(PEOPLE))
    def take_back(self, which: int, who: Person) -> None:
        """Somebody does not want a proposal any more."""
        self._about(
            which, None, "taken back", lambda each: self.desk.take_back(each.id, who, "no")
        )

    @rule(which=st.integers(0, 50), motion=st.sampled_from(("adopted", "adopted", "refused")))
    def count(self, which: int, motion: str) -> None:
        """The board has voted about any of them."""

        def decide(each: Docket) -> None:
            now = self.clock.now
            if motion == "adopted":
                board.adopted(self.board, self.maker, each.digest, "m-1", now)
            else:
                board.refused(self.board, self.maker, each.digest, "m-1", now)

        self._about(which, None, motion, lambda each: self._in_motion(decide, each))

    @rule(which=st.integers(0, 50), who=st.sampled_from(PEOPLE), carried=st.booleans())
    def appeal(self, which: int, who: Person, *, carried: bool) -> None:
        """A ruling is appealed, and the board votes about that."""

        def decide(each: Docket) -> None:
            board.appealed(self.board, self.maker, each.digest, "m-2", who, "it harms")
            if carried:
                board.overturned(self.board, self.maker, each.digest, "m-2", self.clock.now)
            else:
                board.upheld(self.board, self.maker, each.digest, "m-2")

        what = "overturned" if carried else "upheld"
        self._about(which, None, what, lambda each: self._in_motion(decide, each))

    @rule(which=st.integers(0, 50))
    def veto(self, which: int) -> None:
        """The ethics seat stops one after it was adopted."""

        def decide(each: Docket) -> None:
            board.stopped(self.board, self.maker, each.digest, "m-1", self.clock.now)

        self._about(which, None, "vetoed", lambda each: self._in_motion(decide, each))

    @rule(days=st.integers(1, 3))
    def wait(self, days: int) -> None:
        """Days go by, and a gate looks."""
        self.clock.now += days * DAY
        type(self).done["expired"] += self.rulings.expire_overdue()

    @invariant()
    def what_counts_moves_only_what_was_unclear(self) -> None:
        """Over every situation, whichever rulings count today."""
        counting = self.rulings.counting()
        found = read_rulings(counting, lambda _: EDITION, VOCABULARY)
        self._note("lapsed though nothing changed", len(found.lapsed))
        here = [each.ruling for each in found.on(EDITION.name, self.desk.today)]
        if not here:
            return
        orders = [self._laid(here), self._laid(here[::-1])]
        space = Space(
            [bound_alone(EDITION), *(bound_alone(each.edition, each.signed) for each in orders)],
            VOCABULARY,
        )
        plain, after, other = space.functions
        table = Moved(space, plain, after).table()
        for (old, new), number in table.items():
            if old is not new and old is not Verdict.UNCLEAR:
                self._note(f"{old.words[0]} became {new.words[0]}", number)
        self._note("the order matters", int(after != other))
        self._note("cases fail", len(self.desk.failing()[1]))
        if len(here) > 1:
            editions, signed, _ = found.ruled([EDITION], self.desk.today, VOCABULARY)
            compile_editions(editions, VOCABULARY, day=None, signed=signed)

    def _laid(self, rulings: list[Any]) -> Ruled:
        """The edition with rulings laid over it in this very order."""
        edition, signed = EDITION, frozenset[str]()
        for each in rulings:
            after = ruled(edition, each, VOCABULARY)
            edition, signed = after.edition, signed | after.signed
        return Ruled(edition, signed)

    def _about(self, which: int, state: Stage | None, what: str, does: Any) -> None:
        there = [each for each in self.rulings.all() if state in (None, each.state)]
        if there:
            self._try(what, lambda: does(there[which % len(there)]))

    def _in_motion(self, decide: Any, docket: Docket) -> None:
        with writing(self.board, "motions"):
            decide(docket)

    def _try(self, what: str, does: Any) -> None:
        before = len(self._entries())
        type(self).tried += 1
        try:
            does()
        except ReviewError:
            self._note("entered though refused", len(self._entries()) - before)
            return
        type(self).done[what] += 1
        self._note("changed without an entry", int(len(self._entries()) == before))

    def _note(self, what: str, number: int) -> None:
        if number:
            type(self).wrong[what] += number
        assert not number, what

    def _entries(self) -> list[dict[str, Any]]:
        with closing(DatabaseReader(self.path)) as reader:
            return [json.loads(stored.data) for stored in reader.entries()]

    def _audit(self) -> None:
        """The entries by themselves: each ruling went its way, and only the board made it count."""
        stood: dict[str, str] = {}
        appeals: Wrong = Counter()
        for entry in self._entries():
            name, change = entry["ruling"], entry["change"]
            if change in ("adopted", "refused", "upheld", "overturned"):
                self._note("decided without a motion", int(entry["motion"] is None))
            if change == "adopted":
                self._note("adopted twice, or when it was over", int(stood[name] != "proposed"))
            if change == "appealed":
                appeals[name] += 1
            self._note(
                "came back",
                int(stood.get(name) in ("refused", "taken-back", "expired", "overturned")),
            )
            stood[name] = entry["state"]
        self._note("appealed twice", sum(number > 1 for number in appeals.values()))
        rows = {each.id: each.state.value for each in self.rulings.all()}
        self._note("a row that says otherwise", int(rows != stood))
