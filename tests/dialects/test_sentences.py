"""Where a growing text may be cut."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.dialects.sentences import (
    LEAST_WORDS,
    MOST_WORDS,
    Piece,
    count_words,
    cut,
    sentences,
)

ENGLISH = "A man in a navy suit stands at a lectern. Two flags hang behind him on the wall."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one", 1),
        ("one two  three\n", 3),
        ("照片里的人", 3),
        ("一张 photo 照片", 3),
        ("x" * 16, 1),
        ("x" * 17, 2),
        ("x" * 160, 10),
    ],
)
def test_words_are_counted_in_every_script(text: str, words: int) -> None:
    assert count_words(text) == words


def test_whole_sentences_leave_once_they_have_enough_words() -> None:
    assert cut("A man in a navy suit", ended=False) is None
    assert cut("Yes. No. Well.", ended=False) is None
    assert cut(ENGLISH, ended=False) == Piece(ENGLISH[:41], ENGLISH[:41])


def test_a_short_sentence_waits_for_the_next() -> None:
    text = "It is a room. A table stands in the middle. More"

    piece = cut(text, ended=False)

    assert piece is not None
    assert piece.released == "It is a room. A table stands in the middle."


def test_a_dot_at_the_end_of_what_is_there_may_not_be_the_end() -> None:
    text = ENGLISH[:41]

    assert cut(text, ended=False) is None
    assert cut(text, ended=True) == Piece(text, text)


@pytest.mark.parametrize("short", ["Dr.", "Mr.", "J.", "St.", "U.S.", "e.g."])
def test_an_abbreviation_ends_no_sentence(short: str) -> None:
    text = f"The tall person on the left side is {short} Somebody of a town. And so on."

    piece = cut(text, ended=False)

    assert piece is not None
    assert piece.released.endswith("of a town.")


@pytest.mark.parametrize(
    "text",
    [
        "照片里的人站在舞台上,背景是蓝色的幕布。她穿着红色的裙子,微笑着看镜头。",
        "この写真には赤いドレスを着た女性が写っています。背景には青いカーテンがあります。",
        "यह एक कमरे की तस्वीर है जिसमें मेज है। एक लड़की लाल साइकिल चला रही है।",
        "هل هذه صورة لغرفة فيها طاولة كبيرة وكرسي؟ نعم هي كذلك.",
    ],
)
def test_other_full_stops_end_sentences_too(text: str) -> None:
    piece = cut(text, ended=False)

    assert piece is not None
    assert piece.released != text
    assert piece.released[-1] in "。।؟"


def test_text_without_an_end_is_cut_and_its_last_words_are_held_back() -> None:
    text = "word " * 60

    piece = cut(text, ended=False)

    assert piece is not None
    assert count_words(piece.seen) == MOST_WORDS
    assert count_words(piece.released) == MOST_WORDS - LEAST_WORDS
    assert piece.seen.startswith(piece.released)
    assert piece.released.endswith(" ")


def test_text_without_spaces_is_cut_as_well() -> None:
    for text in ("x" * 3000, "字" * 3000, " " * 3000, "\t\n" * 1500):
        piece = cut(text, ended=False)
        assert piece is not None
        assert 0 < len(piece.released) <= 1024


def test_no_more_than_forty_words_are_ever_held() -> None:
    chance = random.Random(3)
    for _ in range(200):
        words = [
            "".join(chance.choices("abc字。. \n", k=chance.randint(1, 30))) for _ in range(300)
        ]
        held = ""
        for word in words:
            held += word + " "
            while (piece := cut(held, ended=False)) is not None:
                held = held[len(piece.released) :]
            assert count_words(held) <= MOST_WORDS + 2


@given(st.text(max_size=400) | st.text("ab. \n。x", max_size=2000))
@settings(max_examples=300, deadline=None)
def test_pieces_joined_are_the_text(text: str) -> None:
    pieces = sentences(text)

    assert "".join(piece.released for piece in pieces) == text
    assert all(piece.released and piece.seen.startswith(piece.released) for piece in pieces)


@given(st.text("ab. \n。x!字", max_size=600), st.integers(1, 30))
@settings(max_examples=200, deadline=None)
def test_it_does_not_matter_how_the_text_arrives(text: str, step: int) -> None:
    held, pieces = "", []
    for place in range(0, len(text), step):
        held += text[place : place + step]
        while (piece := cut(held, ended=False)) is not None:
            pieces.append(piece)
            held = held[len(piece.released) :]
    pieces += sentences(held)

    assert "".join(piece.released for piece in pieces) == text
