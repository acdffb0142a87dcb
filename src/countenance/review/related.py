"""Which questions belong together: those about the same words, the same clause, the same text.

Rules kept here:
 * What two questions have in common is said by what they are about, never by who asked or how.
 * The nearest come first, and of these those that have waited longest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from countenance.review.question import Question

__all__ = ["MOST", "Common", "Related", "related"]

MOST = 8
"""Questions that are named beside one."""


class Common(Enum):
    """What two questions have in common, the nearest first."""

    TERM = "the same words"
    CLAUSE = "the same clause"
    TEXT = "the same text"
    CODE = "another edition of it"


@dataclass(frozen=True, slots=True)
class Related:
    """A question beside another one, and what they have in common."""

    question: Question
    common: Common


def related(question: Question, others: Iterable[Question]) -> tuple[Related, ...]:
    """Those that belong to this one; none of which the words were hidden."""
    found = [
        Related(each, common)
        for each in others
        if each.id != question.id and not each.is_hidden
        if (common := _common(question, each)) is not None
    ]
    order = list(Common)
    found.sort(key=lambda each: (order.index(each.common), each.question.asked, each.question.id))
    return tuple(found[:MOST])


def _common(one: Question, other: Question) -> Common | None:
    code = one.edition.partition("@")[0]
    if code != other.edition.partition("@")[0]:
        return None
    if one.term is not None and one.term == other.term:
        return Common.TERM
    if one.clause == other.clause:
        return Common.CLAUSE
    return Common.TEXT if one.edition == other.edition else Common.CODE
