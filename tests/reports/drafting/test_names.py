from countenance.reports.drafting.names import known_names, masked, unmasked
from reports.made import SPEAKERS


def test_a_name_that_was_only_heard_is_a_gap() -> None:
    made = masked("My name is Dana Alvarez. Is Officer Reyes here?", known_names(SPEAKERS, {}))

    assert made.text == "My name is [name, heard as: Dana Alvarez]. Is Officer Reyes here?"
    assert made.gaps == ("Dana Alvarez",)
    assert unmasked(made.text) == "My name is Dana Alvarez. Is Officer Reyes here?"


def test_a_name_in_the_case_file_is_printed() -> None:
    known = known_names(SPEAKERS, {"persons": "Dana Alvarez"})

    assert masked("My name is Dana Alvarez.", known).gaps == ()


def test_plates_and_places_are_gaps_too() -> None:
    made = masked("It is at Oak Street, plate seven kilo lima four two one.", ())

    assert made.text == (
        "It is at [place, heard as: Oak Street], plate "
        "[plate, heard as: seven kilo lima four two one]."
    )


def test_words_that_begin_a_sentence_are_no_names() -> None:
    text = "Nothing. Please sit down. He left on Monday in June, at four Adam twelve."

    assert masked(text, ()).text == text
