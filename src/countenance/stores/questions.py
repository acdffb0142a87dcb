"""Questions in the database of the gate: each one row, written together with the entry of its step.

Rules kept here:
 * No step without its entry, and no entry without its step: both are one transaction.
 * A question that came with the codes has a row only once something was done about it.
 * What was asked is public and stands in the row; where the answer is to be sent is an opening of
   the entry alone, sealed like all of them.
 * So many are taken in an hour, and so many are open at once, counted over every gate and worker.
"""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from countenance.codes.model import Edition
from countenance.codes.questions import PackagedQuestion
from countenance.errors import (
    OutdatedError,
    ReviewError,
    TooManyError,
    UnknownQuestionError,
)
from countenance.record import entry as kinds
from countenance.record.canonical import as_token
from countenance.record.make import Maker
from countenance.review import question as steps
from countenance.review.question import UNANSWERED, Change, Question, QuestionState, Step
from countenance.stores.database import Database
from countenance.stores.documents import Documents
from countenance.stores.one_connection import OneConnection
from countenance.stores.packaged import packaged_questions
from countenance.stores.protocol import places

__all__ = ["MOST", "Questions", "answered_by_ruling", "check_question", "reopened_by_ruling"]

MOST = 500
"""The most questions of one list."""

_HOUR = 3_600_000
_QUESTIONS = Documents("questions", Question)


def check_question(connection: Database, id_: str, edition: str, clause: str) -> None:
    """Raise `UnknownQuestionError`, or `ReviewError` where a ruling on this clause answers some
    other question."""
    found = _one(connection, id_)
    if found is None:
        raise UnknownQuestionError(f"no question has the id `{id_}`")
    if (found.edition, found.clause) != (edition, clause):
        raise ReviewError(
            f"question `{id_}` is about {found.edition} {found.clause}, not {edition} {clause}"
        )


def answered_by_ruling(
    connection: Database, maker: Maker, id_: str, ruling: str, now: int, owner: int = 0
) -> None:
    """Inside the transaction that adopts a ruling: the question is answered by it. One that is
    answered or closed already, or is not there, stays as it is."""
    question = _one(connection, id_)
    if question is not None:
        with suppress(OutdatedError):
            _stepped(connection, maker, steps.answered_by(question, ruling, now), owner)


def reopened_by_ruling(
    connection: Database, maker: Maker, id_: str, ruling: str, owner: int = 0
) -> None:
    """Inside the transaction that ends a ruling: the question that it answered is open again."""
    question = _one(connection, id_)
    if question is not None and question.ruling == ruling:
        _stepped(connection, maker, steps.reopen(question), owner)


