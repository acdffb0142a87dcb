"""The stand-in where a text is gone on with, or turned into numbers.

It goes on with what reached it, said in words. It turns nothing into numbers: it has none to give
that would mean anything.
"""

import hashlib
from typing import Any

import msgspec

from countenance.dialects.call import Operation, Outgoing
from countenance.dialects.sse import event_bytes
from countenance.gate.mirror.said import counted, reached

__all__ = ["reflected_text"]

_JSON = msgspec.json.Encoder()


def reflected_text(outgoing: Outgoing) -> tuple[str, list[bytes], int]:
    """Content type, pieces and status of the answer."""
    if outgoing.operation is not Operation.COMPLETIONS:
        error = {"code": "NotImplemented", "message": "the stand-in turns nothing into numbers"}
        return "application/json", [_JSON.encode({"error": error})], 501
    body = msgspec.json.decode(outgoing.body, type=dict[str, Any])
    prompt = body["prompt"]
    texts = prompt if isinstance(prompt, list) else [prompt]
    read = sum(len(each.split()) for each in texts)
    what = counted(len(texts), "text", f"{sum(map(len, texts))} characters")
    said = f" {reached([what])}"
    rows = range(len(texts) * body.get("n", 1))
    written = len(said.split()) * len(rows)
    usage = {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
    head = {
        "id": f"mirror-{hashlib.sha256(outgoing.body).hexdigest()[:24]}",
        "object": "text_completion",
        "created": 0,
        "model": outgoing.model,
    }
    if not outgoing.stream:
        choices = [
            {"index": row, "text": said, "logprobs": None, "finish_reason": "stop"} for row in rows
        ]
        return "application/json", [_JSON.encode({**head, "choices": choices, "usage": usage})], 200
    told: list[dict[str, Any]] = [
        {"index": row, "text": f" {word}", "logprobs": None, "finish_reason": None}
        for word in said.split()
        for row in rows
    ]
    told += [{"index": row, "text": "", "logprobs": None, "finish_reason": "stop"} for row in rows]
    events = [event_bytes(_JSON.encode({**head, "choices": [each]})) for each in told]
    options = body.get("stream_options") or {}
    if options.get("include_usage") is True:
        events.append(event_bytes(_JSON.encode({**head, "choices": [], "usage": usage})))
    return "text/event-stream", [*events, b"data: [DONE]\n\n"], 200
