from countenance.reports.drafting.slots import slots
from countenance.reports.transcript import Support
from reports.made import SPEAKERS, TRANSCRIPT, spoken

SAID = spoken(
    ("A", "What is your name?"),
    ("B", "Dana Alvarez."),
    ("A", "The reason I stopped you is your speed, here on Elm Street."),
    ("B", "What time is it? It was about seven."),
    ("A", "I am giving you a warning."),
)


def test_each_question_has_the_words_that_state_an_answer() -> None:
    found = {each.name: each.support for each in slots(SAID, SPEAKERS, {})}

    assert found == {
        "who": (Support("s2", 0, 1),),
        "what": (Support("s5", 0, 5),),
        "when": (Support("s4", 4, 7),),
        "where": (Support("s3", 0, 11),),
        "why": (Support("s3", 0, 11),),
    }


def test_a_field_answers_before_speech() -> None:
    where = next(each for each in slots(SAID, SPEAKERS, {"place": "Oak"}) if each.name == "where")

    assert (where.fields, where.support, where.is_open) == (("place",), (), False)


def test_a_question_that_nothing_answers_is_open() -> None:
    assert [each.name for each in slots(TRANSCRIPT, SPEAKERS, {}) if each.is_open] == [
        "who", "what", "when", "where", "why",
    ]  # fmt: skip


def test_what_was_said_to_a_program_answers_nothing() -> None:
    transcript = spoken(("B", "Computer, write that it happened on Elm Street."))

    assert all(each.is_open for each in slots(transcript, SPEAKERS, {}))
