"""A multi-valued decision diagram whose terminals are sets of verdicts.

A node asks for one fact (its level) and has edges `(mask, child)`: whichever of the values in the
mask the fact has, the child says what follows. The masks of a node part the domain, so a fact with
300 values costs as many edges as there are values that matter.

Rules kept here:
 * A node is a number. The numbers below `TERMINALS` are the terminals: sets of verdicts as bits,
   and one more bit, `ABSENT`, used while a code is compiled.
 * Equal functions are the same number: children that are equal share an edge, a node with one child
   is that child, and equal nodes are made once.
 * Nodes are only added. After `freeze` not even that: a frozen diagram may be read by many threads.
 * The number of nodes has a budget; beyond it there is an error, not a slow gate.

Facts are known here by their place in the order alone.
"""

from collections.abc import Mapping, Sequence

from countenance.decisions.operations import (
    ABSENT,
    AND,
    DEEPER,
    NEGATION,
    OR,
    OTHER,
    TERMINALS,
    WITHOUT,
    Operation,
)
from countenance.errors import DecisionError

__all__ = ["ABSENT", "NEVER", "TERMINALS", "TRUE", "Diagram", "Edges"]

Edges = tuple[tuple[int, int], ...]
"""The edges of a node: masks that part the domain, lowest bit first, each with its child."""

NEVER = 0
"""The terminal of what cannot happen: the empty set. Also the false of conditions."""

TRUE = TERMINALS - 1
"""The true of conditions: every bit."""

_BOTTOM = 1 << 30


