"""Functions of one diagram taken together: the strictest of their verdicts, not composed.

The codes of providers differ by service, laws by place. Composed, each of the one would stand
beside each of the other; apart, their nodes add up. What they say together is found by walking
through both at once, and where facts are known there is little to walk through.

Rules kept here:
 * Every function rules out what cannot happen, so that a situation has no verdict in all of them or
   in none.
 * What is found is what the composed function would give, exactly.
"""

from collections.abc import Mapping, Sequence
from heapq import heappop, heappush

from countenance.decisions.diagram import TERMINALS, Diagram
from countenance.decisions.operations import MAX
from countenance.errors import DecisionError

__all__ = [
    "Nodes",
    "Pair",
    "is_settled",
    "most_below",
    "pair_of",
    "reach",
    "relevant",
    "residual",
    "steps",
    "way_to",
]

_TABLE = MAX.table

Pair = tuple[int, int]
"""A node or terminal of each part; twice the same where there is one part."""

Nodes = Mapping[int, tuple[int, Sequence[tuple[int, int]]]]
"""The nodes that are shown: their levels and their edges."""


def reach(diagram: Diagram, roots: Sequence[int], masks: Sequence[int]) -> int:
    """The union of the verdicts that can be reached when each fact has a value in `masks`."""
    if len(roots) == 1:
        return diagram.reach(roots[0], masks)
    first, second = roots
    alone, beside = diagram.reach(first, masks), diagram.reach(second, masks)
    most = _TABLE[alone][beside]
    if alone & (alone - 1) == 0 or beside & (beside - 1) == 0 or most & (most - 1) == 0:
        # One of them says the same everywhere: nothing hangs on where the other says what.
        return most
    return _walk(diagram, (first, second), masks, most)


def _walk(diagram: Diagram, pair: tuple[int, int], masks: Sequence[int], bound: int) -> int:
    """The verdicts of two functions in every situation left; none is outside of `bound`."""
    levels, edges, below = diagram.levels, diagram.edges, diagram.below
    found = 0
    seen = set()
    todo = [pair]
    while todo and found != bound:
        a, b = todo.pop()
        most = _TABLE[below[a]][below[b]]
        if not most & ~found:
            continue
        if a < TERMINALS and b < TERMINALS:
            found |= most
            continue
        level_a, level_b = levels[a], levels[b]
        if level_a < level_b:
            known = masks[level_a]
            new = [(child, b) for mask, child in edges[a] if mask & known]
        elif level_b < level_a:
            known = masks[level_b]
            new = [(a, child) for mask, child in edges[b] if mask & known]
        else:
            known = masks[level_a]
            new = [
                (child_a, child_b)
                for mask_a, child_a in edges[a]
                if (left := mask_a & known)
                for mask_b, child_b in edges[b]
                if mask_b & left
            ]
        for step in new:
            if step not in seen:
                seen.add(step)
                todo.append(step)
    return found


def residual(
    diagram: Diagram, roots: Sequence[int], masks: Sequence[int]
) -> tuple[Diagram, int]:
    """All of them composed where each fact has a value in `masks`, in a diagram of its own."""
    made, (first, *others) = diagram.residuals(roots, masks)
    for other in others:
        first = made.apply(MAX, first, other)
    return made, first


def relevant(diagram: Diagram, roots: Sequence[int], masks: Sequence[int]) -> tuple[int, ...]:
    """Facts whose values settle what a situation that can happen leads to, given `masks`."""
    if len(roots) == 1:
        return diagram.relevant(roots, masks)
    made, root = residual(diagram, roots, masks)
    return made.relevant((root,), masks)


def pair_of(roots: Sequence[int]) -> Pair:
    return roots[0], roots[-1]


def most_below(pair: Pair, below: Sequence[int] | Mapping[int, int]) -> int:
    """Every verdict that can lie below both at once; what cannot happen has none."""
    return _TABLE[below[pair[0]]][below[pair[1]]]


def is_settled(pair: Pair, most: int) -> bool:
    """Whether the verdicts are surely reached: both end, or one does and settles the matter."""
    ended = [at < TERMINALS for at in pair]
    return all(ended) or (any(ended) and most.bit_count() == 1)


def steps(pair: Pair, nodes: Nodes, known: Sequence[int] | Mapping[int, int]) -> list[Pair]:
    """One step along open edges, in those of the pair that are among the nodes and ask first."""
    level = min(nodes[at][0] for at in pair if at in nodes)
    # A fact that is not shown may have any value: all its edges are open.
    left = known.get(level, -1) if isinstance(known, Mapping) else known[level]
    one, other = (
        nodes[at][1] if at in nodes and nodes[at][0] == level else ((-1, at),) for at in pair
    )
    return [
        (child, beside)
        for mask, child in one
        if mask & left
        for also, beside in other
        if mask & also & left
    ]


def way_to(
    diagram: Diagram,
    roots: Sequence[int],
    masks: Sequence[int],
    verdict: int,
    shown: Mapping[int, None],
) -> tuple[int, ...]:
    """The nodes on a way to a verdict that can be reached, few of them not `shown` already."""
    first = pair_of(roots)
    heap: list[tuple[int, int, Pair, tuple[int, ...]]] = [(0, 0, first, ())]
    seen = set[Pair]()
    number = 0
    while heap:
        cost, _, pair, way = heappop(heap)
        most = most_below(pair, diagram.below)
        if pair in seen or not most & verdict:
            continue
        seen.add(pair)
        if is_settled(pair, most):
            return way
        level = min(diagram.levels[at] for at in pair)
        opened = {at for at in pair if diagram.levels[at] == level}
        nodes = {at: (diagram.levels[at], diagram.edges[at]) for at in opened}
        new = cost + len(opened - shown.keys())
        for step in steps(pair, nodes, masks):
            number += 1
            heappush(heap, (new, number, step, (*way, *opened)))
    raise DecisionError("no way leads to a verdict that can be reached")
