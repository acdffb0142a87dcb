"""How a board decides, step by step."""

from dataclasses import replace

import pytest

from countenance.errors import NotForYouError, OutdatedError, ReviewError
from countenance.review.board import count, open_motion, outdated, recuse, veto, vote
from countenance.review.motion import Kind, Motion, MotionState, Subject, Vote
from countenance.review.people import Person, Role
from review.made_cases import ALICE, AUDITOR, CAROL, HOUR
from review.made_motions import (
    ANNA,
    BERIT,
    BOARD,
    CARL,
    DINA,
    KEEPER,
    OLA,
    TERMS,
    YES_TO_ALL,
    opened,
    ruling,
)

CAPABILITY = Subject(Kind.CAPABILITY, YES_TO_ALL.digest, ("c-1",), True, YES_TO_ALL)


def voted(motion: Motion, **said: str) -> Motion:
    people = {each.ref.removeprefix("p-"): each for each in BOARD}
    for name, word in said.items():
        motion = vote(motion, people[name], Vote(word), b"s" * 32, "because", 1).motion
    return motion


def test_a_motion_keeps_who_sat_there_and_when_it_is_due() -> None:
    motion, fast = opened(), opened(expedited=True)

    assert [seat.person for seat in motion.seats] == [
        "p-anna", "p-berit", "p-carl", "p-dina", "p-ola",
    ]  # fmt: skip
    assert [seat.person for seat in motion.seats if seat.ethics] == ["p-ola"]
    assert (motion.due, fast.due) == (336 * HOUR, 48 * HOUR)
    assert (motion.recused, motion.quorum, motion.is_open) == ((), 3, True)


@pytest.mark.parametrize(
    ("who", "subject", "may"),
    [
        (CAROL, ruling(), True), (OLA, ruling(), True), (ALICE, ruling(), False),
        (AUDITOR, ruling(), False), (KEEPER, ruling(), False), (KEEPER, CAPABILITY, True),
        (AUDITOR, CAPABILITY, False), (ALICE, CAPABILITY, False),
    ],
)  # fmt: skip
def test_who_may_ask_the_board(who: Person, subject: Subject, may: bool) -> None:
    if may:
        assert opened(subject, who=who).by == who.ref
    else:
        with pytest.raises(NotForYouError, match="is not for the role"):
            opened(subject, who=who)


def test_a_board_that_cannot_reach_its_quorum_is_not_asked() -> None:
    with pytest.raises(ReviewError, match="2 of the board could vote on this, and 3 have to"):
        opened(ruling("c-1"), board=(ANNA, BERIT, DINA, ALICE))
    with pytest.raises(ReviewError, match="reason"):
        opened(reason=" ")


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"anna": "yes", "berit": "yes", "carl": "yes", "dina": "no", "ola": "no"}, "adopted"),
        ({"anna": "yes", "berit": "yes", "carl": "no", "dina": "no", "ola": "no"}, "refused"),
        ({"anna": "yes", "berit": "yes", "carl": "no"}, "adopted"),
        ({"anna": "yes", "berit": "yes", "carl": "no", "dina": "no"}, "refused"),
        ({"anna": "yes", "berit": "yes"}, "lapsed"),
        ({}, "lapsed"),
    ],
)
def test_more_than_half_of_a_quorum_adopts(said: dict[str, str], state: str) -> None:
    motion = voted(opened(), **said)

    counted = count(motion, motion.due + 2000).motion

    assert counted.state is MotionState(state)
    assert (counted.counted, counted.late) == (motion.due + 2000, 2000)
    assert counted.is_known


def test_it_is_counted_when_all_are_in_or_it_is_due_and_no_sooner() -> None:
    motion = opened()
    most = voted(motion, anna="yes", berit="yes", carl="yes", dina="yes")

    with pytest.raises(OutdatedError, match="4 of 5 have voted"):
        count(most, motion.due - 1)
    early = count(voted(most, ola="yes"), 5).motion
    assert (early.state, early.counted, early.late) == (MotionState.ADOPTED, 5, 0)
    assert count(most, motion.due).motion.late == 0
    with pytest.raises(OutdatedError, match="`adopted` already"):
        count(early, 6)


def test_a_vote_stays_what_it_was() -> None:
    with pytest.raises(OutdatedError, match="stays what it was"):
        voted(voted(opened(), anna="yes"), anna="no")


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (Person("p-new", Role.BOARD), "before you came"),
        (DINA, "organisation of your own"),
        (ALICE, "is not for the role"),
        (KEEPER, "is not for the role"),
        (replace(ANNA, callers=frozenset({"c-1"})), "organisation of your own"),
    ],
)
def test_some_people_take_no_part(who: Person, said: str) -> None:
    with pytest.raises(NotForYouError, match=said):
        vote(opened(ruling("c-1")), who, Vote.YES, b"s" * 32, "x", 1)
    with pytest.raises(NotForYouError, match=said):
        recuse(opened(ruling("c-1")), who, "x", 1)


