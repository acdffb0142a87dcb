"""A case as people see it."""

import json
from dataclasses import replace

import pytest

from countenance.errors import NotForYouError
from countenance.gate.people.case_view import row_of_case, view_of_case
from countenance.record.make import Maker
from countenance.review import steps
from countenance.review.case import Bar, Case, Grant, State
from countenance.review.people import Person
from record.examples import counting
from review.made_cases import ALICE, AUDITOR, BOB, HOUR, Clock, MemoryCases, held, holds


def seen(cases: MemoryCases, case: Case, who: Person | None) -> dict[str, object]:
    return view_of_case(
        case, cases.log, lambda fact: f"what is {fact}?", cases.reason, who, cases.clock.now
    )


def first_voted() -> tuple[MemoryCases, Case]:
    cases = MemoryCases(Clock())
    made = holds(Maker(cases.clock, counting()))
    _, case = cases.hold(held(bar=None, missing=("environment",)), made)
    mine = cases.step(case.id, lambda each, now: steps.claim(each, ALICE, now))
    grant = Grant(1, cases.clock.now + HOUR)
    after = cases.step(
        case.id, lambda each, now: steps.allow(each, ALICE, mine.token, "a station", grant, now)
    )
    return cases, after


def test_a_row_says_what_is_due_and_for_whom() -> None:
    cases, case = first_voted()

    row = row_of_case(case, cases.clock.now)

    assert (row["state"], row["holder"], row["needs"], row["persons"]) == (
        "second", None, "reviewer", 2,
    )  # fmt: skip
    assert not row["overdue"]
    assert row_of_case(case, case.due)["overdue"]


def test_the_second_person_does_not_learn_what_the_first_one_said() -> None:
    cases, case = first_voted()

    blind, own, read = (seen(cases, case, who) for who in (BOB, ALICE, AUDITOR))

    assert "a station" not in json.dumps(blind)
    assert "allow" not in json.dumps([blind["votes"], blind["history"]])
    assert own["votes"] == [{"person": "r-alice", "said": "allow", "reason": "a station"}]
    assert "a station" in json.dumps(read["history"])


def test_whoever_belongs_to_the_caller_is_not_told() -> None:
    cases, case = first_voted()
    insider = replace(BOB, callers=frozenset({case.caller.ref}))

    with pytest.raises(NotForYouError, match="your own organisation"):
        seen(cases, case, insider)
    assert seen(cases, case, replace(BOB, callers=frozenset({"r-other"})))["id"] == case.id


def test_everything_about_it_comes_from_its_entries() -> None:
    cases, case = first_voted()

    view = seen(cases, case, None)

    assert view["missing"] == [
        {"fact": "environment", "question": "what is environment?", "answers": []}
    ]
    assert [(each["what"], each["person"]) for each in view["history"]] == [  # type: ignore[attr-defined]
        ("opened", None), ("claimed", "r-alice"), ("allow", "r-alice"),
    ]  # fmt: skip
    assert view["facts"] == [
        {"fact": "actor_kind", "values": ["private_entity"], "basis": "registered",
         "source": "registration", "permille": 1000},
    ]  # fmt: skip
    assert view["grant"] is None


def test_once_it_is_decided_everybody_sees_how() -> None:
    cases, case = first_voted()
    mine = cases.step(case.id, lambda each, now: steps.claim(each, BOB, now))
    grant = Grant(0, cases.clock.now + HOUR)
    done = cases.step(
        case.id, lambda each, now: steps.allow(each, BOB, mine.token, "yes", grant, now)
    )

    view = seen(cases, done, BOB)

    assert done.state is State.ALLOWED
    assert [vote["reason"] for vote in view["votes"]] == ["a station", "yes"]  # type: ignore[attr-defined]
    assert view["grant"] == {
        "for": "call", "uses": 1, "used": 0, "until": "2027-01-15T09:00:00.000Z", "counts": True,
    }  # fmt: skip


def test_what_bars_an_allow_is_named() -> None:
    cases = MemoryCases(Clock())
    _, case = cases.hold(held(bar=Bar.DENY), holds(Maker(cases.clock, counting())))

    assert row_of_case(case, cases.clock.now)["bar"] == "deny-can-be-reached"
