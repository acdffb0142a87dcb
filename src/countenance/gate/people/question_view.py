"""A question as people see it: the same in the HTTP interface, in the commands and on the pages.

Rules kept here:
 * Where an answer is to be sent is never shown; whether somebody left an address is not either.
 * Words that were hidden are not shown, what the question is about still is.
 * A question has one address for good.
"""

from typing import Any

from countenance.record.stamp import time_text
from countenance.review.question import Question
from countenance.review.related import Related

__all__ = ["PUBLIC", "link_of", "related_row", "row_of_question", "view_of_question"]

PUBLIC = "/public/questions/"
"""Where a question stands for good, under the address of the gate."""


def link_of(address: str, id_: str) -> str:
    """The permanent link of a question."""
    return f"{address}{PUBLIC}{id_}"


def row_of_question(question: Question, now: int, address: str) -> dict[str, Any]:
    """A question as one row of a list. `now`: milliseconds since 1970 in UTC."""
    days = question.days(now)
    return {
        "id": question.id,
        "state": question.state.value,
        "edition": question.edition,
        "clause": question.clause,
        "term": question.term,
        "about": "standing" if question.term is None else "term",
        "asks": None if question.is_hidden else question.asks,
        "asked": time_text(question.asked),
        "came_with_the_codes": question.is_packaged,
        "days_unanswered": days if question.is_unanswered else None,
        "days_until_answered": days if question.answered is not None else None,
        "ruling": question.ruling,
        "link": link_of(address, question.id),
    }


def related_row(found: Related, address: str) -> dict[str, Any]:
    """A question beside another one."""
    return {
        "id": found.question.id,
        "asks": found.question.asks,
        "state": found.question.state.value,
        "common": found.common.value,
        "link": link_of(address, found.question.id),
    }


def view_of_question(question: Question, now: int, address: str, term: str = "") -> dict[str, Any]:
    """Everything about one question. `term`: what the code itself leaves open about the term."""

    def time(at: int | None) -> str | None:
        return None if at is None else time_text(at)

    return {
        "object": "countenance.question",
        **row_of_question(question, now, address),
        "term_leaves_open": term or None,
        "asked_of": question.asked_of or None,
        "answered_then": question.answered_then or None,
        "source": question.asked_source or None,
        "taken_up": time(question.taken_up),
        "answered": time(question.answered),
        "closed": time(question.closed),
        "why_closed": question.why_closed or None,
        "answer": None
        if not question.answer
        else {"says": question.answer, "source": question.source},
        "entry": question.last or None,
    }
