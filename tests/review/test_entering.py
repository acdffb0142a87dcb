"""The entries of steps."""

from dataclasses import replace

import pytest

from countenance.errors import RecordError
from countenance.record import entry as kinds
from countenance.record.canonical import parse, parse_as
from countenance.record.make import Maker
from countenance.review.case import Bar
from countenance.review.entering import entered
from countenance.review.steps import allow, appeal, claim, expire, open_case, refuse, use
from record.examples import counting
from review.made_cases import ALICE, BOB, ONCE, TERMS, Clock, claimed, held, opened


def maker() -> Maker:
    return Maker(Clock(), counting())


def test_the_first_entry_follows_the_decision_and_names_what_bars_an_allow() -> None:
    step = open_case("hold-1", held(bar=Bar.DENY), "d-1", 7, 0)

    prepared, case = entered(maker(), step)

    made = parse_as(prepared.data, kinds.Hold)
    assert (made.prev, made.decision, made.change, made.state) == ("d-1", "d-1", "opened", "open")
    assert (made.bar, made.persons, made.token) == ("deny-can-be-reached", 2, 0)
    assert made.caller == kinds.CallerRef("c-1", "k1", 1)
    assert case.last == prepared.id


def test_a_vote_names_who_and_for_how_long_and_hides_why() -> None:
    mine = replace(claimed(opened(), ALICE), last="e-1")

    prepared, case = entered(maker(), allow(mine, ALICE, mine.token, "because", ONCE, 0))

    made = parse_as(prepared.data, kinds.Vote)
    assert (made.vote, made.state, made.person, made.uses) == ("allow", "second", "r-alice", 1)
    assert made.until == "1970-01-03T00:00:00.000Z"
    assert made.prev == "e-1"
    assert b"because" not in prepared.data
    assert [(each.field, each.value) for each in prepared.openings] == [("reason", b"because")]
    assert case.votes[-1].entry == prepared.id


def test_every_other_step_has_its_entry() -> None:
    mine = claimed(opened(), ALICE)
    refused = refuse(mine, ALICE, mine.token, "because", 0).case
    made = [
        entered(maker(), step)[0]
        for step in (
            claim(opened(), BOB, 0),
            appeal(refused, "look again", 1),
            expire(opened(), TERMS.answer),
        )
    ]

    told = [parse(each.data) for each in made]
    assert [each["kind"] for each in told] == ["hold", "appeal", "hold"]
    assert [each["state"] for each in told] == ["open", "open", "expired"]


def test_the_use_of_an_allow_names_the_decision_that_passed() -> None:
    case = opened(terms=replace(TERMS, persons=1))
    mine = claimed(case, ALICE)
    given = allow(mine, ALICE, mine.token, "because", ONCE, 0).case

    made = parse_as(entered(maker(), use(given, "d-9", 1))[0].data, kinds.Hold)

    assert (made.change, made.state, made.decision) == ("used", "used", "d-9")


def test_a_vote_that_nobody_cast_is_none() -> None:
    mine = claimed(opened(), ALICE)
    step = refuse(mine, ALICE, mine.token, "because", 0)

    with pytest.raises(RecordError):
        entered(maker(), replace(step, person=None))
