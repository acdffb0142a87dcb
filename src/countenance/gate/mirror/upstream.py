"""The stand-in upstream: it says what reached it, and that it is no model.

Rules kept here:
 * It is truthful: counts, sizes, kinds and digests are taken from the bytes that reached it.
 * It never repeats a text, so it never names anybody.
 * It answers chat, plain and streamed, with usage; its tokens are words. Other formats are in
   modules of their own beside this one.
"""

import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pybase64

from countenance.dialects.call import Operation, Outgoing, Target
from countenance.dialects.sse import event_bytes
from countenance.errors import UpstreamError
from countenance.gate.mirror.audio import reflected_sound
from countenance.gate.mirror.face import reflected_face
from countenance.gate.mirror.files import reflected_file
from countenance.gate.mirror.images import reflected_image
from countenance.gate.mirror.messages import reflected_message
from countenance.gate.mirror.responses import reflected_response
from countenance.gate.mirror.said import bytes_said, counted, picture_said, reached
from countenance.gate.mirror.texts import reflected_text
from countenance.gate.upstream import UpstreamReply

__all__ = ["Mirror", "reflection"]

_JSON = msgspec.json.Encoder()
_TEXTS = (Operation.COMPLETIONS, Operation.EMBEDDINGS, Operation.PICTURE_EMBEDDINGS)


class Mirror:
    """An upstream inside the gate, for trying it out and for tests."""

    name = "mirror"
    target = Target.OPENAI

    @asynccontextmanager
    async def send(self, outgoing: Outgoing) -> AsyncIterator[UpstreamReply]:
        """Answer with what reached it."""
        if outgoing.operation in (Operation.TRANSCRIPTION, Operation.TRANSLATION):
            yield _Reply(*reflected_sound(outgoing))
            return
        if outgoing.operation.value.startswith("face."):
            status, data = reflected_face(outgoing)
            yield _Reply("application/json", [data], status)
            return
        if outgoing.operation in (Operation.MESSAGES, Operation.COUNT_TOKENS):
            yield _Reply(*reflected_message(outgoing))
            return
        if outgoing.operation is Operation.RESPONSES:
            yield _Reply(*reflected_response(outgoing))
            return
        if outgoing.operation in (Operation.IMAGE_GENERATION, Operation.IMAGE_EDIT):
            yield _Reply(*reflected_image(outgoing))
            return
        if outgoing.operation.value.startswith("files."):
            yield _Reply(*reflected_file(outgoing))
            return
        if outgoing.operation in _TEXTS:
            yield _Reply(*reflected_text(outgoing))
            return
        body = _body(outgoing.body)
        text, read = reflection(body)
        choices = body.get("n", 1)
        usage = _usage(text, read, choices)
        # The same call gets the same id: nothing here reads a clock or makes up a number.
        head = {
            "id": f"mirror-{hashlib.sha256(outgoing.body).hexdigest()[:24]}",
            "created": 0,
            "model": outgoing.model,
        }
        if outgoing.stream:
            options = body.get("stream_options") or {}
            counted = usage if options.get("include_usage") is True else None
            yield _Reply("text/event-stream", _events(head, text, choices, counted))
        else:
            yield _Reply("application/json", [_JSON.encode(_plain(head, text, choices, usage))])

    async def close(self) -> None:
        """There is nothing to close."""


class _Reply:
    def __init__(self, kind: str, pieces: list[bytes], status: int = 200) -> None:
        self.status = status
        self.headers: Mapping[str, str] = {"content-type": kind}
        self._pieces = pieces

    async def chunks(self, pause: float | None = None) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece

    async def read(self) -> bytes:
        return b"".join(self._pieces)


def reflection(body: Mapping[str, Any]) -> tuple[str, int]:
    """What a chat body holds, in words, and how many words of text are in it."""
    texts: list[str] = []
    pictures: list[str] = []
    films: list[str] = []
    files: list[str] = []
    for message in body["messages"]:
        content = message.get("content")
        for part in content if isinstance(content, list) else [content]:
            if isinstance(part, str):
                texts.append(part)
            elif isinstance(part, dict) and part.get("type") == "text":
                texts.append(part["text"])
            elif isinstance(part, dict) and part.get("type") == "image_url":
                pictures.append(_described(part["image_url"]["url"]))
            elif isinstance(part, dict) and part.get("type") == "video_url":
                films.append(_film(part["video_url"]["url"]))
            elif isinstance(part, dict) and part.get("type") == "file":
                files.append(_filed(part["file"]))
            elif part is not None:
                raise UpstreamError("the stand-in got a part that it does not know")
    found = [counted(len(texts), "text part", f"{sum(map(len, texts))} characters")]
    if pictures:
        found.append(counted(len(pictures), "picture", "; ".join(pictures)))
    if films:
        found.append(counted(len(films), "film", "; ".join(films)))
    if files:
        found.append(counted(len(files), "file", "; ".join(files)))
    if tools := body.get("tools"):
        found.append(counted(len(tools), "tool", "not used"))
    text = reached(found)
    return text, sum(len(each.split()) for each in texts)


def _filed(file: Mapping[str, Any]) -> str:
    """Pages that it was sent, or an id of what it does not keep."""
    return _film(file["file_data"]) if "file_data" in file else "by its id, which is none of mine"


def _film(url: str) -> str:
    """It has no eyes for films: only how much there is."""
    kind, data = _bytes(url)
    return bytes_said(data, kind)


def _described(url: str) -> str:
    kind, data = _bytes(url)
    return picture_said(data, kind)


def _bytes(url: str) -> tuple[str, bytes]:
    kind, _, encoded = url.removeprefix("data:").partition(";base64,")
    return kind, pybase64.b64decode(encoded, validate=True)


def _body(data: bytes) -> dict[str, Any]:
    body = msgspec.json.decode(data)
    if not isinstance(body, dict):
        raise UpstreamError("the stand-in got a body that is not an object")
    return body


def _usage(text: str, read: int, choices: int) -> dict[str, int]:
    written = len(text.split()) * choices
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


def _plain(
    head: Mapping[str, Any], text: str, choices: int, usage: Mapping[str, int]
) -> dict[str, Any]:
    message = {"role": "assistant", "content": text, "refusal": None}
    return {
        **head,
        "object": "chat.completion",
        "choices": [
            {"index": index, "message": message, "logprobs": None, "finish_reason": "stop"}
            for index in range(choices)
        ],
        "usage": usage,
    }


def _events(
    head: Mapping[str, Any], text: str, choices: int, usage: Mapping[str, int] | None
) -> list[bytes]:
    """One event for each word of each choice, as a model would write them."""
    head = {**head, "object": "chat.completion.chunk"}

    def event(rows: list[dict[str, Any]], **more: Any) -> bytes:
        return event_bytes(_JSON.encode({**head, "choices": rows, **more}))

    words = [word if i == 0 else f" {word}" for i, word in enumerate(text.split(" "))]
    deltas = [{"role": "assistant", "content": ""}, *({"content": word} for word in words)]
    events = [
        event([{"index": index, "delta": delta, "finish_reason": None}])
        for delta in deltas
        for index in range(choices)
    ]
    events += [
        event([{"index": index, "delta": {}, "finish_reason": "stop"}]) for index in range(choices)
    ]
    if usage is not None:
        events.append(event([], usage=usage))
    return [*events, b"data: [DONE]\n\n"]
