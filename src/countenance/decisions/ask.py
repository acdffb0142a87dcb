"""What to ask: the next question, the facts that would settle a matter, and those that could.

 * The *next question* is the open fact that brings the verdicts closest to one for what it costs to
   prove. Its measure: `(|R| - mean over the values v it may still have of |R(v)|) / cost`, where R
   is the set of verdicts reachable now, and R(v) the set once the fact is known to be v; values
   that cannot be any more (R(v) empty) are left out. The largest measure wins, then the lower
   cost, then the order of the vocabulary. Where no fact helps by itself, that leaves the cheapest
   of those on which the verdict depends.
 * A *settling set* is a smallest group of facts, none of which can be left out, that leaves one
   verdict whatever their values turn out to be. The costliest facts are left out first.
 * A *forcing set* is a group of at most three facts that, with the right values, leaves a given
   verdict and no other; no smaller group does.

Every search has a bound on its work and says when the bound was met. None of this is shown to a
caller whose answer would be believed: it would tell them what to claim.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from countenance.codes.model import Verdict
from countenance.decisions.compile import Compiled
from countenance.decisions.diagram import TERMINALS, Diagram
from countenance.errors import DecisionError
from countenance.facts.known import Facts
from countenance.facts.vocabulary import Fact

__all__ = [
    "ForcingSet",
    "SettlingSet",
    "choices",
    "forcing_set",
    "next_question",
    "settling_set",
]


@dataclass(frozen=True, slots=True)
class SettlingSet:
    """The facts found, in their order; not `complete`: the search was cut short, none is known."""

    facts: tuple[str, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class ForcingSet:
    """The facts found, with values that force the verdict; None if there are none.

    Not `complete`: the search was cut short.
    """

    facts: dict[str, tuple[str, ...]] | None
    complete: bool


def next_question(
    compiled: Compiled, facts: Facts, among: Iterable[str] | None = None
) -> str | None:
    """The fact most worth asking for, of those in `among` if given; None if none can help."""
    residual, root = compiled.residual(facts.masks)
    if residual.below[root].bit_count() < 2:
        return None
    about = compiled.vocabulary.facts
    wanted = None if among is None else frozenset(among)
    best: tuple[Fact, int, int] | None = None
    for level in residual.support(root):
        fact = about[level]
        if wanted is not None and fact.name not in wanted:
            continue
        gain, of = _gain(residual, root, level, facts.masks)
        if best is None or _better((fact, gain, of), best):
            best = (fact, gain, of)
    return None if best is None else best[0].name


def choices(compiled: Compiled, facts: Facts, name: str) -> tuple[int, ...]:
    """The values that a fact may still have, in groups that the codes do not tell apart any more.

    Values that cannot be are left out. The groups are in the order of their first values.
    """
    residual, root = compiled.residual(facts.masks)
    level = compiled.vocabulary.index(name)
    masks, found = list(facts.masks), []
    for values in _classes(residual, root, level, facts.masks[level]):
        masks[level] = values
        if residual.reach(root, masks):
            found.append(values)
    return tuple(sorted(found, key=lambda mask: mask & -mask))


def _better(one: tuple[Fact, int, int], other: tuple[Fact, int, int]) -> bool:
    """Whether a fact that gains so much of so much beats one earlier in the order; exact."""
    fact, gain, of = one
    best, best_gain, best_of = other
    measure, best_measure = gain * best_of * best.cost, best_gain * of * fact.cost
    return measure > best_measure or (measure == best_measure and fact.cost < best.cost)


def _gain(residual: Diagram, root: int, level: int, known: Sequence[int]) -> tuple[int, int]:
    """By how many verdicts the set shrinks once a fact is known: summed over its values, of which
    the second number counts those that it may still have.
    """
    now = residual.below[root].bit_count()
    masks = list(known)
    gain = possible = 0
    for values in _classes(residual, root, level, known[level]):
        masks[level] = values
        left = residual.reach(root, masks).bit_count()
        if left:
            gain += (now - left) * values.bit_count()
            possible += values.bit_count()
    return gain, possible


def _classes(residual: Diagram, root: int, level: int, known: int) -> list[int]:
    """The values in `known` of the fact at `level`, in groups that no node tells apart."""
    parts = [known]
    for at in residual.reachable(root):
        if residual.levels[at] == level:
            edges = residual.edges[at]
            parts = [part & mask for part in parts for mask, _ in edges if part & mask]
    return parts


def settling_set(compiled: Compiled, facts: Facts, budget: int = 4_000) -> SettlingSet:
    """The facts that would settle the matter whatever their values; `budget` bounds the nodes."""
    residual, root = compiled.residual(facts.masks)
    about = compiled.vocabulary.facts
    left = set(residual.relevant((root,), facts.masks))
    if residual.below[root].bit_count() < 2:
        return SettlingSet((), complete=True)
    residual.limit(len(residual) + budget)
    try:
        for level in sorted(left, key=lambda level: (-about[level].cost, level)):
            rest = frozenset(left - {level})
            if _settled(residual, residual.project(root, rest)):
                left.discard(level)
    except DecisionError:
        return SettlingSet((), complete=False)
    return SettlingSet(tuple(about[level].name for level in sorted(left)), complete=True)


def _settled(diagram: Diagram, node: int) -> bool:
    """Whether every terminal below a node is at most one verdict."""
    return all(
        child.bit_count() < 2
        for at in (*diagram.reachable(node), *((node,) if node < TERMINALS else ()))
        for child in ([at] if at < TERMINALS else [c for _, c in diagram.edges[at]])
        if child < TERMINALS
    )


def forcing_set(
    compiled: Compiled, facts: Facts, verdict: Verdict, *, size: int = 3, budget: int = 4_000
) -> ForcingSet:
    """At most `size` (1 to 3) facts whose right values leave `verdict` alone.

    `budget` bounds the number of states looked at.
    """
    if verdict.bit_count() != 1 or not 1 <= size <= 3:
        raise DecisionError("a forcing set is asked for one verdict, with one to three facts")
    residual, root = compiled.residual(facts.masks)
    if residual.below[root] == verdict:
        return ForcingSet({}, complete=True)
    support = residual.support(root)
    classes = {level: _classes(residual, root, level, facts.masks[level]) for level in support}
    about = compiled.vocabulary.facts
    looked = 0
    for number in range(1, size + 1):
        for levels in combinations(support, number):
            for values in _choices([classes[level] for level in levels]):
                looked += 1
                if looked > budget:
                    return ForcingSet(None, complete=False)
                masks = list(facts.masks)
                for level, mask in zip(levels, values, strict=True):
                    masks[level] = mask
                if residual.reach(root, masks) == verdict:
                    found = zip(levels, values, strict=True)
                    return ForcingSet(
                        {about[level].name: about[level].names(mask) for level, mask in found},
                        complete=True,
                    )
    return ForcingSet(None, complete=True)


def _choices(options: Sequence[Sequence[int]]) -> Iterable[tuple[int, ...]]:
    """One of each, in every way."""
    if not options:
        yield ()
        return
    for first in options[0]:
        for rest in _choices(options[1:]):
            yield (first, *rest)
