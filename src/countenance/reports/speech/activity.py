"""Where somebody speaks: Silero's voice activity detector, over a recording of any length.

Rules kept here:
 * It is asked beside recognition, not before it: what it hears and the recognizer does not is told.
 * Rather too much than too little: speech begins at a low probability and ends at a lower one.
 * Blocks of some minutes, so that hours need no more memory than minutes. Each block is heard from
   a few seconds before its beginning.

The detector and its weights are those that `faster-whisper` has inside.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from countenance.reports.program import Program
from countenance.reports.recording import RATE, Span
from countenance.reports.speech.engine import engine, version_of, weights_inside
from countenance.reports.speech.spans import joined

__all__ = ["Activity", "Silero", "Speech", "speech_in"]

_WINDOW = 512
_BLOCK = 8192  # windows: 262 seconds
_LEAD = 128  # windows: 4 seconds
_MS = _WINDOW * 1000 // RATE
_BEGINS, _ENDS, _CERTAIN = 0.30, 0.10, 0.50
_PAUSE = 300
_PAD = 60
_SHORTEST = 100


@dataclass(frozen=True, slots=True)
class Speech:
    """Where somebody speaks, rather too much than too little, and where that is beyond doubt; both
    in order, and none of either touches another."""

    spans: tuple[Span, ...]
    certain: tuple[Span, ...]


class Activity(Protocol):
    """Tells where somebody speaks."""

    @property
    def program(self) -> Program:
        """By what."""
        ...

    def speech(self, samples: NDArray[np.int16]) -> Speech:
        """The stretches of speech."""
        ...


class Silero:
    """The detector in `faster-whisper`. Raises `ModelError` when it is not there."""

    def __init__(self) -> None:
        self._model = engine("vad").get_vad_model()
        self.program = Program(
            "voice-activity",
            "silero-vad",
            version_of("faster-whisper"),
            weights=weights_inside("silero_vad_v6.onnx"),
            settings={
                "begins": round(_BEGINS * 1000), "ends": round(_ENDS * 1000),
                "certain": round(_CERTAIN * 1000), "pause_ms": _PAUSE,
                "pad_ms": _PAD, "shortest_ms": _SHORTEST,
            },
        )  # fmt: skip

    def speech(self, samples: NDArray[np.int16]) -> Speech:
        """The stretches of speech."""
        if not len(samples):
            return Speech((), ())
        return speech_in(np.concatenate(list(self._blocks(samples))), len(samples) * 1000 // RATE)

    def _blocks(self, samples: NDArray[np.int16]) -> Iterator[NDArray[np.float32]]:
        for start in range(0, len(samples), _BLOCK * _WINDOW):
            lead = min(_LEAD * _WINDOW, start)
            piece = samples[start - lead : start + _BLOCK * _WINDOW].astype(np.float32) / 32768
            whole = np.pad(piece, (0, -len(piece) % _WINDOW))
            found: Any = self._model(whole)
            yield np.asarray(found, np.float32).ravel()[lead // _WINDOW :]


def speech_in(probabilities: Sequence[float] | NDArray[np.float32], end: int) -> Speech:
    """The stretches of speech of a recording of `end` milliseconds, by the probability of speech
    in each window."""
    found: list[Span] = []
    start: int | None = None
    last = 0
    for number, probability in enumerate(probabilities):
        at = number * _MS
        if start is None and probability >= _BEGINS:
            start = at
        if start is not None and probability >= _ENDS:
            last = at + _MS
        elif start is not None and at - last >= _PAUSE:
            found.append(Span(start, last))
            start = None
    if start is not None:
        found.append(Span(start, last))
    wide = (
        Span(max(0, span.start - _PAD), min(end, span.end + _PAD))
        for span in found
        if span.length >= _SHORTEST and span.start < end
    )
    certain = (
        Span(number * _MS, number * _MS + _MS)
        for number, probability in enumerate(probabilities)
        if probability >= _CERTAIN
    )
    return Speech(joined(wide), joined(certain))
