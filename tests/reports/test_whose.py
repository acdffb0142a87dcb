"""Whose words a sentence has: those of a program stay a program's, nearly copied as well."""

import msgspec
import pytest

from countenance.errors import ReviewError
from countenance.reports.draft import Sentence
from countenance.reports.report import Report
from countenance.reports.whose import check_whose, whose
from reports.acting import drafted
from reports.made import DRAFT

SAYS = "The driver refused a search of the car and asked for a lawyer."


def by_program(*texts: str) -> Report:
    """A report whose draft has these sentences."""
    sentences = tuple(
        Sentence(f"d{n}", text, "ai", DRAFT.sentences[0].support) for n, text in enumerate(texts, 1)
    )
    return drafted(msgspec.structs.replace(DRAFT, sentences=sentences))


@pytest.mark.parametrize(
    "text",
    [
        "The driver declined a search of the car and asked for a lawyer.",
        "The driver refused a search of the car, and asked for an attorney.",
        "the DRIVER refused... a search, of the car; and then asked for a lawyer!",
        "I know that the driver refused a search of the car and asked for a lawyer, as all do.",
        "The driver asked for a lawyer and refused a search of the car.",
        "The driver refused a search of the car.",
        "I saw that the driver had refused a search of the car and asked for a lawyer.",
    ],
)
def test_a_near_copy_is_a_programs_words_that_a_person_edited(text: str) -> None:
    assert whose(by_program("It was dark.", SAYS), text) == "ai_edited"


@pytest.mark.parametrize(
    "text",
    [
        "It rained.",
        "He would not let me look into his car.",
        "My radar showed 52 in a 35 zone.",
        "I asked the driver for a license and saw that the tail light of the car was broken.",
        "The driver was calm.",
        "He refused.",
        "",
    ],
)
def test_words_of_ones_own_are_ones_own(text: str) -> None:
    assert whose(by_program("It was dark.", SAYS), text) == "human"


def test_one_changed_word_of_a_short_sentence_is_a_near_copy() -> None:
    report = by_program("He refused a search.")

    assert whose(report, "He declined a search.") == "ai_edited"
    assert whose(report, "She declined a breath test.") == "human"


def test_every_draft_counts_and_what_a_person_wrote_does_not() -> None:
    first = by_program(SAYS)
    second = msgspec.structs.replace(
        first.generations[0],
        number=2,
        draft=msgspec.structs.replace(
            DRAFT, sentences=(Sentence("d1", "Case number 26-1 of the city.", "structured_field"),)
        ),
    )
    report = msgspec.structs.replace(first, generations=(*first.generations, second))

    assert whose(report, SAYS.replace("refused", "declined")) == "ai_edited"
    assert whose(report, "Case number 26-2 of the city.") == "human"


def test_the_very_words_of_a_program_are_nobodys_own() -> None:
    report = by_program(SAYS)

    with pytest.raises(ReviewError, match="a program wrote these words .sentence `d1` of draft 1"):
        check_whose(report, SAYS.upper().replace(" ", " -- "))
    check_whose(report, SAYS.replace("car", "van"))
