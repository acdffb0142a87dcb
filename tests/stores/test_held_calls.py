"""Held calls on the disk: one transaction with the entry, and nothing lost or doubled."""

import itertools
import json
import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from countenance.errors import OutdatedError, RecordError, UnknownCaseError
from countenance.record.make import Maker
from countenance.review import steps
from countenance.review.case import Bar, Case, Grant, State
from countenance.review.people import Person
from countenance.stores.held_calls import HeldCalls, call_of
from countenance.stores.log import DatabaseLog, DatabaseReader
from postgres import shared_folder
from review.auditing import Wrong
from review.machine import ReviewMachine
from review.made_cases import ALICE, HOUR, TERMS, Clock, held, holds

SECRET = b"s" * 32
ONE = replace(TERMS, persons=1)


class Site:
    """The cases in a folder, and what is entered there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock()
        self.maker = Maker(self.clock, os.urandom)
        self.cases = HeldCalls(folder, self.clock)

    def hold(self, **changed: Any) -> Case:
        wanted = held(**{"terms": ONE, **changed})
        return self.cases.hold(wanted, holds(self.maker, wanted.caller.ref))[1]

    def claim(self, case: Case, who: Person = ALICE) -> Case:
        return self.cases.step(case.id, lambda each, now: steps.claim(each, who, now))

    def allow(self, case: Case, who: Person = ALICE, uses: int = 1) -> Case:
        mine = self.claim(case, who)
        grant = Grant(uses, self.clock.now + HOUR)
        return self.cases.step(
            case.id, lambda each, now: steps.allow(each, who, mine.token, "fine", grant, now)
        )

    def passing(self, case: Case) -> Any:
        return holds(self.maker, "c-1", "pass", reason="review-allowed", case=case.id)

    def entries(self) -> list[dict[str, Any]]:
        with closing(DatabaseReader(self.folder)) as reader:
            return [json.loads(stored.data) for stored in reader.entries()]


@pytest.fixture(params=["file", "server"])
def here(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Site]:
    site = Site(tmp_path if request.param == "file" else shared_folder(tmp_path))
    yield site
    site.cases.close()


def test_a_held_call_opens_one_case_and_both_are_entered_together(here: Site) -> None:
    first = here.hold()
    again = here.hold()

    assert first.id == f"hold-{'ab' * 16}"
    assert again == first
    assert [entry["kind"] for entry in here.entries()] == ["decision", "hold", "decision"]
    assert here.entries()[1]["prev"] == here.entries()[0]["id"]
    assert here.cases.of_call(first.call) == first


def test_everything_stands_after_a_restart(here: Site) -> None:
    given = here.allow(here.hold())

    with closing(HeldCalls(here.folder, here.clock)) as again:
        assert again.find(given.id) == given
        assert again.reason(given.votes[0].entry) == "fine"
        assert again.count() == {State.ALLOWED: 1}


def test_an_allowed_call_passes_once_and_is_then_held_anew(here: Site) -> None:
    given = here.allow(here.hold())
    wanted = held(terms=ONE)

    index = here.cases.use(given.id, wanted, here.passing(given))
    again = here.cases.use(given.id, wanted, here.passing(given))
    next_one = here.hold()

    assert again is None
    assert index is not None
    assert [(entry["kind"], entry.get("change")) for entry in here.entries()[index:]] == [
        ("decision", None), ("hold", "used"), ("decision", None), ("hold", "opened"),
    ]  # fmt: skip
    assert next_one.id == f"{given.id}-2"
    assert here.cases.find(given.id).state is State.USED


def test_of_many_calls_at_once_one_passes(here: Site) -> None:
    given = here.allow(here.hold())
    wanted = held(terms=ONE)
    others = [HeldCalls(here.folder, here.clock) for _ in range(3)]

    with ThreadPoolExecutor(6) as threads:
        passed = list(threads.map(
            lambda at: others[at % 3].use(given.id, wanted, here.passing(given)), range(12)
        ))  # fmt: skip

    for each in others:
        each.close()
    assert sum(index is not None for index in passed) == 1
    assert sum(entry.get("case") == given.id and entry["kind"] == "decision"
               for entry in here.entries()) == 1  # fmt: skip


def test_two_who_claim_at_once_do_not_both_have_it(here: Site) -> None:
    case = here.hold()
    people = [Person(f"r-{number}", ALICE.role) for number in range(8)]

    def claim(who: Person) -> Case | None:
        try:
            return here.claim(case, who)
        except OutdatedError:
            return None

    with ThreadPoolExecutor(4) as threads:
        taken = [each for each in threads.map(claim, people) if each is not None]

    assert len(taken) == 1
    assert sum(entry.get("change") == "claimed" for entry in here.entries()) == 1


def test_another_question_voids_what_was_said_and_keeps_the_id(here: Site) -> None:
    first = here.hold(terms=TERMS)
    mine = here.claim(first)

    renewed = here.hold(terms=TERMS, bar=Bar.DENY)

    assert (renewed.id, renewed.bar, renewed.holder) == (first.id, Bar.DENY, None)
    with pytest.raises(OutdatedError):
        here.cases.step(first.id, lambda each, now: steps.release(each, ALICE, mine.token, now))


def test_whoever_touches_what_is_overdue_expires_it_first(here: Site) -> None:
    ids = [here.hold(call=each * 32).id for each in ("aa", "bb", "cc", "dd", "ee")]
    here.clock.now += ONE.answer

    assert here.cases.find(ids[0]).state is State.EXPIRED
    assert here.cases.of_call("bb" * 32).state is State.EXPIRED  # type: ignore[union-attr]
    with pytest.raises(OutdatedError):
        here.claim(here.cases.find(ids[2]))
    assert here.hold(call="dd" * 32).state is State.EXPIRED
    assert here.cases.waiting() == ()
    assert sum(entry.get("change") == "expired" for entry in here.entries()) == 5
    assert here.cases.expire_overdue() == 0


def test_the_queue_has_what_is_due_first_at_the_top_and_goes_on(here: Site) -> None:
    ids = []
    for number in range(5):
        ids.append(here.hold(call=f"{number:02x}" * 32).id)
        here.clock.now += 1000 if number != 2 else 0

    page = here.cases.waiting(limit=3)
    rest = here.cases.waiting(limit=3, after=page[-1])

    assert [case.id for case in (*page, *rest)] == ids
    assert here.cases.newest(State.ALLOWED) == ()


def test_what_the_codes_settle_is_closed(here: Site) -> None:
    case = here.hold()

    settled = here.cases.settle(case.call, "d-9")

    assert settled is not None
    assert settled.state is State.SETTLED
    assert here.cases.settle(case.call, "d-9") == settled
    assert here.cases.settle("00" * 32, "d-9") is None


def test_only_whose_call_it_is_finds_it(here: Site) -> None:
    case = here.hold()

    assert here.cases.find(case.id, "c-1") == case
    for caller, name in (("c-2", case.id), (None, "hold-0"), (None, "' OR 1=1 --")):
        with pytest.raises(UnknownCaseError):
            here.cases.find(name, caller)


def test_a_step_that_fails_leaves_no_entry(here: Site) -> None:
    case = here.hold()
    before = here.entries()

    def breaks(_case: Case, _now: int) -> steps.Step:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        here.cases.step(case.id, breaks)
    assert here.entries() == before
    assert here.cases.find(case.id) == case


def test_what_cannot_be_written_is_an_error_of_ours(tmp_path: Path) -> None:
    site = Site(tmp_path)
    case = site.hold()
    site.cases.close()

    for does in (site.hold, lambda: site.cases.find(case.id), lambda: site.cases.reason("e"),
                 lambda: site.cases.use(case.id, held(), site.passing(case))):  # fmt: skip
        with pytest.raises(RecordError):
            does()


def test_nobody_without_the_secret_can_tell_what_was_sent() -> None:
    ids = {
        call_of(secret, caller, digest)
        for secret in (SECRET, b"t" * 32) for caller in ("a", "b") for digest in ("x", "y")
    }  # fmt: skip

    assert len(ids) == 8
    with pytest.raises(RecordError, match="32 bytes"):
        call_of(b"short", "a", "x")


def test_whatever_is_done_in_any_order_the_entries_keep_the_rules(tmp_path: Path) -> None:
    folders = itertools.count()

    class OnDisk(ReviewMachine):
        done: ClassVar[Wrong] = Counter()

        @staticmethod
        def begin(clock: Clock):  # type: ignore[no-untyped-def]  # as the machine has it
            folder = tmp_path / str(next(folders))
            cases, log = HeldCalls(folder, clock), DatabaseLog(folder)
            return cases, log, lambda made: log.append_now(made.data, made.openings)

        def teardown(self) -> None:
            super().teardown()
            self.log.close()  # type: ignore[attr-defined]

    chosen = settings(max_examples=5, stateful_step_count=15, deadline=None,
                      derandomize=True, database=None)  # fmt: skip
    run_state_machine_as_test(OnDisk, settings=chosen)

    assert OnDisk.done["held"] > 0


def test_a_contact_finds_the_calls_of_its_callers_alone(here: Site) -> None:
    ones = [here.hold(call=f"{at:032}" * 2, caller="c-1") for at in range(3)]
    here.hold(call="f" * 64, caller="c-2")

    found = here.cases.of_callers({"c-1", "c-3"})

    assert {each.id for each in found} == {each.id for each in ones}
    assert here.cases.of_callers(()) == ()
    assert len(here.cases.of_callers({"c-1"}, 2)) == 2


def alike_allowed(here: Site, uses: int = 2, **changed: Any) -> Case:
    """A case of which calls like it are allowed, so many of them."""
    case = here.hold(terms=replace(ONE, alike_persons=1), **changed)
    mine = here.claim(case)
    grant = Grant(uses, here.clock.now + HOUR, alike=True)
    return here.cases.step(
        case.id, lambda each, now: steps.allow(each, ALICE, mine.token, "fine", grant, now)
    )


def test_calls_like_one_pass_by_its_allow_until_it_is_used_up(here: Site) -> None:
    given = alike_allowed(here)
    others = [held(call=f"{at:064x}", terms=ONE) for at in range(3)]

    found = here.cases.allowing(others[0])
    passed = [here.cases.use(given.id, each, here.passing(given)) for each in others]

    assert found == given
    assert [index is not None for index in passed] == [True, True, False]
    assert here.cases.allowing(others[2]) is None
    assert here.cases.find(given.id).state is State.USED
    left = [entry["left"] for entry in here.entries() if entry.get("change") == "used"]
    assert left == [1, 0]


def test_of_many_calls_like_one_at_once_no_more_pass_than_may(here: Site) -> None:
    given = alike_allowed(here, uses=5)
    gates = [HeldCalls(here.folder, here.clock) for _ in range(3)]

    with ThreadPoolExecutor(6) as threads:
        passed = list(threads.map(
            lambda at: gates[at % 3].use(
                given.id, held(call=f"{at:064x}", terms=ONE), here.passing(given)
            ),
            range(15),
        ))  # fmt: skip

    for each in gates:
        each.close()
    assert sum(index is not None for index in passed) == 5
    entries = [entry for entry in here.entries() if entry.get("change") == "used"]
    assert sorted(entry["left"] for entry in entries) == [0, 1, 2, 3, 4]


def test_an_allow_for_calls_like_one_is_found_by_nothing_else(here: Site) -> None:
    alike_allowed(here)
    here.allow(here.hold(call="ee" * 32, caller="c-2"))
    like = "cd" * 32

    assert here.cases.allowing(held(call=like, terms=ONE)) is not None
    for changed in ({"caller": "c-2"}, {"revision": 2}, {"grounds": ("another",)}):
        assert here.cases.allowing(held(call=like, terms=ONE, **changed)) is None
    assert here.cases.allowing(held(call="ab" * 32, terms=ONE)) is None  # its own is no other


def test_a_call_that_has_a_case_of_its_own_goes_by_that_alone(here: Site) -> None:
    waits, refused = (here.hold(call=call * 32) for call in ("cd", "ef"))
    mine = here.claim(refused)
    here.cases.step(
        refused.id, lambda each, now: steps.refuse(each, ALICE, mine.token, "never this", now)
    )
    given = alike_allowed(here)

    for each in (waits, refused):
        wanted = held(call=each.call, terms=ONE)
        assert here.cases.allowing(wanted) is None
        assert here.cases.use(given.id, wanted, here.passing(given)) is None
    assert here.cases.find(given.id).used == 0


def test_what_is_withdrawn_or_over_lets_nothing_pass(here: Site) -> None:
    given, like = alike_allowed(here), held(call="cd" * 32, terms=ONE)
    second = alike_allowed(here, call="ef" * 32, grounds=("another",))
    other = held(call="01" * 32, terms=ONE, grounds=("another",))

    here.cases.step(given.id, lambda each, now: steps.withdraw(each, ALICE, "it has ended", now))
    withdrawn = here.cases.use(given.id, like, here.passing(given))
    assert here.cases.allowing(other) is not None
    here.clock.now += HOUR

    assert withdrawn is None
    assert here.cases.allowing(like) is None
    assert here.cases.allowing(other) is None
    assert here.cases.use(second.id, other, here.passing(second)) is None
    assert here.hold().id.endswith("-2")
    assert here.cases.count()[State.WITHDRAWN] == 1


def test_of_several_allows_the_one_that_is_over_first_is_used(here: Site) -> None:
    alike_allowed(here)
    here.clock.now -= 1
    earlier = alike_allowed(here, call="ef" * 32)

    found = here.cases.allowing(held(call="cd" * 32, terms=ONE))

    assert found is not None
    assert found.id == earlier.id


def test_a_caller_is_shown_with_what_still_counts(here: Site) -> None:
    given = alike_allowed(here)
    here.hold(call="cd" * 32)

    assert here.cases.of_callers({"c-1"}, state=State.ALLOWED) == (given,)


def test_who_allows_calls_like_one_does_so_for_what_they_have_in_common_now(here: Site) -> None:
    """The registration changed while the case waited, and the call came again."""
    terms = replace(ONE, alike_persons=1)
    case = here.hold(terms=terms)
    old = here.claim(case)
    renewed = here.hold(terms=terms, revision=2)
    with pytest.raises(OutdatedError):
        here.cases.step(case.id, lambda each, now: steps.release(each, ALICE, old.token, now))

    mine = here.claim(renewed)
    grant = Grant(2, here.clock.now + HOUR, alike=True)
    here.cases.step(
        case.id, lambda each, now: steps.allow(each, ALICE, mine.token, "fine", grant, now)
    )

    assert renewed.id == case.id
    like = "cd" * 32
    assert here.cases.allowing(held(call=like, revision=2)) is not None
    assert here.cases.allowing(held(call=like, revision=1)) is None
