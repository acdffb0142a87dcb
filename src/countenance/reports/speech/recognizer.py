"""What is said in some seconds of sound: Whisper, as `faster-whisper` runs it.

Rules kept here:
 * The same sound gives the same words on one machine: no chance (`temperature` 0), no memory of
   what was said before, no prompt.
 * Another type of processor may give other words: the program's settings name it.
 * Nothing is left out for being unlikely. Every word has its probability; what it is worth is
   judged by whoever asks.
 * It gets samples of sound and nothing else.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from countenance.reports.program import Program
from countenance.reports.recording import RATE
from countenance.reports.speech.engine import engine, processor, version_of
from countenance.reports.speech.weights import SpeechWeights
from countenance.reports.transcript import Word

__all__ = ["Line", "Recognizer", "Whisper"]

_BEAM = 5
_MOST_THREADS = 8


@dataclass(frozen=True, slots=True)
class Line:
    """Words that were recognized at once. `likely`: the mean log probability of what they are made
    of. `repeats`: how far they can be compressed; what goes round in circles can be far."""

    words: tuple[Word, ...]
    likely: float
    repeats: float = 1.0


class Recognizer(Protocol):
    """Puts sound into words."""

    @property
    def program(self) -> Program:
        """By what."""
        ...

    def lines(self, samples: NDArray[np.int16], start: int) -> tuple[Line, ...]:
        """What is said in at most half a minute that begins at `start` milliseconds."""
        ...


class Whisper:
    """A Whisper model. Raises `ModelError` when it cannot be loaded."""

    def __init__(self, weights: SpeechWeights, *, language: str = "en") -> None:
        self._language = language
        # A copy of the mapping: the library takes files out of what it is given.
        self._model = engine("transcribe").WhisperModel(
            weights.name,
            device="cpu",
            compute_type="int8",
            cpu_threads=min(_MOST_THREADS, os.cpu_count() or 1),
            files=dict(weights.files),
        )
        others = {name: sha for name, sha in weights.digests.items() if name != "model.bin"}
        self.program = Program(
            "speech-to-text",
            weights.name,
            f"faster-whisper {version_of('faster-whisper')}, "
            f"ctranslate2 {version_of('ctranslate2')}",
            weights=weights.sha256,
            settings={
                "beam": _BEAM, "compute_type": "int8", "language": language, "temperature": 0,
                "condition_on_previous_text": 0, "processor": processor(), **others,
            },
        )  # fmt: skip

    def lines(self, samples: NDArray[np.int16], start: int) -> tuple[Line, ...]:
        """What is said."""
        return tuple(self._lines(samples, start))

    def _lines(self, samples: NDArray[np.int16], start: int) -> Iterator[Line]:
        end = start + len(samples) * 1000 // RATE
        segments: Any = self._model.transcribe(
            samples.astype(np.float32) / 32768,
            language=self._language,
            beam_size=_BEAM,
            temperature=0,
            condition_on_previous_text=False,
            word_timestamps=True,
            no_speech_threshold=None,
            log_prob_threshold=None,
            compression_ratio_threshold=None,
        )[0]
        for segment in segments:
            words = tuple(_words(segment.words or (), start, end))
            if words:
                yield Line(words, segment.avg_logprob, segment.compression_ratio)


def _words(found: Any, start: int, end: int) -> list[Word]:
    words: list[Word] = []
    for word in found:
        if not (text := word.word.strip()):
            continue
        begins = min(end, start + max(0, round(word.start * 1000)))
        ends = max(begins, min(end, start + max(0, round(word.end * 1000))))
        sure = min(1000, max(0, round(word.probability * 1000)))
        if words and not word.word.startswith(" "):
            # The second half of a word such as `forty-four`: as sure as the less sure half.
            last = words.pop()
            text, begins, sure = last.text + text, last.start, min(last.sure, sure)
        words.append(Word(text, begins, ends, sure))
    return words
