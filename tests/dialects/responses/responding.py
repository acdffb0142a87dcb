"""Requests for responses, and answers to them, for the tests."""

import json
from typing import Any

from countenance.dialects.call import Call, Request
from countenance.dialects.read import read
from countenance.dialects.reading import Limits
from dialects.asking import PICTURE_URL

HEADERS = (("content-type", "application/json"), ("authorization", "Bearer a-key"))
ALL_TOOLS = Limits(
    hosted_tools=frozenset(
        {"web_search", "file_search", "code_interpreter", "image_generation", "mcp", "computer_use"}
    )
)
TOOL = {
    "type": "function",
    "name": "look_up",
    "description": "Looks something up.",
    "parameters": {"type": "object", "properties": {"who": {"type": "string"}}},
    "strict": True,
}
CUSTOM = {
    "type": "custom",
    "name": "say",
    "format": {"type": "grammar", "syntax": "regex", "definition": "[a-z]+"},
}


def text(words: str = "What is in this picture?") -> dict[str, Any]:
    """A part with words."""
    return {"type": "input_text", "text": words}


def picture(url: str = PICTURE_URL, **more: Any) -> dict[str, Any]:
    """A part with a picture."""
    return {"type": "input_image", "image_url": url, **more}


def user(*parts: Any, **more: Any) -> dict[str, Any]:
    """A message of a user: one text, or a list of parts."""
    content = parts[0] if isinstance(parts[0], str) else list(parts)
    return {"role": "user", "content": content, **more}


def body(*items: Any, **fields: Any) -> dict[str, Any]:
    """A body; without items it says hello."""
    return {"model": "gpt-4o", "input": list(items) or "Hello", **fields}


def request(
    content: Any,
    path: str = "/v1/responses",
    query: tuple[tuple[str, str], ...] = (),
    method: str = "POST",
) -> Request:
    """A request with this body."""
    return Request(method, path, query, HEADERS, json.dumps(content).encode())


def call(*items: Any, limits: Limits = ALL_TOOLS, **fields: Any) -> Call:
    """The call of a body."""
    return read(request(body(*items, **fields)), limits)


def azure(*items: Any, **fields: Any) -> Call:
    """The same through Azure."""
    query = (("api-version", "2025-04-01-preview"),)
    return read(request(body(*items, **fields), "/openai/responses", query))


def shown_call(**fields: Any) -> Call:
    """A call with a picture and two tools."""
    return call(user(text(), picture()), tools=[TOOL, CUSTOM], **fields)


def said(words: str, **more: Any) -> dict[str, Any]:
    """A message of a model."""
    part = {"type": "output_text", "text": words, "annotations": [], "logprobs": [], **more}
    return {
        "id": "msg_1", "type": "message", "role": "assistant", "status": "completed",
        "content": [part],
    }  # fmt: skip


def called(arguments: str, name: str = "look_up") -> dict[str, Any]:
    """A call of a tool."""
    return {
        "id": "fc_1", "type": "function_call", "call_id": "call_1", "name": name,
        "arguments": arguments, "status": "completed",
    }  # fmt: skip


def thought(words: str) -> dict[str, Any]:
    """A piece of reasoning."""
    return {"id": "rs_1", "type": "reasoning", "summary": [{"type": "summary_text", "text": words}]}


def answer(*items: dict[str, Any], status: str = "completed", **more: Any) -> dict[str, Any]:
    """A plain answer."""
    return {
        "id": "resp_1", "object": "response", "created_at": 5, "model": "gpt-4o",
        "status": status, "output": list(items), "error": None, "incomplete_details": None,
        "usage": {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3,
                  "output_tokens_details": {"reasoning_tokens": 0}},
        **more,
    }  # fmt: skip


def events(whole: dict[str, Any], step: int = 7) -> list[dict[str, Any]]:
    """The events in which a service would give this answer."""
    begun = {**whole, "status": "in_progress", "output": [], "usage": None}
    told: list[dict[str, Any]] = [
        {"type": "response.created", "response": begun},
        {"type": "response.in_progress", "response": begun},
    ]
    for index, item in enumerate(whole["output"]):
        told += _item(item, index, step)
    told.append({"type": f"response.{whole['status']}", "response": whole})
    return [{**each, "sequence_number": number} for number, each in enumerate(told)]


def _item(item: dict[str, Any], index: int, step: int) -> list[dict[str, Any]]:
    empty: dict[str, dict[str, Any]] = {"message": {"content": []}, "reasoning": {"summary": []}}
    begun = {**item, "status": "in_progress", **empty.get(item["type"], {})}
    told: list[dict[str, Any]] = [
        {"type": "response.output_item.added", "output_index": index, "item": begun}
    ]
    for place, part in enumerate(item.get("content", ())):
        told += _part(part, {"item_id": item["id"], "output_index": index}, place, step)
    for place, part in enumerate(item.get("summary", ())):
        told += _part(part, {"item_id": item["id"], "output_index": index}, place, step)
    if item["type"] == "function_call":
        at = {"item_id": item["id"], "output_index": index}
        given = item["arguments"]
        name = "response.function_call_arguments"
        told += [{"type": f"{name}.delta", **at, "delta": piece} for piece in _cut(given, step)]
        told.append({"type": f"{name}.done", **at, "arguments": given, "name": item["name"]})
    return [*told, {"type": "response.output_item.done", "output_index": index, "item": item}]


def _part(
    part: dict[str, Any], at: dict[str, Any], place: int, step: int
) -> list[dict[str, Any]]:
    name, field = {
        "output_text": ("output_text", "text"),
        "refusal": ("refusal", "refusal"),
        "reasoning_text": ("reasoning_text", "text"),
        "summary_text": ("reasoning_summary_text", "text"),
    }[part["type"]]
    summary = part["type"] == "summary_text"
    at = {**at, "summary_index" if summary else "content_index": place}
    around = "reasoning_summary_part" if summary else "content_part"
    words = part[field]
    more: dict[str, Any] = {"logprobs": []} if name == "output_text" else {}
    return [
        {"type": f"response.{around}.added", **at, "part": {**part, field: ""}},
        *(
            {"type": f"response.{name}.delta", **at, "delta": piece, **more}
            for piece in _cut(words, step)
        ),
        *(
            {"type": "response.output_text.annotation.added", **at, "annotation": each,
             "annotation_index": number}
            for number, each in enumerate(part.get("annotations", ()))
        ),
        {"type": f"response.{name}.done", **at, field: words, **more},
        {"type": f"response.{around}.done", **at, "part": part},
    ]  # fmt: skip


def _cut(words: str, step: int) -> list[str]:
    return [words[at : at + step] for at in range(0, len(words), step)]


def written(told: list[dict[str, Any]]) -> bytes:
    """Events as they stand on the wire."""
    return b"".join(
        f"event: {each['type']}\ndata: {json.dumps(each)}\n\n".encode() for each in told
    )


def got(out: bytes) -> list[dict[str, Any]]:
    """What a caller reads."""
    found = []
    for event in out.split(b"\n\n"):
        name, _, data = event.partition(b"\ndata: ")
        if data:
            found.append(json.loads(data))
            assert name == b"event: " + found[-1]["type"].encode()
    return found


def words_of(out: bytes, kind: str = "output_text") -> str:
    """The words that were given out piece by piece."""
    return "".join(
        each["delta"] for each in got(out) if each["type"] == f"response.{kind}.delta"
    )
