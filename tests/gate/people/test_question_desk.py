"""What anybody asks, and what people do about it, without HTTP."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from countenance.codes.model import Edition
from countenance.errors import TooManyError, UnknownEditionError
from countenance.gate.people.askers import MOST_OF_ONE, Askers
from countenance.gate.people.question_desk import QuestionDesk
from countenance.review.question import QuestionState
from countenance.stores.packaged import edition
from countenance.stores.questions import Questions
from countenance.stores.rulings import Rulings
from review.made_cases import Clock
from review.made_rulings import ALICE, EDITION

DAY = 86_400_000
ASKS = "Does it reach a drone?"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[QuestionDesk]:
    def of(name: str) -> Edition:
        return EDITION if name == EDITION.name else edition(name)

    with closing(Rulings(tmp_path, clock)) as rulings, closing(Questions(tmp_path, clock)) as kept:
        yield QuestionDesk(kept, rulings, of, "https://gate.example", clock)


def test_a_question_goes_its_way(desk: QuestionDesk, clock: Clock) -> None:
    asked = desk.ask("made@1", "A", ASKS)
    clock.now += 3 * DAY

    desk.take_up(asked.id, ALICE)
    done = desk.answer(asked.id, ALICE, "It does not.", "https://board.example/1")

    assert desk.shown(done)["days_until_answered"] == 3
    assert desk.rows(QuestionState.ANSWERED) == desk.rows(edition="made@1")
    assert desk.view(asked.id)["answer"]["says"] == "It does not."
    assert b"It does not." in desk.feed()


def test_questions_about_the_same_lead_to_each_other(desk: QuestionDesk) -> None:
    one, other = (desk.ask("made@1", "A", f"{ASKS} {more}") for more in ("And this?", "Or that?"))

    found = {each["id"]: each for each in desk.view(one.id)["related"]}

    assert found[other.id] == {
        "id": other.id, "asks": other.asks, "state": "open", "common": "the same clause",
        "link": f"https://gate.example/public/questions/{other.id}",
    }  # fmt: skip
    assert one.id in [each["id"] for each in desk.view(other.id)["related"]]
    desk.hide(other.id, ALICE)
    assert other.id not in [each["id"] for each in desk.view(one.id)["related"]]


def test_what_waits_is_counted_with_the_days_of_the_oldest(desk: QuestionDesk) -> None:
    count, days = desk.unanswered()
    asked = desk.ask("made@1", "A", ASKS)
    assert desk.unanswered() == (count + 1, days)

    desk.close(asked.id, ALICE, "asked twice already")

    assert desk.unanswered() == (count, days)
    assert days > 900


def test_one_address_asks_so_often_and_then_others_still_do(
    desk: QuestionDesk, clock: Clock
) -> None:
    limited = QuestionDesk(
        desk.questions, desk._rulings, desk._edition_of, "https://gate.example", clock,
        Askers(clock, b"k" * 32),
    )  # fmt: skip
    for _ in range(MOST_OF_ONE):
        limited.ask("made@1", "A", ASKS, address="192.0.2.7")
    with pytest.raises(TooManyError, match="from your address"):
        limited.ask("made@1", "A", ASKS, address="192.0.2.7")

    limited.ask("made@1", "A", ASKS, address="192.0.2.8")


def test_a_question_about_what_is_gone_is_still_shown(desk: QuestionDesk) -> None:
    asked = desk.ask("made@1", "A", ASKS)
    gone = QuestionDesk(desk.questions, desk._rulings, edition, "https://gate.example", Clock())

    assert gone.view(asked.id)["asks"] == ASKS
    assert gone.view(asked.id)["term_leaves_open"] is None
    with pytest.raises(UnknownEditionError):
        gone.ask("made@1", "A", ASKS)
    assert desk.hide(asked.id, ALICE).is_hidden
