"""States of knowledge for tests: at random over the small world, and over the packaged one."""

import itertools
import random
from collections.abc import Iterator
from functools import lru_cache

from hypothesis import strategies as st

from codes.small import V, edition
from countenance.codes.model import Verdict
from countenance.decisions.compile import Compiled, compile_editions
from countenance.decisions.reference import reference_verdict
from countenance.facts.known import Facts
from countenance.facts.vocabulary import Cube
from countenance.stores.packaged import packaged_editions, packaged_vocabulary

__all__ = [
    "COMPILED",
    "expected",
    "knowledge",
    "packaged",
    "packaged_states",
    "possible_states",
    "situations",
]

COMPILED = compile_editions([edition()], V, day=None)


@st.composite
def knowledge(draw: st.DrawFn) -> Facts:
    """For every fact of the small world a set of values, never empty."""
    masks = [(i, draw(st.integers(1, fact.full))) for i, fact in enumerate(V.facts)]
    return Facts.open(V).narrowed(Cube(tuple(masks)))


def situations(facts: Facts) -> Iterator[tuple[int, ...]]:
    """Every situation that the facts leave."""
    yield from itertools.product(
        *(
            [i for i in range(len(fact.values)) if mask >> i & 1]
            for fact, mask in zip(facts.vocabulary.facts, facts.masks, strict=True)
        )
    )


def expected(facts: Facts, signed: frozenset[str] = frozenset(), at_gate: bool = False) -> Verdict:
    """The verdicts that the reference finds in all situations left."""
    found = Verdict(0)
    for situation in situations(facts):
        found |= reference_verdict([edition()], V, situation, signed=signed, at_gate=at_gate)
    return found


@lru_cache(maxsize=1)
def packaged() -> Compiled:
    """All packaged editions, composed, whatever their dates."""
    return compile_editions(packaged_editions(), packaged_vocabulary(), day=None)


def possible_states(
    compiled: Compiled, number: int, seed: int, unknown: float
) -> Iterator[Facts]:
    """States that no axiom rules out: a value that would is not taken, and the fact left open."""
    vocabulary = compiled.vocabulary
    chance = random.Random(seed)
    for _ in range(number):
        facts = Facts.open(vocabulary)
        for i, fact in enumerate(vocabulary.facts):
            if chance.random() >= unknown:
                more = facts.narrowed(Cube(((i, 1 << chance.randrange(len(fact.values))),)))
                facts = more if compiled.reach(more.masks) else facts
        yield facts


def packaged_states(number: int, seed: int, unknown: float = 0.2) -> Iterator[Facts]:
    """States over the packaged vocabulary: each fact one value, or not known at all."""
    vocabulary = packaged_vocabulary()
    chance = random.Random(seed)
    for _ in range(number):
        masks = tuple(
            (i, 1 << chance.randrange(len(fact.values)))
            for i, fact in enumerate(vocabulary.facts)
            if chance.random() >= unknown
        )
        yield Facts.open(vocabulary).narrowed(Cube(masks))
