"""Small worlds and codes at random: terms shared by clauses, readings, weak texts, exceptions of
exceptions and of several clauses, scopes, sign-offs. All that the engine has to get right at once.
"""

import random
from dataclasses import dataclass, replace

from hypothesis import assume
from hypothesis import strategies as st

from countenance.codes.model import (
    Case,
    Citation,
    Clause,
    Condition,
    DateSpan,
    Edition,
    Literal,
    Opening,
    OpeningKind,
    Reading,
    Term,
    TextBasis,
    Verdict,
)
from countenance.decisions.compile import Compiled, compile_editions
from countenance.errors import DecisionError
from countenance.facts.known import Facts
from countenance.facts.vocabulary import Cube, Fact, Vocabulary

__all__ = ["World", "masks", "worlds"]

BASES = [TextBasis.VERIFIED, TextBasis.PRESS_QUOTE, TextBasis.RECALLED]
NOWHERE = Citation("", "https://code.example", None)


@dataclass(frozen=True, slots=True)
class World:
    """A vocabulary, some editions, and the digests of the clauses signed off."""

    vocabulary: Vocabulary
    editions: tuple[Edition, ...]
    signed: frozenset[str]

    def compiled(self, *, at_gate: bool = False) -> Compiled:
        """The editions compiled. Raises `DecisionError` for exceptions that disagree."""
        return compile_editions(
            self.editions, self.vocabulary, day=None, signed=self.signed, at_gate=at_gate
        )

    def facts(self, chance: random.Random) -> Facts:
        """Some state of knowledge."""
        return Facts.open(self.vocabulary).narrowed(
            Cube(tuple(enumerate(masks(self.vocabulary, chance))))
        )


def masks(vocabulary: Vocabulary, chance: random.Random) -> tuple[int, ...]:
    """For every fact a set of values that is not empty."""
    return tuple(chance.randint(1, fact.full) for fact in vocabulary.facts)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[World, random.Random]:
    """A world whose editions can be compiled, and chance to go on with."""
    chance = random.Random(draw(st.integers(0, 2**32 - 1)))
    vocabulary = _vocabulary(chance)
    editions = tuple(_edition(f"code{i}", vocabulary, chance) for i in range(chance.randint(1, 2)))
    digests = [clause.digest for edition in editions for clause in edition.clauses]
    world = World(vocabulary, editions, frozenset(d for d in digests if chance.random() < 0.2))
    try:
        world.compiled()
    except DecisionError:
        assume(condition=False)
    return world, chance


def _vocabulary(chance: random.Random) -> Vocabulary:
    names = ["operation", "service", "place", "live"][: chance.randint(2, 4)]
    facts = []
    for name in names:
        values = tuple(f"{name[0]}{i}" for i in range(chance.randint(2, 4)))
        groups = {"biometric": values[:1]} if name == "operation" else {}
        facts.append(Fact(name, values, groups=groups, cost=chance.randint(1, 3)))
    cubes = tuple(
        Cube(
            tuple(
                (i, chance.randint(1, fact.full - 1))
                for i, fact in enumerate(facts)
                if chance.random() < 0.6
            )
        )
        for _ in range(chance.randint(0, 2))
    )
    return Vocabulary(tuple(facts), tuple(cube for cube in cubes if len(cube.masks) > 1))


def _edition(name: str, vocabulary: Vocabulary, chance: random.Random) -> Edition:
    terms = {f"term{i}": chance.randrange(len(vocabulary.facts)) for i in range(3)}
    openings = {
        term: _openings(term, vocabulary.facts[fact], chance) for term, fact in terms.items()
    }
    clauses: list[Clause] = []
    for i in range(chance.randint(1, 5)):
        above = [c.id for c in clauses if chance.random() < 0.3]
        clauses.append(_clause(f"{name}-{i}", above, vocabulary, terms, openings, chance))
    scope: tuple[Cube, ...] = ()
    if chance.random() < 0.3:
        # Codes that are limited to services are kept apart from all others.
        at = chance.randint(0, 1)
        scope = (Cube(((at, chance.randint(1, vocabulary.facts[at].full)),)),)
    words = {
        term: Term(term, vocabulary.facts[fact].name, "?", (), (), _contested(openings[term],
        vocabulary.facts[fact])) for term, fact in terms.items()
    }  # fmt: skip
    return Edition(
        name, "1", name, "nobody", "", None, "", DateSpan(), scope, words, tuple(clauses)
    )


_Openings = tuple[int, tuple[Opening, ...]]


def _openings(term: str, fact: Fact, chance: random.Random) -> _Openings:
    """The certain values of a term, and its openings."""
    parts = {"in": 0, "out": 0, "contested": 0, "interpreted": 0}
    for place in range(len(fact.values)):
        parts[chance.choice(list(parts))] |= 1 << place
    openings = (
        Opening(term, OpeningKind.CONTESTED, parts["contested"]),
        Opening(term, OpeningKind.INTERPRETED, parts["interpreted"]),
    )
    return parts["in"], tuple(opening for opening in openings if opening.mask)


def _contested(openings: _Openings, fact: Fact) -> tuple[tuple[str, str], ...]:
    return tuple(
        (value, f"is {value} inside?")
        for opening in openings[1]
        if opening.kind is OpeningKind.CONTESTED
        for value in fact.names(opening.mask)
    )


def _clause(
    name: str,
    above: list[str],
    vocabulary: Vocabulary,
    terms: dict[str, int],
    openings: dict[str, _Openings],
    chance: random.Random,
) -> Clause:
    def condition(cases: int) -> Condition:
        return tuple(_case(vocabulary, terms, openings, chance) for _ in range(cases))

    verdicts = [Verdict.ALLOW, Verdict.UNCLEAR, Verdict.DENY]
    readings = tuple(
        Reading(
            f"reading{i}",
            "",
            chance.choice([Verdict.SILENT, *verdicts]),
            chance.choice(BASES),
            "",
            condition(1) if chance.random() < 0.3 else None,
        )
        for i in range(2 if chance.random() < 0.25 else 0)
    )
    unless = condition(1) if chance.random() < 0.2 else ()
    clause = Clause(
        name,
        name,
        None if readings else chance.choice(verdicts),
        condition(chance.randint(1, 2)),
        unless,
        NOWHERE,
        chance.choice(BASES),
        DateSpan(),
        tuple(above),
        readings,
        (),
        "",
        "",
        (),
        f"digest of {name}",
    )
    used = {o.term for c in clause.conditions for case in c for lit in case for o in lit.openings}
    return replace(clause, terms=tuple(sorted(used)))


def _case(
    vocabulary: Vocabulary,
    terms: dict[str, int],
    openings: dict[str, _Openings],
    chance: random.Random,
) -> Case:
    literals = []
    for i, fact in enumerate(vocabulary.facts):
        if chance.random() < 0.5:
            continue
        inside = chance.randint(0, fact.full)
        opened: list[Opening] = []
        for term, about in terms.items():
            if about == i and chance.random() < 0.6:
                inside = inside if chance.random() < 0.3 else 0
                inside |= openings[term][0]
                opened += openings[term][1]
        left = tuple(replace(o, mask=o.mask & ~inside) for o in opened if o.mask & ~inside)
        if inside or left:
            literals.append(Literal(i, inside, left))
    return tuple(literals)
