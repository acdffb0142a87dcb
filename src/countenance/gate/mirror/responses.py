"""The stand-in on the routes of responses: it says what reached it, as it was asked to."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import pybase64

from countenance.dialects.call import Outgoing
from countenance.dialects.sse import event_bytes
from countenance.errors import UpstreamError
from countenance.gate.mirror.said import bytes_said, parts_reached, picture_said

__all__ = ["reflected_response"]

_JSON = msgspec.json.Encoder()


def reflected_response(outgoing: Outgoing) -> tuple[str, list[bytes]]:
    """Content type and pieces of the answer to a request for a response."""
    body = msgspec.json.decode(outgoing.body, type=dict[str, Any])
    found = list(_found(body))
    said = parts_reached(found)
    words = sum(len(each.split()) for each, kind in found if kind == "text")
    usage = {
        "input_tokens": words,
        "output_tokens": len(said.split()),
        "total_tokens": words + len(said.split()),
    }
    name = hashlib.sha256(outgoing.body).hexdigest()[:24]
    head = {
        "id": f"resp_mirror_{name}",
        "object": "response",
        "created_at": 0,
        "model": outgoing.model,
        "error": None,
        "incomplete_details": None,
        "store": False,
    }
    item = _message(f"msg_mirror_{name}", said, "completed")
    whole = {**head, "status": "completed", "output": [item], "usage": usage}
    if outgoing.stream:
        return "text/event-stream", list(_events(head, said, item, whole))
    return "application/json", [_JSON.encode(whole)]


def _found(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each text, and each picture described, with which of the two it is."""
    if instructions := body.get("instructions"):
        yield instructions, "text"
    if isinstance(body["input"], str):
        yield body["input"], "text"
        return
    for item in body["input"]:
        match item.get("type", "message"):
            case "message":
                yield from _parts(item["content"])
            case "function_call" | "custom_tool_call":
                yield item.get("arguments", item.get("input", "")), "text"
            case "function_call_output" | "custom_tool_call_output":
                yield from _parts(item["output"])
            case "reasoning":
                yield from _parts([*item["summary"], *item.get("content", ())])
            case "image_generation_call":
                yield picture_said(_decoded(item["result"]), "image/png"), "picture"
            case "computer_call_output":
                yield from _parts([{**item["output"], "type": "input_image"}])
            case "web_search_call" | "computer_call" | "mcp_approval_request":
                yield _JSON.encode(item).decode(), "text"
            case "mcp_approval_response":
                yield item.get("reason", ""), "text"
            case _:
                raise UpstreamError("the stand-in got an item that it does not know")


def _parts(content: str | list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    if isinstance(content, str):
        yield content, "text"
        return
    for part in content:
        match part["type"]:
            case "input_text" | "output_text" | "summary_text" | "reasoning_text":
                yield part["text"], "text"
            case "refusal":
                yield part["refusal"], "text"
            case "input_image" | "input_file" if "file_id" in part:
                yield "by its id, which is none of mine", "picture"
            case "input_image":
                kind, _, encoded = part["image_url"].removeprefix("data:").partition(";base64,")
                yield picture_said(_decoded(encoded), kind), "picture"
            case "input_file":
                encoded = part["file_data"].partition(";base64,")[2]
                yield bytes_said(_decoded(encoded), "application/pdf"), "picture"
            case _:
                raise UpstreamError("the stand-in got a part that it does not know")


def _decoded(encoded: str) -> bytes:
    return pybase64.b64decode(encoded, validate=True)


def _message(name: str, said: str, status: str) -> dict[str, Any]:
    part = {"type": "output_text", "text": said, "annotations": [], "logprobs": []}
    content = [part] if said else []
    return {
        "id": name, "type": "message", "role": "assistant", "status": status, "content": content,
    }  # fmt: skip


def _events(
    head: Mapping[str, Any], said: str, item: Mapping[str, Any], whole: Mapping[str, Any]
) -> Iterator[bytes]:
    """One event for each word, as a model would write them."""
    at = {"item_id": item["id"], "output_index": 0, "content_index": 0}
    part = item["content"][0]
    begun = {**head, "status": "in_progress", "output": [], "usage": None}
    words = [word if i == 0 else f" {word}" for i, word in enumerate(said.split(" "))]
    told: list[dict[str, Any]] = [
        {"type": "response.created", "response": begun},
        {"type": "response.in_progress", "response": begun},
        {
            "type": "response.output_item.added",
            "output_index": 0,
            "item": _message(item["id"], "", "in_progress"),
        },
        {"type": "response.content_part.added", **at, "part": {**part, "text": ""}},
        *(
            {"type": "response.output_text.delta", **at, "delta": word, "logprobs": []}
            for word in words
        ),
        {"type": "response.output_text.done", **at, "text": said, "logprobs": []},
        {"type": "response.content_part.done", **at, "part": part},
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": "response.completed", "response": whole},
    ]
    for number, each in enumerate(told):
        yield event_bytes(_JSON.encode({**each, "sequence_number": number}), each["type"])
