"""Which clauses speak: never silent about the one that decides."""

from hypothesis import given

from countenance.codes.model import Verdict, strictest
from countenance.decisions.decide import decide
from countenance.decisions.findings import Applies
from countenance.facts.known import Facts
from decisions.states import COMPILED, knowledge, packaged, packaged_states


@given(knowledge())
def test_the_strictest_verdict_that_can_be_reached_is_found_in_some_clause(facts: Facts) -> None:
    decision = decide(COMPILED, facts)

    found = {finding.verdict for finding in decision.clauses}
    assert decision.verdicts <= Verdict.SILENT or strictest(decision.verdicts) in found


def test_a_settled_verdict_has_a_clause_that_applies_first() -> None:
    for facts in packaged_states(300, seed=4, unknown=0.0):
        decision = decide(packaged(), facts)
        if decision.settled and decision.verdicts != Verdict.SILENT:
            assert decision.clauses[0].applies is Applies.YES
            assert decision.clauses[0].verdict == decision.verdicts


def test_a_clause_whose_cases_were_taken_out_is_no_finding() -> None:
    facts = Facts.open(COMPILED.vocabulary).narrowed({"operation": "verify", "camera": "fixed"})

    assert [finding.clause for finding in decide(COMPILED, facts).clauses] == ["VERIFY-FIXED"]
