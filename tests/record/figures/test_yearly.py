"""A year by authority and code."""

from typing import Any

from countenance.record import entry as kinds
from countenance.record.canonical import parse_as
from countenance.record.figures.yearly import NO_CODE, Row, Year
from countenance.record.make import Prepared
from record.examples import CALLER, CODE, decided, maker

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
    made = decided(
        maker(), code=TWO, clauses=(CLAUSE,), none_speaks=False, obligations=(DUTY,)
    )

    found = of(made)

    assert [duty.what for duty in found.duties(CALLER.ref, "b")] == ["audit_trail"]
    assert found.duties(CALLER.ref, "a") == ()


def test_another_year_and_what_was_only_asked_about_do_not_count() -> None:
    assert of(decided(maker()), year=2026).days == set()
    found = of(decided(maker(), what_if=True))
    assert (found.rows(), found.days) == ((), {"2027-01-15"})


def test_an_empty_row_has_no_calls() -> None:
    assert Row("c-1", "a", "court").calls == 0
