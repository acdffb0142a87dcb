"""Motions on the disk: one transaction with the entry and with what follows from it."""

import itertools
import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest
import structlog
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from countenance.callers.registration import RegisteredFact, Registration
from countenance.errors import (
    NotForYouError,
    OutdatedError,
    RecordError,
    ReviewError,
    UnknownMotionError,
)
from countenance.review.capability import Capability, Needs
from countenance.review.motion import Kind, Motion, MotionState, Vote
from countenance.review.people import Person, Role
from countenance.stores.database import connect, writing
from countenance.stores.log import DatabaseReader
from countenance.stores.motions import Motions
from countenance.stores.packaged import packaged_vocabulary
from countenance.stores.people import People
from countenance.stores.registry import Registry
from postgres import shared_folder
from review.auditing import Wrong
from review.board_machine import SPANS, BoardMachine, Rulings
from review.made_cases import Clock
from stores.seated import seated

DIGEST = "sha256:0"


class Site:
    """The motions in a folder, a board of five, and what is entered there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock()
        self.rulings = Rulings()
        with closing(People(folder, self.clock)) as people:
            names = ("anna", "berit", "carl", "dina")
            self.board = {name: people.add(name, Role.BOARD)[0] for name in names}
            self.board["ola"] = people.add("ola", Role.ETHICS)[0]
        self.motions = Motions(folder, SPANS, self.rulings, self.clock)

    def open(self, kind: Kind = Kind.RULING, **more: Any) -> Motion:
        if kind is not Kind.CAPABILITY:
            more = {"digest": DIGEST, **more}
        return self.motions.open(kind, self.board["anna"], "asked", **more)

    def vote(self, motion: Motion, **said: str) -> Motion:
        for name, word in said.items():
            motion = self.motions.vote(motion.id, self.board[name], Vote(word), "because")
        return motion

    def matching(self, span: int = 5000) -> Motion:
        wanted = Capability(Needs.MATCHING, self.clock.now + span)
        motion = self.motions.open(
            Kind.CAPABILITY, self.board["anna"], "asked", capability=wanted
        )
        return self.vote(motion, anna="yes", berit="yes", carl="yes", dina="no", ola="yes")

    def entries(self, *kinds: str) -> list[dict[str, Any]]:
        with closing(DatabaseReader(self.folder)) as reader:
            found = [json.loads(stored.data) for stored in reader.entries()]
        return [each for each in found if each["kind"] in (kinds or ("motion", "ballot"))]


@pytest.fixture(params=["file", "server"])
def here(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Site]:
    site = Site(tmp_path if request.param == "file" else shared_folder(tmp_path))
    yield site
    site.motions.close()


def test_the_last_vote_counts_a_motion_and_what_follows_is_there(here: Site) -> None:
    motion = here.open()
    before = here.vote(motion, anna="yes", berit="yes", carl="no", dina="no")
    assert before.is_open

    after = here.vote(motion, ola="yes")

    assert (after.state, after.late) == (MotionState.ADOPTED, 0)
    assert here.rulings.counts == {motion.id: True}
    assert here.motions.find(motion.id) == after
    entries = here.entries()
    assert [each.get("change", "ballot") for each in entries] == [
        "opened", *["ballot"] * 5, "counted",
    ]  # fmt: skip
    pairs = itertools.pairwise(entries)
    assert all(later["prev"] == earlier["id"] for earlier, later in pairs)
    assert here.motions.reason(entries[1]["id"]) == "because"


def test_what_is_due_is_counted_by_whoever_looks(here: Site) -> None:
    motion = here.open(expedited=True)
    here.vote(motion, anna="yes", berit="yes")
    here.clock.now = motion.due + 7000

    with pytest.raises(OutdatedError, match="time is over"):
        here.vote(motion, carl="yes")
    found = here.motions.find(motion.id)

    assert (found.state, found.late) == (MotionState.LAPSED, 7000)
    assert here.rulings.counts == {motion.id: False}
    assert here.entries()[-1]["late"] == 7
    assert here.motions.count_due() == 0
    assert here.motions.numbers() == {MotionState.LAPSED: 1}
    assert here.motions.list(MotionState.LAPSED) == here.motions.list() == (found,)
    assert here.motions.list(MotionState.OPEN) == ()


def test_a_capability_is_on_from_its_adoption_until_its_time_is_over_or_it_is_vetoed(
    here: Site,
) -> None:
    first = here.matching()
    assert [each.id for each, _ in here.motions.capabilities()] == [first.id]
    second = here.matching(span=9000)

    here.motions.veto(first.id, here.board["ola"], "not so")
    assert [each.id for each, _ in here.motions.capabilities()] == [second.id]
    here.clock.now += 9000

    assert here.motions.capabilities() == ()
    assert here.motions.find(first.id).state is MotionState.VETOED
    assert here.rulings.counts == {}


def test_about_one_thing_there_is_one_open_motion(here: Site) -> None:
    motion = here.open()

    with pytest.raises(OutdatedError, match=motion.id):
        here.open()
    here.open(Kind.APPEAL)
    here.vote(motion, anna="no", berit="no", carl="no", dina="no", ola="no")
    assert here.open().is_open


def test_what_changed_while_the_board_voted_is_not_adopted(here: Site) -> None:
    motion = here.open()
    here.vote(motion, anna="yes", berit="yes", carl="yes", dina="yes")
    here.rulings.changed = True

    after = here.vote(motion, ola="yes")

    assert after.state is MotionState.OUTDATED
    assert here.entries()[-1]["state"] == "outdated"
    assert here.rulings.counts == {motion.id: False}


def test_a_vote_that_was_changed_on_the_disk_is_not_counted(here: Site) -> None:
    motion = here.vote(here.open(), anna="no", berit="no", carl="no", dina="no")
    kept = msgspec.json.decode(msgspec.json.encode(motion))
    kept["ballots"][0]["vote"] = "yes"
    with closing(connect(here.folder)) as database, writing(database):
        document = msgspec.json.encode(kept)
        database.execute("UPDATE motions SET document = ? WHERE id = ?", (document, motion.id))

    with pytest.raises(RecordError, match="a vote is not the one"):
        here.vote(motion, ola="yes")

    assert here.motions.find(motion.id).is_open
    assert here.entries()[-1]["person"] == here.board["dina"].ref


def test_one_that_cannot_be_counted_is_logged_and_keeps_no_other_waiting(here: Site) -> None:
    broken, behind = here.open(expedited=True), here.open(Kind.APPEAL)
    here.rulings.broken = broken.id
    here.clock.now = behind.due

    with structlog.testing.capture_logs() as logs:
        found = {each.id: each.state for each in here.motions.list()}

    assert found == {broken.id: MotionState.OPEN, behind.id: MotionState.LAPSED}
    assert [(each["event"], each["motion"]) for each in logs] == [("motion-not-counted", broken.id)]
    here.rulings.broken = ""
    assert here.motions.count_due() == 1
    assert here.motions.find(broken.id).state is MotionState.LAPSED


def test_whoever_belongs_to_a_caller_that_it_concerns_takes_no_part(here: Site) -> None:
    with closing(Registry(here.folder, packaged_vocabulary(), here.clock)) as registry:
        facts = (RegisteredFact("actor_kind", ("private_entity",)),
                 RegisteredFact("on_behalf_of", ("none",)))  # fmt: skip
        acme = registry.add(Registration("acme", "", "Acme", facts)).ref
    with closing(People(here.folder, here.clock)) as people:
        theirs = people.add("emil", Role.BOARD, ["acme"])[0]

    motion = here.open(concerns=[acme])

    assert motion.recused == (theirs.ref,)
    entry = here.entries()[0]
    assert (entry["recused"], entry["concerns"]) == ([theirs.ref], [acme])
    with pytest.raises(NotForYouError, match="organisation of your own"):
        here.motions.vote(motion.id, theirs, Vote.YES, "because")


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        (Kind.RULING, {"digest": None}, "names the digest of a ruling"),
        (Kind.CAPABILITY, {}, "says which one"),
        (Kind.CAPABILITY, {"capability": Capability(Needs.MATCHING, 1)}, "ends after it begins"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    here: Site, kind: Kind, more: dict[str, Any], said: str
) -> None:
    with pytest.raises(ReviewError, match=said):
        here.open(kind, **more)
    with pytest.raises(UnknownMotionError, match="motion-0"):
        here.motions.count("motion-0")
    assert here.entries() == []


def test_who_was_removed_is_on_no_board_and_a_board_that_is_too_small_is_not_asked(
    here: Site,
) -> None:
    with closing(People(here.folder, here.clock)) as people:
        for name in ("berit", "carl"):
            people.remove(name)
        assert [seat.person for seat in here.open().seats] == sorted(
            here.board[name].ref for name in ("anna", "dina", "ola")
        )
        people.remove("dina")

    with pytest.raises(ReviewError, match="2 of the board"):
        here.open(Kind.APPEAL)
    with pytest.raises(NotForYouError):
        here.motions.vote(here.motions.list()[0].id, Person("p-x", Role.BOARD), Vote.YES, "x")


def test_members_who_vote_at_once_are_counted_once(here: Site) -> None:
    motion = here.open()

    def cast(name: str) -> MotionState:
        with closing(Motions(here.folder, SPANS, here.rulings, here.clock)) as mine:
            return mine.vote(motion.id, here.board[name], Vote.YES, "because").state

    with ThreadPoolExecutor(5) as threads:
        states = Counter(threads.map(cast, here.board))

    assert states == {MotionState.OPEN: 4, MotionState.ADOPTED: 1}
    assert [each["change"] for each in here.entries("motion")] == ["opened", "counted"]


def test_whatever_a_board_does_its_entries_say_that_the_rules_were_kept(tmp_path: Path) -> None:
    class OnDisk(BoardMachine):
        done: ClassVar[Wrong] = Counter()
        wrong: ClassVar[Wrong] = Counter()
        runs: ClassVar[int] = 0

        @staticmethod
        def begin(clock: Clock, rulings: Rulings):  # type: ignore[no-untyped-def]  # as it has it
            OnDisk.runs += 1
            folder = tmp_path / str(OnDisk.runs)
            seated(folder)
            log = DatabaseReader(folder)
            return Motions(folder, SPANS, rulings, clock), log

        def teardown(self) -> None:
            try:
                super().teardown()
            finally:
                self.log.close()  # type: ignore[attr-defined]

    run_state_machine_as_test(
        OnDisk,
        # Always the same twelve: of others it may be that none comes to a vote.
        settings=settings(
            max_examples=12, stateful_step_count=25, deadline=None, derandomize=True,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )  # fmt: skip

    assert not OnDisk.wrong
    assert OnDisk.done["voted"]
