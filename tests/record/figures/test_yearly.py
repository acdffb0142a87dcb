"""A year by authority and code."""

from datetime import date
from typing import Any

import msgspec

from countenance.record import entry as kinds
from countenance.record.canonical import parse_as
from countenance.record.figures.yearly import EVERYBODY, NO_CODE, Row, Year
from countenance.record.make import Maker, Prepared
from record.examples import CALLER, CODE, decided, maker
from record.figures.test_related import HOLD, MOTION, RULING, VOTE, made

TWO = kinds.CodeRef(
    CODE.compiled, (kinds.EditionRef("a@1", False), kinds.EditionRef("b@2", True)), CODE.engine,
    CODE.vocabulary, None, None, None,
)  # fmt: skip
CLAUSE = kinds.FindingRef("b@2", "faces", "deny", "yes", (), weak=False)
DUTY = kinds.ObligationRef("audit_trail", "later", "pending", "2027-02-01")


def of(*made: Prepared, year: int = 2027, **only: Any) -> Year:
    found = Year(year, **only)
    for index, each in enumerate(made):
        found.add(index, parse_as(each.data, kinds.Entry))  # type: ignore[arg-type]  # a union
    return found


def unread() -> Prepared:
    return maker().unreadable(
        caller=CALLER, clause="too-large", status=413, size=1, digest=bytes(32)
    )


def test_a_call_counts_for_every_code_that_applied_and_decides_for_one() -> None:
    made = decided(maker(), code=TWO, clauses=(CLAUSE,), none_speaks=False, outcome="refuse", row=2)

    rows = {row.code: row for row in of(made, unread()).rows()}

    assert {code: row.calls for code, row in rows.items()} == {"a": 1, "b": 1, NO_CODE: 1}
    assert dict(rows["b"].clauses) == {"b@2 faces": 1}
    assert dict(rows["a"].clauses) == {}
    assert rows["a"].kind == "private_entity"


def test_only_one_code_or_caller_may_be_asked_for() -> None:
    made = (decided(maker(), code=TWO), unread())

    assert [row.code for row in of(*made, code="b").rows()] == ["b"]
    assert of(*made, ref="c-other").rows() == ()


def test_duties_are_those_of_the_code_whose_clause_asked() -> None:
    told = msgspec.structs.replace(DUTY, asked_by=("b@2#trail",))
    speaks = (msgspec.structs.replace(CLAUSE, edition="a@1"), CLAUSE)

    found = of(
        decided(maker(), code=TWO, clauses=speaks, none_speaks=False, obligations=(told,))
    )

    assert [duty.asked_by for duty in found.duties(CALLER.ref, "b")] == ["b@2 trail"]
    assert found.duties(CALLER.ref, "a") == ()


def test_a_duty_of_which_no_entry_says_who_asked_counts_once_and_for_none() -> None:
    entry = decided(maker(), code=TWO, clauses=(CLAUSE,), none_speaks=False, obligations=(DUTY,))

    found = of(entry)
    rows = {row.code: (row.calls, row.kind) for row in found.rows()}

    assert rows == dict.fromkeys(("a", "b"), (1, "private_entity")) | {
        "a or b": (0, "private_entity")
    }
    (duty,) = found.duties(CALLER.ref, "a or b")
    assert duty.asked_by == "a clause of one of a@1, b@2; its entry does not say which"
    assert (found.duties(CALLER.ref, "a"), found.duties(CALLER.ref, "b")) == ((), ())
    assert [row.code for row in of(entry, code="b").rows()] == ["a or b", "b"]
    assert [row.code for row in of(entry, code="c").rows()] == []


def test_another_year_and_what_was_only_asked_about_do_not_count() -> None:
    assert of(decided(maker()), year=2026).days == set()
    found = of(decided(maker(), what_if=True))
    assert (found.rows(), found.days) == ((), {"2027-01-15"})


def test_an_empty_row_has_no_calls() -> None:
    assert Row("c-1", "a", "court").calls == 0


def counted(*entries: Any, **only: Any) -> Year:
    found = Year(2027, **only)
    for index, each in enumerate(entries):
        found.add(index, each)
    return found


def test_rulings_are_counted_by_edition_clause_and_change() -> None:
    making = maker()
    steps = [
        made(making, kinds.RulingChange, RULING, change=change)
        for change in ("proposed", "adopted", "adopted")
    ]

    expected = {("a@1", "A", "proposed"): 1, ("a@1", "A", "adopted"): 2}

    assert dict(counted(*steps).rulings) == expected
    assert dict(counted(*steps, ref="c-somebody", code="a").rulings) == expected
    assert dict(counted(*steps, code="b").rulings) == {}


