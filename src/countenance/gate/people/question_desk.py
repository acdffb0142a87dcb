"""What anybody asks about the codes at one gate, and what people do about it.

The HTTP interface, the commands and the pages call these same functions; nothing here knows HTTP.
"""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from countenance.codes.model import Edition
from countenance.errors import UnknownEditionError
from countenance.gate.people.askers import Askers
from countenance.gate.people.question_feed import feed
from countenance.gate.people.question_view import related_row, row_of_question, view_of_question
from countenance.review import question as steps
from countenance.review.people import Person
from countenance.review.question import Question, QuestionState
from countenance.review.related import related
from countenance.stores.questions import Questions
from countenance.stores.rulings import Rulings

__all__ = ["QuestionDesk"]

_DAY = 86_400_000


class QuestionDesk:
    """The questions of one gate. `edition_of`: the edition of a name, or `UnknownEditionError`.

    `address`: where the gate is reached. `clock`: nanoseconds since 1970, UTC. `askers`: who asked
    lately; None where every question comes through one proxy, or from who is on the machine.
    """

    def __init__(
        self,
        questions: Questions,
        rulings: Rulings,
        edition_of: Callable[[str], Edition],
        address: str,
        clock: Callable[[], int],
        askers: Askers | None = None,
    ) -> None:
        self.questions = questions
        self._rulings = rulings
        self._edition_of = edition_of
        self._address = address
        self._clock = clock
        self._askers = askers

    def ask(
        self,
        edition: str,
        clause: str,
        asks: str,
        term: str | None = None,
        contact: str = "",
        address: str = "",
    ) -> Question:
        """Anybody asks, from this address. Raises `UnknownEditionError`, `ReviewError`,
        `TooManyError`."""
        turn = nullcontext() if self._askers is None else self._askers.turn(address)
        with turn:
            return self.questions.ask(self._edition_of(edition), clause, term, asks, contact)

    def rows(
        self, state: QuestionState | None = None, edition: str | None = None
    ) -> list[dict[str, Any]]:
        """Those that wait and the newest ones, the oldest first: at most `MOST`."""
        now = self._now()
        return [
            row_of_question(each, now, self._address)
            for each in self.questions.all(state)
            if edition in (None, each.edition)
        ]

    def view(self, id_: str) -> dict[str, Any]:
        """Everything about one question. Raises `UnknownQuestionError`."""
        return self.shown(self.questions.find(id_))

    def shown(self, question: Question) -> dict[str, Any]:
        """Everything about this question."""
        try:
            terms = self._edition_of(question.edition).terms
        except UnknownEditionError:  # own codes that are not there any more
            terms = {}
        term = terms.get(question.term or "")
        view = view_of_question(
            question, self._now(), self._address, "" if term is None else term.question
        )
        beside = related(question, self.questions.all())
        return {**view, "related": [related_row(each, self._address) for each in beside]}

    def take_up(self, id_: str, by: Person) -> Question:
        """Somebody works on it."""
        return self.questions.step(id_, lambda each, now: steps.take_up(each, by, now))

    def answer(self, id_: str, by: Person, says: str, source: str) -> Question:
        """Answer it in words; that decides nothing."""
        return self.questions.step(id_, lambda each, now: steps.answer(each, by, says, source, now))

    def close(self, id_: str, by: Person, reason: str) -> Question:
        """It will not be answered, or needs no answer any more."""
        return self.questions.step(id_, lambda each, now: steps.close(each, by, reason, now))

    def hide(self, id_: str, by: Person) -> Question:
        """Its words are not shown any more."""
        return self.questions.step(id_, lambda each, _: steps.hide(each, by))

    def feed(self) -> bytes:
        """The newest questions and rulings, as Atom."""
        return feed(self.questions.all(), self._rulings.all(), self._address)

    def unanswered(self) -> tuple[int, int]:
        """How many questions wait for an answer, and for how many days the oldest one has."""
        count, oldest = self.questions.unanswered()
        return count, 0 if oldest is None else max(0, self._now() - oldest) // _DAY

    def _now(self) -> int:
        return self._clock() // 1_000_000
