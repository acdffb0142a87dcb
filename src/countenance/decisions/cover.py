"""A condition as a short list of cubes that people can read, and that says exactly the same.

 1. Take the largest box on a way through the diagram of what is not covered yet.
 2. Grow it, fact by fact, as far as it holds nothing but the condition and what cannot happen.
 3. Take it away, and begin again until nothing is left.
 4. Drop the boxes that the others cover.
 5. Word each fact as short as its bounds allow: between the values that occur in the box and those
    that may stand in it there is often a plain word, such as `any` or a group.

Rules kept here:
 * The boxes together hold every situation of the condition, and otherwise only situations that
   cannot happen, or that may as well be inside. Boxes may overlap: numbers come from the condition,
   never from adding up boxes.
 * A list that would be longer than `most` ends there and says so; nothing of it is wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from countenance.decisions.diagram import NEVER, TERMINALS, TRUE, Diagram
from countenance.decisions.operations import WITHOUT
from countenance.decisions.space import Space
from countenance.facts.vocabulary import Cube, Fact

__all__ = ["Cover", "cover", "plainest", "says"]

MOST = 24
"""Boxes of one list: more are not read."""


@dataclass(frozen=True, slots=True)
class Cover:
    """The boxes; `complete` is false where more would be needed."""

    cubes: tuple[Cube, ...]
    complete: bool


def cover(
    space: Space, condition: int, *, most: int = MOST, spare: int = NEVER
) -> Cover:
    """A condition as boxes, the largest first; they may also hold what is in `spare`."""
    work = space.work
    condition = space.both(condition, space.possible)
    outside = work.apply(WITHOUT, space.possible, space.either(condition, spare))
    largest = _Largest(space)
    boxes: list[_Box] = []
    lefts = [condition]
    while lefts[-1] != NEVER and len(boxes) < most:
        box = _grown(space, largest.box(lefts[-1]), outside)
        boxes.append(box)
        lefts.append(work.apply(WITHOUT, lefts[-1], _node(space, box)))
    complete = lefts[-1] == NEVER
    boxes = _needed(space, boxes, lefts) if complete else boxes
    return Cover(tuple(_worded(space, box, condition, outside) for box in boxes), complete)


def says(fact: Fact, mask: int) -> str:
    """A set of values in few words: a group, the values, or all but a few."""
    rest = fact.full & ~mask
    told = fact.says(mask)
    if rest and "|" in told and rest.bit_count() * 2 < mask.bit_count():
        return f"not {fact.says(rest)}"
    return told


def plainest(fact: Fact, least: int, most: int) -> int:
    """The mask between two bounds that takes the fewest words."""
    between = [least, most]
    between += [fact.mask(members) for members in fact.groups.values()]
    fit = [mask for mask in between if not least & ~mask and not mask & ~most]
    return min(fit, key=lambda mask: (says(fact, mask).count("|"), mask != least))


_Box = list[int]
"""A mask for every fact of the vocabulary."""


def _node(space: Space, box: _Box) -> int:
    return space.inside(_cube(space, box))


def _cube(space: Space, box: _Box) -> Cube:
    full = space.vocabulary.open
    return Cube(tuple((i, box[i]) for i in space.facts if box[i] != full[i]))


class _Largest:
    """The way through a diagram on which most situations lie; what is known of a node is kept."""

    def __init__(self, space: Space) -> None:
        self._work = space.work
        self._full = space.vocabulary.open
        # Shares instead of numbers: a fact that is not asked about on the way counts as whole.
        self._shares: dict[int, float] = {NEVER: 0.0, TRUE: 1.0}
        self._steps: dict[int, tuple[int, int]] = {}

    def box(self, condition: int) -> _Box:
        """The largest way to what the condition holds in, as a box."""
        self._share(condition)
        box = list(self._full)
        while condition >= TERMINALS:
            mask, child = self._steps[condition]
            box[self._work.levels[condition]] = mask
            condition = child
        return box

    def _share(self, node: int) -> float:
        known = self._shares.get(node)
        if known is not None:
            return known
        size = self._full[self._work.levels[node]].bit_count()
        best = -1.0
        for edge in self._work.edges[node]:
            share = edge[0].bit_count() / size * self._share(edge[1])
            if share > best:
                best, self._steps[node] = share, edge
        self._shares[node] = best
        return best


class _Below:
    """Whether a condition holds anywhere below a node, for what a box leaves there.

    A node once looked at is known for good: whoever asks changes the facts above it alone.
    """

    def __init__(self, work: Diagram, box: _Box) -> None:
        self._levels, self._edges, self._box = work.levels, work.edges, box
        self._known = {NEVER: False, TRUE: True}

    def holds(self, node: int) -> bool:
        known = self._known.get(node)
        if known is None:
            here = self._box[self._levels[node]]
            known = self._known[node] = any(
                mask & here and self.holds(child) for mask, child in self._edges[node]
            )
        return known

    def values(self, nodes: Sequence[int]) -> int:
        """The values of the fact that these nodes ask for which the condition holds somewhere."""
        found = 0
        for node in nodes:
            for mask, child in self._edges[node]:
                if mask & ~found and self.holds(child):
                    found |= mask
        return found


def _grown(space: Space, box: _Box, outside: int) -> _Box:
    """The box with each fact as wide as it may be; the last facts first, they matter least.

    Nothing from outside is in the box. So whatever is met with another value of one fact is met
    in the nodes that ask for it, on the ways that the box leaves open above.
    """
    full, levels, edges = space.vocabulary.open, space.work.levels, space.work.edges
    asked: dict[int, list[int]] = {}
    seen = {outside}
    todo = [outside]
    while todo:
        at = todo.pop()
        if at >= TERMINALS:
            asked.setdefault(levels[at], []).append(at)
            new = {child for mask, child in edges[at] if mask & box[levels[at]]} - seen
            seen |= new
            todo += new
    below = _Below(space.work, box)
    for i in reversed(space.facts):
        if box[i] != full[i]:
            box[i] = full[i] & ~below.values(asked.get(i, ()))
    return box


def _needed(space: Space, boxes: list[_Box], lefts: Sequence[int]) -> list[_Box]:
    """The boxes without those whose part of the condition the others cover; small ones go first.

    `lefts`: what was left of the condition before each box.
    """
    kept: list[_Box] = []
    after = NEVER
    for box, left in zip(reversed(boxes), reversed(lefts[:-1]), strict=True):
        if not space.within(left, after):
            kept.insert(0, box)
            after = space.either(after, _node(space, box))
    return kept


def _worded(space: Space, box: _Box, condition: int, outside: int) -> Cube:
    """The box with each fact between what occurs in it and what may stand in it, in few words."""
    facts, full = space.vocabulary.facts, space.vocabulary.open
    met, barred = _Front(space.work, box, condition), _Front(space.work, box, outside)
    for i in space.facts:
        if box[i] != full[i]:
            occurs = box[i] & met.values(i)
            box[i] = plainest(facts[i], occurs, full[i] & ~barred.values(i))
        met.pass_(i)
        barred.pass_(i)
    return _cube(space, box)


class _Front:
    """The nodes of a condition to which a box leads, down to one fact after the other."""

    def __init__(self, work: Diagram, box: _Box, condition: int) -> None:
        self._levels, self._edges, self._box = work.levels, work.edges, box
        self._below = _Below(work, list(box))
        self._nodes = {condition}

    def values(self, fact: int) -> int:
        """The values of the fact, the next in order, for which the box meets the condition."""
        asking = [at for at in self._nodes if self._levels[at] == fact]
        if any(self._below.holds(at) for at in self._nodes if self._levels[at] != fact):
            return -1
        return self._below.values(asking)

    def pass_(self, fact: int) -> None:
        """Go on below the fact, with the values that the box has for it now."""
        here = self._box[fact]
        for at in [at for at in self._nodes if self._levels[at] == fact]:
            self._nodes.discard(at)
            self._nodes |= {child for mask, child in self._edges[at] if mask & here}
