import pytest

from countenance.media.capture import MOST, MOST_NAMES, NOTHING, Capture, is_short, short


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        ("Canon", "Canon"),
        (b"Canon\x00\x00", "Canon"),
        ("  two\nlines\t", "two lines"),
        ("\u202enona\u202c", "nona"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        ("x" * 500, "x" * MOST),
        ("x" * (MOST - 1) + " y", "x" * (MOST - 1)),
        (7, ""),
        (None, ""),
    ],
)
def test_a_word_is_one_short_line(raw: object, word: str) -> None:
    assert short(raw) == word
    assert short(word) == word


def test_what_a_decoder_of_ours_says_is_short() -> None:
    said = Capture("Canon", "EOS", "1.0", "2024-05-03T14:23:11", True, properties=("a:b",) * 2)

    assert is_short(NOTHING)
    assert is_short(said)


@pytest.mark.parametrize(
    "said",
    [
        Capture(make="x" * (MOST + 1)),
        Capture(model="two\nlines"),
        Capture(software=" padded"),
        Capture(properties=("a:b",) * (MOST_NAMES + 1)),
        Capture(sources=("x" * (MOST + 1),)),
    ],
)
def test_what_is_too_long_was_said_by_no_decoder_of_ours(said: Capture) -> None:
    assert not is_short(said)


def test_it_shows_no_word_of_the_file() -> None:
    shown = repr(Capture("Canon", "EOS", "studio of somebody", "2024-05-03T14:23:11"))

    assert "somebody" not in shown
    assert "EOS" not in shown
