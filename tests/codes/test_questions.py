"""The questions that come with the codes, read strictly."""

import pytest

from countenance.codes.questions import parse_questions
from countenance.errors import CodeError
from countenance.stores.packaged import edition, packaged_questions

TEXT = """
version = 1

[[question]]
id = "what"
edition = "made@1"
clause = "A"
asks = "What is it?"
asked = 2026-01-01
asked_of = "nobody"
answered_then = "nothing"
source = "https://made.example"
"""


def test_a_question_without_a_term_asks_whether_the_clause_stands() -> None:
    (found,) = parse_questions(TEXT, "here")

    assert (found.id, found.term, found.asked.isoformat()) == ("what", "", "2026-01-01")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (TEXT.replace("version = 1", ""), "`version` is not 1"),
        (TEXT.replace("asked = 2026-01-01", ""), "`asked` is missing"),
        (TEXT.replace('asked_of = "nobody"', ""), "asked_of"),
        (TEXT + "odd = 1", "odd"),
        (TEXT + TEXT.replace("version = 1", ""), "two questions have one id"),
    ],
)
def test_what_is_wrong_is_named(text: str, says: str) -> None:
    with pytest.raises(CodeError, match=says):
        parse_questions(text, "here")


def test_the_reporter_asked_first_and_six_words_are_defined_nowhere() -> None:
    first, *others = packaged_questions()

    assert (first.clause, first.term, first.asked.isoformat()) == ("AOAI-ID", "", "2024-05-03")
    assert "The Register" in first.asked_of
    assert "Nothing that settles it" in first.answered_then
    assert sorted(each.term for each in others) == [
        "facial-recognition-purposes", "law-enforcement", "mobile-camera", "police-department",
        "real-time", "uncontrolled-environment",
    ]  # fmt: skip
    for each in packaged_questions():
        clause = edition(each.edition).clause(each.clause)
        assert clause is not None
        assert each.term in ("", *clause.terms)
        assert each.source.startswith("https://")
