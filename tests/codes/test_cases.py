"""The cases beside each edition come out, and each clause has all the kinds of case it needs."""

import datetime
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

import countenance
from codes.asking import VOCABULARY, ask
from countenance.codes.model import Clause, Edition
from countenance.decisions.findings import Applies
from countenance.stores.packaged import packaged_editions

TEXTS = Path(countenance.__file__).parent / "codes" / "texts"
KEYS = {"says", "clause", "facts", "verdicts", "ask", "signed", "as_of"}


@dataclass(frozen=True)
class Case:
    """One case as it stands in the file."""

    edition: str
    number: int
    says: str
    clause: str
    facts: dict[str, str]
    verdicts: tuple[str, ...]
    ask: str | None
    signed: bool
    as_of: datetime.date | None

    def __str__(self) -> str:
        return f"{self.edition}-{self.number}-{self.clause}"


def cases_of(edition: Edition) -> list[Case]:
    path = TEXTS / edition.code / "cases" / f"{edition.edition}.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    for table in tables:
        assert table.keys() <= KEYS, f"{path.name}: {table.keys() - KEYS}"
    return [
        Case(
            edition.name,
            number,
            table["says"],
            table["clause"],
            table["facts"],
            tuple(table["verdicts"]),
            table.get("ask"),
            table.get("signed", False),
            table.get("as_of"),
        )
        for number, table in enumerate(tables, 1)
    ]


EDITIONS = packaged_editions()
CASES = [case for edition in EDITIONS for case in cases_of(edition)]
CLAUSES = [(edition, clause) for edition in EDITIONS for clause in edition.clauses]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_case_comes_out_as_it_says(case: Case) -> None:
    decision = ask(case.edition, case.facts, day=case.as_of, signed=case.signed)

    assert decision.verdicts.words == case.verdicts
    if case.ask:
        assert decision.next_question == case.ask


def clause_id(each: object) -> str:
    return each.name if isinstance(each, Edition) else each.id if isinstance(each, Clause) else ""


def facts_of(clause: Clause) -> set[str]:
    return {
        VOCABULARY.facts[literal.fact].name
        for condition in clause.conditions
        for case in condition
        for literal in case
    }


def applies(case: Case) -> Applies | None:
    """How the clause of a case applies; None when it does not."""
    decision = ask(case.edition, case.facts, day=case.as_of, signed=case.signed)
    found = [f.applies for f in decision.clauses if f.clause == case.clause]
    return found[0] if found else None


@pytest.mark.parametrize(("edition", "clause"), CLAUSES, ids=clause_id)
def test_a_clause_has_a_case_where_it_applies_and_one_where_it_does_not(
    edition: Edition, clause: Clause
) -> None:
    own = [case for case in CASES if (case.edition, case.clause) == (edition.name, clause.id)]

    found = {applies(case) for case in own}

    assert {Applies.YES, None} <= found


@pytest.mark.parametrize(("edition", "clause"), CLAUSES, ids=clause_id)
def test_a_clause_has_a_case_for_each_fact_that_can_be_unknown(
    edition: Edition, clause: Clause
) -> None:
    own = [case for case in CASES if (case.edition, case.clause) == (edition.name, clause.id)]

    never_open = {f for f in facts_of(clause) if all(f in case.facts for case in own)}

    assert not never_open


def test_every_case_names_a_clause_that_is_there() -> None:
    there = {(edition.name, clause.id) for edition, clause in CLAUSES}

    assert {(case.edition, case.clause) for case in CASES} == there
