"""A recognizer and a detector for tests: they say what they are told, and count what they get."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from countenance.reports.program import Program
from countenance.reports.recording import Span
from countenance.reports.speech.activity import Speech
from countenance.reports.speech.recognizer import Line
from countenance.reports.transcript import Word

__all__ = ["Counting", "Detecting", "line", "said", "silence"]


class Counting:
    """A recognizer. `hears`: what it says for a window of so many milliseconds, from when on."""

    program = Program("speech-to-text", "counting", "1")

    def __init__(self, hears: Callable[[Span], Sequence[Line]]) -> None:
        self.got: list[NDArray[np.int16]] = []
        self.windows: list[Span] = []
        self._hears = hears

    def lines(self, samples: NDArray[np.int16], start: int) -> tuple[Line, ...]:
        """What it was told to say."""
        self.got.append(samples)
        self.windows.append(Span(start, start + len(samples) // 16))
        return tuple(self._hears(self.windows[-1]))


class Detecting:
    """A detector that hears speech where it is told."""

    program = Program("voice-activity", "detecting", "1")

    def __init__(self, *spans: tuple[int, int]) -> None:
        self._spans = tuple(Span(*span) for span in spans)

    def speech(self, samples: NDArray[np.int16]) -> Speech:
        """Where it was told; all of it beyond doubt."""
        return Speech(self._spans, self._spans)


def said(text: str, start: int, step: int = 300, sure: int = 900) -> tuple[Word, ...]:
    """Words in a row, each as long as the time to the next."""
    return tuple(
        Word(word, start + step * at, start + step * (at + 1), sure)
        for at, word in enumerate(text.split())
    )


def line(text: str, start: int, likely: float = -0.2, repeats: float = 1.0) -> Line:
    """Words that were recognized at once."""
    return Line(said(text, start), likely, repeats)


def silence(milliseconds: int) -> NDArray[np.int16]:
    """Samples, all of them nought."""
    return np.zeros(milliseconds * 16, np.int16)
