import pytest

from countenance.reports.checking.check import check
from countenance.reports.draft import Sentence
from countenance.reports.transcript import Support
from reports.checking.asked import flags, kinds
from reports.made import SPEAKERS, TRANSCRIPT

TURNS = (
    ("A", "I clocked you at fifty two in a thirty five zone."),
    (
        "B",
        "It was two weeks ago, about seven. They cost eighteen dollars and fifty cents for both.",
    ),
    ("A", "The time is nineteen forty four hours."),
)


@pytest.mark.parametrize(
    "text",
    [
        "Officer Lund said he clocked the tenant at 52 in a 35 zone.",
        "The tenant said that it was fourteen days ago, at about 7 p.m.",
        "The tenant said they cost $18.50 for both.",
        "Officer Lund gave the time as 7:44 p.m.",
        "Officer Lund said the tenant was clocked 17 over the zone.",
    ],
)
def test_a_number_that_was_said_is_right_however_it_is_written(text: str) -> None:
    assert "number" not in kinds(text, *TURNS)


@pytest.mark.parametrize(
    "text",
    [
        "Officer Lund said he clocked the tenant at 62 in a 35 zone.",
        "The tenant said that it was fifteen days ago.",
        "The tenant said they cost $80.50 for both.",
        "The tenant said they cost $18.50 each.",
        "Officer Lund gave the time as 9:44 p.m.",
        "The tenant said he was clocked at 52.",
    ],
)
def test_another_number_is_doubted(text: str) -> None:
    assert "number" in kinds(text, *TURNS)


def test_a_doubt_says_what_was_said_and_where() -> None:
    (flag,) = flags("Officer Lund said he clocked the tenant at 62 in a 35 zone.", *TURNS)

    assert flag.says == "Officer Lund said `fifty two`, `thirty five`; the sentence says `62`"
    assert flag.listen == (Support("s1", 0, 10),)


def test_a_number_of_the_case_file_is_right() -> None:
    text = "Officer Lund said the plate was 7KLM421."

    assert "number" not in kinds(text, *TURNS, fields={"plate": "7KLM421"})
    assert "number" in kinds(text, *TURNS)


def test_the_time_that_a_sentence_begins_with_is_that_of_its_words() -> None:
    text = 'At 00:04 the driver said: "I do not consent to a search."'
    sentence = Sentence("d1", text, "ai_edited", (Support("s4", 0, 6),), "B")

    (flag,) = check((sentence,), TRANSCRIPT, SPEAKERS, {})

    assert flag.says == "the sentence says 00:04; its words are heard at 00:08"


def test_a_sum_that_is_told_as_one_is_held_against_its_parts() -> None:
    turns = (
        ("B", "The lamp is twenty-four ninety-nine and the bulbs are eighteen dollars a box."),
    )
    said = "The tenant said that a lamp and two boxes of bulbs"
    assert "$60.99" not in str(flags(f"{said} came to $60.99.", *turns))
    assert "$61.99" in str(flags(f"{said} came to $61.99.", *turns))
    assert "$60.99" in str(flags(f"{said} cost $60.99.", *turns))


def test_one_is_an_article_where_a_thing_was_spoken_of() -> None:
    turns = (("B", "I lost the lamp and three boxes."),)
    assert not kinds("The tenant said that he lost one lamp.", *turns)
    assert "number" in kinds("The tenant said that he lost one box.", *turns)


LEFT = (("B", "I left at eight thirty and got home about ten after six."),)


@pytest.mark.parametrize(
    ("length", "right"),
    [("nine hours and forty minutes", True), ("9 hours and 40 minutes", True), ("ten hours", False),
     ("nine hours and fifty minutes", False), ("forty minutes", False)],
)  # fmt: skip
def test_the_length_between_two_times_that_are_told_is_right(length: str, right: bool) -> None:
    text = f"The tenant said he left at 0830 hours and got home at 1810 hours, after {length}."

    assert ("number" not in kinds(text, *LEFT)) is right


def test_a_length_is_that_from_a_time_that_is_told_to_one_that_was_said() -> None:
    turns = (("B", "I found him at four seventeen."), ("D", "She called at four oh five."))
    assert "number" not in kinds("Dispatch said she called at 4:05, twelve minutes before.", *turns)
    assert "number" in kinds("Dispatch said she called at 4:05, thirteen minutes before.", *turns)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The tenant bought four $500 cards.", "I got four of them, five hundred dollars each."),
        ("The tenant said he crossed the line two times.", "I crossed it twice."),
        ("The tenant said the two of them got along.", "We get along."),
        (
            "The tenant gave figures that come to a total of $770.",
            "Four hundred and eighty for the saw, two hundred, and ninety.",
        ),
    ],
)
def test_numbers_that_are_told_otherwise_hold(text: str, said: str) -> None:
    assert "number" not in kinds(text, ("B", said))


def test_other_numbers_of_that_kind_do_not() -> None:
    assert "number" in kinds(
        "The tenant bought four $600 cards.", ("B", "Four, five hundred each.")
    )
    assert "number" in kinds("The tenant said he crossed it three times.", ("B", "Twice."))


def test_an_age_is_of_whom_it_stands_beside() -> None:
    turns = (("B", "I'm sixteen."), ("A", "You do not have to talk to me."))

    assert "number" not in kinds("I told the tenant, age 16, he did not have to talk.", *turns)
    assert "number" in kinds("I told the tenant, age 17, he did not have to talk.", *turns)
