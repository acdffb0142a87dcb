"""Duties after a call: open until an entry says they are done, overdue once their day is over."""

from dataclasses import replace
from datetime import date

from countenance.record import entry as kinds
from countenance.record.canonical import parse_as
from countenance.record.figures.duties import Duties, Duty
from countenance.record.make import Prepared
from record.examples import CALLER, decided, maker

SIGNED = kinds.ObligationRef("officer_signed_review", "later", "pending", "2027-02-14")
COVERED = kinds.ObligationRef("cover_faces", "gate", "pending", None)
DONE = kinds.ObligationRef("officer_signed_review", "later", "done", None)


def of(*made: Prepared, caller: str | None = None) -> list[Duty]:
    found = Duties(caller)
    for index, each in enumerate(made):
        found.add(index, parse_as(each.data, kinds.Entry))  # type: ignore[arg-type]  # a union
    return list(found)


def test_a_duty_is_overdue_once_its_day_is_over() -> None:
    (duty,) = of(decided(maker(), obligations=(SIGNED, COVERED)))

    assert (duty.what, duty.due, duty.caller) == (SIGNED.what, "2027-02-14", CALLER.ref)
    assert not duty.is_overdue(date(2027, 2, 14))
    assert duty.is_overdue(date(2027, 2, 15))


def test_a_duty_that_was_done_is_never_overdue() -> None:
    making = maker()
    first = decided(making, obligations=(SIGNED,))
    other = decided(making, obligations=(SIGNED,))
    made = [first, other, making.outcome(first.id, "done", obligations=(DONE,))]

    found = of(*made)

    assert [duty.done for duty in found] == [2, None]
    assert [duty.is_overdue(date(2030, 1, 1)) for duty in found] == [False, True]


def test_what_was_refused_or_only_asked_about_leaves_no_duty() -> None:
    assert of(decided(maker(), obligations=(SIGNED,), outcome="refuse", row=2)) == []
    assert of(decided(maker(), obligations=(SIGNED,), what_if=True)) == []


def test_only_those_of_one_caller_are_kept() -> None:
    made = decided(maker(), obligations=(SIGNED,))

    assert of(made, caller="c-somebody-else") == []
    assert len(of(made, caller=CALLER.ref)) == 1


def test_overdue_lists_those_alone() -> None:
    duties = Duties()
    making = maker()
    for index in range(3):
        late = kinds.ObligationRef("audit_trail", "later", "pending", f"2027-02-0{index + 1}")
        made = decided(making, obligations=(late,))
        duties.add(index, parse_as(made.data, kinds.Decision))

    assert [duty.index for duty in duties.overdue(date(2027, 2, 3))] == [0, 1]


def test_a_duty_says_which_clauses_asked_for_it_or_which_editions_may_have() -> None:
    told = kinds.ObligationRef(
        "audit_trail", "later", "pending", "2027-02-14", ("b@2#13663(a)(1)", "b@2#trail")
    )

    (known,) = of(decided(maker(), obligations=(told,)))
    (unknown,) = of(decided(maker(), obligations=(SIGNED,)))

    assert known.clauses == ("b@2 13663(a)(1)", "b@2 trail")
    assert (known.asked_by, known.codes) == ("b@2 13663(a)(1); b@2 trail", ("b",))
    assert (unknown.clauses, unknown.codes) == ((), ("ms-enterprise-ai-coc",))
    assert unknown.asked_by == (
        "a clause of ms-enterprise-ai-coc@4.0; its entry does not say which"
    )


def test_what_was_done_too_late_was_overdue_until_then() -> None:
    making = maker()
    first = decided(making, obligations=(SIGNED,))
    made = [first, making.outcome(first.id, "done", obligations=(DONE,))]

    (duty,) = of(*made)
    late = replace(duty, done_on="2027-03-01")

    assert duty.done_on == "2027-01-15"
    assert [late.is_overdue(date(2027, *day)) for day in ((2, 14), (2, 15), (3, 1), (3, 2))] == [
        False, True, True, False,
    ]  # fmt: skip
