import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.reports.language.numbers import Number, is_spoken_number, numbers
from countenance.reports.language.stems import tokens


def only(text: str) -> Number:
    (number,) = numbers(tokens(text))
    return number


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("fifty two miles an hour", "52 mph"),
        ("two thousand fourteen", "2014"),
        ("nineteen eighty eight", "1988"),
        ("seven kilo lima mike four two one", "7KLM421"),
        ("Eighteen dollars and fifty cents", "$18.50"),
        ("nineteen forty four hours", "7:44 p.m."),
        ("around seven", "approximately 1900 hours"),
        ("four twenty five", "4:25"),
        ("two weeks ago", "fourteen days earlier"),
        ("March third", "3 March"),
        ("seven seven one four", "7714"),
        ("zero point zero eight", "0.08"),
        ("two hundred forty dollars", "$240"),
        ("apartment three B", "3B"),
        ("thirty-five", "35"),
    ],
)
def test_a_number_is_the_same_spoken_and_written(said: str, written: str) -> None:
    assert only(said).is_like(only(written))


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("fifty two", "62"),
        ("fifty two", "50"),
        ("seven kilo lima mike four two one", "7KLM412"),
        ("nineteen forty four hours", "9:44 p.m."),
        ("eighteen dollars and fifty cents", "$80.50"),
        ("March third", "March 30"),
        ("ninety days", "19 days"),
        ("seven seven one four", "7741"),
    ],
)
def test_another_number_is_another_one(said: str, written: str) -> None:
    assert not only(said).is_like(only(written))


def test_one_that_counts_nothing_is_no_number() -> None:
    assert not numbers(tokens("no one saw it, and one of them left"))
    assert [number.text for number in numbers(tokens("one glass"))] == ["one"]


def test_a_mark_ends_a_number_and_its_unit() -> None:
    found = numbers(tokens("One hundred, two hundred. Days passed"))

    assert [number.text for number in found] == ["One hundred", "two hundred"]
    assert found[1].unit == ""


def test_numbers_and_letters_of_the_radio_are_known() -> None:
    assert is_spoken_number("kilo")
    assert is_spoken_number("seven")
    assert not is_spoken_number("purse")


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    for number in numbers(tokens(text)):
        assert number.values
        assert number.first < number.after


def test_quarters_and_halves_are_times() -> None:
    assert only("a quarter past six").is_like(only("6:15"))
    assert only("half past nine").is_like(only("9:30 p.m."))
    assert only("a quarter to six").is_like(only("5:45"))
    assert not only("a quarter to six").is_like(only("a quarter past six"))
    assert [number.text for number in numbers(tokens("twenty to twenty five"))] == [
        "twenty", "twenty five",
    ]  # fmt: skip


def test_a_hundred_is_one_of_them() -> None:
    (number,) = numbers(tokens("I can do a hundred a week"))
    (more,) = numbers(tokens("a hundred and fifty bucks"))

    assert "100" in number.values
    assert "150" in more.values
    assert numbers(tokens("a few hundred of them")) == ()


def test_hundreds_after_thousands_are_added() -> None:
    (number,) = numbers(tokens("six thousand two hundred dollars"))

    assert "6200" in number.values
