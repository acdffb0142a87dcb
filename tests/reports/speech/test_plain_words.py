"""Text as plain words, so that what was said and what was heard can be compared."""

import pytest

from countenance.reports.speech.plain_words import plain_words


def plain(text: str) -> list[str]:
    return [word.text for word in plain_words(text.split())]


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("fifty two miles an hour", "52 miles an hour."),
        ("seven kilo lima four two one", "7 Kilo Lima 421"),
        ("nineteen forty four hours", "1944 hours"),
        ("four twenty, maybe four twenty five", "4.20. Maybe 4:25"),
        ("Eighteen dollars and fifty cents", "$18.50"),
        ("two thousand fourteen", "2014"),
        ("until March third", "until March 3rd"),
        ("ten minutes", "10 minutes"),
        ("Mister Webb, okay", "Mr. Webb. OK"),
        ("All right. Twenty-two.", "Alright 22"),
        ("I don’t", "i don't"),
    ],
)
def test_what_means_the_same_is_the_same(said: str, heard: str) -> None:
    assert plain(said) == plain(heard)


def test_a_number_that_lost_a_part_is_as_wrong_as_the_part_is_long() -> None:
    assert plain("fifty two in a thirty five") == ["5", "2", "in", "a", "3", "5"]
    assert plain("52 and 35") == ["5", "2", "and", "3", "5"]
    assert plain("007") == ["0", "0", "7"]


def test_each_comes_from_the_words_that_were_given() -> None:
    found = plain_words(["At", "fifty", "two", "-", "stop."])

    assert [(word.text, word.first, word.last) for word in found] == [
        ("at", 0, 0), ("5", 1, 2), ("2", 1, 2), ("stop", 4, 4),
    ]  # fmt: skip
    assert plain_words([]) == ()
