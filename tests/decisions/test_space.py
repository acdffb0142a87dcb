"""Editions side by side: every situation counted once, with the verdict of each edition."""

import random
from collections import Counter

from hypothesis import given, settings

from countenance.codes.model import Verdict
from countenance.decisions.compile import bound_editions
from countenance.decisions.space import VERDICTS, Space
from countenance.stores.packaged import edition, packaged_vocabulary
from decisions.random_codes import World, worlds
from decisions.spaces import by_hand, condition, space_of


@settings(max_examples=200, deadline=None)
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


@settings(max_examples=100, deadline=None)
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
    (bound,) = bound_editions([edition("ms-aoai-coc@2023")], day=None)

    space = Space([bound], vocabulary)

    assert [vocabulary.facts[i].name for i in space.facts] == ["service", "operation"]
    services, operations = (len(vocabulary.facts[i].values) for i in space.facts)
    assert space.count(space.possible) == services * operations
    assert space.count(space.says(space.functions[0], Verdict.DENY)) == 2
