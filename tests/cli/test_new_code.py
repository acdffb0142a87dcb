import re

from countenance.cli.new_code import CASES, TEXT
from countenance.codes.own import read_own
from countenance.decisions.findings import Applies
from countenance.decisions.lint import lint
from countenance.decisions.trials import tried
from countenance.stores.packaged import packaged_vocabulary

V = packaged_vocabulary()
OWN = read_own(
    {
        "my-org/2026-01-01.toml": TEXT.format(code="my-org", edition="2026-01-01"),
        "my-org/cases/2026-01-01.toml": CASES.format(code="my-org", edition="2026-01-01"),
    },
    V,
    shared="",
    packaged=(),
)
(EDITION,) = OWN.editions


def test_it_has_nothing_that_lint_would_find() -> None:
    assert [flaw for flaw in lint(EDITION, V) if not flaw.kind.is_note] == []


def test_its_cases_are_what_a_good_code_has() -> None:
    """Each clause applies in one, does not in another, and leaves each of its facts open in one."""
    for clause in EDITION.clauses:
        own = [case for case in OWN.cases[EDITION.name] if case.clause == clause.id]
        found = set[Applies | None]()
        for trial in tried(EDITION, own, V):
            assert trial.fails == ""
            found |= {f.applies for f in trial.decision.clauses if f.clause == clause.id} or {None}
        assert {Applies.YES, None} <= found
        named = {V.facts[lit.fact].name for case in clause.when for lit in case}
        assert all(any(fact not in case.facts for case in own) for fact in named)


def test_it_allows_nothing_by_itself() -> None:
    assert not re.search(r"^verdict = \"allow\"", TEXT, re.MULTILINE)
