"""LiteLLM's generic guardrail: what its proxy asks, as a chat call, and what it is told.

Rules kept here:
 * Every field that the proxy sends is known by name; one more is refused, because it could hold
   what nobody looked at.
 * Only a request that comes with its messages can be judged. Of other routes the proxy shows words
   alone, whatever else they hold: they are refused by name.
 * Every message goes back changed in form. A message that comes back as it was makes the proxy use
   the one that it kept, with fields that it did not show.

Measured with LiteLLM 1.106.2; its documented field `images` changes nothing, so it is not used.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from countenance.dialects.call import Request
from countenance.dialects.reading import Limits, json_body
from countenance.dialects.strict import inside, shown
from countenance.errors import UnreadableCallError, UnsupportedCallError

__all__ = [
    "FIELDS",
    "GUARDRAIL_PATH",
    "AnswerShown",
    "CallShown",
    "blocked",
    "changed_messages",
    "nothing_to_change",
    "read_guardrail",
]

GUARDRAIL_PATH = "/beta/litellm_basic_guardrail_api"

FIELDS = frozenset(
    {
        "additional_provider_specific_params",
        "images",
        "input_type",
        "litellm_call_id",
        "litellm_trace_id",
        "litellm_version",
        "model",
        "request_data",
        "request_headers",
        "structured_messages",
        "texts",
        "tool_calls",
        "tools",
    }
)
_LONGEST_ID = 256
_ENCODE = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class CallShown:
    """A call before it is sent: the same as a chat request, and the messages as they came."""

    id: str
    chat: Request
    messages: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """An answer, or as much as there is of it: its texts, and its calls of tools."""

    id: str
    texts: tuple[str, ...]
    calls: tuple[tuple[str, str], ...]
    """Name and arguments of each."""


def read_guardrail(request: Request, limits: Limits) -> CallShown | AnswerShown:
    """What the proxy asks about; raises `CallError`."""
    body, _ = json_body(request, limits)
    for name in body:
        if name not in FIELDS:
            raise UnsupportedCallError(
                f"{shown(name)}: not a field of LiteLLM that is known here",
                param=inside("", name),
            )
    called = body.get("litellm_call_id")
    if type(called) is not str or not 0 < len(called) <= _LONGEST_ID:
        raise UnreadableCallError("`litellm_call_id`: missing; the id of one call is expected")
    match body.get("input_type"):
        case "request":
            return _call(called, body)
        case "response":
            return AnswerShown(called, _texts(body), _calls(body))
        case other:
            raise UnreadableCallError(
                f"`input_type`: found {shown(other)}; `request` or `response` is right",
                param="input_type",
            )


def nothing_to_change() -> dict[str, Any]:
    """The answer may leave as it is."""
    return {"action": "NONE"}


def blocked(why: str) -> dict[str, Any]:
    """The call or its answer stops here."""
    return {"action": "BLOCKED", "blocked_reason": why}


def changed_messages(written: bytes, messages: Sequence[Any]) -> dict[str, Any]:
    """The messages of our writing of the call, which the proxy has to send instead of its own."""
    ours = msgspec.json.decode(written)["messages"]
    return {
        "action": "GUARDRAIL_INTERVENED",
        "structured_messages": [
            _unlike(own, came) for own, came in zip(ours, messages, strict=True)
        ],
    }


def _call(name: str, body: Mapping[str, Any]) -> CallShown:
    messages = body.get("structured_messages")
    if type(messages) is not list or not messages:
        raise UnsupportedCallError(
            "LiteLLM shows of this route only words, and no picture or sound that it may hold; "
            "send such calls to the gate itself",
            param="structured_messages",
        )
    _refuse_unplaced(body.get("images") or [], messages)
    chat: dict[str, Any] = {"model": body.get("model"), "messages": messages}
    tools = body.get("tools")
    if tools:
        chat["tools"] = [_tool(each) for each in tools] if type(tools) is list else tools
    headers = (("content-type", "application/json"),)
    asked = Request("POST", "/v1/chat/completions", (), headers, _ENCODE(chat))
    return CallShown(name, asked, tuple(messages))


def _refuse_unplaced(images: Any, messages: list[Any]) -> None:
    """Every picture that the proxy names has to stand in a message, or it could not be covered."""
    placed: set[str] = set()
    for message in messages:
        content = message.get("content") if type(message) is dict else None
        for part in content if type(content) is list else ():
            found = part.get("image_url") if type(part) is dict else None
            url = found.get("url") if type(found) is dict else found
            if type(url) is str:
                placed.add(url)
    if type(images) is not list or any(type(url) is not str or url not in placed for url in images):
        raise UnsupportedCallError(
            "`images`: a picture that stands in no message cannot be covered there", param="images"
        )


def _tool(found: Any) -> Any:
    """A tool as chat has it; the other route of OpenAI writes its function without a cover."""
    if type(found) is dict and found.get("type") == "function" and "function" not in found:
        return {"type": "function", "function": {k: v for k, v in found.items() if k != "type"}}
    return found


def _texts(body: Mapping[str, Any]) -> tuple[str, ...]:
    texts = body.get("texts") or []
    if type(texts) is not list or any(type(text) is not str for text in texts):
        raise UnreadableCallError("`texts`: a list of texts is right", param="texts")
    if body.get("images"):
        raise UnsupportedCallError("`images`: pictures in answers are not released", param="images")
    return tuple(texts)


def _calls(body: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    calls = []
    found = body.get("tool_calls") or []
    for one in found if type(found) is list else [None]:
        function = one.get("function") if type(one) is dict else None
        named = function if type(function) is dict else {}
        name, arguments = named.get("name"), named.get("arguments")
        if type(name) is not str or type(arguments) is not str:
            raise UnreadableCallError(
                "`tool_calls`: each has a function with a name and arguments", param="tool_calls"
            )
        calls.append((name, arguments))
    return tuple(calls)


def _unlike(own: dict[str, Any], came: Any) -> dict[str, Any]:
    """Our message, in another form than the one that came, and with the same meaning."""
    if own != came:
        return own
    content = own.get("content")
    if own["role"] == "assistant":
        if own.get("refusal") is None:
            return {**own, "refusal": None}
        said = [text for text in (content, own["refusal"]) if type(text) is str]
        return {**own, "content": "\n".join(said), "refusal": None}
    if type(content) is str:
        return {**own, "content": [{"type": "text", "text": content}]}
    return {**own, "content": _regrouped(own["content"])}


def _regrouped(parts: list[dict[str, Any]]) -> str | list[dict[str, Any]]:
    """The same parts in another form: a picture's `detail` said or left out, or texts joined."""
    for place, part in enumerate(parts):
        if part["type"] == "image_url":
            url = dict(part["image_url"])
            if url.pop("detail", None) is None:
                url["detail"] = "auto"
            return [*parts[:place], {**part, "image_url": url}, *parts[place + 1 :]]
    first, *rest = (part["text"] for part in parts)
    if not rest:
        return str(first)
    return [{"type": "text", "text": "\n".join((first, rest[0]))}, *parts[2:]]
