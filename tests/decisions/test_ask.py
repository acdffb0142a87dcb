"""The next question, and the facts that settle or force a matter."""

import itertools
import random
from collections.abc import Iterable, Iterator
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from codes.small import V
from countenance.codes.model import Verdict
from countenance.decisions.ask import choices, forcing_set, next_question, settling_set
from countenance.decisions.compile import Compiled
from countenance.decisions.decide import reach
from countenance.facts.known import Facts
from decisions.random_codes import World, worlds
from decisions.states import COMPILED, knowledge, packaged, possible_states


def by_hand(compiled: Compiled, facts: Facts) -> str | None:
    """The fact that the documented measure chooses, by asking about every value of every fact.

    None where no fact helps by itself.
    """
    now = compiled.reach(facts.masks).bit_count()
    best: tuple[Fraction, int, int] | None = None
    for i, fact in enumerate(compiled.vocabulary.facts):
        masks = list(facts.masks)
        left = []
        for place in range(len(fact.values)):
            masks[i] = 1 << place
            if facts.masks[i] & masks[i]:
                found = compiled.reach(masks)
                left += [found.bit_count()] if found else []
        measure = (now - Fraction(sum(left), len(left))) / fact.cost
        if measure and (best is None or (-measure, fact.cost, i) < best):
            best = (-measure, fact.cost, i)
    return None if best is None else compiled.vocabulary.facts[best[2]].name


@settings(deadline=None)
@given(worlds())
def test_the_question_is_the_one_that_the_measure_chooses(
    drawn: tuple[World, random.Random],
) -> None:
    world, chance = drawn
    compiled, facts = world.compiled(), world.facts(chance)
    assume(reach(compiled, facts).bit_count() > 1)

    asked = next_question(compiled, facts)
    chosen = by_hand(compiled, facts)

    assert asked is not None
    assert asked == chosen or chosen is None


def test_the_question_is_right_in_states_of_the_packaged_codes() -> None:
    states = (
        facts
        for seed in itertools.count(1)
        for facts in possible_states(packaged(), 20, seed, 0.05 + seed % 3 / 20)
        if reach(packaged(), facts).bit_count() > 1
    )

    for facts in itertools.islice(states, 40):
        asked, chosen = next_question(packaged(), facts), by_hand(packaged(), facts)
        assert asked == chosen or (chosen is None and asked is not None)


@given(knowledge())
def test_nothing_is_asked_where_one_verdict_is_left(facts: Facts) -> None:
    assert (next_question(COMPILED, facts) is None) == (reach(COMPILED, facts).bit_count() < 2)


def test_only_facts_among_those_given_are_asked_for() -> None:
    facts = Facts.open(V).narrowed({"operation": "identify"})

    assert next_question(COMPILED, facts, ["camera"]) == "camera"
    assert next_question(COMPILED, facts, ["signed"]) is None


@settings(deadline=None)
@given(worlds())
def test_a_settling_set_settles_whatever_the_answers_and_has_no_fact_too_many(
    drawn: tuple[World, random.Random],
) -> None:
    world, chance = drawn
    compiled, facts = world.compiled(), world.facts(chance)
    assume(reach(compiled, facts).bit_count() > 1)

    found = settling_set(compiled, facts)

    assert found.complete
    assert settles(compiled, facts, found.facts)
    for name in found.facts:
        assert not settles(compiled, facts, [n for n in found.facts if n != name])


def settles(compiled: Compiled, facts: Facts, names: Iterable[str]) -> bool:
    """Whether one verdict is left whatever the values of some facts are."""
    states = [facts]
    for name in names:
        states = [
            state.narrowed({name: (value,)}) for state in states for value in state.values(name)
        ]
    return all(reach(compiled, state).bit_count() <= 1 for state in states)


def test_a_search_without_work_to_spend_says_so() -> None:
    facts = Facts.open(packaged().vocabulary)

    assert not settling_set(packaged(), facts, budget=10).complete
    assert not forcing_set(packaged(), facts, Verdict.ALLOW, budget=10).complete


@settings(deadline=None)
@given(worlds(), st.sampled_from(list(Verdict)))
def test_a_forcing_set_forces_its_verdict_and_is_smallest(
    drawn: tuple[World, random.Random], verdict: Verdict
) -> None:
    world, chance = drawn
    compiled, facts = world.compiled(), world.facts(chance)

    found = forcing_set(compiled, facts, verdict)

    assert found.complete
    if found.facts is not None:
        assert len(found.facts) <= 3
        assert reach(compiled, facts.narrowed(found.facts)) == verdict
        fewer = len(found.facts) - 1
        assert fewer < 0 or not any(forced(compiled, facts, verdict, fewer))
    else:
        assert not any(forced(compiled, facts, verdict, 3))


def forced(compiled: Compiled, facts: Facts, verdict: Verdict, size: int) -> Iterator[bool]:
    """For each way to state so many facts whether it leaves the verdict alone."""
    names = [fact.name for fact in facts.vocabulary.facts]
    for chosen in itertools.combinations(names, min(size, len(names))):
        for values in itertools.product(*(facts.values(name) for name in chosen)):
            stated = dict(zip(chosen, values, strict=True))
            yield reach(compiled, facts.narrowed(stated)) == verdict


def test_choices_are_the_values_that_are_left_and_each_group_is_one_answer() -> None:
    compiled, known = COMPILED, Facts.open(COMPILED.vocabulary)
    for name in ("operation", "camera", "live"):
        level = compiled.vocabulary.index(name)
        groups = choices(compiled, known, name)
        masks = list(known.masks)
        for group in groups:
            reached = set()
            for place in range(group.bit_length()):
                if group >> place & 1:
                    masks[level] = 1 << place
                    residual, root = compiled.residual(masks)
                    reached.add(residual.below[root])
            assert len(reached) == 1
        assert sum(groups) == sum(set(groups)) == known.masks[level]
