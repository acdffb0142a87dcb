"""Questions on the disk: no step without its entry, and an address that only the entry seals."""

import json
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from countenance.errors import RecordError, TooManyError, UnknownQuestionError
from countenance.record.make import Maker
from countenance.review import question as steps
from countenance.review.question import Question, QuestionState
from countenance.stores.database import connect, writing
from countenance.stores.log import DatabaseReader
from countenance.stores.packaged import edition
from countenance.stores.questions import Questions, answered_by_ruling, reopened_by_ruling
from postgres import shared_folder
from review.made_cases import Clock
from review.made_rulings import ALICE

MAY = edition("ms-aoai-coc@2024-05-03")
FIRST = "ms-aoai-coc-older-sentence"


class Site:
    """The questions in a folder, and what is entered there."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock = folder, Clock()
        self.questions = Questions(folder, self.clock, per_hour=2, open_at_once=3)

    def ask(self, asks: str = "Is a drone one of them?", contact: str = "") -> Question:
        return self.questions.ask(MAY, "AOAI-MOBILE", "mobile-camera", asks, contact)

    def entries(self) -> list[dict[str, Any]]:
        with closing(DatabaseReader(self.folder)) as reader:
            return [json.loads(stored.data) for stored in reader.entries()]


@pytest.fixture(params=["file", "server"])
def here(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Site]:
    site = Site(tmp_path if request.param == "file" else shared_folder(tmp_path))
    yield site
    site.questions.close()


def test_what_came_with_the_codes_is_there_from_the_start_the_oldest_first(here: Site) -> None:
    found = here.questions.all()

    assert (len(found), found[0].id, here.entries()) == (7, FIRST, [])
    assert here.questions.find(FIRST).state is QuestionState.OPEN
    assert found[0].days(here.clock.now) > 900


def test_a_question_is_entered_without_its_words_and_whoever_asked(here: Site) -> None:
    asked = here.ask(contact="me@made.example")

    (entry,) = here.entries()
    assert here.questions.find(asked.id) == asked == here.questions.all()[-1]
    assert (entry["change"], entry["term"], entry["person"]) == ("asked", "mobile-camera", None)
    assert sorted(entry["commit"]) == ["contact", "question"]
    assert "drone" not in json.dumps(entry)
    with closing(connect(here.folder)) as reading:
        rows = reading.execute("SELECT document FROM questions").fetchall()
        assert b"me@made.example" not in bytes(rows[0][0])


def test_a_step_on_a_packaged_question_is_kept_and_the_next_one_follows_it(here: Site) -> None:
    here.questions.step(FIRST, lambda each, now: steps.take_up(each, ALICE, now))
    here.questions.step(
        FIRST, lambda each, now: steps.close(each, ALICE, "it is of no use here", now)
    )

    first, second = here.entries()
    assert [first["change"], second["change"]] == ["taken-up", "closed"]
    assert (first["prev"], second["prev"]) == (None, first["id"])
    assert here.questions.all(QuestionState.CLOSED)[0].why_closed == "it is of no use here"
    assert len(here.questions.all()) == 7


def test_a_ruling_answers_a_question_and_one_that_ends_opens_it_again(here: Site) -> None:
    making = Maker(here.clock, os.urandom)
    with closing(connect(here.folder)) as board:
        with writing(board):
            answered_by_ruling(board, making, FIRST, "station", here.clock.now)
            answered_by_ruling(board, making, FIRST, "other", here.clock.now)
            answered_by_ruling(board, making, "nobody-asked", "other", here.clock.now)
        assert here.questions.find(FIRST).ruling == "station"
        with writing(board):
            reopened_by_ruling(board, making, FIRST, "other")
            reopened_by_ruling(board, making, FIRST, "station")

    assert here.questions.find(FIRST).state is QuestionState.TAKEN_UP
    assert [each["change"] for each in here.entries()] == ["answered", "reopened"]
    assert [each["ruling"] for each in here.entries()] == ["station", None]


def test_so_many_are_taken_in_an_hour_and_so_many_wait(here: Site) -> None:
    here.ask()
    here.ask()
    with pytest.raises(TooManyError, match="within an hour"):
        here.ask()
    here.clock.now += 3_600_001
    here.ask()
    with pytest.raises(TooManyError, match="3 questions wait"):
        here.ask()
    assert len(here.entries()) == 3


def test_of_many_those_that_wait_are_there_and_then_the_newest(
    here: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("countenance.stores.questions.MOST", 2)
    here.questions.step(
        FIRST, lambda each, now: steps.close(each, ALICE, "it is of no use here", now)
    )
    asked = []
    for _ in range(3):
        here.clock.now += 3_600_001
        asked.append(here.ask().id)
        here.questions.step(
            asked[-1], lambda each, now: steps.close(each, ALICE, "it is of no use here", now)
        )
    before = here.questions.unanswered()
    here.clock.now += 3_600_001
    waits = here.ask().id
    here.clock.now += 3_600_001
    asked.append(here.ask().id)
    here.questions.step(
        asked[-1], lambda each, now: steps.close(each, ALICE, "it is of no use here", now)
    )

    shown = [each.id for each in here.questions.all() if not each.is_packaged]
    assert shown == [waits, asked[-1]]
    assert FIRST not in {each.id for each in here.questions.all()}  # closed, and an old one
    closed = [each.id for each in here.questions.all(QuestionState.CLOSED)]
    assert closed == asked[-2:]
    assert here.questions.unanswered() == (before[0] + 1, before[1])
    assert before[0] == 6


def test_what_is_not_there_or_damaged_is_said(here: Site) -> None:
    with pytest.raises(UnknownQuestionError, match="the id `q-0`"):
        here.questions.find("q-0")
    asked = here.ask()
    with closing(connect(here.folder)) as writer, writing(writer):
        writer.execute("UPDATE questions SET document = ?", (b"{",))
    with pytest.raises(RecordError, match="cannot be read"):
        here.questions.find(asked.id)
    assert replace(asked, last="") != asked
