import pytest

from countenance.reports.language.polarity import clauses, negated
from countenance.reports.language.stems import tokens


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("I do not consent to a search", {"do", "not", "consent", "to", "a", "search"}),
        ("I had the flu and did not need it", {"did", "not", "need", "it"}),
        ("Nobody was hurt", {"nobody", "was", "hurt"}),
        ("He denied that he hit her", {"that", "he", "hit", "her"}),
        ("He did not refuse it", {"did", "not", "refuse"}),
        ("Sure, no problem with that", set()),
        ("negative on warrants", {"on", "warrants"}),
        ("The dispute was over the table", set()),
    ],
)
def test_what_is_denied_is_known_word_by_word(text: str, denied: set[str]) -> None:
    found = tokens(text)

    assert {t.lower for t, no in zip(found, negated(found), strict=True) if no} == denied


def test_a_text_is_cut_where_clauses_end() -> None:
    found = tokens("He left, and she stayed because it rained.")

    parts = [" ".join(t.lower for t in found[first:after]) for first, after in clauses(found)]

    assert parts == ["he left", "and she stayed", "because it rained"]


def test_in_speech_a_second_negation_says_the_first_again() -> None:
    found = tokens("There was not no knife")

    assert [t.lower for t, no in zip(found, negated(found), strict=True) if no][-1:] != ["knife"]
    assert negated(found, spoken=True)[-1]


@pytest.mark.parametrize(
    ("text", "word", "no"),
    [
        ("He drank nothing other than coffee.", "coffee", False),
        ("He drank nothing other than coffee.", "drank", True),
        ("She did not see it until it was over.", "see", False),
        ("Medical attention was declined by her.", "attention", True),
        ("She declined medical attention.", "attention", True),
    ],
)
def test_what_is_denied_of_what(text: str, word: str, no: bool) -> None:
    found = tokens(text)

    assert negated(found)[[token.lower for token in found].index(word)] is no