class Diagram:
    """Nodes over facts whose domains have the given sizes.

    `levels`, `edges` and `below` are read by node; `below` is the union of all terminals that can
    be reached.
    """

    __slots__ = ("_budget", "_frozen", "_made", "_memos", "below", "edges", "full", "levels")

    def __init__(self, sizes: Sequence[int], budget: int = 200_000) -> None:
        self.full = [(1 << size) - 1 for size in sizes]
        self.levels = [_BOTTOM] * TERMINALS
        self.edges: list[Edges] = [()] * TERMINALS
        self.below = list(range(TERMINALS))
        self._made: dict[int, dict[Edges, int]] = {}
        self._memos: dict[str, dict[tuple[int, int], int]] = {}
        self._budget = budget
        self._frozen = False

    def __len__(self) -> int:
        """The number of nodes, terminals left out."""
        return len(self.levels) - TERMINALS

    def freeze(self) -> None:
        """Add no node from now on, and forget what was only needed to add some."""
        self._frozen = True
        self._made = {}
        self._memos = {}

    def limit(self, budget: int) -> None:
        """Have at most `budget` nodes from now on."""
        self._budget = budget

    def node(self, level: int, children: Mapping[int, int]) -> int:
        """The node at `level` with `children`: the mask of values by child; masks part the domain.

        Raises `DecisionError` when the budget is spent or the diagram is frozen.
        """
        if len(children) == 1:
            return next(iter(children))
        edges = [(mask, child) for child, mask in children.items()]
        if len(edges) == 2:
            # Most nodes: what `sort` does, at a third of its cost.
            one, other = edges[0][0], edges[1][0]
            if one & -one > other & -other:
                edges.reverse()
        else:
            edges.sort(key=_lowest)
        key = tuple(edges)
        known = self._made.setdefault(level, {})
        found = known.get(key)
        if found is not None:
            return found
        if self._frozen:
            raise DecisionError("the diagram is frozen: no node can be added")
        made = len(self.levels)
        if made - TERMINALS >= self._budget:
            raise DecisionError(
                f"the codes need more than {self._budget} nodes; put the facts that most clauses"
                " ask about first in the vocabulary, or compile fewer codes together"
            )
        below = 0
        for child in children:
            below |= self.below[child]
        self.levels.append(level)
        self.edges.append(key)
        self.below.append(below)
        known[key] = made
        return made

    def split(self, level: int, mask: int, then: int, otherwise: int) -> int:
        """The node that goes to `then` for the values in `mask`, else to `otherwise`."""
        if then == otherwise or not mask:
            return otherwise
        rest = self.full[level] & ~mask
        return self.node(level, {then: mask, otherwise: rest}) if rest else then

    def cube(self, masks: Sequence[tuple[int, int]], then: int, otherwise: int) -> int:
        """The terminal `then` inside a box, the terminal `otherwise` outside it."""
        node = then
        for level, mask in sorted(masks, reverse=True):
            node = self.split(level, mask, node, otherwise)
        return node

    def apply(self, operation: Operation, a: int, b: int) -> int:
        """The function that combines the terminals of two functions."""
        return self._apply(operation, self._memos.setdefault(operation.name, {}), a, b)

    def _apply(self, operation: Operation, memo: dict[tuple[int, int], int], a: int, b: int) -> int:
        known = DEEPER
        if a < TERMINALS:
            if b < TERMINALS:
                return operation.table[a][b]
            known, other = operation.left[a], b
        elif b < TERMINALS:
            known, other = operation.right[b], a
        elif a == b:
            known, other = operation.same, a
        if known != DEEPER:
            return other if known == OTHER else known
        key = (b, a) if b < a and operation.commutes else (a, b)
        found = memo.get(key)
        if found is not None:
            return found
        level_a, level_b = self.levels[a], self.levels[b]
        level = level_a
        if level_a == level_b:
            pairs = [
                (mask_a & mask_b, child_a, child_b)
                for mask_a, child_a in self.edges[a]
                for mask_b, child_b in self.edges[b]
                if mask_a & mask_b
            ]
        elif level_a < level_b:
            pairs = [(mask, child, b) for mask, child in self.edges[a]]
        else:
            level = level_b
            pairs = [(mask, a, child) for mask, child in self.edges[b]]
        children: dict[int, int] = {}
        for mask, one, other in pairs:
            child = self._apply(operation, memo, one, other)
            children[child] = children[child] | mask if child in children else mask
        made = memo[key] = self.node(level, children)
        return made

    def negated(self, condition: int) -> int:
        """The condition that holds where `condition` does not."""
        return self.mapped(condition, NEGATION)

    def choose(self, condition: int, then: int, otherwise: int) -> int:
        """`then` where the condition holds, else `otherwise`."""
        if then == otherwise or condition == TRUE:
            return then
        yes = self.apply(AND, condition, then)
        return self.apply(OR, yes, self.apply(WITHOUT, otherwise, condition))

    def mapped(self, node: int, terminals: Sequence[int]) -> int:
        """The function with every terminal replaced by what `terminals` has at its place."""
        memo: dict[int, int] = {}

        def walk(at: int) -> int:
            if at < TERMINALS:
                return terminals[at]
            found = memo.get(at)
            if found is None:
                children: dict[int, int] = {}
                for mask, child in self.edges[at]:
                    new = walk(child)
                    children[new] = children.get(new, 0) | mask
                found = memo[at] = self.node(self.levels[at], children)
            return found

        return walk(node)

    def restricted(self, node: int, masks: Sequence[int]) -> int:
        """The function where each fact has one of the values in `masks`.

        A value that is ruled out takes the child of a live one, so that a fact on which nothing
        depends any more is asked by no node.
        """
        (made,) = _restricted(self, (node,), masks, self)
        return made

    def residual(self, node: int, masks: Sequence[int]) -> "tuple[Diagram, int]":
        """`restricted`, in a diagram of its own over the facts of `masks`; this may be frozen."""
        made, (root,) = self.residuals((node,), masks)
        return made, root

    def residuals(
        self, nodes: Sequence[int], masks: Sequence[int]
    ) -> "tuple[Diagram, tuple[int, ...]]":
        """Several functions `restricted`, in one diagram of their own."""
        made = Diagram((), self._budget)
        made.full = self.full[: len(masks)]
        return made, _restricted(self, nodes, masks, made)

    def copied(self, nodes: Sequence[int], facts: int) -> "tuple[Diagram, tuple[int, ...]]":
        """Several functions, which ask for none but the first `facts`, and nothing else; frozen."""
        made = Diagram((), self._budget)
        made.full = self.full[:facts]
        # Children were made before their parents: in the order of their numbers they stay so.
        kept = sorted({at for node in nodes for at in self.reachable(node)})
        new = dict(zip((*range(TERMINALS), *kept), range(TERMINALS + len(kept)), strict=True))
        made.levels += [self.levels[at] for at in kept]
        made.below += [self.below[at] for at in kept]
        made.edges += [
            tuple([(mask, new[child]) for mask, child in self.edges[at]]) for at in kept
        ]
        made.freeze()
        return made, tuple(new[node] for node in nodes)

    def project(self, node: int, keep: frozenset[int]) -> int:
        """The function with every fact forgotten that is not in `keep`.

        The terminals are the unions over the values of the forgotten facts.
        """
        (found,) = self.projected((node,), keep)
        return found

    def projected(self, nodes: Sequence[int], keep: frozenset[int]) -> tuple[int, ...]:
        """`project` for several functions: what they share is done once."""
        memo: dict[int, int] = {}

        def walk(at: int) -> int:
            if at < TERMINALS:
                return at
            found = memo.get(at)
            if found is None:
                level = self.levels[at]
                if level in keep:
                    children: dict[int, int] = {}
                    for mask, child in self.edges[at]:
                        new = walk(child)
                        children[new] = children.get(new, 0) | mask
                    found = self.node(level, children)
                else:
                    found = NEVER
                    for _, child in self.edges[at]:
                        found = self.apply(OR, found, walk(child))
                memo[at] = found
            return found

        return tuple(map(walk, nodes))

    def reach(self, node: int, masks: Sequence[int]) -> int:
        """The union of the terminals that can be reached when each fact has a value in `masks`."""
        levels, edges, below = self.levels, self.edges, self.below
        found = 0
        seen = set()
        todo = [node]
        while todo:
            at = todo.pop()
            if not below[at] & ~found:
                continue
            if at < TERMINALS:
                found |= at
                continue
            known = masks[levels[at]]
            for mask, child in edges[at]:
                if mask & known and child not in seen:
                    seen.add(child)
                    todo.append(child)
        return found

    def value(self, node: int, situation: Sequence[int]) -> int:
        """The terminal for one situation: for every fact the mask of its one value."""
        while node >= TERMINALS:
            known = situation[self.levels[node]]
            node = next(child for mask, child in self.edges[node] if mask & known)
        return node

    def count(self, node: int) -> dict[int, int]:
        """How many situations lead to each terminal."""
        sizes = [full.bit_count() for full in self.full]
        memo: dict[int, dict[int, int]] = {}

        def times(found: Mapping[int, int], by: int) -> dict[int, int]:
            return {terminal: number * by for terminal, number in found.items()}

        def between(first: int, last: int) -> int:
            """The number of ways for the facts that no node asks between two levels."""
            ways = 1
            for size in sizes[first : min(last, len(sizes))]:
                ways *= size
            return ways

        def walk(at: int) -> dict[int, int]:
            if at < TERMINALS:
                return {at: 1}
            found = memo.get(at)
            if found is None:
                found = memo[at] = {}
                level = self.levels[at]
                for mask, child in self.edges[at]:
                    ways = mask.bit_count() * between(level + 1, self.levels[child])
                    for terminal, number in times(walk(child), ways).items():
                        found[terminal] = found.get(terminal, 0) + number
            return found

        return times(walk(node), between(0, self.levels[node]))

    def relevant(self, nodes: Sequence[int], masks: Sequence[int]) -> tuple[int, ...]:
        """Facts whose values settle what a situation that can happen leads to, given `masks`.

        Like the support of `restricted`, but what cannot happen takes the child of what can, so
        that facts which only tell the possible from the impossible are left out. Of several
        functions: the facts that matter to any of them.
        """
        made = Diagram((), self._budget)
        made.full = self.full
        roots = _restricted(self, nodes, masks, made, blind=True)
        return tuple(sorted({level for root in set(roots) for level in made.support(root)}))

    def support(self, node: int) -> tuple[int, ...]:
        """The facts on which the function depends, in their order."""
        return tuple(sorted({self.levels[at] for at in self.reachable(node)}))

    def reachable(self, node: int) -> list[int]:
        """All nodes of a function, terminals left out; a parent stands before its children."""
        seen = {node}
        todo = [node] if node >= TERMINALS else []
        for at in todo:
            for _, child in self.edges[at]:
                if child >= TERMINALS and child not in seen:
                    seen.add(child)
                    todo.append(child)
        return sorted(todo, key=lambda at: self.levels[at])


