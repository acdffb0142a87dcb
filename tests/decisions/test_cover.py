"""A condition as boxes: all of it, nothing else that can happen, and in few words."""

import random

from hypothesis import HealthCheck, assume, given, settings

from countenance.decisions.cover import cover, says
from countenance.decisions.diagram import NEVER
from countenance.facts.vocabulary import Cube, Fact
from countenance.stores.packaged import packaged_vocabulary
from decisions.random_codes import World, worlds
from decisions.spaces import by_hand, condition, every, space_of


def holds(cube: Cube, situation: tuple[int, ...]) -> bool:
    return all(mask >> situation[i] & 1 for i, mask in cube.masks)


@settings(max_examples=100, deadline=None)
@given(worlds())
def test_the_boxes_hold_the_condition_and_otherwise_only_what_cannot_happen(
    drawn: tuple[World, random.Random],
) -> None:
    world, chance = drawn
    space = space_of(world)
    where = condition(space, space.functions[0], chance)
    possible = by_hand(world, space.facts, world.editions[0])

    found = cover(space, where)

    assert found.complete
    for situation in every(world):
        kept = tuple(situation[i] for i in space.facts)
        if kept in possible:
            masks = [1 << place for place in situation]
            masks += [1] * (len(space.work.full) - len(masks))
            inside = space.work.value(where, masks) != NEVER
            assert any(holds(cube, situation) for cube in found.cubes) == inside


@settings(max_examples=50, deadline=None)
@given(worlds())
def test_no_box_could_be_left_out(drawn: tuple[World, random.Random]) -> None:
    world, chance = drawn
    space = space_of(world)
    where = condition(space, space.functions[0], chance)

    found = cover(space, where).cubes

    for cube in found:
        rest = [space.inside(other) for other in found if other is not cube]
        left = space.both(where, space.work.negated(space.either(*rest)))
        assert left != NEVER


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.filter_too_much]
)
@given(worlds())
def test_a_list_that_is_too_long_ends_and_says_so(drawn: tuple[World, random.Random]) -> None:
    world, chance = drawn
    space = space_of(world)
    where = condition(space, space.functions[0], chance)
    whole = cover(space, where)
    assume(len(whole.cubes) > 1)

    found = cover(space, where, most=1)

    assert len(found.cubes) == 1
    assert not found.complete


def test_values_are_told_in_few_words() -> None:
    places = packaged_vocabulary().fact("agency_country")
    cameras = packaged_vocabulary().fact("capture_device")
    plain = Fact("x", ("a", "b", "c", "d"))

    assert says(places, places.full & ~places.mask(["US"])) == "not US"
    assert says(cameras, cameras.mask(["mobile"])) == "mobile"
    assert says(plain, 0b0111) == "not d"
    assert says(plain, 0b0011) == "a|b"
    assert says(plain, plain.full) == "any"