def test_who_recuses_themselves_leaves_no_vote_behind_and_casts_no_other() -> None:
    motion = voted(opened(), anna="yes", berit="yes")

    after = recuse(motion, ANNA, "my sister works there", 2).motion

    assert [each.person for each in after.ballots] == ["p-berit"]
    assert after.recused == ("p-anna",)
    with pytest.raises(NotForYouError, match="recused"):
        vote(after, ANNA, Vote.YES, b"s" * 32, "x", 3)
    with pytest.raises(NotForYouError, match="recused"):
        recuse(after, ANNA, "x", 3)


@pytest.mark.parametrize("late", [False, True])
def test_nobody_votes_after_the_time_or_the_count(late: bool) -> None:
    motion = opened()
    if not late:
        motion = count(motion, motion.due).motion

    with pytest.raises(OutdatedError, match="time is over" if late else "`lapsed` already"):
        vote(motion, ANNA, Vote.YES, b"s" * 32, "x", motion.due)


def test_a_veto_stops_what_is_open_and_what_was_adopted() -> None:
    motion = opened(CAPABILITY)
    everybody = voted(motion, anna="yes", berit="yes", carl="yes", ola="yes")
    adopted = count(everybody, 5).motion

    for each in (motion, adopted):
        after = veto(each, OLA, "not on a body camera", 9).motion
        assert (after.state, after.vetoed) == (MotionState.VETOED, "p-ola")
        with pytest.raises(OutdatedError, match="`vetoed` already"):
            veto(after, OLA, "again", 10)
        with pytest.raises(OutdatedError, match="`vetoed` already"):
            count(after, after.due)


def test_a_veto_makes_nothing_and_is_for_the_ethics_seat() -> None:
    motion = opened(CAPABILITY)
    refused = count(voted(motion, anna="no", berit="no", carl="no", ola="no"), 5).motion

    with pytest.raises(OutdatedError, match="`refused` already"):
        veto(refused, OLA, "x", 6)
    with pytest.raises(ReviewError, match="would let nothing pass"):
        veto(opened(ruling(kind=Kind.APPEAL)), OLA, "x", 6)
    with pytest.raises(NotForYouError, match="it is for: ethics"):
        veto(motion, ANNA, "x", 6)


def test_whoever_asks_does_not_choose_who_has_no_veto() -> None:
    theirs = replace(OLA, callers=frozenset({"c-1"}))
    for_them = replace(YES_TO_ALL, caller="c-1")
    own = opened(Subject(Kind.CAPABILITY, for_them.digest, ("c-1",), True, for_them))

    for each in (opened(CAPABILITY), opened(ruling("c-1"))):
        assert veto(each, theirs, "x", 6).motion.state is MotionState.VETOED
        with pytest.raises(NotForYouError, match="organisation of your own"):
            vote(each, theirs, Vote.NO, b"s" * 32, "x", 6)
    with pytest.raises(NotForYouError, match="organisation of your own"):
        veto(own, theirs, "x", 6)


def test_a_veto_of_an_appeal_comes_before_the_count_or_not_at_all() -> None:
    keeps = replace(ruling(kind=Kind.APPEAL), allows=True)
    motion = opened(keeps)
    overturned = count(voted(motion, anna="yes", berit="yes", carl="yes", dina="yes", ola="yes"), 5)

    assert veto(motion, OLA, "x", 6).motion.state is MotionState.VETOED
    with pytest.raises(OutdatedError, match="`adopted` already"):
        veto(overturned.motion, OLA, "x", 6)


def test_what_changed_meanwhile_is_counted_and_not_adopted() -> None:
    counted = count(voted(opened(), anna="yes", berit="yes", carl="yes", dina="yes", ola="yes"), 5)

    assert outdated(counted).motion.state is MotionState.OUTDATED
    assert outdated(counted).motion.is_known


def test_terms_are_those_of_the_day_it_was_opened() -> None:
    step = open_motion(
        "m-1", ruling(), ANNA, BOARD, replace(TERMS, quorum=5), "asked", 0
    )

    four = voted(step.motion, anna="yes", berit="yes", carl="yes", dina="yes")
    assert count(four, four.due).motion.state is MotionState.LAPSED
    assert step.motion.voters == tuple(each.ref for each in BOARD)
    assert CARL.ref in step.motion.voters
