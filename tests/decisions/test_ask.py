"""The next question, and the facts that settle or force a matter."""

from fractions import Fraction

from hypothesis import given

from codes.small import V
from countenance.codes.model import Verdict
from countenance.decisions.ask import forcing_set, next_question, settling_set
from countenance.decisions.compile import Compiled
from countenance.decisions.decide import reach
from countenance.facts.known import Facts
from countenance.facts.vocabulary import Cube
from decisions.states import COMPILED, knowledge, packaged, packaged_states


def by_hand(compiled: Compiled, facts: Facts) -> set[str]:
    """The facts that the documented measure chooses, by asking about every value of every fact."""
    now = reach(compiled, facts).bit_count()
    if now < 2:
        return set()
    measures: dict[str, Fraction] = {}
    matters: set[str] = set()
    for i, fact in enumerate(facts.vocabulary.facts):
        left = []
        for value in range(len(fact.values)):
            if facts.masks[i] >> value & 1:
                found = reach(compiled, facts.narrowed(Cube(((i, 1 << value),))))
                if found:
                    left.append(found.bit_count())
        if len(left) > 1:
            measures[fact.name] = Fraction(now - Fraction(sum(left), len(left))) / fact.cost
            matters.add(fact.name)
    best = max(measures.values(), default=Fraction(0))
    return {name for name, measure in measures.items() if measure == best}


@given(knowledge())
def test_the_question_is_the_one_that_the_measure_chooses(facts: Facts) -> None:
    asked = next_question(COMPILED, facts)
    chosen = by_hand(COMPILED, facts)

    assert (asked is None) == (reach(COMPILED, facts).bit_count() < 2)
    assert asked is None or asked in chosen


def test_the_question_under_the_packaged_codes_is_the_one_that_the_measure_chooses() -> None:
    asked = 0
    for facts in packaged_states(1000, seed=2, unknown=0.3):
        question = next_question(packaged(), facts)
        if question is not None:
            asked += 1
            if asked <= 60:
                assert question in by_hand(packaged(), facts)

    assert asked > 20


def test_only_facts_among_those_given_are_asked_for() -> None:
    facts = Facts.open(V).narrowed({"operation": "identify"})

    assert next_question(COMPILED, facts, ["camera"]) == "camera"
    assert next_question(COMPILED, facts, ["signed"]) is None


@given(knowledge())
def test_a_settling_set_settles_whatever_the_answers(facts: Facts) -> None:
    found = settling_set(COMPILED, facts)
    if not found.complete or not reach(COMPILED, facts):
        return

    states = [facts]
    for name in found.facts:
        states = [
            state.narrowed({name: (value,)}) for state in states for value in state.values(name)
        ]
    assert all(reach(COMPILED, state).bit_count() <= 1 for state in states)


@given(knowledge())
def test_a_forcing_set_forces_its_verdict(facts: Facts) -> None:
    for verdict in Verdict:
        found = forcing_set(COMPILED, facts, verdict)
        if found.facts is not None:
            assert len(found.facts) <= 3
            assert reach(COMPILED, facts.narrowed(found.facts)) == verdict
