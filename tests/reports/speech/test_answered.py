"""What a model elsewhere answered: words with a time in their piece, and no trust in any of it."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.errors import TranscriptError
from countenance.reports.speech.answered import Answered, read_answer

LENGTH = 6000


def answered(words: list[Any], segments: Any = None, text: str = "x", **more: Any) -> Answered:
    body = {"text": text, "words": words, "segments": segments, **more}
    return read_answer(json.dumps(body).encode(), 60_000, LENGTH)


def word(text: str, start: Any, end: Any) -> dict[str, Any]:
    return {"word": text, "start": start, "end": end}


def told(found: Answered) -> list[tuple[str, int, int, bool]]:
    return [
        (each.text, each.start, each.end, each.is_unclear)
        for line in found.lines
        for each in line.words
    ]


SURE = [{"start": 0.0, "end": 6.0, "avg_logprob": -0.1}]


def test_words_stand_at_their_times_in_the_recording() -> None:
    found = answered([word(" Stop", 0.5, 0.9), word("there.", 0.9, 1.4)], SURE)

    assert told(found) == [("Stop", 60_500, 60_900, False), ("there.", 60_900, 61_400, False)]
    assert found.words == 2
    assert [each.sure for each in found.lines[0].words] == [905, 905]  # e to the -0.1


@pytest.mark.parametrize(
    "segments",
    [
        None, [], [{"start": 4.0, "end": 6.0, "avg_logprob": -0.1}], ["secret words"],
        [{"start": 0.0, "end": 6.0}], [{"start": 0.0, "end": 6.0, "avg_logprob": 0.0}],
        [{"start": 0.0, "end": 6.0, "avg_logprob": 3}],
    ],
)  # fmt: skip
def test_a_word_of_which_nobody_says_how_sure_it_is_is_unclear(segments: Any) -> None:
    """Nought is what programs write there that measure nothing."""
    assert told(answered([word("Stop", 0.5, 0.9)], segments)) == [("Stop", 60_500, 60_900, True)]


def test_an_unsure_line_is_unclear_and_a_sure_one_beside_it_is_not() -> None:
    lines = [
        {"start": 2.0, "end": 6.0, "avg_logprob": -0.9},
        {"start": 0.0, "end": 2.0, "avg_logprob": -0.1},
    ]

    found = answered([word("Stop", 0.5, 0.9), word("Reyes", 3.0, 3.4)], lines)

    assert [each[3] for each in told(found)] == [False, True]
    assert [round(line.likely, 1) for line in found.lines] == [-0.1, -0.9]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (word("Stop", None, 1.0), []),
        (word("Stop", "1", 2), []),
        ({"word": "Stop"}, []),
        (word("Stop", 7.0, 8.0), []),
        (word("Stop", -3.0, -2.0), []),
        (word("Stop", 2.0, 1.0), []),
        (word("", 1.0, 2.0), []),
        (word("\x1b[31mStop", 1.0, 2.0), []),
        (word("x" * 51, 1.0, 2.0), []),
        ("Stop", []),
        (word("Stop", -0.5, 0.5), [("Stop", 60_000, 60_500, True)]),
        (word("Stop", 5.5, 9.0), [("Stop", 65_500, 66_000, True)]),
        (word("Stop", 0.0, 6.0), [("Stop", 60_000, 62_500, True)]),
        (word("He confessed", 1.0, 1.2), [("He", 61_000, 61_200, True),
                                          ("confessed", 61_000, 61_200, True)]),
    ],
)  # fmt: skip
def test_a_word_that_cannot_be_so_is_dropped_or_unclear(given: Any, kept: Any) -> None:
    found = answered([given], SURE, text="Stop")

    assert told(found) == kept
    assert found.words == 1  # what came is counted, whatever became of it


def test_times_that_go_backwards_are_unclear() -> None:
    found = answered([word("Stop", 3.0, 3.4), word("there", 1.0, 1.4)], SURE)

    assert [(each[0], each[3]) for each in told(found)] == [("Stop", False), ("there", True)]


def test_more_words_than_can_be_said_are_none() -> None:
    found = answered([word("no", 1.0, 1.1)] * 71, SURE)

    assert (found.lines, found.words) == ((), 71)


def test_words_that_go_round_in_circles_are_measured_here() -> None:
    found = answered([word("no", at / 10, at / 10 + 0.1) for at in range(50)], SURE)

    assert found.lines[0].repeats > 2.4


def test_words_that_stand_in_the_text_alone_are_counted() -> None:
    assert answered([word("Stop", 0.5, 0.9)], SURE, text="Stop or I shoot.").words == 4


def test_a_piece_in_which_nothing_was_heard_has_no_words() -> None:
    given: list[list[str] | None] = [[], None]
    for words in given:
        found = read_answer(json.dumps({"text": " ", "words": words}).encode(), 0, LENGTH)
        assert (found.lines, found.words) == ((), 0)


def test_a_model_without_times_is_refused() -> None:
    with pytest.raises(TranscriptError, match="gives no times of words.*`whisper-1`") as found:
        read_answer(b'{"text": "secret words"}', 0, LENGTH)

    assert "secret" not in str(found.value)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>secret words", b"[]", b'{"words": []}', b'{"text": 3}', b"\xff", b"[" * 9999],
)
def test_what_is_no_answer_is_an_error_without_content(body: bytes) -> None:
    with pytest.raises(TranscriptError, match="no transcription in `verbose_json`") as found:
        read_answer(body, 0, LENGTH)

    assert "secret" not in str(found.value)


NUMBERS = st.one_of(st.floats(-10, 20), st.integers(-5, 10**9), st.none(), st.text(max_size=2))
WORDS = st.builds(word, st.text(max_size=60), NUMBERS, NUMBERS)
LINES = st.fixed_dictionaries({"start": NUMBERS, "end": NUMBERS, "avg_logprob": NUMBERS})


@settings(max_examples=25)
@given(words=st.lists(WORDS, max_size=12), lines=st.lists(LINES, max_size=3), text=st.text())
def test_whatever_comes_every_word_lies_in_its_piece(
    words: list[Any], lines: list[Any], text: str
) -> None:
    try:
        found = answered(words, lines, text)
    except TranscriptError:
        assert not words
        return

    for name, start, end, _ in told(found):
        assert name.isprintable()
        assert 60_000 <= start <= end <= 60_000 + LENGTH
        assert end - start <= 2500
