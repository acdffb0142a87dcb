"""Signs that nobody sees, in texts that people type."""

import pytest

from countenance.errors import ReviewError
from countenance.review.reasons import check_reason
from countenance.review.typed import check_seen, unseen_in


@pytest.mark.parametrize(
    ("sign", "name"),
    [
        ("\u202e", "RIGHT-TO-LEFT OVERRIDE (U+202E)"),
        ("\u202d", "LEFT-TO-RIGHT OVERRIDE"),
        ("\u2066", "LEFT-TO-RIGHT ISOLATE"),
        ("\u2069", "POP DIRECTIONAL ISOLATE"),
        ("\u200f", "RIGHT-TO-LEFT MARK"),
        ("\u200b", "ZERO WIDTH SPACE"),
        ("\u2060", "WORD JOINER"),
        ("\ufeff", "ZERO WIDTH NO-BREAK SPACE"),
        ("\u00ad", "SOFT HYPHEN"),
        ("\u2028", "LINE SEPARATOR"),
        ("\U000e0041", "TAG LATIN CAPITAL LETTER A"),
        ("\u3164", "HANGUL FILLER"),
        ("\u2800", "BRAILLE PATTERN BLANK"),
        ("\x00", "a control character (U+0000)"),
        ("\x1b", "a control character (U+001B)"),
        ("\r", "a control character (U+000D)"),
        ("\ue000", "a control character (U+E000)"),
        ("\ud800", "a control character (U+D800)"),
        ("\uffff", "a control character (U+FFFF)"),
        ("\ufdd0", "a control character (U+FDD0)"),
    ],
)
def test_a_sign_that_nobody_sees_is_named_with_its_place(sign: str, name: str) -> None:
    found = unseen_in(f"ab{sign}c")

    assert found is not None
    assert found.startswith(name)
    assert found.endswith("at place 3")
    with pytest.raises(ReviewError, match="`reason` holds a sign that nobody sees"):
        check_reason(f"because{sign}")


@pytest.mark.parametrize(
    "text",
    [
        "", "two\nlines\tand a tab", "sent\r\nby a browser", "a\u00a0b", "M\u00fcnchen", "e\u0301",
        "\u05e9\u05dc\u05d5\u05dd", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\U0001f468\u200d\U0001f469", "\u2764\ufe0f",
    ],
)  # fmt: skip
def test_words_of_every_script_are_taken(text: str) -> None:
    check_seen("asks", text)


def test_a_joiner_joins_something() -> None:
    assert unseen_in("\u200da") is not None
