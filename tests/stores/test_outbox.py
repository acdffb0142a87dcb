"""The outbox: nothing is lost, nothing is made twice, and what fails is tried again."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from countenance.record.make import Maker
from countenance.review.case import Case
from countenance.review.notices import Topic
from countenance.stores.held_calls import HeldCalls
from countenance.stores.outbox import Outbox
from postgres import in_both  # noqa: F401 - each test runs on both databases
from review.made_cases import HOUR, Clock, held, holds

EVERY = frozenset(Topic)
WHO = ("hook-1", "mail-1")


class Site:
    """Held calls and an outbox that has begun."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self.cases = HeldCalls(folder, self.clock)
        self.outbox = Outbox(folder, self.clock)
        self.folder = folder

    def hold(self, call: str = "ab" * 32) -> Case:
        return self.cases.hold(held(call), holds(Maker(self.clock, os.urandom)))[1]

    def states(self) -> list[tuple[str, str, int]]:
        return sorted((each.receiver, each.state, each.tries) for each in self.outbox.all())


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    yield site
    site.cases.close()
    site.outbox.close()


def test_it_begins_with_what_is_entered_from_then_on(here: Site) -> None:
    here.hold()
    assert here.outbox.collect(WHO, EVERY) == 0

    case = here.hold("cd" * 32)

    assert here.outbox.collect(WHO, EVERY) == 2
    assert here.outbox.collect(WHO, EVERY) == 0
    assert {each.notice.about for each in here.outbox.all()} == {case.id}
    assert here.outbox.numbers() == {"waiting": 2}


def test_what_nobody_wants_to_know_is_not_told(here: Site) -> None:
    here.outbox.collect(WHO, EVERY)
    here.hold()

    assert here.outbox.collect(WHO, frozenset({Topic.MOTION_OPENED})) == 0
    assert here.outbox.collect(WHO, EVERY) == 0


def test_one_process_sends_a_notice_at_a_time_and_one_that_died_lets_it_go(here: Site) -> None:
    here.outbox.collect(WHO, EVERY)
    here.hold()
    here.outbox.collect(WHO, EVERY)
    other = Outbox(here.folder, here.clock)

    first = here.outbox.take(WHO)

    assert sorted(each.receiver for each in first) == list(WHO)
    assert other.take(WHO) == ()
    here.clock.now += 60_000
    assert [each.receiver for each in other.take(("mail-1",))] == ["mail-1"]
    other.close()


def test_what_was_told_is_told_no_more_and_forgotten_after_a_month(here: Site) -> None:
    here.outbox.collect(WHO, EVERY)
    here.hold()
    here.outbox.collect(WHO, EVERY)
    for each in here.outbox.take(WHO):
        here.outbox.sent(each)

    assert here.states() == [("hook-1", "sent", 1), ("mail-1", "sent", 1)]
    assert here.outbox.take(WHO) == ()
    assert here.outbox.clear() == 0
    here.clock.now += 31 * 24 * HOUR
    assert here.outbox.clear() == 2
    assert here.outbox.all() == ()


def test_what_fails_is_tried_ever_more_slowly_and_given_up_after_three_days(here: Site) -> None:
    here.outbox.collect(WHO, EVERY)
    here.hold()
    here.outbox.collect(("hook-1",), EVERY)
    pauses = []
    while True:
        taken = here.outbox.take(WHO)
        if not taken:
            break
        here.outbox.failed(taken[0])
        before = here.clock.now
        here.clock.now = max(before, _next(here))
        pauses.append(here.clock.now - before)

    assert pauses[:4] == [30_000, 60_000, 120_000, 240_000]
    assert max(pauses) == 6 * HOUR
    ((_, state, tries),) = here.states()
    assert state == "given-up"
    assert 15 < tries < 40


def _next(here: Site) -> int:
    (row,) = here.outbox._select("SELECT max(next) FROM notices")
    return int(row[0])


def test_whoever_is_told_no_more_keeps_nothing_waiting(here: Site) -> None:
    here.outbox.collect(WHO, EVERY)
    here.hold()
    here.outbox.collect(("gone",), EVERY)
    here.clock.now += 73 * HOUR

    here.outbox.clear()

    assert here.states() == [("gone", "given-up", 0)]


def test_a_call_that_is_due_soon_is_told_once(here: Site) -> None:
    case = here.hold()
    assert here.outbox.remind(here.cases, WHO, 12 * HOUR) == 0
    here.clock.now = case.due - 11 * HOUR

    assert here.outbox.remind(here.cases, WHO, 12 * HOUR) == 2
    assert here.outbox.remind(here.cases, WHO, 12 * HOUR) == 0
    (notice, _) = (each.notice for each in here.outbox.all())
    assert (notice.topic, notice.about) == (Topic.CASE_DUE_SOON, case.id)