class Questions(OneConnection):
    """The questions of one gate. `clock`: nanoseconds since 1970 in UTC."""

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], int] = time.time_ns,
        random: Callable[[int], bytes] = os.urandom,
        *,
        per_hour: int = 20,
        open_at_once: int = 200,
        create: bool = True,
    ) -> None:
        super().__init__(folder, "questions", create=create)
        self._clock = clock
        self._random = random
        self._maker = Maker(clock, random)
        self._per_hour = per_hour
        self._open_at_once = open_at_once

    def ask(
        self, edition: Edition, clause: str, term: str | None, asks: str, contact: str = ""
    ) -> Question:
        """Somebody asks. Raises `TooManyError` where too many do, and `ReviewError`."""
        id_ = f"q-{self._random(8).hex()}"
        with self._in_turn():
            now = self._now()
            step = steps.ask(id_, edition, clause, term, asks, contact, now)
            self._refuse_many(now)
            return _stepped(self._connection, self._maker, step, 0, is_new=True)

    def find(self, id_: str) -> Question:
        """The question of this id. Raises `UnknownQuestionError`, `RecordError`."""
        with self._alone() as connection:
            found = _one(connection, id_)
        if found is None:
            raise UnknownQuestionError(f"no question has the id `{id_}`")
        return found

    def all(self, state: QuestionState | None = None) -> tuple[Question, ...]:
        """The questions there are, the oldest first. Of many those that wait, then the newest."""
        with self._alone() as connection:
            untouched = [each for each in _untouched(connection) if state in (None, each.state)]
            wanted = [each.value for each in QuestionState if state in (None, each)]
            kept = _QUESTIONS.many(
                connection,
                f"state IN ({places(wanted)}) "
                f"ORDER BY CASE WHEN state IN ({places(UNANSWERED)}) THEN 0 ELSE 1 END, "
                "asked DESC, id LIMIT ?",
                *wanted, *(each.value for each in UNANSWERED), MOST,
            )  # fmt: skip
        found = [*untouched, *kept]
        found.sort(key=lambda each: (each.asked, not each.is_packaged, each.id))
        return tuple(found)

    def unanswered(self) -> tuple[int, int | None]:
        """How many wait for an answer, and since when the oldest one of them does."""
        with self._alone() as connection:
            untouched = [each.asked for each in _untouched(connection) if each.is_unanswered]
            count, oldest = connection.execute(
                "SELECT count(*), min(asked) FROM questions "  # noqa: S608 - marks
                f"WHERE state IN ({places(UNANSWERED)})",
                tuple(each.value for each in UNANSWERED),
            ).fetchone()
        known = untouched if oldest is None else [*untouched, int(oldest)]
        return int(count) + len(untouched), min(known, default=None)

    def step(self, id_: str, does: Callable[[Question, int], Step]) -> Question:
        """What a person does about it; `does` raises, and changes nothing then."""
        self.find(id_)
        with self._in_turn():
            question = _one(self._connection, id_)
            assert question is not None  # a question is never removed
            step = does(question, self._now())
            return _stepped(self._connection, self._maker, step, 0)

    def _refuse_many(self, now: int) -> None:
        """Inside a transaction: refuse one more where there are too many."""
        lately, still = (
            int(self._connection.execute(statement, values).fetchone()[0])
            for statement, values in (
                ("SELECT count(*) FROM questions WHERE asked > ?", (now - _HOUR,)),
                ("SELECT count(*) FROM questions WHERE state = ?", (QuestionState.OPEN.value,)),
            )
        )
        if lately >= self._per_hour:
            raise TooManyError(f"{self._per_hour} questions were asked within an hour; ask later")
        if still >= self._open_at_once:
            raise TooManyError(f"{self._open_at_once} questions wait already; ask later")

    def _now(self) -> int:
        return self._clock() // 1_000_000


def _packaged() -> dict[str, Question]:
    return {each.id: _asked(each) for each in packaged_questions()}


def _untouched(connection: Database) -> list[Question]:
    """Those that came with the codes about which nothing was done."""
    packaged = _packaged()
    rows = connection.execute(
        f"SELECT id FROM questions WHERE id IN ({places(packaged)})",  # noqa: S608 - marks
        tuple(packaged),
    ).fetchall()
    touched = {row[0] for row in rows}
    return [each for name, each in packaged.items() if name not in touched]


def _asked(each: PackagedQuestion) -> Question:
    began = datetime(each.asked.year, each.asked.month, each.asked.day, tzinfo=UTC)
    return Question(
        each.id,
        each.edition,
        each.clause,
        each.term or None,
        each.asks,
        int(began.timestamp()) * 1000,
        is_packaged=True,
        asked_of=each.asked_of,
        answered_then=each.answered_then,
        asked_source=each.source,
    )


def _one(connection: Database, id_: str) -> Question | None:
    return _QUESTIONS.one(connection, "id = ?", id_) or _packaged().get(id_)


def _stepped(
    connection: Database, maker: Maker, step: Step, owner: int, *, is_new: bool = False
) -> Question:
    """Inside a transaction: the entry of a step, and its question."""
    before = step.question

    def build(id_: str, time_: str, commit: dict[str, str]) -> kinds.Entry:
        return kinds.QuestionChange(
            id=id_,
            time=time_,
            prev=before.last or None,
            commit=commit,
            question=before.id,
            change=step.change.value,
            state=before.state.value,
            edition=before.edition,
            clause=as_token(before.clause),
            term=before.term,
            person=step.person,
            ruling=before.ruling,
        )

    prepared = maker.change(build, _personal(step))
    question = replace(before, last=prepared.id)
    state = question.state.value
    if is_new or not before.last:  # also the first step of one that came with the codes
        return _QUESTIONS.add(
            connection, prepared, question, owner, id=question.id, state=state, asked=question.asked
        )
    return _QUESTIONS.change(connection, prepared, question, question.id, owner, state=state)


def _personal(step: Step) -> dict[str, bytes]:
    """What the entry of a step commits to."""
    question, kept = step.question, {}
    match step.change:
        case Change.ASKED:
            kept = {"question": question.asks, "contact": step.contact}
        case Change.ANSWERED:
            kept = {"answer": f"{question.answer}\n{question.source}".strip()}
        case Change.CLOSED:
            kept = {"reason": question.why_closed}
    return {name: words.encode() for name, words in kept.items() if words}
