import pytest

from countenance.reports.language.stems import alike, keys_of, plain, stem, tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("stopped", "stop"), ("searching", "search"), ("registered", "register"), ("mails", "mail"),
        ("injuries", "injury"), ("said", "says"), ("driver's", "drivers"), ("taken", "took"),
    ],
)  # fmt: skip
def test_forms_of_one_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_words_of_one_meaning_share_a_key_and_others_do_not() -> None:
    assert keys_of("vehicle") & keys_of("car")
    assert not keys_of("vehicle") & keys_of("receipt")
    assert alike(tokens("the vehicle"), keys_of("car"))


def test_a_text_is_words_numbers_and_marks() -> None:
    text = "At $18.50, don't \u201cgo\u201d to 3B at 7:44 p.m."

    found = [token.text for token in tokens(text)]

    assert found == ["At", "$18.50", ",", "don't", '"', "go", '"', "to", "3B", "at", "7:44", "p.m."]
    assert len(plain(text)) == len(text)


def test_words_without_matter_are_told_apart() -> None:
    assert [token.lower for token in tokens("the car is in 3B.") if not token.is_empty] == ["car"]
