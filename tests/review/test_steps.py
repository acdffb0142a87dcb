"""How a case goes on: who may do what, when, and what nobody may."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from countenance.errors import NotForYouError, OutdatedError, ReviewError
from countenance.review.case import Bar, Case, Grant, Said, State, Terms
from countenance.review.people import Person
from countenance.review.reasons import LONGEST_REASON
from countenance.review.steps import (
    Change,
    Step,
    allow,
    appeal,
    ask,
    claim,
    escalate,
    expire,
    refuse,
    release,
    renew,
    settle,
    use,
    veto,
    withdraw,
)
from review.auditing import Wrong
from review.machine import ReviewMachine
from review.made_cases import (
    ALICE,
    AUDITOR,
    BOB,
    CAROL,
    CLERK,
    DAN,
    EVE,
    HOUR,
    ONCE,
    TERMS,
    Clock,
    MemoryCases,
    claimed,
    held,
    opened,
)

WHY = "the station is a controlled place"


def allowed_by(*people: Person, case: Case | None = None, grant: Grant = ONCE) -> Case:
    """A case after these people would allow it."""
    now = case or opened(caller="c-2")
    for who in people:
        mine = claimed(now, who)
        now = allow(mine, who, mine.token, WHY, grant, 0).case
    return now


def refused_by(who: Person, case: Case | None = None) -> Case:
    mine = claimed(case or opened(caller="c-2"), who)
    return refuse(mine, who, mine.token, WHY, 0).case


def test_two_persons_allow_and_it_passes_once() -> None:
    first = allowed_by(ALICE)
    both = allowed_by(BOB, case=first)

    assert (first.state, first.holder, first.passes(0)) == (State.SECOND, None, False)
    assert (both.state, both.passes(0)) == (State.ALLOWED, True)
    passed = use(both, "d-2", 1)
    assert (passed.case.state, passed.change, passed.decision) == (State.USED, Change.USED, "d-2")
    with pytest.raises(OutdatedError):
        use(passed.case, "d-3", 2)


def test_one_person_is_enough_where_the_terms_say_so() -> None:
    assert allowed_by(ALICE, case=opened(terms=replace(TERMS, persons=1))).state is State.ALLOWED


def test_nobody_is_the_second_person_to_their_own_vote() -> None:
    with pytest.raises(NotForYouError, match="you have voted"):
        claimed(allowed_by(ALICE), ALICE)


def test_what_both_would_allow_is_the_tighter_of_the_two() -> None:
    first = allowed_by(ALICE, grant=Grant(0, 9 * HOUR))

    both = allowed_by(BOB, case=first, grant=Grant(3, 20 * HOUR))

    assert both.grant == Grant(3, 9 * HOUR)


def test_any_number_of_times_ends_with_its_time() -> None:
    case = allowed_by(ALICE, BOB, grant=Grant(0, 9 * HOUR))

    twice = use(use(case, "d-2", 1).case, "d-3", 2).case

    assert (twice.state, twice.used) == (State.ALLOWED, 2)
    with pytest.raises(OutdatedError):
        use(twice, "d-4", 9 * HOUR)


LIKE = Grant(3, 9 * HOUR, alike=True)


def test_calls_like_it_take_two_persons_who_both_say_so() -> None:
    one = replace(TERMS, persons=1)
    first = allowed_by(ALICE, case=opened(caller="c-2", terms=one), grant=LIKE)
    both = allowed_by(BOB, case=first, grant=replace(LIKE, uses=2))
    narrow = allowed_by(BOB, case=first, grant=Grant(0, HOUR))
    lone = replace(one, alike_persons=1)
    alone = allowed_by(ALICE, case=opened(caller="c-2", terms=lone), grant=LIKE)

    assert first.state is State.SECOND
    assert (both.state, both.grant) == (State.ALLOWED, Grant(2, 9 * HOUR, alike=True))
    assert (narrow.state, narrow.grant) == (State.ALLOWED, Grant(3, HOUR))
    assert alone.state is State.ALLOWED


@pytest.mark.parametrize(
    ("grant", "terms"),
    [
        (Grant(0, HOUR, alike=True), TERMS),
        (Grant(6, HOUR, alike=True), TERMS),
        (Grant(1, 101 * HOUR, alike=True), TERMS),
        (Grant(1, HOUR, alike=True), replace(TERMS, alike_uses=0)),
    ],
)
def test_calls_like_it_are_allowed_within_bounds_alone(grant: Grant, terms: Terms) -> None:
    mine = claimed(opened(caller="c-2", terms=terms), ALICE)

    with pytest.raises(ReviewError, match="calls like it"):
        allow(mine, ALICE, mine.token, WHY, grant, 0)


def test_an_older_case_of_which_nothing_in_common_is_known_is_allowed_by_itself() -> None:
    mine = replace(claimed(opened(caller="c-2"), ALICE), alike="")

    with pytest.raises(ReviewError, match="allow the same call"):
        allow(mine, ALICE, mine.token, WHY, LIKE, 0)


def test_an_allow_is_taken_back_at_once_by_who_decides() -> None:
    given = allowed_by(ALICE, BOB, grant=LIKE)
    once = use(given, "d-2", 1).case

    for who in (ALICE, CAROL):
        step = withdraw(once, who, "it has ended", 2)
        assert (step.change, step.case.state, step.case.closed) == (
            Change.WITHDRAWN, State.WITHDRAWN, 2,
        )  # fmt: skip
        assert not step.case.passes(2)
    for who in (AUDITOR, EVE):
        with pytest.raises(NotForYouError):
            withdraw(once, who, "it has ended", 2)
    with pytest.raises(NotForYouError, match="own organisation"):
        withdraw(once, replace(ALICE, callers=frozenset({"c-2"})), "it has ended", 2)
    with pytest.raises(ReviewError):
        withdraw(once, ALICE, " ", 2)
    for case, now in ((once, 9 * HOUR), (step.case, 2), (opened(), 0)):
        with pytest.raises(OutdatedError, match="no allow that counts"):
            withdraw(case, ALICE, "it has ended", now)


def test_a_refusal_needs_one_person_and_a_reason() -> None:
    step = refuse(mine := claimed(opened(), ALICE), ALICE, mine.token, WHY, 5)

    assert (step.case.state, step.case.closed, step.said) == (State.REFUSED, 5, Said.REFUSE)


def test_where_two_differ_a_senior_decides() -> None:
    split = refused_by(BOB, allowed_by(ALICE))

    assert (split.state, split.needs_senior) == (State.OPEN, True)
    with pytest.raises(NotForYouError, match="senior"):
        claimed(split, replace(BOB, ref="r-other"))
    assert allowed_by(CAROL, case=split).state is State.ALLOWED
    assert refused_by(CAROL, split).state is State.REFUSED


def test_a_case_goes_up_and_a_second_person_may_be_anybody() -> None:
    mine = claimed(opened(caller="c-2"), ALICE)
    up = escalate(mine, ALICE, mine.token, "too hard", 0).case

    assert up.needs_senior
    assert allowed_by(DAN, BOB, case=up).state is State.ALLOWED
    again = claimed(up, CAROL)
    with pytest.raises(ReviewError, match="already"):
        escalate(again, CAROL, again.token, "too hard", 0)


def test_a_lapsed_lease_lets_others_in_and_its_token_is_void() -> None:
    mine = claimed(opened(), ALICE)
    with pytest.raises(OutdatedError, match="somebody else"):
        claim(mine, BOB, TERMS.lease - 1)

    theirs = claimed(mine, BOB, TERMS.lease)

    with pytest.raises(OutdatedError, match="claim it again"):
        refuse(theirs, ALICE, mine.token, WHY, TERMS.lease + 1)
    with pytest.raises(OutdatedError):
        refuse(theirs, BOB, mine.token, WHY, TERMS.lease + 1)
    assert release(theirs, BOB, theirs.token, TERMS.lease + 1).case.holder is None


@pytest.mark.parametrize("jump", [24 * HOUR, -24 * HOUR])
def test_a_clock_that_jumps_keeps_no_case_for_ever_and_gives_it_to_one_alone(jump: int) -> None:
    now = 1000 * HOUR
    mine = claimed(opened(now), ALICE, now)

    theirs = claimed(mine, BOB, now + jump)

    assert theirs.held_by(now + jump) == BOB.ref
    with pytest.raises(OutdatedError):
        refuse(theirs, ALICE, mine.token, WHY, now + jump)
    assert refuse(theirs, BOB, theirs.token, WHY, now + jump).case.state is State.REFUSED


def test_the_holder_may_have_it_longer() -> None:
    mine = claimed(opened(), ALICE)

    longer = claimed(mine, ALICE, TERMS.lease - 1)

    assert longer.lease == 2 * TERMS.lease - 1
    assert longer.token == mine.token + 1


@pytest.mark.parametrize(
    ("who", "said"),
    [(AUDITOR, "is not for the role"), (EVE, "is not for the role"), (CLERK, "own organisation")],
)
def test_some_people_take_no_case(who: Person, said: str) -> None:
    with pytest.raises(NotForYouError, match=said):
        claimed(opened(), who)


def test_while_a_deny_can_be_reached_nobody_allows_and_the_fact_is_asked_for() -> None:
    mine = claimed(opened(bar=Bar.DENY, missing=("capture_device",)), ALICE)

    with pytest.raises(ReviewError, match="ask for `capture_device` first"):
        allow(mine, ALICE, mine.token, WHY, ONCE, 0)
    with pytest.raises(ReviewError, match="hangs on `capture_device`"):
        ask(mine, ALICE, mine.token, "environment", "", 0)
    asked = ask(mine, ALICE, mine.token, "capture_device", "which camera?", 0).case
    assert (asked.state, asked.fact, asked.holder) == (State.ASKED, "capture_device", None)


@pytest.mark.parametrize("bar", list(Bar))
def test_whatever_bars_an_allow_says_so(bar: Bar) -> None:
    mine = claimed(opened(bar=bar), ALICE)

    with pytest.raises(ReviewError, match="hold-1"):
        allow(mine, ALICE, mine.token, WHY, ONCE, 0)


def test_whoever_voted_before_an_appeal_has_no_part_in_it_also_where_the_vote_became_void() -> None:
    void = renew(allowed_by(ALICE), held(caller="c-2", revision=2), "d-2", 9, 1).case
    assert claimed(void, ALICE, 1).holder == "r-alice"  # it is another question

    mine = claimed(void, BOB, 1)
    appealed = appeal(refuse(mine, BOB, mine.token, WHY, 1).case, "look again", 2).case

    for who in (ALICE, BOB):
        with pytest.raises(NotForYouError, match="you have voted"):
            claimed(appealed, who, 3)
    again = renew(allowed_by(CAROL, case=appealed), held(caller="c-2", revision=3), "d-3", 9, 4)
    assert claimed(again.case, CAROL, 4).holder == "r-carol"


def test_a_call_that_comes_under_another_registration_is_named_with_that() -> None:
    anew = renew(opened(), held(revision=2), "d-2", 9, 1).case

    assert anew.caller.revision == 2
    assert anew.alike == held(revision=2).alike


def test_an_answer_makes_a_new_question_and_earlier_votes_are_void() -> None:
    first = claimed(allowed_by(ALICE), BOB)

    step = renew(first, held(grounds=("other",)), "d-2", 8, 5)

    after = step.case
    assert (after.state, after.votes, after.holder, after.entry) == (State.OPEN, (), None, 8)
    assert after.due == 5 + TERMS.answer
    assert (step.change, step.decision) == (Change.RENEWED, "d-2")
    with pytest.raises(OutdatedError):
        allow(after, BOB, first.token, WHY, ONCE, 6)


def test_nothing_is_decided_after_its_time() -> None:
    mine = claimed(opened(), ALICE, TERMS.answer - 1)

    tries: list[Callable[[], Step]] = [
        lambda: allow(mine, ALICE, mine.token, WHY, ONCE, TERMS.answer),
        lambda: claim(mine, BOB, TERMS.answer),
        lambda: expire(mine, TERMS.answer - 1),
    ]
    for late in tries:
        with pytest.raises(OutdatedError):
            late()
    assert expire(mine, TERMS.answer).case.state is State.EXPIRED


def test_a_veto_stops_an_allow_that_was_given_and_there_is_no_appeal() -> None:
    given = allowed_by(ALICE, BOB)

    stopped = veto(given, EVE, "not with this code", 1).case

    assert (stopped.state, stopped.passes(1)) == (State.REFUSED, False)
    with pytest.raises(OutdatedError, match="veto"):
        appeal(stopped, "look again", 2)
    with pytest.raises(NotForYouError, match="ethics"):
        veto(given, CAROL, "not with this code", 1)
    with pytest.raises(OutdatedError):
        veto(refused_by(ALICE), EVE, "not with this code", 1)


def test_an_appeal_is_taken_once_and_decided_by_somebody_else() -> None:
    step = appeal(refused_by(ALICE), "look again", 5)
    again = step.case

    assert (again.state, again.appealed, step.change) == (State.OPEN, True, Change.APPEALED)
    with pytest.raises(NotForYouError, match="you have voted"):
        claimed(again, ALICE, 6)
    upheld = claimed(again, BOB, 6)
    final = refuse(upheld, BOB, upheld.token, WHY, 7).case
    with pytest.raises(OutdatedError, match="appealed before"):
        appeal(final, "look again", 8)
    with pytest.raises(OutdatedError, match="it is `open`"):
        appeal(opened(), "look again", 8)
    with pytest.raises(OutdatedError, match="time for an appeal is over"):
        appeal(refused_by(ALICE), "look again", TERMS.appeal)


def test_what_the_codes_decide_needs_nobody() -> None:
    step = settle(claimed(opened(), ALICE), "d-2", 5)

    assert (step.case.state, step.decision) == (State.SETTLED, "d-2")
    with pytest.raises(OutdatedError):
        settle(step.case, "d-3", 6)


@pytest.mark.parametrize(
    ("reason", "said"), [("", "needed"), (" \n", "needed"), ("x" * (LONGEST_REASON + 1), "2001")]
)
def test_a_reason_is_needed_and_has_an_end(reason: str, said: str) -> None:
    mine = claimed(opened(), ALICE)

    tries: list[Callable[[], Step]] = [
        lambda: allow(mine, ALICE, mine.token, reason, ONCE, 0),
        lambda: refuse(mine, ALICE, mine.token, reason, 0),
        lambda: escalate(mine, ALICE, mine.token, reason, 0),
        lambda: veto(mine, EVE, reason, 0),
        lambda: appeal(refused_by(ALICE), reason, 0),
    ]
    for does in tries:
        with pytest.raises(ReviewError, match=said):
            does()


@pytest.mark.parametrize("grant", [Grant(-1, HOUR), Grant(1, 0), Grant(1, TERMS.longest + 1)])
def test_an_allow_has_an_end(grant: Grant) -> None:
    mine = claimed(opened(), ALICE)

    with pytest.raises(ReviewError, match="720 hours"):
        allow(mine, ALICE, mine.token, WHY, grant, 0)


def test_whatever_is_done_in_any_order_the_entries_keep_the_rules() -> None:
    class InMemory(ReviewMachine):
        done: ClassVar[Wrong] = Counter()

        @staticmethod
        def begin(clock: Clock):  # type: ignore[no-untyped-def]  # as the machine has it
            cases = MemoryCases(clock)
            return cases, cases.log, lambda made: cases.log.append_now(made.data, made.openings)

    chosen = settings(max_examples=40, stateful_step_count=40, deadline=None,
                      derandomize=True, database=None)  # fmt: skip
    run_state_machine_as_test(InMemory, settings=chosen)

    # None of the rules was idle.
    assert min(InMemory.done[each] for each in ("passed", "held", "claimed")) > 0
