"""Answers of an upstream, and checks, for the tests of the dialects."""

import json
from typing import Any

from countenance.dialects.check import Release, Withhold

SECRET = "Viktor"
FIRST = "A man in a dark suit stands at a long table."
SECOND = " Behind him there is a wall with a picture of a ship."
NAMES = f" People say that he is called {SECRET} Halloran of Eastmere."


class NoSecret:
    """Withholds what names the secret, and so shows that nothing of it left."""

    def check(self, text_so_far: str, new_sentence: str) -> Release | Withhold:
        return Withhold("secret") if SECRET in text_so_far + new_sentence else Release()


def choice(content: str | None = FIRST, index: int = 0, **more: Any) -> dict[str, Any]:
    """One choice of a plain answer."""
    message = {"role": "assistant", "content": content, **more.pop("message", {})}
    return {"index": index, "message": message, "finish_reason": "stop", **more}


def answer(*choices: dict[str, Any], **more: Any) -> bytes:
    """A plain answer."""
    return json.dumps(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 5,
            "model": "gpt-4o",
            "choices": list(choices) or [choice()],
            "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3},
            **more,
        }
    ).encode()


def tool_calls(arguments: str, name: str = "look_up") -> list[dict[str, Any]]:
    """The calls of tools in a message."""
    function = {"name": name, "arguments": arguments}
    return [{"id": "call_1", "type": "function", "function": function}]


def chunk(*choices: dict[str, Any], **more: Any) -> bytes:
    """One event of a streamed answer."""
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 5, "model": "gpt-4o"}
    return b"data: " + json.dumps({**head, "choices": list(choices), **more}).encode() + b"\n\n"


def delta(index: int = 0, finish: str | None = None, **fields: Any) -> dict[str, Any]:
    """One choice of an event."""
    beside = ("logprobs", "content_filter_results", "content_filter_offsets")
    more: dict[str, Any] = {name: fields.pop(name) for name in beside if name in fields}
    return {"index": index, "delta": fields, "finish_reason": finish, **more}


def streamed(text: str, index: int = 0, step: int = 7) -> list[bytes]:
    """The events of one choice that says `text`, and ends."""
    pieces = [text[place : place + step] for place in range(0, len(text), step)]
    return [
        chunk(delta(index, role="assistant", content="")),
        *(chunk(delta(index, content=piece)) for piece in pieces),
        chunk(delta(index, "stop")),
    ]


DONE = b"data: [DONE]\n\n"


def events(out: bytes) -> list[Any]:
    """What a caller reads: the JSON of each event, or the word `[DONE]`."""
    found = []
    for event in out.split(b"\n\n"):
        if event.startswith(b"data: "):
            data = event.removeprefix(b"data: ")
            found.append("[DONE]" if data == b"[DONE]" else json.loads(data))
    return found


def said(out: bytes, index: int = 0) -> str:
    """The content that a caller gets for one choice."""
    return "".join(
        each["delta"].get("content") or ""
        for event in events(out)
        if isinstance(event, dict)
        for each in event.get("choices", [])
        if each["index"] == index
    )
