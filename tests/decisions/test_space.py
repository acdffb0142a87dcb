"""Editions side by side: every situation counted once, with the verdict of each edition."""

import random
from collections import Counter

from hypothesis import given, settings

from codes.small import TEXT, V
from codes.small import edition as small
from countenance.codes.flaws import facts_of
from countenance.codes.model import Verdict
from countenance.decisions.bound import bound_alone
from countenance.decisions.space import VERDICTS, Space
from countenance.stores.packaged import edition, packaged_vocabulary
from decisions.random_codes import World, worlds
from decisions.spaces import by_hand, condition, space_of


@settings(max_examples=80, deadline=None)
@given(worlds())
def test_every_verdict_has_as_many_situations_as_there_are_by_hand(
    drawn: tuple[World, random.Random],
) -> None:
    world, _ = drawn
    space = space_of(world)

    for edition_, function in zip(world.editions, space.functions, strict=True):
        found = by_hand(world, space.facts, edition_)
        counts = {v: space.count(space.says(function, v)) for v in VERDICTS}
        assert counts == {v: Counter(found.values())[v] for v in VERDICTS}
        assert space.count(space.possible) == len(found)


@settings(max_examples=50, deadline=None)
@given(worlds())
def test_either_and_both_count_like_sets(drawn: tuple[World, random.Random]) -> None:
    world, chance = drawn
    space = space_of(world)
    a = condition(space, space.functions[0], chance)
    b = condition(space, space.functions[-1], chance)

    assert space.count(a) + space.count(b) == (
        space.count(space.either(a, b)) + space.count(space.both(a, b))
    )


def test_facts_that_no_edition_asks_about_are_left_out() -> None:
    vocabulary = packaged_vocabulary()
    bound = bound_alone(edition("ms-aoai-coc@2023"))

    space = Space([bound], vocabulary)

    assert [vocabulary.facts[i].name for i in space.facts] == ["service", "operation"]
    services, operations = (len(vocabulary.facts[i].values) for i in space.facts)
    assert space.count(space.possible) == services * operations
    assert space.count(space.says(space.functions[0], Verdict.DENY)) == 2


@settings(max_examples=50, deadline=None)
@given(worlds())
def test_no_fact_is_counted_that_only_an_axiom_asks_about(
    drawn: tuple[World, random.Random],
) -> None:
    world, _ = drawn
    asked = {
        fact
        for text in world.editions
        for fact in (
            *(fact for cube in text.scope for fact, _ in cube.masks),
            *(fact for clause in text.clauses for fact in facts_of(clause)),
        )
    }

    assert set(space_of(world).facts) <= asked


def test_an_edition_that_contradicts_itself_has_no_function() -> None:
    sound = small(TEXT)
    words = TEXT + """
[[clause]]
id = "VERIFY-OTHER"
verdict = "deny"
says = "Not at night."
section = "3"
text_basis = "verified"
exception_to = "VERIFY"
when = { operation = ["verify"] }
"""

    space = Space([bound_alone(sound)], V, doubtful=[bound_alone(small(words)), bound_alone(sound)])

    assert space.doubtful == (None, space.functions[0])


def test_the_facts_of_an_edition_beside_are_not_counted() -> None:
    vocabulary = packaged_vocabulary()
    counted, beside = (
        bound_alone(edition(name)) for name in ("ms-aoai-coc@2023", "ms-aoai-coc@2024-05-03")
    )

    space = Space([counted], vocabulary, beside=[beside])

    assert space.facts == Space([counted], vocabulary).facts
    asked = set(space.work.support(space.beside[0]))
    assert asked - set(space.facts)
