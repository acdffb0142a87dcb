"""Where the diagram and the reference evaluator differ: nowhere, and this is how one finds out.

 * `over_all` takes every situation over the facts that an edition reads, with values that no clause
   tells apart taken once. Where that would be more than `most`, it takes every clause with its
   exceptions by itself.
 * `over_sample` takes random situations over all facts. Most combinations of values cannot happen,
   so that most situations drawn are mended until no axiom rules them out; the others stay.

Situations are walked through the diagram side by side (`over_all`), or asked for one by one the way
a gate asks (`over_sample`).
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import prod

import numpy as np
import numpy.typing as npt

from countenance.codes.model import Clause, Edition, Verdict
from countenance.decisions.compile import Compiled, compile_editions
from countenance.decisions.diagram import TERMINALS
from countenance.decisions.many import Block, Verdicts, impossible, reference_verdicts
from countenance.decisions.operations import MAX
from countenance.facts.vocabulary import Vocabulary

__all__ = ["Difference", "Report", "Settings", "over_all", "over_sample", "situations"]

_CHUNK = 200_000
_ROUNDS = 1000


@dataclass(frozen=True, slots=True)
class Settings:
    """What the editions are compiled with."""

    day: datetime.date | None = None
    signed: frozenset[str] = frozenset()
    at_gate: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """A situation about which the two disagree."""

    situation: dict[str, str]
    diagram: Verdict
    reference: Verdict


@dataclass(frozen=True, slots=True)
class Report:
    """How many situations were compared, how many of them can happen, and the first differences."""

    compared: int
    possible: int
    differences: tuple[Difference, ...]
    by_clause: bool = False


def over_all(
    edition: Edition,
    vocabulary: Vocabulary,
    settings: Settings = Settings(),
    most: int = 10_000_000,
) -> Report:
    """The two compared on every situation over the facts that the edition reads.

    The axioms are left out here, so that a situation counts even if no completion can happen.
    """
    free = replace(vocabulary, impossible=(), axioms=())
    classes = _classes([edition], free)
    if prod(len(parts) for parts in classes.values()) <= most:
        return _all(edition, free, classes, settings)
    compared = 0
    differences: list[Difference] = []
    for clause in edition.clauses:
        if not clause.exception_to:
            family = replace(edition, scope=(), clauses=_family(edition, clause))
            report = _all(family, free, _classes([family], free), settings)
            compared += report.compared
            differences += report.differences
    return Report(compared, compared, tuple(differences), by_clause=True)


def over_sample(
    editions: Sequence[Edition],
    vocabulary: Vocabulary,
    chance: np.random.Generator,
    number: int,
    settings: Settings = Settings(),
) -> Report:
    """The two compared on `number` random situations over all facts, nine in ten of them possible.

    Half of the values are drawn so that each group of values that some clause tells apart is as
    likely as another: otherwise one country in 250 would be met once in 250 situations.
    """
    compiled = _compiled(editions, vocabulary, settings)
    classes = _classes(editions, vocabulary)
    compared = possible = 0
    differences: list[Difference] = []
    while compared < number:
        block = _draw(vocabulary, classes, chance, min(_CHUNK, number - compared))
        expected = _expected(editions, vocabulary, block, settings)
        found = _asked(compiled, block)
        compared += block.shape[1]
        possible += int(np.count_nonzero(expected))
        differences += _differences(vocabulary, block, found, expected)
    return Report(compared, possible, tuple(differences))


def situations(
    editions: Sequence[Edition], vocabulary: Vocabulary, chance: np.random.Generator, number: int
) -> Block:
    """Random situations as `over_sample` draws them."""
    return _draw(vocabulary, _classes(editions, vocabulary), chance, number)


def _compiled(editions: Sequence[Edition], vocabulary: Vocabulary, settings: Settings) -> Compiled:
    return compile_editions(
        editions,
        vocabulary,
        day=settings.day,
        signed=settings.signed,
        at_gate=settings.at_gate,
    )


def _expected(
    editions: Sequence[Edition], vocabulary: Vocabulary, block: Block, settings: Settings
) -> Verdicts:
    return reference_verdicts(
        editions,
        vocabulary,
        block,
        day=settings.day,
        signed=settings.signed,
        at_gate=settings.at_gate,
    )


def _family(edition: Edition, clause: Clause) -> tuple[Clause, ...]:
    """A clause with its exceptions and theirs, without the other clauses they except from."""
    kept = {clause.id}
    for _ in edition.clauses:
        kept |= {c.id for c in edition.clauses if not kept.isdisjoint(c.exception_to)}
    return tuple(
        replace(c, exception_to=tuple(parent for parent in c.exception_to if parent in kept))
        for c in edition.clauses
        if c.id in kept
    )


def _classes(editions: Sequence[Edition], vocabulary: Vocabulary) -> dict[int, list[int]]:
    """For each fact that is read, its values in groups that nothing tells apart, as masks."""
    parts: dict[int, list[int]] = {}
    for fact, mask in _masks(editions, vocabulary):
        whole = parts.setdefault(fact, [vocabulary.facts[fact].full])
        parts[fact] = [piece for part in whole for piece in (part & mask, part & ~mask) if piece]
    return dict(sorted(parts.items()))


def _masks(editions: Sequence[Edition], vocabulary: Vocabulary) -> Iterator[tuple[int, int]]:
    """Every set of values that a clause, a scope or an axiom names, with its fact."""
    for edition in editions:
        for clause in edition.clauses:
            for condition in clause.conditions:
                for literal in (literal for case in condition for literal in case):
                    yield literal.fact, literal.inside
                    for opening in literal.openings:
                        yield literal.fact, opening.mask
    for cube in (*(cube for e in editions for cube in e.scope), *vocabulary.impossible):
        yield from cube.masks
    for i, fact in enumerate(vocabulary.facts):
        # At a gate the verdict of every edition also hangs on this group.
        if "biometric" in fact.groups:
            yield i, fact.mask(("biometric",))


def _all(
    edition: Edition, vocabulary: Vocabulary, classes: dict[int, list[int]], settings: Settings
) -> Report:
    """Every combination of the classes; the facts that are not read have their first value."""
    compiled = _compiled([edition], vocabulary, settings)
    total = prod(len(parts) for parts in classes.values())
    differences: list[Difference] = []
    for start in range(0, total, _CHUNK):
        block = _enumerated(vocabulary, classes, start, min(start + _CHUNK, total))
        expected = _expected([edition], vocabulary, block, settings)
        found = _walked(compiled, block)
        differences += _differences(vocabulary, block, found, expected)
    return Report(total, total, tuple(differences))


def _enumerated(
    vocabulary: Vocabulary, classes: dict[int, list[int]], start: int, stop: int
) -> Block:
    """The combinations from number `start` on: one value of each class, the last fact fastest."""
    block = np.zeros((len(vocabulary.facts), stop - start), np.uint16)
    number = np.arange(start, stop)
    for fact, parts in reversed(classes.items()):
        number, place = np.divmod(number, len(parts))
        firsts = [(part & -part).bit_length() - 1 for part in parts]
        block[fact] = np.array(firsts, np.uint16)[place]
    return block


def _draw(
    vocabulary: Vocabulary,
    classes: dict[int, list[int]],
    chance: np.random.Generator,
    number: int,
) -> Block:
    """Random situations; all but a tenth are mended until no axiom rules them out."""
    block = np.empty((len(vocabulary.facts), number), np.uint16)
    for fact in range(len(vocabulary.facts)):
        block[fact] = _values(vocabulary, classes, chance, fact, number)
    wrong = np.flatnonzero(impossible(vocabulary, block[:, : number - number // 10]))
    for _ in range(_ROUNDS):
        if not wrong.size:
            break
        for cube in vocabulary.impossible:
            inside = wrong
            for fact, mask in cube.masks:
                inside = inside[_is_in(mask, block[fact, inside])]
            chosen = chance.integers(len(cube.masks), size=inside.size)
            for i, (fact, _) in enumerate(cube.masks):
                rows = inside[chosen == i]
                block[fact, rows] = _values(vocabulary, classes, chance, fact, rows.size)
        wrong = wrong[impossible(vocabulary, block[:, wrong])]
    return block


def _is_in(mask: int, values: npt.NDArray[np.uint16]) -> npt.NDArray[np.bool_]:
    table = np.array([mask >> place & 1 for place in range(mask.bit_length())] + [0], bool)
    return table[np.minimum(values, len(table) - 1)]


def _values(
    vocabulary: Vocabulary,
    classes: dict[int, list[int]],
    chance: np.random.Generator,
    fact: int,
    number: int,
) -> npt.NDArray[np.uint16]:
    """Random values of one fact: half of all values alike, half of all classes alike."""
    size = len(vocabulary.facts[fact].values)
    values = chance.integers(size, size=number).astype(np.uint16)
    parts = classes.get(fact)
    if parts:
        members = [[p for p in range(size) if part >> p & 1] for part in parts]
        longest = max(map(len, members))
        table = np.array([(m * longest)[:longest] for m in members], np.uint16)
        rows = np.flatnonzero(chance.random(number) < 0.5)
        part = chance.integers(len(parts), size=rows.size)
        values[rows] = table[part, chance.integers(longest, size=rows.size)]
    return values


def _walked(compiled: Compiled, block: Block) -> Verdicts:
    """The terminals of all situations: of each part, and the strictest of them."""
    first, *others = (_walked_from(compiled, root, block) for root in compiled.roots)
    table = np.array(MAX.table, np.uint8)
    for other in others:
        first = table[first, other]
    return first


def _walked_from(compiled: Compiled, root: int, block: Block) -> Verdicts:
    """The terminals of one part, each node sending on the situations that reach it."""
    diagram, vocabulary = compiled.diagram, compiled.vocabulary
    found = np.zeros(block.shape[1], np.uint8)
    arrived: dict[int, list[npt.NDArray[np.intp]]] = {root: [np.arange(block.shape[1])]}
    for at in (*diagram.reachable(root), *range(TERMINALS)):
        rows = np.concatenate(arrived.pop(at, [np.arange(0)]))
        if at < TERMINALS:
            found[rows] = at
            continue
        level = diagram.levels[at]
        child_of = np.zeros(len(vocabulary.facts[level].values), np.intp)
        for i, (mask, _) in enumerate(diagram.edges[at]):
            child_of[[p for p in range(child_of.size) if mask >> p & 1]] = i
        edge = child_of[block[level, rows]]
        for i, (_, child) in enumerate(diagram.edges[at]):
            arrived.setdefault(child, []).append(rows[edge == i])
    return found


def _asked(compiled: Compiled, block: Block) -> Verdicts:
    """The verdict of each situation, asked for the way a gate asks."""
    bits = [1 << place for place in range(int(block.max(initial=0)) + 1)]
    found = [
        compiled.reach([bits[place] for place in situation]) for situation in block.T.tolist()
    ]
    return np.array(found, np.uint8)


def _differences(
    vocabulary: Vocabulary, block: Block, found: Verdicts, expected: Verdicts
) -> Iterable[Difference]:
    """The first ten situations in which the two differ."""
    for column in np.flatnonzero(found != expected)[:10]:
        situation = {
            fact.name: fact.values[int(block[i, column])] for i, fact in enumerate(vocabulary.facts)
        }
        yield Difference(situation, Verdict(int(found[column])), Verdict(int(expected[column])))
