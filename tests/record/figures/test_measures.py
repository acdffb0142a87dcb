"""Figures of a period: counted from entries, each once."""

from datetime import date

import msgspec

from countenance.record import entry as kinds
from countenance.record.canonical import parse_as
from countenance.record.figures.measures import FIGURES, Measures
from countenance.record.figures.period import Period
from countenance.record.make import Prepared
from countenance.record.standings import standing_entry
from record.examples import CALLER, decided, maker, picture
from record.figures.test_yearly import report_step

FIRST = kinds.FindingRef("my-code@1", "faces", "deny", "yes", (), weak=True)
SECOND = kinds.FindingRef("my-code@1", "names", "allow", "open", (), weak=False)
DUTY = kinds.ObligationRef("audit_trail", "later", "pending", "2027-02-01")


def of(*made: Prepared, period: Period | None = None) -> Measures:
    found = Measures(period) if period else Measures()
    for index, each in enumerate(made):
        found.add(index, parse_as(each.data, kinds.Entry))  # type: ignore[arg-type]  # a union
    return found


def test_a_clause_counts_where_it_speaks_and_apart_where_it_decides() -> None:
    found = of(
        decided(maker(), clauses=(FIRST, SECOND), none_speaks=False, outcome="refuse", row=2),
        decided(maker(), clauses=(SECOND,), none_speaks=False),
    )

    assert found.speaks["my-code@1", "names", "refuse"] == 1
    assert found.decides["my-code@1", "names", "refuse"] == 0
    assert found.decides["my-code@1", "names", "pass"] == 1
    assert found.figures(date(2027, 1, 1))["weak"] == 1


def test_each_entry_counts_under_its_figures() -> None:
    making = maker()
    first = decided(making, media=[picture(faces=3)], outcome="redact", row=4, obligations=(DUTY,))
    check = kinds.AnswerCheck("names", "withheld", 2)
    made = [
        first,
        making.outcome(first.id, "withheld", status=200, answer=check),
        decided(making, what_if=True),
        making.unreadable(
            caller=CALLER, clause="attestation", status=400, size=1, digest=bytes(32)
        ),
        making.unreadable(caller=CALLER, clause="too-large", status=413, size=1, digest=bytes(32)),
        making.failure("inspection", "DetectorError", caller=CALLER),
        standing_entry(making, CALLER, "noticed", "gate", clause="my-code@1#faces", refusals=3),
    ]

    figures = of(*made).figures(date(2027, 2, 2))

    assert figures.keys() == FIGURES.keys()
    assert {name: number for name, number in figures.items() if number} == {
        "calls": 1, "unread": 1, "failures": 1, "decided": 1, "covered": 1, "faces_found": 3,
        "faces_covered": 3, "answers_withheld": 1, "statements_refused": 1, "standings": 1,
        "duties": 1, "overdue": 1, "entries": 7,
    }  # fmt: skip


def test_only_the_period_counts_but_a_duty_may_be_done_after_it() -> None:
    making = maker()
    first = decided(making, obligations=(DUTY,))
    done = kinds.ObligationRef("audit_trail", "later", "done", None)
    after = making.outcome(first.id, "done", obligations=(done,))
    inside = Period(date(2027, 1, 15), date(2027, 1, 15))

    assert of(first, after, period=inside).figures(date(2030, 1, 1))["overdue"] == 0
    step = msgspec.structs.replace(report_step(making, first.id), time="2027-02-20T12:00:00.000Z")
    measures = of(first, period=inside)
    measures.add(1, step)
    assert measures.figures(date(2027, 2, 10))["overdue"] == 1
    assert measures.figures(date(2030, 1, 1))["overdue"] == 0
    assert of(first, period=Period(date(2030, 1, 1))).figures(date(2030, 1, 1))["calls"] == 0
