"""A question about what a code means, from the day it is asked until it is answered or closed.

    open ──> taken-up ──> answered ──> (taken-up again, where the ruling that answered it counts no
      └──────────┴──────> closed        more)

Rules kept here:
 * Anybody asks. A question is about a term of a clause of an edition, or about whether the clause
   still stands in it.
 * It is answered by a ruling of the board, or in words with the place where they can be read.
 * Days count from the day it was asked until it is answered, whoever works on it.
 * Its words are text and nothing else, every sign of which is seen; people can hide them, and then
   only what it is about stays.
"""

from dataclasses import dataclass, replace
from enum import Enum

from countenance.codes.model import Edition
from countenance.errors import OutdatedError, ReviewError
from countenance.review.people import May, Person
from countenance.review.typed import check_seen

__all__ = [
    "LONGEST",
    "UNANSWERED",
    "Change",
    "Question",
    "QuestionState",
    "Step",
    "answer",
    "answered_by",
    "ask",
    "check_about",
    "close",
    "hide",
    "reopen",
    "take_up",
]

LONGEST = 1000
"""Letters of the longest question, or answer."""
_SHORTEST = 10
_LONGEST_CONTACT = 200
_LONGEST_SOURCE = 500
_DAY = 86_400_000


class QuestionState(Enum):
    """How a question stands; the words of entries."""

    OPEN = "open"
    TAKEN_UP = "taken-up"
    ANSWERED = "answered"
    CLOSED = "closed"


class Change(Enum):
    """What was done about it; the words of entries."""

    ASKED = "asked"
    TAKEN_UP = "taken-up"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"
    HIDDEN = "hidden"


UNANSWERED = (QuestionState.OPEN, QuestionState.TAKEN_UP)
"""Those for which somebody still waits."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Times are milliseconds since 1970 in UTC.

    `term` is the id of the term that it is about; None: whether the clause still stands. `asked_of`
    and `answered_then`: who was asked elsewhere, and what was answered. `source`: where that, or
    the answer, can be read. `ruling` answers it. `last`: the id of the last entry about it; empty
    while nothing was done about one that came with the codes.
    """

    id: str
    edition: str
    clause: str
    term: str | None
    asks: str
    asked: int
    is_packaged: bool = False
    asked_of: str = ""
    answered_then: str = ""
    asked_source: str = ""
    state: QuestionState = QuestionState.OPEN
    taken_up: int | None = None
    answered: int | None = None
    closed: int | None = None
    answer: str = ""
    source: str = ""
    ruling: str | None = None
    why_closed: str = ""
    is_hidden: bool = False
    has_contact: bool = False
    last: str = ""

    @property
    def is_unanswered(self) -> bool:
        """Whether somebody still waits for an answer."""
        return self.state in UNANSWERED

    def days(self, now: int) -> int:
        """For how many days it was, or is, without an answer."""
        until = self.answered or self.closed or now
        return max(0, until - self.asked) // _DAY


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what was done, the question after it, by whom, and what goes with the entry."""

    change: Change
    question: Question
    person: str | None = None
    contact: str = ""


def check_about(edition: Edition, clause: str, term: str | None) -> None:
    """Raise `ReviewError` unless the edition has the clause, and the clause uses the term."""
    found = edition.clause(clause)
    if found is None:
        there = ", ".join(f"`{each.id}`" for each in edition.clauses)
        raise ReviewError(f"{edition.name} has no clause `{clause}`; it has: {there}")
    if term is not None and term not in found.terms:
        there = ", ".join(f"`{each}`" for each in found.terms) or "none"
        raise ReviewError(f"{edition.name} {clause} uses no term `{term}`; it uses: {there}")


def ask(
    id_: str, edition: Edition, clause: str, term: str | None, asks: str, contact: str, now: int
) -> Step:
    """Somebody asks. `contact`: where they want the answer, if anywhere; it is kept sealed."""
    check_about(edition, clause, term)
    words = _plain("asks", asks, _SHORTEST, LONGEST)
    where = _plain("contact", contact, 0, _LONGEST_CONTACT)
    question = Question(
        id_, edition.name, clause, term, words, now, has_contact=bool(where)
    )  # fmt: skip
    return Step(Change.ASKED, question, None, where)


def take_up(question: Question, by: Person, now: int) -> Step:
    """Somebody works on it."""
    by.check(May.TAKE_UP_QUESTIONS)
    _only(question, QuestionState.OPEN)
    taken = replace(question, state=QuestionState.TAKEN_UP, taken_up=now)
    return Step(Change.TAKEN_UP, taken, by.ref)


def answer(question: Question, by: Person, says: str, source: str, now: int) -> Step:
    """The publisher or the board answers in words. It decides nothing: only a ruling does."""
    by.check(May.ANSWER_QUESTIONS)
    _only(question, *UNANSWERED)
    if "://" not in source:
        raise ReviewError("`source` is an address where the answer can be read")
    answered = replace(
        question,
        state=QuestionState.ANSWERED,
        answered=now,
        answer=_plain("says", says, _SHORTEST, LONGEST),
        source=_plain("source", source, 1, _LONGEST_SOURCE),
    )
    return Step(Change.ANSWERED, answered, by.ref)


def answered_by(question: Question, ruling: str, now: int) -> Step:
    """The board adopted a ruling that answers it."""
    _only(question, *UNANSWERED)
    answered = replace(question, state=QuestionState.ANSWERED, answered=now, ruling=ruling)
    return Step(Change.ANSWERED, answered)


def reopen(question: Question) -> Step:
    """The ruling that answered it counts no more."""
    _only(question, QuestionState.ANSWERED)
    again = replace(question, state=QuestionState.TAKEN_UP, answered=None, ruling=None)
    return Step(Change.REOPENED, again)


def close(question: Question, by: Person, reason: str, now: int) -> Step:
    """It will not be answered, or needs no answer any more; the reason is shown."""
    by.check(May.ANSWER_QUESTIONS)
    _only(question, *UNANSWERED)
    closed = replace(
        question,
        state=QuestionState.CLOSED,
        closed=now,
        why_closed=_plain("reason", reason, _SHORTEST, LONGEST),
    )
    return Step(Change.CLOSED, closed, by.ref)


def hide(question: Question, by: Person) -> Step:
    """Its words are not shown any more: they name somebody, or are no question."""
    by.check(May.TAKE_UP_QUESTIONS)
    if question.is_packaged:
        raise ReviewError("this question came with the codes, and is no one person's words")
    if question.is_hidden:
        raise OutdatedError(f"question `{question.id}` is hidden already")
    return Step(Change.HIDDEN, replace(question, asks="", is_hidden=True), by.ref)


def _only(question: Question, *states: QuestionState) -> None:
    if question.state not in states:
        may = " or ".join(f"`{each.value}`" for each in states)
        raise OutdatedError(
            f"question `{question.id}` is `{question.state.value}`; this goes while it is {may}"
        )


def _plain(name: str, words: str, least: int, most: int) -> str:
    """Text as it is shown: every sign of it is seen; no more than one empty line."""
    check_seen(name, words)
    lines = [" ".join(line.split()) for line in words.splitlines()]
    found = "\n".join(lines).strip()
    if not least <= len(found) <= most:
        raise ReviewError(f"`{name}` has {len(found)} letters; it takes {least} to {most}")
    return found
