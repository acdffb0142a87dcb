"""The stand-in on the routes of messages: it says what reached it, as it was asked to."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import pybase64

from countenance.dialects.call import Operation, Outgoing
from countenance.dialects.sse import event_bytes
from countenance.errors import UpstreamError
from countenance.gate.mirror.said import bytes_said, parts_reached, picture_said

__all__ = ["reflected_message"]

_JSON = msgspec.json.Encoder()


def reflected_message(outgoing: Outgoing) -> tuple[str, list[bytes]]:
    """Content type and pieces of the answer to a request for a message, or for its tokens."""
    body = msgspec.json.decode(outgoing.body, type=dict[str, Any])
    blocks = list(_blocks(body))
    words = sum(len(each.split()) for each, kind in blocks if kind == "text")
    if outgoing.operation is Operation.COUNT_TOKENS:
        return "application/json", [_JSON.encode({"input_tokens": words})]
    said = parts_reached(blocks)
    usage = {"input_tokens": words, "output_tokens": len(said.split())}
    head = {
        "id": f"msg_mirror_{hashlib.sha256(outgoing.body).hexdigest()[:24]}",
        "type": "message",
        "role": "assistant",
        "model": outgoing.model,
    }
    if outgoing.stream:
        return "text/event-stream", _events(head, said, usage)
    end = {"stop_reason": "end_turn", "stop_sequence": None, "usage": usage}
    content = [{"type": "text", "text": said}]
    return "application/json", [_JSON.encode({**head, "content": content, **end})]


def _blocks(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each text, and each picture described, with which of the two it is."""
    for content in (body.get("system", []), *(each["content"] for each in body["messages"])):
        if isinstance(content, str):
            yield content, "text"
            continue
        for block in content:
            yield from _block(block)


def _block(block: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    match block["type"]:
        case "text" | "thinking":
            yield block[block["type"]], "text"
        case "image":
            yield _described(block["source"]), "picture"
        case "document":
            source = block["source"]
            if source["type"] == "text":
                yield source["data"], "text"
            else:
                yield bytes_said(_decoded(source["data"]), source["media_type"]), "picture"
        case "tool_use":
            yield _JSON.encode(block["input"]).decode(), "text"
        case "tool_result":
            content = block.get("content", "")
            if isinstance(content, str):
                yield content, "text"
                return
            for each in content:
                yield from _block(each)
        case _:
            raise UpstreamError("the stand-in got a block that it does not know")


def _described(source: Mapping[str, Any]) -> str:
    return picture_said(_decoded(source["data"]), source["media_type"])


def _decoded(encoded: str) -> bytes:
    return pybase64.b64decode(encoded, validate=True)


def _events(head: Mapping[str, Any], said: str, usage: Mapping[str, int]) -> list[bytes]:
    start = {**head, "content": [], "stop_reason": None, "stop_sequence": None, "usage": usage}
    words = [word if i == 0 else f" {word}" for i, word in enumerate(said.split(" "))]
    told: list[dict[str, Any]] = [
        {"type": "message_start", "message": start},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        *(
            {
                "type": "content_block_delta",
                "index": 0,
                "delta": {"type": "text_delta", "text": word},
            }
            for word in words
        ),
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": "end_turn", "stop_sequence": None},
            "usage": {"output_tokens": usage["output_tokens"]},
        },
        {"type": "message_stop"},
    ]
    return [event_bytes(_JSON.encode(each), each["type"]) for each in told]
