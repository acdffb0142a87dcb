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

from collections.abc import Callable
from dataclasses import dataclass

from countenance.decisions.diagram import NEVER, TERMINALS, TRUE
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
    allowed = space.either(condition, spare, work.negated(space.possible))
    outside = work.negated(allowed)
    classes = _classes(space, condition, outside)
    left = condition
    boxes: list[_Box] = []
    while left != NEVER and len(boxes) < most:
        box = _grown(space, _largest(space, left), outside, classes)
        boxes.append(box)
        left = space.both(left, work.negated(_node(space, box)))
    boxes = _needed(space, boxes, condition) if left == NEVER else boxes
    cubes = [_worded(space, box, condition, outside, classes) for box in boxes]
    return Cover(tuple(cubes), left == NEVER)


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


_Classes = dict[int, list[int]]
"""The values of each fact, in groups that what is covered never tells apart."""


def _classes(space: Space, *nodes: int) -> _Classes:
    work = space.work
    parts = {i: [work.full[i]] for i in space.facts}
    for node in nodes:
        for at in work.reachable(node):
            level = work.levels[at]
            parts[level] = [
                part & mask for part in parts[level] for mask, _ in work.edges[at] if part & mask
            ]
    return parts


def _node(space: Space, box: _Box) -> int:
    return space.inside(_cube(space, box))


def _cube(space: Space, box: _Box) -> Cube:
    full = space.vocabulary.open
    return Cube(tuple((i, box[i]) for i in space.facts if box[i] != full[i]))


def _largest(space: Space, condition: int) -> _Box:
    """The way through the diagram on which most situations lie, as a box."""
    work, full = space.work, space.vocabulary.open
    sizes = {i: len(space.vocabulary.facts[i].values) for i in space.facts}
    best: dict[int, float] = {NEVER: 0.0, TRUE: 1.0}
    nodes = work.reachable(condition)
    # Shares instead of numbers: a fact that is not asked about on the way counts as whole.
    for node in reversed(nodes):
        size = sizes[work.levels[node]]
        best[node] = max(
            mask.bit_count() / size * best[child] for mask, child in work.edges[node]
        )
    box = list(full)
    node = condition
    while node >= TERMINALS:
        size = sizes[work.levels[node]]
        mask, child = max(
            work.edges[node], key=lambda edge: edge[0].bit_count() / size * best[edge[1]]
        )
        box[work.levels[node]] = mask
        node = child
    return box


def _grown(space: Space, box: _Box, outside: int, classes: _Classes) -> _Box:
    """The box with each fact as wide as it may be; the last facts first, they matter least."""
    full = space.vocabulary.open
    for i in reversed(space.facts):
        if box[i] != full[i]:
            box[i] = _may_stand(space, box, i, outside, classes)
    return box


def _may_stand(space: Space, box: _Box, at: int, outside: int, classes: _Classes) -> int:
    """The values of one fact with which the box holds nothing from outside."""
    return _values(box, at, classes, lambda masks: not space.work.reach(outside, masks))


def _values(box: _Box, at: int, classes: _Classes, test: Callable[[_Box], object]) -> int:
    """The values of one fact for which `test` is true of the box with that value alone."""
    trial = list(box)
    found = 0
    for part in classes[at]:
        trial[at] = part
        if test(trial):
            found |= part
    return found


def _needed(space: Space, boxes: list[_Box], condition: int) -> list[_Box]:
    """The boxes without those whose part of the condition the others cover; small ones go first."""
    nodes = [_node(space, box) for box in boxes]
    before = [NEVER]
    for node in nodes:
        before.append(space.either(before[-1], node))
    kept: list[_Box] = []
    after = NEVER
    for i in reversed(range(len(boxes))):
        others = space.either(before[i], after)
        if space.both(condition, space.work.negated(others)) != NEVER:
            kept.insert(0, boxes[i])
            after = space.either(after, nodes[i])
    return kept


def _worded(
    space: Space, box: _Box, condition: int, outside: int, classes: _Classes
) -> Cube:
    """The box with each fact between what occurs in it and what may stand in it, in few words."""
    facts, full = space.vocabulary.facts, space.vocabulary.open
    for i in space.facts:
        if box[i] == full[i]:
            continue
        occurs = box[i] & _values(box, i, classes, lambda masks: space.work.reach(condition, masks))
        may = _may_stand(space, box, i, outside, classes)
        box[i] = plainest(facts[i], occurs, may)
    return _cube(space, box)
