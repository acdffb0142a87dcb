"""The answer of an upstream that wrote down what is said.

Rules kept here:
 * An answer is built anew from its known fields; what is not known here is not handed on.
 * What was said is the speakers' own words: nothing is withheld for the names in it. A field that
   tells speakers apart was not asked for and is dropped.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from countenance.dialects import answer_parts as parts
from countenance.dialects.answer_pictures import Outbox
from countenance.dialects.answers import Answered
from countenance.dialects.audio.fields import TEXT_FORMATS
from countenance.dialects.call import Call
from countenance.dialects.check import Check
from countenance.dialects.sse import Event, EventReader, event_bytes
from countenance.dialects.streaming import EventStream, broken_off
from countenance.dialects.strict import parse
from countenance.errors import UnreadableCallError, UpstreamError

__all__ = ["AudioStream", "read_audio_answer"]

_JSON = msgspec.json.Encoder()
_NUMBERS = ("start", "end")
_SEGMENT = (
    "id",
    "seek",
    *_NUMBERS,
    "temperature",
    "avg_logprob",
    "compression_ratio",
    "no_speech_prob",
)
_TASKS = ("transcribe", "translate")


def read_audio_answer(
    body: bytes,
    call: Call,
    new_check: Callable[[], Check] | None,  # noqa: ARG001 - nothing is withheld from it
    *,
    covered: bool = False,  # noqa: ARG001 - nothing of it was shown
) -> Answered:
    """The answer as it may leave. Raises `UpstreamError` for what is not one."""
    if call.options["format"][0] in TEXT_FORMATS:
        try:
            body.decode("utf-8")
        except UnicodeDecodeError as error:
            raise UpstreamError("the upstream: an answer that is not a text in UTF-8") from error
        return Answered(body, (), None, content_type="text/plain; charset=utf-8")
    answer = _object(body, "answer")
    kept: dict[str, Any] = {"text": parts.text(answer.get("text"), "`text`")}
    if kept["text"] is None:
        raise UpstreamError("the answer of the upstream: no `text`")
    if answer.get("task") in _TASKS:
        kept["task"] = answer["task"]
    if "language" in answer:
        kept["language"] = parts.label(answer["language"])
    if "duration" in answer:
        kept["duration"] = _number(answer["duration"], "`duration`", text_too=True)
    if "words" in answer:
        kept["words"] = [_word(each) for each in parts.listed(answer["words"], "`words`")]
    if "segments" in answer:
        kept["segments"] = [
            _segment(each) for each in parts.listed(answer["segments"], "`segments`")
        ]
    if "logprobs" in answer:
        kept["logprobs"] = _tokens(answer["logprobs"])
    usage = _usage(answer.get("usage"))
    if usage is not None:
        kept["usage"] = usage
    return Answered(_JSON.encode(kept), (), usage)


class AudioStream(EventStream):
    """A streamed answer: events of pieces of the text, then one with the whole of it."""

    def __init__(
        self, call: Call, new_check: Callable[[], Check] | None, *, covered: bool = False
    ) -> None:
        super().__init__(EventReader(), Outbox())

    def _take(self, event: Event) -> None:
        if event.data != b"[DONE]":
            self._out.put(event_bytes(_JSON.encode(self._read(event.data))))

    def _broken_off(self, says: str) -> bytes:
        return event_bytes(_JSON.encode({"error": broken_off(says)}))

    def _read(self, data: bytes) -> dict[str, Any]:
        event = _object(data, "event")
        match event.get("type"):
            case "transcript.text.delta":
                kept = {"delta": parts.text(event.get("delta"), "`delta`") or ""}
            case "transcript.text.done":
                self._done = True
                self.usage = _usage(event.get("usage"))
                kept = {"text": parts.text(event.get("text"), "`text`") or ""}
            case _:
                raise UpstreamError("an event of an unknown type")
        more: dict[str, Any] = {}
        if "logprobs" in event:
            more["logprobs"] = _tokens(event["logprobs"])
        if self._done and self.usage is not None:
            more["usage"] = self.usage
        return {"type": event["type"], **kept, **more}


def _object(data: bytes, what: str) -> dict[str, Any]:
    try:
        return parts.mapping(parse(data, what), "it")
    except UnreadableCallError as error:
        raise UpstreamError(f"the upstream: {error}") from error


def _number(value: Any, what: str, *, text_too: bool = False) -> float | str:
    if text_too and type(value) is str and len(value) <= 32 and value.replace(".", "").isdigit():
        return value  # one version of the service writes it so
    if type(value) not in (int, float):
        raise UpstreamError(f"the answer of the upstream: {what} is not a number")
    return value  # type: ignore[no-any-return]  # its type was compared above


def _word(found: Any) -> dict[str, Any]:
    row = parts.mapping(found, "a word")
    return {
        "word": parts.text(row.get("word"), "`word`"),
        **{name: _number(row.get(name), f"`{name}`") for name in _NUMBERS},
    }


def _segment(found: Any) -> dict[str, Any]:
    row = parts.mapping(found, "a segment")
    kept: dict[str, Any] = {
        name: _number(row[name], f"`{name}`") for name in _SEGMENT if name in row
    }
    kept["text"] = parts.text(row.get("text"), "`text`")
    tokens = parts.listed(row.get("tokens"), "`tokens`")
    kept["tokens"] = [parts.count(token, "a token", 2**31) for token in tokens]
    return kept


def _usage(found: Any) -> dict[str, Any] | None:
    """Tokens or seconds; `type` says which."""
    kept = parts.usage(found)
    if kept is None:
        return None
    if found.get("type") in ("tokens", "duration"):
        kept["type"] = found["type"]
    if type(found.get("seconds")) in (int, float):
        kept["seconds"] = found["seconds"]
    return kept


def _tokens(found: Any) -> list[dict[str, Any]]:
    rows = []
    for one in parts.listed(found, "`logprobs`"):
        row = parts.mapping(one, "a token")
        token = parts.text(row.get("token"), "`token`") or ""
        probability = _number(row.get("logprob"), "`logprob`")
        rows.append({"token": token, "logprob": probability, "bytes": list(token.encode())})
    return rows