def test_of_a_held_call_only_what_people_decided_counts() -> None:
    making = maker()
    words = ("opened", "pictures-kept", "claimed", "released", "asked", "escalated", "used",
             "expired", "settled", "withdrawn", "renewed")  # fmt: skip
    steps = [made(making, kinds.Hold, HOLD, change=each) for each in words]
    votes = [
        made(making, kinds.Vote, VOTE),
        made(making, kinds.Vote, VOTE, vote="refuse", appealed=True),
        made(making, kinds.Appeal, {"caller": CALLER, "case": "x", "state": "open", "due": "x"}),
    ]

    assert dict(counted(*steps, *votes).people) == {
        (CALLER.ref, "hold", "asked"): 1,
        (CALLER.ref, "hold", "withdrawn"): 1,
        (CALLER.ref, "vote", "allow"): 1,
        (CALLER.ref, "vote", "refuse after an appeal"): 1,
        (CALLER.ref, "appeal", "made by the caller"): 1,
    }
    assert dict(counted(*steps, *votes, ref="c-other").people) == {}


def test_motions_count_for_whom_they_switch_something_on() -> None:
    making = maker()
    everybody = kinds.CapabilityRef("gallery", None, None, "x")
    done = {"change": "counted", "state": "adopted"}
    steps = [
        made(making, kinds.MotionStep, MOTION),
        made(making, kinds.MotionStep, MOTION, **done),
        made(making, kinds.MotionStep, MOTION, **done, capability=everybody),
        made(making, kinds.MotionStep, MOTION, **done, capability=None),
    ]

    own, of_all = (CALLER.ref, "motion", "face-matching adopted"), (
        EVERYBODY, "motion", "gallery adopted",
    )  # fmt: skip

    assert dict(counted(*steps).people) == {own: 1, of_all: 1}
    assert dict(counted(*steps, ref="c-other").people) == {of_all: 1}


def report_step(making: Maker, decision: str) -> kinds.ReportStep:
    """The signature by which the duty was kept."""
    step: kinds.ReportStep = made(
        making, kinds.ReportStep,
        {
            "caller": CALLER, "case": "report-1", "change": "signed", "state": "signed",
            "person": None, "decisions": (decision,), "incident_type": "traffic", "version": 1,
            "number": None, "what": None, "how": None, "programs": (),
            "tally": kinds.Tally(0, 0, 0, 0, 0, 0, 0), "verdicts": (),
            "obligations": (kinds.ObligationRef("audit_trail", "later", "done", None),),
        },
    )  # fmt: skip
    return step


def at(entry: Any, day: str) -> Any:
    return msgspec.structs.replace(entry, time=f"{day}T12:00:00.000Z")


def owing(making: Maker, left: str, due: str) -> kinds.Decision:
    duty = msgspec.structs.replace(DUTY, due=due, asked_by=("ms-enterprise-ai-coc@4.0#1",))
    return at(parse_as(decided(making, obligations=(duty,)).data, kinds.Decision), left)  # type: ignore[no-any-return]


def told(year: int, *entries: Any) -> list[tuple[int, int, int, int]]:
    """Of each row the calls, and the duties that are left, fall due, and are overdue."""
    found = Year(year)
    for index, each in enumerate(entries):
        found.add(index, each)
    rows = []
    for row in found.rows():
        duties = found.duties(row.ref, row.code)
        overdue = [each for each in duties if each.is_overdue(date(year + 1, 1, 1))]
        rows.append((
            row.calls, sum(map(found.is_left, duties)), sum(map(found.falls_due, duties)),
            sum(map(found.falls_due, overdue)),
        ))  # fmt: skip
    return rows


def test_a_duty_of_december_is_overdue_in_the_year_in_which_it_fell_due() -> None:
    left = owing(maker(), "2026-12-20", "2027-01-19")

    assert told(2025, left) == []
    assert told(2026, left) == [(1, 1, 0, 0)]
    assert told(2027, left) == [(0, 0, 1, 1)]
    assert told(2028, left) == []


def test_what_is_due_on_the_last_day_of_a_year_is_overdue_in_it_alone() -> None:
    left = owing(maker(), "2026-12-01", "2026-12-31")

    assert told(2026, left) == [(1, 1, 1, 1)]
    assert told(2027, left) == []


def test_a_step_of_a_report_in_another_year_keeps_a_duty() -> None:
    making = maker()
    left = owing(making, "2026-12-20", "2027-01-19")
    kept = at(report_step(making, left.id), "2027-01-05")

    assert told(2026, left, kept) == [(1, 1, 0, 0)]
    assert told(2027, left, kept) == [(0, 0, 1, 0)]


def test_what_was_kept_only_after_the_year_was_overdue_in_it() -> None:
    making = maker()
    left = owing(making, "2026-11-20", "2026-12-20")
    kept = at(report_step(making, left.id), "2027-02-03")

    assert told(2026, left, kept) == [(1, 1, 1, 1)]
    assert told(2026, left, at(kept, "2026-12-30")) == [(1, 1, 1, 0)]
    assert told(2027, left, kept) == []
