"""Recordings opened and put into words by models on this machine.

Rules kept here:
 * A recognizer gets samples of sound, never a file and never a frame of a film.
 * The model is loaded when the first recording is heard, once.
"""

from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from countenance.errors import TranscriptError
from countenance.reports.hearing import hear, samples_digest
from countenance.reports.ports import Opened
from countenance.reports.recording import Overlay, Recording
from countenance.reports.speech.activity import Activity, Silero
from countenance.reports.speech.recognizer import Recognizer, Whisper
from countenance.reports.speech.transcribing import Progress, transcribe
from countenance.reports.speech.weights import BuiltIn, SpeechWeights, built_in
from countenance.reports.transcript import Transcript

__all__ = ["LocalEar", "Samples"]

Samples = bytes | NDArray[np.int16]
"""One channel, 16,000 a second, 16 bits each with the low byte first."""


class LocalEar:
    """Hears with a recognizer and a detector. `weights`: of a model that is loaded when needed."""

    service = "on_premises_model"
    """As what the codes know who hears."""

    def __init__(
        self,
        recognizer: Recognizer | None = None,
        activity: Activity | None = None,
        *,
        weights: SpeechWeights | None = None,
    ) -> None:
        self._recognizer, self._activity, self._weights = recognizer, activity, weights

    @classmethod
    def of(cls, which: BuiltIn) -> "LocalEar":
        """With the built-in weights of this name. Raises `ModelError` where they are not whole."""
        return cls(weights=built_in(which))

    def open(self, path: Path, name: str, overlay: Overlay | None) -> Opened:
        """A recording; pictures are dropped unseen. Raises `MediaError` and `DetectorError`."""
        heard = hear(path, name, overlay)
        return Opened(heard.recording, heard.samples.tobytes())

    def hear(
        self, samples: Samples, recording: Recording, progress: Progress = lambda _: None
    ) -> Transcript:
        """What is said in it. `samples`: 16 bits each, also as bytes. Raises `TranscriptError`."""
        if isinstance(samples, bytes):
            samples = np.frombuffer(samples, "<i2")
        if samples_digest(samples) != recording.samples_sha256:
            raise TranscriptError("these are not the samples of this recording")
        return transcribe(
            samples, recording.samples_sha256, self._recognizes, self._detects, progress
        )

    @cached_property
    def _recognizes(self) -> Recognizer:
        return self._recognizer or Whisper(self._weights or built_in("base"))

    @cached_property
    def _detects(self) -> Activity:
        return self._activity or Silero()
