"""A question about a code: asked by anybody, answered by people, its days counted."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from countenance.errors import NotForYouError, OutdatedError, ReviewError
from countenance.review.people import Person, Role
from countenance.review.question import (
    LONGEST,
    Question,
    QuestionState,
    Step,
    answer,
    answered_by,
    ask,
    close,
    hide,
    reopen,
    take_up,
)
from countenance.stores.packaged import edition
from review.made_rulings import ALICE, AUDITOR

MAY = edition("ms-aoai-coc@2024-05-03")
REVIEWER = Person("p-1", Role.REVIEWER)
DAY = 86_400_000
SOURCE = "https://made.example/answer"
OPEN = ask("q-1", MAY, "AOAI-MOBILE", "mobile-camera", "Is a drone one?", "", 0).question
TAKEN = take_up(OPEN, ALICE, DAY).question
STATES = {
    "open": OPEN,
    "taken-up": TAKEN,
    "answered": answer(TAKEN, ALICE, "No, it flies.", SOURCE, 2 * DAY).question,
    "ruled": answered_by(TAKEN, "drones", 2 * DAY).question,
    "closed": close(TAKEN, ALICE, "asked twice, see q-0", 3 * DAY).question,
}
STEPS: dict[str, Callable[[Question], Step]] = {
    "take up": lambda each: take_up(each, ALICE, DAY),
    "answer": lambda each: answer(each, ALICE, "No, it flies.", SOURCE, DAY),
    "rule": lambda each: answered_by(each, "drones", DAY),
    "close": lambda each: close(each, ALICE, "asked twice, see q-0", DAY),
    "reopen": reopen,
}
GOES = {
    "open": {"take up", "answer", "rule", "close"},
    "taken-up": {"answer", "rule", "close"},
    "answered": {"reopen"},
    "ruled": {"reopen"},
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", STATES)
def test_each_step_goes_only_from_where_it_may(state: str, step: str) -> None:
    if step in GOES.get(state, set()):
        STEPS[step](STATES[state])
        return
    with pytest.raises(OutdatedError):
        STEPS[step](STATES[state])


def test_days_count_until_somebody_answers_whoever_works_on_it() -> None:
    assert [OPEN.days(at * DAY) for at in (0, 1, 600)] == [0, 1, 600]
    assert TAKEN.days(600 * DAY) == 600
    assert STATES["ruled"].days(600 * DAY) == 2
    assert STATES["closed"].days(600 * DAY) == 3
    again = reopen(STATES["ruled"]).question
    assert (again.state, again.ruling, again.days(9 * DAY)) == (QuestionState.TAKEN_UP, None, 9)


@pytest.mark.parametrize(
    ("clause", "term", "asks", "says"),
    [
        ("AOAI", None, "Is a drone one?", "has no clause `AOAI`; it has: `AOAI-ID`"),
        ("AOAI-MOBILE", "drone", "Is a drone one?", "uses no term `drone`; it uses: `identify"),
        ("AOAI-USPD-OTHER", "x", "Is a drone one?", "it uses: none"),
        ("AOAI-MOBILE", None, "Why?", "has 4 letters; it takes 10 to 1000"),
        ("AOAI-MOBILE", None, "x" * (LONGEST + 1), "has 1001 letters"),
    ],
)
def test_a_question_is_about_what_is_there(
    clause: str, term: str | None, asks: str, says: str
) -> None:
    with pytest.raises(ReviewError, match=says):
        ask("q-1", MAY, clause, term, asks, "", 0)


def test_words_are_text_and_nothing_else() -> None:
    odd = "Is  a drone\u00a0one?\r\n\n\n  Or\tnot?  "

    step = ask("q-1", MAY, "AOAI-ID", None, odd, " me@made.example ", 0)

    assert step.question.asks == "Is a drone one?\n\n\nOr not?"
    assert (step.contact, step.question.has_contact) == ("me@made.example", True)
    for sign in ("\u202e", "\x00", "\x1b[31m", "\u2067", "\u200b"):
        with pytest.raises(ReviewError, match="`asks` holds a sign that nobody sees"):
            ask("q-1", MAY, "AOAI-ID", None, f"Is a drone {sign}one?", "", 0)
    with pytest.raises(ReviewError, match="`contact` has 201 letters"):
        ask("q-1", MAY, "AOAI-ID", None, "Is a drone one?", "x" * 201, 0)


def test_who_may_work_on_it_and_who_may_answer() -> None:
    assert take_up(OPEN, REVIEWER, DAY).person == "p-1"
    refused: list[Callable[[Question], Step]] = [
        lambda each: take_up(each, AUDITOR, DAY),
        lambda each: hide(each, AUDITOR),
        lambda each: answer(each, REVIEWER, "No, it flies.", SOURCE, DAY),
        lambda each: close(each, REVIEWER, "asked twice, see q-0", DAY),
    ]
    for does in refused:
        with pytest.raises(NotForYouError):
            does(OPEN)


def test_an_answer_says_where_it_can_be_read_and_a_closing_why() -> None:
    with pytest.raises(ReviewError, match="an address"):
        answer(OPEN, ALICE, "No, it flies.", "somewhere", DAY)
    with pytest.raises(ReviewError, match="`reason`"):
        close(OPEN, ALICE, "no", DAY)


def test_words_are_hidden_once_and_not_those_that_came_with_the_codes() -> None:
    hidden = hide(OPEN, ALICE).question

    assert (hidden.asks, hidden.is_hidden, hidden.term) == ("", True, "mobile-camera")
    with pytest.raises(OutdatedError, match="hidden already"):
        hide(hidden, ALICE)
    with pytest.raises(ReviewError, match="came with the codes"):
        hide(replace(OPEN, is_packaged=True), ALICE)
