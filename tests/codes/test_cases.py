"""The cases beside each edition come out, and each clause has all the kinds of case it needs."""

import datetime
from dataclasses import replace

import pytest

from codes.asking import VOCABULARY
from codes.small import V, edition
from countenance.codes.cases import EditionCase, load_cases
from countenance.codes.model import Clause, Verdict
from countenance.decisions.findings import Applies
from countenance.decisions.trials import Trial, tried
from countenance.errors import CodeError
from countenance.stores.packaged import cases_of, packaged_editions

EDITIONS = packaged_editions()
CLAUSES = [(edition, clause) for edition in EDITIONS for clause in edition.clauses]
CASE = """
[[case]]
says = "a face is named on a body camera"
clause = "MOBILE"
facts = { operation = "identify", camera = "body" }
verdicts = ["silent", "deny"]
ask = "live"
as_of = 2024-06-01
"""


def load(text: str) -> tuple[EditionCase, ...]:
    return load_cases(text, edition(), V, "cases.toml")


def test_a_case_is_read_with_everything_that_it_says() -> None:
    (case,) = load(CASE)

    assert case == EditionCase(
        "a face is named on a body camera",
        "MOBILE",
        {"operation": "identify", "camera": "body"},
        Verdict.SILENT | Verdict.DENY,
        "live",
        signed=False,
        as_of=datetime.date(2024, 6, 1),
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"MOBILE"', '"MOBIL"', "cases.toml, case 1: test-code@1 has no clause `MOBIL`; did you"),
        ("camera =", "camra =", "cases.toml, case 1: no fact is called `camra`; did you mean"),
        ('"body"', '"bodi"', "`camera` has no value `bodi`"),
        ('["silent", "deny"]', '["refuse"]', "`verdicts` holds `refuse`; it is one of silent"),
        ('"live"', '"alive"', "`ask`: no fact is called `alive`; did you mean `live`?"),
        ("ask =", "asks =", "nothing here is called `asks`; did you mean `ask`?"),
        ("as_of = 2024-06-01", 'signed = "yes"', "`signed` is `yes`; it takes `true` or `false`"),
        ("[[case]]", "[[cases]]", "nothing here is called `cases`; did you mean `case`?"),
    ],
)
def test_what_is_wrong_is_named_with_its_case(old: str, new: str, said: str) -> None:
    with pytest.raises(CodeError) as error:
        load(CASE.replace(old, new))

    assert said in str(error.value)


def test_only_beside_an_edition_without_clauses_a_case_names_none() -> None:
    empty = replace(edition(), clauses=())
    nameless = CASE.replace('clause = "MOBILE"\n', "")

    assert load_cases(nameless, empty, V, "cases.toml")[0].clause == ""
    with pytest.raises(CodeError, match="nothing here is called `clause`"):
        load_cases(CASE, empty, V, "cases.toml")
    with pytest.raises(CodeError, match="`clause` is missing"):
        load(nameless)


@pytest.fixture(scope="module")
def trials() -> dict[str, tuple[Trial, ...]]:
    return {text.name: tried(text, cases_of(text.name), VOCABULARY) for text in EDITIONS}


def test_every_case_comes_out_as_it_says(trials: dict[str, tuple[Trial, ...]]) -> None:
    failed = [
        (name, each.case.says, each.fails)
        for name, tried_there in trials.items()
        for each in tried_there
        if each.fails
    ]

    assert failed == []


def facts_of(clause: Clause) -> set[str]:
    return {
        VOCABULARY.facts[literal.fact].name
        for condition in clause.conditions
        for case in condition
        for literal in case
    }


def applies(trial: Trial) -> Applies | None:
    """How the clause of a case applies; None when it does not."""
    found = [f.applies for f in trial.decision.clauses if f.clause == trial.case.clause]
    return found[0] if found else None


def test_a_clause_has_a_case_where_it_applies_and_one_where_it_does_not(
    trials: dict[str, tuple[Trial, ...]],
) -> None:
    lacking = []
    for text, clause in CLAUSES:
        found = {applies(each) for each in trials[text.name] if each.case.clause == clause.id}
        if not {Applies.YES, None} <= found:
            lacking.append(f"{text.name}#{clause.id}")

    assert lacking == []


def test_a_clause_has_a_case_for_each_fact_that_can_be_unknown() -> None:
    never_open = []
    for text, clause in CLAUSES:
        own = [case for case in cases_of(text.name) if case.clause == clause.id]
        never_open += [
            f"{text.name}#{clause.id}: {fact}"
            for fact in facts_of(clause)
            if all(fact in case.facts for case in own)
        ]

    assert never_open == []


def test_every_clause_has_a_case() -> None:
    there = {(text.name, clause.id) for text, clause in CLAUSES}
    told = {(text.name, case.clause) for text in EDITIONS for case in cases_of(text.name)}
    told -= {(text.name, "") for text in EDITIONS if not text.clauses}

    assert told == there
