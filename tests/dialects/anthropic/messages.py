"""Requests for messages, and answers to them, for the tests."""

import base64
import json
from typing import Any

from countenance.dialects.call import Call, Request
from countenance.dialects.read import read

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))
TOOL = {
    "name": "look_up",
    "description": "Looks something up.",
    "input_schema": {"type": "object", "properties": {"who": {"type": "string"}}},
}


def picture(data: bytes = PNG, media_type: str = "image/png") -> dict[str, Any]:
    """A block with a picture."""
    encoded = base64.b64encode(data).decode()
    return {
        "type": "image",
        "source": {"type": "base64", "media_type": media_type, "data": encoded},
    }


def text(words: str = "What is in this picture?") -> dict[str, Any]:
    """A block with words."""
    return {"type": "text", "text": words}


def user(*blocks: Any) -> dict[str, Any]:
    """A message of a user."""
    return {"role": "user", "content": blocks[0] if isinstance(blocks[0], str) else list(blocks)}


def body(*messages: Any, **fields: Any) -> dict[str, Any]:
    """The body of a request; without messages it says hello."""
    whole = {"model": "sonnet", "max_tokens": 100, "messages": list(messages) or [user("Hello")]}
    return {**whole, **fields}


def request(
    content: Any, path: str = "/v1/messages", headers: tuple[tuple[str, str], ...] = ()
) -> Request:
    """A request with this body."""
    whole = (("content-type", "application/json"), ("x-api-key", "a-key"), *headers)
    return Request("POST", path, (), whole, json.dumps(content).encode())


def call(*messages: Any, **fields: Any) -> Call:
    """The call of such a request."""
    return read(request(body(*messages, **fields)))


def shown_call(**fields: Any) -> Call:
    """A call with a picture."""
    return call(user(text(), picture()), **fields)


def message(*blocks: dict[str, Any], stop: str = "end_turn", **more: Any) -> dict[str, Any]:
    """The answer of an upstream."""
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "sonnet",
        "content": list(blocks),
        "stop_reason": stop,
        "stop_sequence": None,
        "usage": {"input_tokens": 3, "output_tokens": 5},
        **more,
    }


def events(answer: dict[str, Any], size: int = 7) -> list[dict[str, Any]]:
    """The same answer in pieces of `size` characters."""
    start = {**answer, "content": [], "stop_reason": None}
    told: list[dict[str, Any]] = [{"type": "message_start", "message": start}]
    for index, block in enumerate(answer["content"]):
        kind = block["type"]
        match kind:
            case "tool_use":
                begin, said = {**block, "input": {}}, json.dumps(block["input"])
                name, delta = "partial_json", "input_json_delta"
            case _:
                begin, said = {**block, kind: ""}, block.get(kind, "")
                name, delta = kind, f"{kind}_delta"
        signature = begin.pop("signature", None)
        if signature is not None:
            begin["signature"] = ""
        told.append({"type": "content_block_start", "index": index, "content_block": begin})
        told += [
            {
                "type": "content_block_delta",
                "index": index,
                "delta": {"type": delta, name: said[at : at + size]},
            }
            for at in range(0, len(said), size)
        ]
        if signature is not None:
            given = {"type": "signature_delta", "signature": signature}
            told.append({"type": "content_block_delta", "index": index, "delta": given})
        told.append({"type": "content_block_stop", "index": index})
        told.append({"type": "ping"})
    delta_of_end = {"stop_reason": answer["stop_reason"], "stop_sequence": None}
    told.append({"type": "message_delta", "delta": delta_of_end, "usage": {"output_tokens": 5}})
    return [*told, {"type": "message_stop"}]


def written(told: list[Any]) -> bytes:
    """Events as they stand on the wire."""
    return b"".join(
        f"event: {each['type']}\ndata: {json.dumps(each)}\n\n".encode()
        if isinstance(each, dict) and "type" in each
        else b"data: " + json.dumps(each).encode() + b"\n\n"
        for each in told
    )


def gathered(data: bytes) -> dict[str, Any]:
    """What a client makes of streamed events: the message, or the error."""
    message: dict[str, Any] = {}
    for part in data.split(b"\n\n"):
        if not part.strip(b"\n:"):
            continue
        name, line = part.split(b"\n")
        event = json.loads(line.removeprefix(b"data: "))
        assert name == b"event: " + event["type"].encode()
        match event["type"]:
            case "message_start":
                message = event["message"]
            case "content_block_start":
                assert event["index"] == len(message["content"])
                message["content"].append({**event["content_block"]})
            case "content_block_delta":
                block, delta = message["content"][event["index"]], event["delta"]
                for field in ("text", "thinking", "signature"):
                    if field in delta:
                        block[field] += delta[field]
                if "partial_json" in delta:
                    block["input"] = json.loads(delta["partial_json"])
            case "message_delta":
                message |= event["delta"]
                message["usage"] |= event["usage"]
            case "error":
                return dict(event["error"])
    return message
