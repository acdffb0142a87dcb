"""The words of an answer as they are looked at."""

import pytest

from countenance.evidence.answer_runs import is_ordinary, opens, plain, runs, words_of


def test_letters_are_made_plain() -> None:
    assert plain("Ｖi\u200bk\\u0074or &amp; \\ud800") == "Viktor & "


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The man is Viktor Halloran, of Eastmere.", ["The", "Viktor Halloran", "Eastmere"]),
        ("Ludwig van Beethoven sits.", ["Ludwig Beethoven"]),
        ("L'homme et Viktor", ["Viktor"]),
        ("nobody at all", []),
    ],
)
def test_capitalised_words_in_a_row_are_one_run(text: str, found: list[str]) -> None:
    assert [" ".join(word.group() for word in run) for run in runs(text)] == found


def test_words_of_descriptions_are_ordinary() -> None:
    assert all(map(is_ordinary, ("Kitchen", "Woman's", "Red-Coat")))
    assert not is_ordinary("Halloran")


def test_words_are_known_with_their_pieces() -> None:
    assert words_of("Anne-Marie's hat") == {"anne-marie's", "anne", "marie", "s", "hat"}


@pytest.mark.parametrize("ahead", ["", "A lamp. ", "Name: ", "- ", "One\n"])
def test_what_follows_may_open_a_sentence(ahead: str) -> None:
    assert opens(ahead)


def test_what_follows_may_stand_inside_one() -> None:
    assert not opens("The lamp of ")
