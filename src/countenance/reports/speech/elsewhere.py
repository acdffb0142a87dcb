"""What is said in some seconds of sound: a model elsewhere, asked by way of a gate.

Rules kept here:
 * A piece goes to the gate as any caller's call for a transcription: the gate decides about it,
   enters it, and keeps what the codes ask for. What it refuses, holds or does not answer ends the
   hearing with an error that says so; there is never half a transcript.
 * Nothing but samples goes: no name of a file, no case, no words.
 * Of each piece is told: its digest as it was sent, the entry of the gate, how many words came.
 * An answer is kept for the same piece, model and settings, so that a hearing that was broken off
   goes on where it was, and a call that people let through in the end is the same call.
"""

import hashlib
import re
from typing import Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from countenance.dialects.call import Slot
from countenance.dialects.multipart import write_form
from countenance.errors import ModelError, NotHeardError, ReportError, TranscriptError
from countenance.reports.clock import span_clock
from countenance.reports.out.wav import as_wav
from countenance.reports.ports import Kept
from countenance.reports.program import Program
from countenance.reports.recording import RATE, Span
from countenance.reports.speech.answered import read_answer
from countenance.reports.speech.recognizer import Line
from countenance.reports.through_gate import GateAnswer
from countenance.reports.transcript import Piece

__all__ = ["LANGUAGE", "Elsewhere", "Posts"]

LANGUAGE = "en"
"""As a model is told it."""

_PATH = "/v1/audio/transcriptions"
_MODEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@-]{0,99}")
_WHY = {401: ": no caller of it has this key", 404: ": no model of it is called so"}


class Posts(Protocol):
    """Sends a request to a gate."""

    @property
    def address(self) -> str:
        """Where the gate is."""
        ...

    def post(self, path: str, body: bytes, content_type: str) -> GateAnswer:
        """The answer. Raises `ReportError` where none came."""
        ...


class _Came(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An answer as it is kept. `entry`: of the gate's record."""

    entry: int | None
    body: bytes


class Elsewhere:
    """A recognizer behind a gate. Raises `ModelError` for a name that is no model's."""

    def __init__(self, model: str, gate: Posts, kept: Kept) -> None:
        if not _MODEL.fullmatch(model):
            raise ModelError(f"`{model[:120]}`: no model is called so")
        self._model, self._gate, self._kept = model, gate, kept
        self.pieces: list[Piece] = []
        """What was asked about, in order; how many words of each are kept, says whoever keeps."""
        self.program = Program(
            "speech-to-text",
            model,
            "as the gate's upstream serves it",
            settings={
                "gate": gate.address, "language": LANGUAGE, "temperature": 0,
                "response_format": "verbose_json", "timestamps": "words and segments",
                "sure": "by line",
            },
        )  # fmt: skip

    def lines(self, samples: NDArray[np.int16], start: int) -> tuple[Line, ...]:
        """What is said. Raises `NotHeardError`, `TranscriptError`."""
        wav = as_wav(samples.astype("<i2").tobytes())
        span = Span(start, start + len(samples) * 1000 // RATE)
        sha256 = f"sha256:{hashlib.sha256(wav).hexdigest()}"
        name = self._name(sha256)
        before = self._before(name)
        came = before or self._came(wav, span)
        try:
            answered = read_answer(came.body, start, span.length)
        except TranscriptError as error:
            raise TranscriptError(f"`{self._model}`, {_at(span)}: {error}") from error
        if before is None:
            self._kept.put(name, msgspec.json.encode(came))
        self.pieces.append(Piece(span, sha256, came.entry, answered.words, 0))
        return answered.lines

    def _name(self, sha256: str) -> str:
        """Of a piece of sound and all that it is sent with."""
        sent = f"{self._gate.address}\n{self._model}\n{LANGUAGE}\n{sha256}"
        return hashlib.sha256(sent.encode()).hexdigest()

    def _before(self, name: str) -> _Came | None:
        data = self._kept.get(name)
        if data is None:
            return None
        try:
            return msgspec.json.decode(data, type=_Came)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return None  # it is asked for anew

    def _came(self, wav: bytes, span: Span) -> _Came:
        body, content_type = write_form(
            {
                "file": Slot("file", ""),
                "model": self._model,
                "language": LANGUAGE,
                "response_format": "verbose_json",
                "temperature": 0,
                "timestamp_granularities": ["word", "segment"],
            },
            {"file": ("audio/wav", wav)},
        )
        try:
            answer = self._gate.post(_PATH, body, content_type)
        except ReportError as error:
            raise TranscriptError(f"{_at(span)}: {error}") from error
        if not answer.is_let:
            raise _not_let(answer, span)
        return _Came(answer.entry, answer.body)


def _not_let(answer: GateAnswer, span: Span) -> ReportError:
    by = f" under `{answer.clause}`" if answer.clause else ""
    if answer.entry is not None and (answer.is_held or answer.is_refused):
        what = "is held for people" if answer.is_held else "is refused"
        return NotHeardError(
            f"{_at(span)}: the sound {what} by the gate{by}; nothing is written down",
            is_held=answer.is_held,
            entry=answer.entry,
            clauses=(answer.clause,) if answer.clause else (),
            case=answer.case,
        )
    why = _WHY.get(answer.status, "")
    return TranscriptError(f"{_at(span)}: {answer.says}{why}; nothing is written down")


def _at(span: Span) -> str:
    return f"[{span_clock(span)}]"
