"""What follows for a ruling from what the board decides about it."""

import datetime
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import structlog

from countenance.errors import OutdatedError, ReviewError, UnknownRulingError
from countenance.review.docket import Docket, Stage, day_of
from countenance.review.motion import Kind, Motion, MotionState, Vote
from countenance.review.people import Person, Role
from countenance.stores.motions import Motions
from countenance.stores.people import People
from countenance.stores.ruling_motions import RulingMotions
from countenance.stores.rulings import Rulings
from postgres import in_both  # noqa: F401 - each test runs on both databases
from review.board_machine import SPANS
from review.made_cases import Clock
from review.made_rulings import ALICE, found, ruling


class Site:
    """A board of three with its ethics seat, rulings, and motions about them."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        with closing(People(folder, self.clock)) as people:
            self.board = [people.add(name, Role.BOARD)[0] for name in ("anna", "berit", "carl")]
            self.ola: Person = people.add("ola", Role.ETHICS)[0]
        self.rulings = Rulings(folder, self.clock, os.urandom)
        self.motions = Motions(folder, SPANS, RulingMotions(), self.clock)

    def propose(self, **more: Any) -> Docket:
        as_found = more.pop("found", found())
        one = ruling(**{"begins": day_of(self.clock.now), "ends": None, **more})
        return self.rulings.propose(one, f"id = {one.id}", as_found, ALICE)

    def decided(self, docket: Docket, said: str, kind: Kind = Kind.RULING) -> Motion:
        motion = self.motions.open(kind, self.board[0], "asked", digest=docket.digest)
        for member in (*self.board, self.ola):
            motion = self.motions.vote(motion.id, member, Vote(said), "because")
        return motion

    def stands(self, docket: Docket) -> Docket:
        return self.rulings.find(docket.id)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    yield site
    site.motions.close()
    site.rulings.close()


@pytest.mark.parametrize(("said", "stage"), [("yes", Stage.ADOPTED), ("no", Stage.REFUSED)])
def test_a_ruling_goes_the_way_of_its_motion(here: Site, said: str, stage: Stage) -> None:
    docket = here.propose()

    motion = here.decided(docket, said)

    after = here.stands(docket)
    assert (after.state, after.motion) == (stage, motion.id)
    with pytest.raises(OutdatedError, match=f"is `{stage.value}`"):
        here.motions.open(Kind.RULING, here.board[0], "again", digest=docket.digest)


@pytest.mark.parametrize(("said", "stage"), [("yes", Stage.OVERTURNED), ("no", Stage.ADOPTED)])
def test_an_appeal_that_is_carried_overturns_it(here: Site, said: str, stage: Stage) -> None:
    docket = here.propose()
    with pytest.raises(OutdatedError, match="`proposed`"):
        here.motions.open(Kind.APPEAL, here.board[0], "too soon", digest=docket.digest)
    here.decided(docket, "yes")

    appeal = here.decided(docket, said, Kind.APPEAL)

    after = here.stands(docket)
    assert (after.state, after.appeal) == (stage, appeal.id)
    with pytest.raises(OutdatedError):
        here.motions.open(Kind.APPEAL, here.board[0], "again", digest=docket.digest)


def test_a_veto_stops_a_ruling_before_it_counts_and_after(here: Site) -> None:
    first, second = here.propose(), here.propose(id="at-home")
    motion = here.motions.open(Kind.RULING, here.board[0], "asked", digest=first.digest)
    here.motions.veto(motion.id, here.ola, "never")
    assert here.stands(first).state is Stage.REFUSED

    adopted = here.decided(second, "yes")
    assert here.rulings.counting() == (here.stands(second),)
    here.motions.veto(adopted.id, here.ola, "not so")

    assert here.stands(second).state is Stage.OVERTURNED
    assert here.rulings.counting() == ()


def test_what_was_taken_back_or_never_was_is_not_adopted(here: Site) -> None:
    docket = here.propose()
    motion = here.motions.open(Kind.RULING, here.board[0], "asked", digest=docket.digest)
    here.rulings.take_back(docket.id, ALICE, "wrong words")

    for member in (*here.board, here.ola):
        motion = here.motions.vote(motion.id, member, Vote.NO, "because")

    assert motion.state is MotionState.OUTDATED
    assert here.stands(docket).state is Stage.TAKEN_BACK
    with pytest.raises(UnknownRulingError):
        here.motions.open(Kind.RULING, here.board[0], "asked", digest="sha256:none")


@pytest.mark.parametrize(
    ("said", "stopped"), [("yes", False), ("no", False), (None, False), ("yes", True), ("no", True)]
)
def test_an_appeal_of_what_is_over_by_then_is_counted_and_stops_nothing(
    here: Site, said: str | None, stopped: bool
) -> None:
    other = here.propose(id="at-home")
    over = here.propose(ends=day_of(here.clock.now) + datetime.timedelta(days=1))
    adopted = here.decided(over, "yes")
    appeal = here.motions.open(Kind.APPEAL, here.board[0], "it harms", digest=over.digest)
    behind = here.motions.open(Kind.RULING, here.board[0], "asked", digest=other.digest)
    for member in here.board if said else ():
        here.motions.vote(appeal.id, member, Vote(said), "because")

    if stopped:
        here.motions.veto(adopted.id, here.ola, "not so")
    here.clock.now += 86_400_000
    assert here.rulings.expire_overdue() == (not stopped)
    with structlog.testing.capture_logs() as logs:
        found = {each.id: each.state for each in here.motions.list()}

    assert (found[appeal.id], found[behind.id]) == (MotionState.OUTDATED, MotionState.LAPSED)
    assert here.stands(over).state is (Stage.OVERTURNED if stopped else Stage.EXPIRED)
    assert logs == []


def test_an_appeal_on_which_too_few_voted_may_be_made_again(here: Site) -> None:
    docket = here.propose()
    here.decided(docket, "yes")
    lapses = here.motions.open(Kind.APPEAL, here.board[0], "it harms", digest=docket.digest)
    here.motions.vote(lapses.id, here.ola, Vote.YES, "because")
    here.clock.now = lapses.due

    assert here.motions.find(lapses.id).state is MotionState.LAPSED
    after = here.stands(docket)
    assert (after.state, after.appeal) == (Stage.ADOPTED, None)
    here.decided(docket, "yes", Kind.APPEAL)

    assert here.stands(docket).state is Stage.OVERTURNED


def test_what_the_board_votes_on_is_not_checked_anew_meanwhile(here: Site) -> None:
    docket = here.propose()
    motion = here.motions.open(Kind.RULING, here.board[0], "asked", digest=docket.digest)
    here.motions.vote(motion.id, here.ola, Vote.YES, "because")

    with pytest.raises(OutdatedError, match=motion.id):
        here.rulings.recheck(docket.id, found(effect='{"settled": 9}'), ALICE)

    assert here.stands(docket) == docket


NARROW = '{"moved": [{"old": "unclear", "new": "deny"}, {"old": "unclear", "new": "silent"}]}'


@pytest.mark.parametrize(
    ("gives", "effect", "adopting", "overturning"),
    [
        ("allow", "{}", True, False),
        ("deny", "{}", False, True),
        ("deny", '{"moved": [{"old": "unclear", "new": "deny"}]}', False, True),
        ("deny", NARROW, True, True),
    ],
)
def test_a_veto_stops_only_what_lets_something_pass(
    here: Site, gives: str, effect: str, adopting: bool, overturning: bool
) -> None:
    docket = here.propose(found=replace(found(effect=effect), gives=gives))
    motion = here.motions.open(Kind.RULING, here.board[0], "asked", digest=docket.digest)
    assert motion.subject.allows is adopting
    for member in (*here.board, here.ola):
        motion = here.motions.vote(motion.id, member, Vote.YES, "because")
    appeal = here.motions.open(Kind.APPEAL, here.board[0], "it harms", digest=docket.digest)

    if overturning:
        here.motions.veto(appeal.id, here.ola, "it protects")
        assert here.stands(docket).state is Stage.ADOPTED
        with pytest.raises(OutdatedError, match="appealed before"):
            here.motions.open(Kind.APPEAL, here.board[0], "again", digest=docket.digest)
    else:
        with pytest.raises(ReviewError, match="would let nothing pass"):
            here.motions.veto(appeal.id, here.ola, "it protects")
    if adopting:
        here.motions.veto(motion.id, here.ola, "not so")
        assert here.stands(docket).state is Stage.OVERTURNED
    else:
        with pytest.raises(ReviewError, match="would let nothing pass"):
            here.motions.veto(motion.id, here.ola, "not so")
