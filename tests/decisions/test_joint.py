"""Two parts taken together give what they give composed."""

import random

from hypothesis import given, settings

from countenance.decisions import joint
from countenance.decisions.compile import Compiled
from countenance.decisions.diagram import Diagram
from countenance.decisions.operations import MAX
from decisions.random_codes import World, worlds
from decisions.states import packaged, packaged_states


def composed(compiled: Compiled) -> tuple[Diagram, int]:
    """The parts made one function, in a diagram that may grow."""
    work, (first, *others) = compiled.diagram.residuals(
        compiled.roots, compiled.diagram.full
    )
    for other in others:
        first = work.apply(MAX, first, other)
    return work, first


@settings(max_examples=80, deadline=None)
@given(worlds())
def test_parts_give_together_what_they_give_composed(
    drawn: tuple[World, random.Random],
) -> None:
    world, chance = drawn
    compiled = world.compiled()
    whole, root = composed(compiled)

    for _ in range(5):
        masks = world.facts(chance).masks
        made, there = joint.residual(compiled.diagram, compiled.roots, masks)
        other, expected = whole.residual(root, masks)
        assert joint.reach(compiled.diagram, compiled.roots, masks) == whole.reach(root, masks)
        assert made.count(there) == other.count(expected)
        assert joint.relevant(compiled.diagram, compiled.roots, masks) == whole.relevant(
            (root,), masks
        )


def test_some_random_worlds_have_two_parts_and_so_have_the_packaged_codes() -> None:
    found = set[int]()

    @settings(max_examples=50, deadline=None)
    @given(worlds())
    def look(drawn: tuple[World, random.Random]) -> None:
        found.add(len(drawn[0].compiled().roots))

    look()
    assert found == {1, 2}
    assert len(packaged().roots) == 2


def test_the_packaged_codes_together_are_what_they_are_composed() -> None:
    compiled = packaged()
    checked = 0
    for facts in packaged_states(60, seed=11, unknown=0.1):
        made, root = compiled.residual(facts.masks)
        full = [(1 << mask.bit_length()) - 1 for mask in made.full]

        assert compiled.reach(facts.masks) == made.reach(root, full)
        checked += 1

    assert checked
