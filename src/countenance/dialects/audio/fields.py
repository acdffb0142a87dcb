"""Every field of a request to write down what is said, and what it may carry.

Rules kept here:
 * Sound goes to whoever opens it. The prompt is words: a hint for spelling, looked at for orders
   about the voices.
 * To tell speakers apart or to recognise them by their voice is another act than writing down
   what they say; the fields that ask for it are refused by name.
"""

from dataclasses import dataclass
from typing import Any

from countenance.dialects.call import PartKind
from countenance.dialects.containers import Field, ListOf, Object
from countenance.dialects.fields import MODEL_NAME
from countenance.dialects.multipart import File, FormNumber
from countenance.dialects.shapes import (
    Carries,
    Found,
    Label,
    Number,
    NumberKind,
    OneOf,
    Refused,
    Shape,
    Truth,
    Unread,
    Words,
)

__all__ = ["TEXT_FORMATS", "TRANSCRIPTION", "TRANSLATION"]

TEXT_FORMATS = ("text", "srt", "vtt")
"""Formats in which the answer is no JSON."""

_CONTROL = Carries.CONTROL
_FORMATS = ("json", "verbose_json", *TEXT_FORMATS)
_SPEAKERS = Refused(
    "telling or recognising speakers by their voice is a biometric act that this gate does not "
    "decide; leave it out"
)


@dataclass(frozen=True, slots=True)
class _Chunking:
    def read(self, value: Any, where: str, found: Found) -> Any:
        shape: Shape = _SERVER_VAD if type(value) is dict else OneOf(("auto",))
        return shape.read(value, where, found)

    def says(self) -> str:
        return "`auto`, or an object of type `server_vad`"


def _number(kind: NumberKind, low: float, high: float) -> FormNumber:
    return FormNumber(Number(kind, low, high))


_SERVER_VAD = Object.of(
    Field("type", _CONTROL, OneOf(("server_vad",)), required=True),
    Field("prefix_padding_ms", _CONTROL, _number(NumberKind.WHOLE, 0, 60_000)),
    Field("silence_duration_ms", _CONTROL, _number(NumberKind.WHOLE, 0, 60_000)),
    Field("threshold", _CONTROL, _number(NumberKind.ANY, 0, 1)),
)
_COMMON = (
    Field("file", Carries.SOUND, File(PartKind.SOUND, "sound"), required=True),
    Field("model", Carries.LABEL, MODEL_NAME),
    Field("prompt", Carries.WORDS, Words()),
    Field("response_format", _CONTROL, OneOf(_FORMATS, {"diarized_json": _SPEAKERS.reason})),
    Field("temperature", _CONTROL, Number(NumberKind.ANY, 0, 1)),
    Field(
        "countenance",
        Carries.ATTESTATION,
        Unread("send the statement in the header `x-countenance-attestation`"),
    ),
)
TRANSCRIPTION = Object.of(
    *_COMMON,
    Field("language", Carries.LABEL, Label(16, r"[A-Za-z-]", "letters", kind=None)),
    Field("stream", _CONTROL, Truth()),
    Field("include", _CONTROL, ListOf(OneOf(("logprobs",)), 0, 1)),
    Field("timestamp_granularities", _CONTROL, ListOf(OneOf(("word", "segment")), 0, 2)),
    Field("chunking_strategy", _CONTROL, _Chunking()),
    Field("known_speaker_names", Carries.NOTHING, _SPEAKERS),
    Field("known_speaker_references", Carries.NOTHING, _SPEAKERS),
)
"""The form of `POST .../audio/transcriptions`."""

TRANSLATION = Object.of(*_COMMON)
"""The form of `POST .../audio/translations`."""
