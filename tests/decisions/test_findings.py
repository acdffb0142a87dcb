"""Which clauses speak: never silent about the one that decides."""

import random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from countenance.codes.model import Verdict, strictest
from countenance.decisions.decide import decide
from countenance.decisions.findings import Applies
from countenance.facts.known import Facts
from decisions.random_codes import World, worlds
from decisions.states import COMPILED, knowledge, packaged, packaged_states


@given(knowledge())
def test_the_strictest_verdict_that_can_be_reached_is_found_in_some_clause(facts: Facts) -> None:
    decision = decide(COMPILED, facts)

    found = {finding.verdict for finding in decision.clauses}
    assert decision.verdicts <= Verdict.SILENT or strictest(decision.verdicts) in found


@settings(max_examples=100, deadline=None)
@given(worlds(), st.booleans())
def test_under_random_codes_a_clause_and_a_cause_are_named(
    drawn: tuple[World, random.Random], at_gate: bool
) -> None:
    """Whatever is strictest stands first; what is unclear says why."""
    world, chance = drawn
    decision = decide(world.compiled(at_gate=at_gate), world.facts(chance))
    top = strictest(decision.verdicts)
    assume(top > Verdict.SILENT)

    assert decision.clauses[0].verdict == top
    if Verdict.UNCLEAR in decision.verdicts and top == Verdict.UNCLEAR:
        assert decision.causes


def test_a_settled_verdict_has_a_clause_that_applies_first() -> None:
    for facts in packaged_states(300, seed=4, unknown=0.0):
        decision = decide(packaged(), facts)
        if decision.settled and decision.verdicts != Verdict.SILENT:
            assert decision.clauses[0].applies is Applies.YES
            assert decision.clauses[0].verdict == decision.verdicts


def test_a_clause_whose_cases_were_taken_out_is_no_finding() -> None:
    facts = Facts.open(COMPILED.vocabulary).narrowed({"operation": "verify", "camera": "fixed"})

    assert [finding.clause for finding in decide(COMPILED, facts).clauses] == ["VERIFY-FIXED"]
