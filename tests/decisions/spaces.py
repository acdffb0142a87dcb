"""Random worlds as spaces, and everything in them by brute force."""

import itertools
import random
from collections.abc import Iterator, Sequence

from countenance.codes.model import Edition, Verdict
from countenance.decisions.compile import bound_editions
from countenance.decisions.reference import reference_verdict
from countenance.decisions.space import Space
from decisions.random_codes import World

__all__ = ["Situation", "by_hand", "condition", "every", "space_of"]

Situation = tuple[int, ...]


def space_of(world: World, editions: tuple[Edition, ...] | None = None) -> Space:
    """The editions of a world side by side."""
    found = [
        bound
        for edition in editions or world.editions
        for bound in bound_editions([edition], day=None, signed=world.signed)
    ]
    return Space(found, world.vocabulary)


def every(world: World) -> Iterator[Situation]:
    """Every situation, the impossible ones too, as places of values."""
    return itertools.product(*(range(len(fact.values)) for fact in world.vocabulary.facts))


def by_hand(world: World, facts: Sequence[int], edition: Edition) -> dict[Situation, Verdict]:
    """The verdict of one edition in every possible situation, over the facts at these places."""
    found: dict[Situation, Verdict] = {}
    for situation in every(world):
        verdict = reference_verdict(
            [edition], world.vocabulary, situation, signed=world.signed
        )
        if verdict:
            kept = tuple(situation[i] for i in facts)
            assert found.setdefault(kept, verdict) == verdict
    return found


def condition(space: Space, function: int, chance: random.Random) -> int:
    """Where a function has one of some verdicts, at random."""
    wanted = {verdict for verdict in Verdict if chance.random() < 0.5}
    return space.both(space.possible, space.where(function, lambda found: found in wanted))
