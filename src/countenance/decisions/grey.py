"""Where an edition settles nothing: its unclear situations, laid to the clauses that leave them so.

An unclear situation is laid to a clause when the edition without it would not be unclear there.
Where several clauses leave it unclear, each of them enough by itself, none of them is found so;
these situations are told apart.

Rules kept here:
 * Exact, over every situation that can happen.
 * Beside each clause stands what somebody would have to settle: the question between its readings,
   whether a contested member of one of its terms is inside, or that its text is not established.
"""

from dataclasses import dataclass, replace

from countenance.codes.model import Clause, Edition, OpeningKind, Verdict
from countenance.decisions.bound import bound_alone
from countenance.decisions.cover import Cover, cover
from countenance.decisions.diagram import NEVER
from countenance.decisions.operations import WITHOUT
from countenance.decisions.space import Space
from countenance.facts.vocabulary import Vocabulary

__all__ = ["Grey", "GreyMap", "grey", "questions_of"]

_MOST = 40
"""Boxes of one zone: more than of a move in a diff, for here nothing else is listed."""


@dataclass(frozen=True, slots=True)
class Grey:
    """Unclear situations that one clause leaves so; None: several, each enough by itself."""

    clause: Clause | None
    count: int
    cover: Cover
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GreyMap:
    """The unclear situations of an edition: `unclear` of `total`, told apart by `facts`."""

    edition: Edition
    facts: tuple[str, ...]
    total: int
    unclear: int
    zones: tuple[Grey, ...]


def grey(
    edition: Edition, vocabulary: Vocabulary, *, signed: frozenset[str] = frozenset()
) -> GreyMap:
    """The grey zones of an edition; `signed` holds digests of clauses signed off."""
    open_ = [clause for clause in edition.clauses if questions_of(clause, edition, signed)]
    without = [
        (clause, replace(edition, clauses=tuple(c for c in edition.clauses if c is not clause)))
        for clause in open_
    ]
    space = Space(
        [bound_alone(edition, signed)],
        vocabulary,
        doubtful=[bound_alone(text, signed) for _, text in without],
    )
    unclear = space.says(space.functions[0], Verdict.UNCLEAR)
    zones, found = [], NEVER
    for (clause, _), function in zip(without, space.doubtful, strict=True):
        if function is None:
            continue
        still = space.says(function, Verdict.UNCLEAR)
        where = space.work.apply(WITHOUT, unclear, still)
        found = space.either(found, where)
        if where != NEVER:
            told = questions_of(clause, edition, signed)
            zones.append(Grey(clause, space.count(where), cover(space, where, most=_MOST), told))
    left = space.work.apply(WITHOUT, unclear, found)
    if left != NEVER:
        zones.append(Grey(None, space.count(left), cover(space, left, most=_MOST), ()))
    return GreyMap(
        edition,
        tuple(vocabulary.facts[i].name for i in space.facts),
        space.count(space.possible),
        space.count(unclear),
        tuple(zones),
    )


def questions_of(
    clause: Clause, edition: Edition, signed: frozenset[str]
) -> tuple[str, ...]:
    """What somebody would have to settle about a clause."""
    found, is_signed = [], clause.digest in signed
    if clause.readings or clause.verdict is Verdict.UNCLEAR:
        found.append(clause.question or "what does this clause say?")
    kinds = {o.kind for c in clause.conditions for case in c for lit in case for o in lit.openings}
    for name in clause.terms:
        term = edition.terms[name]
        if OpeningKind.CONTESTED in kinds:
            found += (question for _, question in term.contested)
        if term.by_interpretation and OpeningKind.INTERPRETED in kinds and not is_signed:
            inside = ", ".join(term.by_interpretation)
            found.append(f"{term.question} (read here as covering {inside})")
    if clause.weak and not is_signed:
        found.append("the text is not established, and nobody has signed it off")
    return tuple(dict.fromkeys(found))
