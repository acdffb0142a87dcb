"""A question as people see it: its words or none, its days, and its address for good."""

from dataclasses import replace

from countenance.gate.people.question_view import link_of, row_of_question, view_of_question
from countenance.review.question import Question, QuestionState

DAY = 86_400_000
HERE = "https://gate.example"
ASKED = Question("q-1", "made@1", "A", None, "Does it stand?", 0, has_contact=True)


def test_days_are_told_as_long_as_nobody_answered_and_then_how_many_it_took() -> None:
    answered = replace(ASKED, state=QuestionState.ANSWERED, answered=2 * DAY, ruling="station")

    waits, done = row_of_question(ASKED, 5 * DAY, HERE), row_of_question(answered, 5 * DAY, HERE)

    assert (waits["days_unanswered"], waits["days_until_answered"]) == (5, None)
    assert (done["days_unanswered"], done["days_until_answered"]) == (None, 2)
    assert (waits["about"], done["ruling"]) == ("standing", "station")
    assert waits["link"] == link_of(HERE, "q-1") == "https://gate.example/public/questions/q-1"


def test_hidden_words_are_not_shown_and_no_address_ever_is() -> None:
    shown = view_of_question(replace(ASKED, asks="", is_hidden=True), 0, HERE)

    assert (shown["asks"], shown["clause"]) == (None, "A")
    assert not [name for name in shown if "contact" in name]


def test_an_answer_is_told_with_its_source_and_what_the_term_leaves_open() -> None:
    said = replace(ASKED, term="real-time", answer="Seconds.", source="https://made.example")

    shown = view_of_question(said, 0, HERE, "what delay?")

    assert shown["answer"] == {"says": "Seconds.", "source": "https://made.example"}
    assert (shown["term_leaves_open"], shown["about"]) == ("what delay?", "term")
