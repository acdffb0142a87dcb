"""Recordings opened and put into words: by models on this machine, or by one behind a gate.

Rules kept here:
 * A recognizer gets samples of sound, never a file and never a frame of a film.
 * A model on this machine is loaded when the first recording is heard, once.
 * A model behind a gate hears each piece once, because each is a call; where somebody speaks is
   told here all the same, so that what it makes up in silence is not kept, and what it leaves out
   is marked.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from countenance.errors import TranscriptError
from countenance.reports.hearing import as_bytes, hear, samples_digest
from countenance.reports.ports import NOTHING, Kept, Opened
from countenance.reports.recording import Overlay, Recording, Span
from countenance.reports.speech.activity import Activity, Silero
from countenance.reports.speech.elsewhere import Elsewhere, Posts
from countenance.reports.speech.recognizer import Recognizer, Whisper
from countenance.reports.speech.transcribing import Progress, hear_once, transcribe
from countenance.reports.speech.voices import Voices
from countenance.reports.speech.weights import BuiltIn, SpeechWeights, built_in
from countenance.reports.transcript import Transcript, Word

__all__ = ["GateEar", "LocalEar", "Samples"]

Samples = bytes | memoryview | NDArray[np.int16]
"""One channel, 16,000 a second, 16 bits each with the low byte first."""


class _Ear:
    """What both have: opening, what finds speech, and what tells voices apart where it is let."""

    def __init__(self, activity: Activity | None, voices: Voices | None) -> None:
        self._activity, self._voices = activity, voices

    @property
    def separates(self) -> bool:
        """Whether voices can be told apart by how they sound."""
        return self._voices is not None

    def open(self, path: Path, name: str, overlay: Overlay | None) -> Opened:
        """A recording; pictures are dropped unseen. Raises `MediaError` and `DetectorError`."""
        heard = hear(path, name, overlay)
        return Opened(heard.recording, as_bytes(heard.samples))

    @cached_property
    def _detects(self) -> Activity:
        return self._activity or Silero()


class LocalEar(_Ear):
    """Hears with a recognizer and a detector. `weights`: of a model that is loaded when needed;
    `voices`: what tells voices apart by how they sound, where that is let."""

    service = "on_premises_model"
    """As what the codes know who hears."""

    def __init__(
        self,
        recognizer: Recognizer | None = None,
        activity: Activity | None = None,
        *,
        weights: SpeechWeights | None = None,
        voices: Voices | None = None,
    ) -> None:
        super().__init__(activity, voices)
        self._recognizer, self._weights = recognizer, weights

    @classmethod
    def of(cls, which: BuiltIn) -> "LocalEar":
        """With the built-in weights of this name. Raises `ModelError` where they are not whole."""
        return cls(weights=built_in(which))

    def hear(
        self,
        samples: Samples,
        recording: Recording,
        progress: Progress = lambda _: None,
        kept: Kept = NOTHING,
        *,
        by_sound: bool = False,
    ) -> Transcript:
        """What is said in it. `samples`: 16 bits each, also as bytes. Raises `TranscriptError`."""
        return transcribe(
            _checked(samples, recording),
            recording.samples_sha256,
            self._recognizes,
            self._detects,
            progress,
            voices=self._voices if by_sound else None,
        )

    @cached_property
    def _recognizes(self) -> Recognizer:
        return self._recognizer or Whisper(self._weights or built_in("base"))


class GateEar(_Ear):
    """Hears with a model behind a gate. `service`: as what the codes know that model's service;
    `voices`: what tells voices apart, here, by how they sound, where that is let."""

    def __init__(
        self,
        model: str,
        gate: Posts,
        service: str,
        activity: Activity | None = None,
        *,
        voices: Voices | None = None,
    ) -> None:
        super().__init__(activity, voices)
        self.service = service
        self._model, self._gate = model, gate

    def hear(
        self,
        samples: Samples,
        recording: Recording,
        progress: Progress = lambda _: None,
        kept: Kept = NOTHING,
        *,
        by_sound: bool = False,
    ) -> Transcript:
        """What is said in it. `kept`: what came already of a hearing that was broken off.

        Raises `NotHeardError` where the gate refuses a piece or holds it, else `TranscriptError`.
        """
        found = Elsewhere(self._model, self._gate, kept)
        counts: list[int] = []

        def once(
            samples: NDArray[np.int16], window: Span, speech: Sequence[Span], by: Recognizer
        ) -> list[Word]:
            words = hear_once(samples, window, speech, by)
            counts.append(len(words))
            return words

        transcript = transcribe(
            _checked(samples, recording),
            recording.samples_sha256,
            found,
            self._detects,
            progress,
            once,
            self._voices if by_sound else None,
        )
        pieces = tuple(
            msgspec.structs.replace(piece, kept=count)
            for piece, count in zip(found.pieces, counts, strict=True)
        )
        return msgspec.structs.replace(transcript, pieces=pieces)


def _checked(samples: Samples, recording: Recording) -> NDArray[np.int16]:
    """The samples of this recording. Raises `TranscriptError` for others."""
    if not isinstance(samples, np.ndarray):
        samples = np.frombuffer(samples, "<i2")
    if samples_digest(samples) != recording.samples_sha256:
        raise TranscriptError("these are not the samples of this recording")
    return samples
