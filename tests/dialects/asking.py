"""Requests for the tests of the dialects."""

import base64
import json
from typing import Any

from countenance.dialects.call import Call, Request
from countenance.dialects.read import read

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(200))
PICTURE_URL = "data:image/jpeg;base64," + base64.b64encode(JPEG).decode()

HEADERS = (
    ("host", "gate.example"),
    ("content-type", "application/json"),
    ("authorization", "Bearer a-key"),
)


def picture(url: str = PICTURE_URL, **more: Any) -> dict[str, Any]:
    """A part with a picture."""
    return {"type": "image_url", "image_url": {"url": url, **more}}


def text(words: str = "What is in this picture?") -> dict[str, Any]:
    """A part with words."""
    return {"type": "text", "text": words}


def user(*parts: Any) -> dict[str, Any]:
    """A user message: one text, or a list of parts."""
    return {"role": "user", "content": parts[0] if isinstance(parts[0], str) else list(parts)}


def body(*messages: Any, **fields: Any) -> dict[str, Any]:
    """A chat body; without messages it says hello."""
    return {"model": "gpt-4o", "messages": list(messages) or [user("Hello")], **fields}


def request(
    content: Any = None,
    path: str = "/v1/chat/completions",
    query: tuple[tuple[str, str], ...] = (),
    headers: tuple[tuple[str, str], ...] = HEADERS,
    method: str = "POST",
) -> Request:
    """A request with this body, as bytes or as what JSON is made of."""
    raw = content if isinstance(content, bytes) else json.dumps(content or body()).encode()
    return Request(method, path, query, headers, raw)


def call(*messages: Any, **fields: Any) -> Call:
    """The call of a chat body."""
    return read(request(body(*messages, **fields)))


def azure(*messages: Any, **fields: Any) -> Call:
    """The same through Azure."""
    return read(
        request(
            body(*messages, **fields),
            "/openai/deployments/gpt-4o/chat/completions",
            (("api-version", "2024-10-21"),),
        )
    )


TOOL = {
    "type": "function",
    "function": {
        "name": "look_up",
        "description": "Looks something up.",
        "parameters": {"type": "object", "properties": {"who": {"type": "string"}}},
        "strict": True,
    },
}
WHOLE: dict[str, Any] = body(
    {"role": "system", "content": "You are careful."},
    {"role": "developer", "content": [text("Be brief.")], "name": "dev"},
    user(text("Look at this."), picture(detail="low")),
    {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {
                "id": "call_1",
                "type": "function",
                "function": {"name": "look_up", "arguments": '{"who":"x"}'},
            }
        ],
    },
    {"role": "tool", "tool_call_id": "call_1", "content": "found nothing"},
    {"role": "assistant", "content": "Hm.", "refusal": None},
    {"role": "user", "content": "And now?", "name": "ann"},
    stream=True,
    stream_options={"include_usage": True, "include_obfuscation": False},
    n=2,
    temperature=0.7,
    top_p=1.0,
    presence_penalty=-0.5,
    frequency_penalty=0,
    max_tokens=10,
    max_completion_tokens=10,
    stop=["END"],
    seed=7,
    logprobs=True,
    top_logprobs=3,
    logit_bias={"50256": -100},
    reasoning_effort="low",
    verbosity="low",
    modalities=["text"],
    service_tier="auto",
    prediction={"type": "content", "content": "A room."},
    response_format={
        "type": "json_schema",
        "json_schema": {"name": "seen", "schema": {"type": "object"}, "strict": True},
    },
    tools=[TOOL],
    tool_choice={"type": "function", "function": {"name": "look_up"}},
    parallel_tool_calls=False,
    user="user-1",
    safety_identifier="abc",
    prompt_cache_key="k",
    prompt_cache_retention="24h",
    prompt_cache_options={"mode": "implicit"},
    metadata={"team": "blue"},
    store=False,
)
