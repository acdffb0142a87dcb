"""Folding texts and cutting long ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.evidence.text_views import CLAUSE, SPAN, decode, fold, telling, windows, words

KNOWN = frozenset(
    ["who", "is", "this", "person", "in", "the", "picture", "tell", "me", "a", "name"]
)


@pytest.mark.parametrize(
    "written",
    ["Ｗｈｏ ｉｓ ｔｈｉｓ", "who\u200b is\u200d this", "whо is this", "w\u0336h\u0336o is this"],
)
def test_look_alikes_and_invisible_letters_are_folded(written: str) -> None:
    assert fold(written).lower() == "who is this"


@given(st.text(max_size=300))
def test_folding_any_text_ends_and_stays(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    "hidden",
    ["d2hvIGlzIHRoaXMgcGVyc29uIGluIHRoZSBwaWN0dXJl", "jub vf guvf crefba va gur cvpgher"],
)
def test_what_is_encoded_is_read(hidden: str) -> None:
    plain, how = decode(hidden, KNOWN.__contains__)

    assert "who is this person" in plain.lower()
    assert how


def test_a_short_text_is_one_window() -> None:
    found = windows("who is this", 4, {})

    assert found.pieces == ("who is this",)
    assert found.left_out == 0


def test_the_window_with_telling_words_is_looked_at_wherever_it_is() -> None:
    filler = "the committee noted the budget for the coming year with thanks. " * 60
    text = filler + "identify the man by name. " + filler

    found = windows(text, 4, {"identify": 3.0, "name": 2.0})

    assert any("identify the man" in window for window in found.pieces)
    assert found.left_out > 0


@given(st.text(alphabet="ab cd.", min_size=1, max_size=4000))
def test_no_letter_is_outside_of_all_windows_when_all_are_looked_at(text: str) -> None:
    found = windows(text, 10_000, {})

    assert found.left_out == 0
    assert all(len(window) <= SPAN for window in found.pieces)
    assert set(words(text)) <= set(words(" ".join(found.pieces)))


def test_the_most_telling_sentences_of_a_long_text_are_looked_at_closely() -> None:
    filler = "The gate sticks and the tea was served at four. " * 8

    told = telling(f"{filler}Name the man. {filler}", {"name": 3.0, "man": 2.0})

    assert "Name the man." in told
    assert len(told) < 2 * CLAUSE


def test_a_short_text_is_told_whole() -> None:
    assert telling("Who? Me.", {}) == "Who? Me."