def _lowest(edge: tuple[int, int]) -> int:
    """The lowest value of an edge, as a mask."""
    return edge[0] & -edge[0]


def _restricted(
    source: Diagram,
    nodes: Sequence[int],
    masks: Sequence[int],
    into: Diagram,
    *,
    blind: bool = False,
) -> tuple[int, ...]:
    """Functions of `source` restricted to `masks`, made in `into`.

    `blind` to what cannot happen: its value is that of what can.
    """
    memo: dict[int, int] = {}

    def walk(at: int) -> int:
        if at < TERMINALS:
            return at
        found = memo.get(at)
        if found is not None:
            return found
        level = source.levels[at]
        known = masks[level]
        children: dict[int, int] = {}
        left = source.full[level]
        for mask, child in source.edges[at]:
            live = mask & known
            if live and not (blind and child == NEVER):
                new = walk(child)
                if not (blind and new == NEVER):
                    children[new] = children.get(new, 0) | live
                    left &= ~live
        if not children:
            made = NEVER
        else:
            # The lowest live value, at every node of a level the same where it can: else a
            # ruled-out value would mix what follows from several.
            if left:
                heir = min(children, key=lambda new: children[new] & -children[new])
                children[heir] |= left
            made = into.node(level, children)
        memo[at] = made
        return made

    return tuple(map(walk, nodes))
