"""Rulings that are worth reading before a case is decided: on the same clause, for such facts.

Rules kept here:
 * A ruling that does not count any more, or never did, is shown as what it is: what was refused or
   overturned is worth as much to who decides.
 * Nothing follows from it: a ruling that reaches the case has decided it already.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from countenance.errors import FactError
from countenance.facts.vocabulary import Vocabulary
from countenance.review.docket import Docket

__all__ = ["Reach", "Similar", "similar_rulings"]


class Reach(Enum):
    """How the scope of a ruling lies to what is known about a case."""

    CONTAINS = "contains"
    """Whatever is still open about the case, it is inside."""
    TOUCHES = "touches"
    """It is inside for some of what may be the case."""
    BESIDE = "beside"
    """It is outside: the same clause, for other facts."""


_NEAREST = {Reach.CONTAINS: 0, Reach.TOUCHES: 1, Reach.BESIDE: 2}


@dataclass(frozen=True, slots=True)
class Similar:
    """One ruling, how its scope lies, and the facts in which the case is outside of it."""

    docket: Docket
    reach: Reach
    outside: tuple[str, ...]


def similar_rulings(
    dockets: Iterable[Docket],
    clauses: Collection[tuple[str, str]],
    known: Sequence[Sequence[int]],
    vocabulary: Vocabulary,
    most: int = 5,
) -> tuple[Similar, ...]:
    """The rulings on these clauses (edition and clause), the nearest and newest first.

    `known`: what is known about each plausible act of the case, as the masks of all facts.
    """
    found = []
    for docket in dockets:
        if (docket.edition, docket.clause) not in clauses:
            continue
        try:
            scope = vocabulary.cube(docket.scope).masks
        except FactError:
            continue  # in words that are not known any more
        found.append(min(
            (_one(docket, scope, masks, vocabulary) for masks in known),
            key=lambda each: (_NEAREST[each.reach], len(each.outside)),
        ))  # fmt: skip
    found.sort(
        key=lambda each: (_NEAREST[each.reach], len(each.outside), -each.docket.proposed)
    )
    return tuple(found[:most])


def _one(
    docket: Docket,
    scope: Sequence[tuple[int, int]],
    masks: Sequence[int],
    vocabulary: Vocabulary,
) -> Similar:
    outside = tuple(vocabulary.facts[at].name for at, mask in scope if not masks[at] & mask)
    if outside:
        return Similar(docket, Reach.BESIDE, outside)
    whole = all(not masks[at] & ~mask for at, mask in scope)
    return Similar(docket, Reach.CONTAINS if whole else Reach.TOUCHES, ())
