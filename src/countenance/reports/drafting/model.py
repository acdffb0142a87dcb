"""A drafter that asks a language model, by way of a gate: its sentences, each with its words.

The way of one draft:

 1. The transcript goes out as data: rows with ids, who speaks, and what is shaped as an instruction
    marked. Names and fields of the case file do not go.
 2. The answer has to be of the schema: sentences, each with the ids of the rows that it rests on.
 3. A sentence without ids that are all there is dropped, and counted.
 4. What remains is put together like any draft: fields first, brackets, omissions. It is checked
    as any draft is: whoever generates one flags it.

Rules kept here:
 * A timeout, a refusal, an answer that ends early or is not of the schema is a `ReportError`. There
   is never half a draft.
 * A name that is in no field is a bracket here too, and so is what the radio said.
 * The model, its settings and the digest of the template stand in the draft's `Program`.
 * How it is asked is a port: `Asks`, which sends to a gate and nowhere else.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Final, Protocol

import msgspec

from countenance.errors import ReportError
from countenance.reports.checking.heard import Heard, Unit, heard
from countenance.reports.clock import clock
from countenance.reports.draft import Draft, IncidentType, Sentence
from countenance.reports.drafting.assembling import OF_THE_RADIO, Piece, assembled
from countenance.reports.drafting.draft import confirmed
from countenance.reports.drafting.must_appear import standings
from countenance.reports.drafting.names import known_names, masked
from countenance.reports.fields import read_fields
from countenance.reports.program import Program
from countenance.reports.recording import Recording
from countenance.reports.speakers import Speakers
from countenance.reports.transcript import Segment, Support, Transcript

__all__ = ["Asks", "Model", "model_draft", "template"]

_MOST: Final = 500
_LONGEST: Final = 1000
_ROWS: Final = 2000


class Asks(Protocol):
    """Sends a request for a chat completion to a gate."""

    def ask(self, body: bytes) -> bytes:
        """The body of the answer. Raises `ReportError`."""
        ...


@dataclass(frozen=True, slots=True)
class Model:
    """Which model is asked, and how: what another run would need."""

    name: str
    tokens: int = 8000
    seed: int = 1


class _Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=_LONGEST)]
    support: tuple[str, ...]


class _Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sentences: Annotated[tuple[_Said, ...], msgspec.Meta(max_length=_MOST)]


class _Message(msgspec.Struct, frozen=True):
    content: str | None = None
    refusal: str | None = None


class _Choice(msgspec.Struct, frozen=True):
    message: _Message
    finish_reason: str | None = None


class _Completion(msgspec.Struct, frozen=True):
    choices: tuple[_Choice, ...]


def model_draft(
    transcript: Transcript,
    speakers: Speakers,
    incident_type: IncidentType,
    fields: Mapping[str, str],
    recording: Recording,
    model: Model,
    gate: Asks,
) -> Draft:
    """The draft of a model, without flags. Raises `ReportError`."""
    known = read_fields(fields)
    confirmed(transcript, speakers, recording)
    everything = heard(transcript, speakers)
    if len(transcript.segments) > _ROWS:
        raise ReportError(f"a transcript of {len(transcript.segments):,} rows; at most {_ROWS:,}")
    body = json.dumps(_request(transcript, speakers, everything, model)).encode()
    answer = _read(gate.ask(body))
    rows = {each.id: each for each in transcript.segments}
    pieces = list(_pieces(answer, rows, speakers, known_names(speakers, known)))
    if not pieces:
        raise ReportError("the model's answer has no sentence that names words of the transcript")
    drafter = Program(
        "drafter",
        model.name,
        "as the gate's upstream serves it",
        prompt=_digest(template()),
        settings={
            "temperature": 0,
            "seed": model.seed,
            "max_tokens": model.tokens,
            "dropped": len(answer.sentences) - len(pieces),
        },
    )
    return assembled(pieces, transcript, speakers, incident_type, known, recording, drafter)


@lru_cache(maxsize=1)
def template() -> str:
    """What the model is told, the same for every draft."""
    return (Path(__file__).parent / "model_prompt.txt").read_text(encoding="utf-8")


def _request(
    transcript: Transcript, speakers: Speakers, everything: Heard, model: Model
) -> dict[str, Any]:
    rows = [_row(each, speakers, everything.units) for each in transcript.segments]
    return {
        "model": model.name,
        "temperature": 0,
        "seed": model.seed,
        "max_tokens": model.tokens,
        "messages": [
            {"role": "system", "content": template()},
            {"role": "user", "content": json.dumps({"transcript": rows}, ensure_ascii=False)},
        ],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "draft", "strict": True, "schema": _SCHEMA},
        },
    }


_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["sentences"],
    "properties": {
        "sentences": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["text", "support"],
                "properties": {
                    "text": {"type": "string"},
                    "support": {"type": "array", "items": {"type": "string"}},
                },
            },
        }
    },
}


def _row(segment: Segment, speakers: Speakers, units: tuple[Unit, ...]) -> dict[str, Any]:
    voice = speakers.moved.get(segment.id, segment.voice)
    who = next(each.called for each in speakers.people if each.voice == voice)
    told = any(unit.instruction and unit.support.segment == segment.id for unit in units)
    row = {"id": segment.id, "at": clock(segment.span.start), "who": who, "words": segment.text}
    return {**row, "to_a_program": True} if told else row


def _read(data: bytes) -> _Answer:
    """The sentences of an answer. Raises `ReportError`, which repeats nothing of it."""
    try:
        completion = msgspec.json.decode(data, type=_Completion)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as cause:
        raise ReportError("the model's answer is no chat completion; nothing is drafted") from cause
    if len(completion.choices) != 1:
        raise ReportError(f"the model gave {len(completion.choices)} answers; expected one")
    choice = completion.choices[0]
    if choice.message.refusal or choice.message.content is None:
        raise ReportError("the model refused to draft; draft it without a model")
    if choice.finish_reason != "stop":
        raise ReportError("the model's answer ended before it was whole; nothing is drafted")
    try:
        return msgspec.json.decode(choice.message.content, type=_Answer)
    except (msgspec.MsgspecError, RecursionError) as cause:
        raise ReportError(
            "the model's answer is not of the schema that was asked for; nothing is drafted"
        ) from cause


def _pieces(
    answer: _Answer, rows: Mapping[str, Segment], speakers: Speakers, names: frozenset[str]
) -> Iterator[Piece]:
    """The sentences that name words which are there; a name that was only heard is a gap."""
    standing = standings(speakers)
    for said in answer.sentences:
        text = " ".join(said.text.split())
        ids = tuple(dict.fromkeys(said.support))
        if not text or not text.isprintable() or not ids or any(each not in rows for each in ids):
            continue
        segments = sorted((rows[each] for each in ids), key=lambda each: each.span.start)
        support = tuple(Support(each.id, 0, len(each.words) - 1) for each in segments)
        voices = {speakers.moved.get(each.id, each.voice) for each in segments}
        unclear = any(word.is_unclear for each in segments for word in each.words)
        radio = any(standing[voice] == "dispatch" for voice in voices)
        voice = voices.pop() if len(voices) == 1 else None
        told = masked(text, names)
        yield Piece(
            segments[0].span.start,
            Sentence("", told.text, "ai", support, voice, unclear),
            told.gaps,
            (OF_THE_RADIO,) if radio else (),
        )


def _digest(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
