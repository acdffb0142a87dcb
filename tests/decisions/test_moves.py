"""What moved between two functions: every situation counted and told once."""

import random
from collections import Counter

from hypothesis import assume, given, settings

from countenance.codes.model import Verdict
from countenance.decisions.cover import Cover
from countenance.decisions.moves import Move, Moved
from decisions.random_codes import World, worlds
from decisions.spaces import by_hand, space_of

SILENT, ALLOW, UNCLEAR, DENY = Verdict


@settings(max_examples=50, deadline=None)
@given(worlds())
def test_the_moves_are_those_by_hand_and_hold_their_situations(
    drawn: tuple[World, random.Random],
) -> None:
    world, _ = drawn
    assume(len(world.editions) == 2)
    space = space_of(world)
    before, after = (by_hand(world, space.facts, text) for text in world.editions)
    pairs = Counter((before[at], after[at]) for at in before)

    moved = Moved(space, *space.functions)

    assert {pair: n for pair, n in moved.table().items() if n} == pairs
    moves = {(move.old, move.new): move for move in moved.unexplained()}
    assert {pair: move.count for pair, move in moves.items()} == {
        (old, new): n for (old, new), n in pairs.items() if old != new
    }
    for at in before:
        masks = dict(zip(space.facts, (1 << place for place in at), strict=True))
        for pair, move in moves.items():
            inside = any(
                all(masks[fact] & mask for fact, mask in cube.masks) for cube in move.cover.cubes
            )
            assert inside == (pair == (before[at], after[at]))


@settings(max_examples=50, deadline=None)
@given(worlds())
def test_what_one_function_explains_is_left_to_no_other(
    drawn: tuple[World, random.Random],
) -> None:
    world, _ = drawn
    assume(len(world.editions) == 2)
    space = space_of(world)
    before, after = space.functions
    whole = Moved(space, before, after).unexplained()
    moved = Moved(space, before, after)

    assert moved.with_part_of(after) == ()
    assert moved.with_part_of(before) == whole
    assert moved.unexplained() == ()


def test_silence_about_a_face_is_further_from_being_allowed_than_an_allow() -> None:
    def looser(old: Verdict, new: Verdict) -> bool:
        return Move(old, new, 1, Cover((), complete=True)).looser

    order = [DENY, UNCLEAR, SILENT, ALLOW]
    for i, old in enumerate(order):
        assert [looser(old, new) for new in order] == [j > i for j in range(4)]
