"""What is said in some seconds of sound, by the small model, from a clip that is made once."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from countenance.reports.hearing import hear
from countenance.reports.speech.recognizer import Line, Whisper
from countenance.reports.speech.weights import built_in
from house.source import ROOT

CLIP = ROOT / "tests" / "data" / "speech" / "break_in.ogg"


@pytest.fixture(scope="module")
def whisper() -> Whisper:
    return Whisper(built_in("fast"))


@pytest.fixture(scope="module")
def start() -> NDArray[np.int16]:
    """The first sentence of the clip."""
    return hear(Path(CLIP)).samples[: 16_000 * 3]


def test_words_have_times_and_probabilities_and_come_out_the_same_again(
    whisper: Whisper, start: NDArray[np.int16]
) -> None:
    lines = whisper.lines(start, 10_000)

    words = [word for line in lines for word in line.words]
    assert "what happened" in " ".join(word.text for word in words)
    assert all(10_000 <= word.start <= word.end <= 13_000 for word in words)
    assert all(0 < word.sure <= 1000 for word in words)
    assert all(line.likely < 0 < line.repeats for line in lines)
    assert whisper.lines(start, 10_000) == lines


def test_what_another_run_would_differ_by_is_told(whisper: Whisper) -> None:
    program = whisper.program

    assert (program.part, program.name) == ("speech-to-text", "whisper-tiny.en")
    assert program.weights == built_in("fast").sha256
    assert program.settings["temperature"] == 0
    assert str(program.settings["tokenizer.json"]).startswith("sha256:")
    assert "ctranslate2" in program.version


def test_halves_of_a_word_are_one_word_as_sure_as_its_less_sure_half() -> None:
    class Piece:
        def __init__(self, word: str, start: float, sure: float) -> None:
            self.word, self.start, self.end, self.probability = word, start, start + 0.2, sure

    class Segment:
        words = (Piece(" forty", 0.0, 0.9), Piece("-four", 0.2, 0.4), Piece(" ", 0.4, 1.0))
        avg_logprob, compression_ratio = -0.5, 1.0

    class Model:
        def transcribe(self, *_: object, **__: object) -> tuple[list[Segment], None]:
            return [Segment()], None

    made = object.__new__(Whisper)
    made._language, made._model = "en", Model()

    (found,) = made.lines(np.zeros(16_000, np.int16), 0)

    assert isinstance(found, Line)
    (word,) = found.words
    assert (word.text, word.start, word.end, word.sure) == ("forty-four", 0, 400, 400)
