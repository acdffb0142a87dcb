"""Clauses made ready to be judged: masks instead of words, and what each question would be.

Done once when editions are compiled; `countenance.decisions.findings` judges with them.

Rules kept here:
 * A literal has two sets of values: those certainly inside, and those inside in the widest reading.
 * A member that is inside by interpretation is certain once the clause is signed off.
 * Every member that is not certain knows the question that would settle it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from countenance.codes.model import Clause, Condition, Edition, OpeningKind, Verdict
from countenance.facts.vocabulary import Cube, Vocabulary

__all__ = ["Cause", "CauseKind", "Hit", "MaskedCase", "Masks", "Plan", "Way", "plans"]


class CauseKind(Enum):
    """Why a decision is not settled, or settled as unclear."""

    FACT = "fact"
    TERM = "term"
    READING = "reading"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason, and the question whose answer would remove it.

    `name` is a fact, a term, or a clause; `clause` is the id of the clause it is about, if any.
    """

    kind: CauseKind
    name: str
    question: str
    clause: str = ""


MaskedCase = tuple[tuple[int, int, int], ...]
"""Literals that all hold: a fact, its certain values, its values in the widest reading."""

Masks = tuple[MaskedCase, ...]
"""Cases, of which one is enough."""


@dataclass(frozen=True, slots=True)
class Way:
    """One reading of a clause, or the clause itself if it has none."""

    when: Masks
    verdict: int
    name: str
    says: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A member of a term that is not certain: in which fact, which values, and what it asks."""

    case: MaskedCase
    fact: int
    mask: int
    cause: Cause
    interpreted: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """A clause made ready to be judged. `parents` and `exceptions` are places among the plans.

    `needs` are facts with the values outside of which the clause cannot apply in any reading: a
    quick way to pass over most clauses.
    """

    edition: str
    clause: Clause
    needs: tuple[tuple[int, int], ...]
    scope: Masks
    ways: tuple[Way, ...]
    unless: Masks
    parents: tuple[int, ...]
    exceptions: tuple[int, ...]
    weak: bool
    hits: tuple[Hit, ...]


def plans(
    editions: Iterable[tuple[Edition, Sequence[Clause], frozenset[str]]], vocabulary: Vocabulary
) -> tuple[Plan, ...]:
    """The clauses that count, of every edition, with the digests of the clauses signed off."""
    made: list[Plan] = []
    for edition, clauses, signed in editions:
        places = {clause.id: len(made) + i for i, clause in enumerate(clauses)}
        scope = _scope(edition.scope)
        for clause in clauses:
            is_signed = clause.digest in signed
            ways = [(clause.when, clause.verdict or Verdict.SILENT, "", clause.says)]
            if clause.readings:
                ways = [
                    (clause.when if r.when is None else r.when, r.verdict, r.name, r.says)
                    for r in clause.readings
                ]
            masks = [_masks(when, is_signed) for when, _, _, _ in ways]
            made.append(
                Plan(
                    edition.name,
                    clause,
                    (*_needs(scope), *_needs([case for cases in masks for case in cases])),
                    scope,
                    tuple(
                        Way(cases, int(verdict), name, says)
                        for cases, (_, verdict, name, says) in zip(masks, ways, strict=True)
                    ),
                    _masks(clause.unless, is_signed),
                    tuple(places[p] for p in clause.exception_to if p in places),
                    tuple(places[c.id] for c in clauses if clause.id in c.exception_to),
                    clause.weak and not is_signed,
                    tuple(_hits(edition, clause, vocabulary, is_signed)),
                )
            )
    return tuple(made)


def _scope(cubes: Sequence[Cube]) -> Masks:
    """The scope of an edition as cases; no limit is one case that always holds."""
    cases = tuple(tuple((i, mask, mask) for i, mask in cube.masks) for cube in cubes)
    return cases or ((),)


def _masks(condition: Condition, signed: bool) -> Masks:
    cases = []
    for case in condition:
        literals = []
        for literal in case:
            inside = widest = literal.inside
            for opening in literal.openings:
                widest |= opening.mask
                if signed and opening.kind is OpeningKind.INTERPRETED:
                    inside |= opening.mask
            literals.append((literal.fact, inside, widest))
        cases.append(tuple(literals))
    return tuple(cases)


def _needs(cases: Sequence[MaskedCase]) -> Iterable[tuple[int, int]]:
    """The facts that every case asks about, with all values that some case takes."""
    asked = [{fact: widest for fact, _, widest in case} for case in cases]
    for fact in sorted(set(asked[0]).intersection(*asked[1:]) if asked else ()):
        needed = 0
        for case in asked:
            needed |= case[fact]
        yield fact, needed


def _hits(edition: Edition, clause: Clause, vocabulary: Vocabulary, signed: bool) -> Iterable[Hit]:
    for condition in clause.conditions:
        for case, masks in zip(condition, _masks(condition, signed), strict=True):
            for literal in case:
                fact = vocabulary.facts[literal.fact]
                for opening in literal.openings:
                    term = edition.terms[opening.term]
                    if opening.kind is OpeningKind.CONTESTED:
                        for member, question in term.contested:
                            mask = fact.mask((member,)) & opening.mask
                            cause = Cause(CauseKind.TERM, term.id, question, clause.id)
                            if mask:
                                yield Hit(masks, literal.fact, mask, cause, interpreted=False)
                    elif not signed:
                        words = ", ".join(fact.names(opening.mask))
                        question = f"{term.question} (read here as covering {words})"
                        cause = Cause(CauseKind.TEXT, term.id, question, clause.id)
                        yield Hit(masks, literal.fact, opening.mask, cause, interpreted=True)
