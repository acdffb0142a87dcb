"""Calls counted from their entries, and what does not count as one."""

from datetime import date
from typing import Any

from countenance.callers.registration import RegisteredFact, Registration
from countenance.record import entry as kinds
from countenance.record.canonical import parse_as
from countenance.record.changes import registration_entry
from countenance.record.figures.period import Period
from countenance.record.figures.stats import NO_KIND, Stats, deciding_clause
from countenance.record.make import Prepared
from record.examples import CALLER, decided, maker

CLAUSE = kinds.FindingRef("my-code@1", "faces", "deny", "yes", (), weak=False)


def of(*made: Prepared, period: Period | None = None) -> Stats:
    found = Stats(period) if period else Stats()
    for each in made:
        found.add(parse_as(each.data, kinds.Entry))  # type: ignore[arg-type]  # a union of structs
    return found


def call(**more: Any) -> Prepared:
    return decided(maker(), clauses=(CLAUSE,), none_speaks=False, outcome="refuse", row=2, **more)


def unreadable(**more: Any) -> Prepared:
    return maker().unreadable(
        caller=CALLER, clause="unsupported", status=400, size=1, digest=bytes(32), **more
    )


def registered(**facts: str) -> Prepared:
    rows = tuple(RegisteredFact(name, (value,)) for name, value in facts.items())
    one = Registration("acme", CALLER.ref, "Acme", rows, revision=1)
    return registration_entry(maker(), "added", None, one, None)


def test_a_call_is_counted_once_by_outcome_clause_and_kind() -> None:
    found = of(call(), decided(maker()), unreadable())

    assert dict(found.outcomes) == {"refuse": 1, "pass": 1, "unread": 1}
    assert found.by_clause["my-code@1 faces", "refuse"] == 1
    assert found.by_clause["no clause speaks", "pass"] == 1
    assert found.by_kind["private_entity", "refuse"] == 1
    assert found.by_kind[NO_KIND, "unread"] == 1
    assert (found.calls, found.first, found.last) == (3, "2027-01-15", "2027-01-15")


def test_what_was_only_asked_about_is_counted_apart() -> None:
    found = of(call(what_if=True), unreadable(what_if=True))

    assert (found.calls, found.what_if) == (0, 2)


def test_what_came_of_calls_and_failures_are_no_calls() -> None:
    making = maker()
    first = decided(making)
    late = making.failure("record", "RecordError", count=3, late=True)

    found = of(first, making.outcome(first.id, "done", status=200), late)

    assert (found.calls, dict(found.answers), found.failures) == (1, {"done": 1}, 3)
    assert dict(found.entries) == {"decision": 1, "outcome": 1, "gate-failure": 1}


def test_an_entry_without_facts_is_counted_by_the_registration_before_it() -> None:
    found = of(registered(actor_kind="private_entity", on_behalf_of="law_enforcement_agency"),
               unreadable())  # fmt: skip

    assert dict(found.by_kind) == {("private_entity for law_enforcement_agency", "unread"): 1}


def test_only_the_period_counts_but_registrations_before_it_are_known() -> None:
    elsewhere = Period(date(2026, 1, 1), date(2026, 12, 31))

    found = of(registered(actor_kind="court", on_behalf_of="none"), call(), period=elsewhere)

    assert (found.calls, dict(found.entries)) == (0, {})


def test_a_decision_that_lists_no_clause_for_length_says_so() -> None:
    entry = parse_as(decided(maker()).data, kinds.Decision)

    assert deciding_clause(entry) == "no clause speaks"
