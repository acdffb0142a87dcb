"""Portkey's webhook: what its gateway asks, as a call of chat, and what it is told.

Rules kept here:
 * Only chat is read; of other kinds of call the webhook shows a body that nobody here opens.
 * The whole body of a call is shown, so the whole body goes back: in our own writing.
 * A call and its answer come in two requests that share no id. They are known to belong together by
   the body of the call: the answer comes with the body that went up.

Measured with Portkey's gateway 1.15.2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from countenance.dialects.call import Request
from countenance.dialects.reading import Limits, json_body
from countenance.dialects.strict import inside, shown
from countenance.errors import UnreadableCallError, UnsupportedCallError

__all__ = [
    "FIELDS",
    "PORTKEY_PATH",
    "HookedAnswer",
    "HookedCall",
    "allowed",
    "changed_body",
    "denied",
    "read_hook",
]

PORTKEY_PATH = "/beta/portkey_webhook"

FIELDS = frozenset({"request", "response", "provider", "requestType", "metadata", "eventType"})
_ENCODE = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class HookedCall:
    """A call before it is sent, as a chat request."""

    chat: Request


@dataclass(frozen=True, slots=True)
class HookedAnswer:
    """An answer before it leaves, and the chat request that went up."""

    chat: Request
    body: bytes


def read_hook(request: Request, limits: Limits) -> HookedCall | HookedAnswer:
    """What the gateway asks about; raises `CallError`."""
    body, _ = json_body(request, limits)
    for name in body:
        if name not in FIELDS:
            raise UnsupportedCallError(
                f"{shown(name)}: not a field of Portkey that is known here",
                param=inside("", name),
            )
    if body.get("requestType") != "chatComplete":
        raise UnsupportedCallError(
            f"`requestType`: found {shown(body.get('requestType'))}; only `chatComplete` is read "
            "here: send other calls to the gate itself",
            param="requestType",
        )
    asked = _json(body, "request")
    headers = (("content-type", "application/json"),)
    chat = Request("POST", "/v1/chat/completions", (), headers, _ENCODE(asked))
    match body.get("eventType"):
        case "beforeRequestHook":
            return HookedCall(chat)
        case "afterRequestHook":
            return HookedAnswer(chat, _ENCODE(_json(body, "response")))
        case other:
            raise UnreadableCallError(
                f"`eventType`: found {shown(other)}; `beforeRequestHook` or `afterRequestHook` "
                "is right",
                param="eventType",
            )


def allowed() -> dict[str, Any]:
    """It may go on as it is."""
    return {"verdict": True}


def denied(why: str) -> dict[str, Any]:
    """It stops here; the gateway shows its callers the reason."""
    return {"verdict": False, "data": {"reason": why}}


def changed_body(written: bytes) -> dict[str, Any]:
    """The body that the gateway has to send instead of its own: our writing of the call."""
    return {
        "verdict": True,
        "transformedData": {"request": {"json": msgspec.json.decode(written)}},
    }


def _json(body: Mapping[str, Any], which: str) -> Any:
    part = body.get(which)
    found = part.get("json") if type(part) is dict else None
    if type(found) is not dict or not found:
        raise UnreadableCallError(f"`{which}.json`: an object is expected", param=which)
    return found
