"""Messages: from a request to a call, and our writing of it.

Rules kept here:
 * The version of the API is one that this table knows; beta features have other fields and are
   refused by name.
 * Counting the tokens of a message sends it upstream, so it is read and decided like a message.
"""

from collections.abc import Mapping
from typing import Any

import pybase64

from countenance.dialects.anthropic.fields import COUNT, MESSAGES
from countenance.dialects.call import (
    Call,
    Operation,
    Outgoing,
    Part,
    PartKind,
    Request,
    Role,
    Target,
)
from countenance.dialects.reading import (
    Limits,
    attestation_of,
    check_limits,
    json_body,
    request_digest,
    told_of,
    turns_of,
)
from countenance.dialects.route import Route
from countenance.dialects.shapes import Found, nearest
from countenance.dialects.strict import shown
from countenance.dialects.writing import Made, json_bytes
from countenance.errors import UnreadableCallError, UnsupportedCallError

__all__ = ["VERSIONS", "read_message", "write_message"]

VERSIONS = ("2023-06-01", "2026-10-21")
"""The versions of the API whose fields are known here: the first, and that of the client 2.12."""

_PICTURES_STAND = (
    "send a picture as an `image` block, a PDF as a `document` block, of a message of the user or "
    "a result of a tool"
)
_ROLES = {role.value: role for role in Role}
_PATHS = {Operation.MESSAGES: "/v1/messages", Operation.COUNT_TOKENS: "/v1/messages/count_tokens"}


def read_message(request: Request, found: Route, limits: Limits) -> Call:
    """The call in a request for a message; raises `CallError`, whose `status` answers it."""
    version = _version(request)
    body, headers = json_body(request, limits)
    attestation = attestation_of(body, headers.attestation)
    gathered = Found(allowed=limits.hosted_tools, pictures_stand=_PICTURES_STAND)
    shape = MESSAGES if found.operation is Operation.MESSAGES else COUNT
    accepted = shape.read(body, "", gathered)
    _check_tool_choice(accepted)
    check_limits(gathered.parts, limits)
    parts = tuple(_as_system(part) for part in gathered.parts)
    model = accepted["model"]
    return Call(
        dialect=found.dialect,
        operation=found.operation,
        model=model,
        digest=request_digest(found.operation, model, accepted),
        parts=parts,
        turns=turns_of(
            parts, ((turn, _ROLES[each["role"]]) for turn, each in enumerate(accepted["messages"]))
        ),
        system=tuple(part.text for part in parts if part.kind is PartKind.SYSTEM),
        tools=told_of(parts, PartKind.TOOLS),
        schema=told_of(parts, PartKind.SCHEMA),
        tool_names=frozenset(
            tool["name"]
            for tool in accepted.get("tools") or ()
            if tool.get("type", "custom") == "custom"
        ),
        stream=accepted.get("stream") is True,
        body=accepted,
        attestation=attestation,
        api_version=version,
        client_request_id=headers.client_request_id,
        hosted_tools=frozenset(gathered.hosted),
    )


def write_message(call: Call, made: Made, target: Target, model: str) -> Outgoing:
    """A message as it goes upstream."""
    if target is not Target.ANTHROPIC:
        raise UnsupportedCallError("`model`: its upstream does not answer calls for messages")
    return Outgoing(
        operation=call.operation,
        target=target,
        model=model,
        path=_PATHS[call.operation],
        query=(),
        body=json_bytes({**call.body, "model": model}, made, _source),
        stream=call.stream,
        headers=(("anthropic-version", call.api_version or VERSIONS[0]),),
    )


def _source(media_type: str, data: bytes) -> dict[str, str]:
    encoded = pybase64.b64encode_as_string(data)
    return {"type": "base64", "media_type": media_type, "data": encoded}


def _as_system(part: Part) -> Part:
    """The words beside the messages are an operator's."""
    if part.kind is PartKind.TEXT and part.where.startswith("system"):
        return Part(part.where, PartKind.SYSTEM, Role.SYSTEM, part.text, b"", part.turn)
    return part


def _version(request: Request) -> str:
    version = VERSIONS[0]
    for name, value in request.headers:
        low = name.lower()
        if low == "anthropic-version":
            if value not in VERSIONS:
                raise UnsupportedCallError(
                    f"headers: no `anthropic-version` is called {shown(value)}"
                    f"{nearest(value, VERSIONS)}"
                )
            version = value
        if low == "anthropic-beta":
            raise UnsupportedCallError(
                f"headers: `anthropic-beta` asks for {shown(value)}; no beta feature is read here"
            )
    return version


def _check_tool_choice(accepted: Mapping[str, Any]) -> None:
    choice = accepted.get("tool_choice") or {}
    if choice.get("type") == "tool" and all(
        tool["name"] != choice["name"] for tool in accepted.get("tools") or ()
    ):
        raise UnreadableCallError(
            f"`tool_choice.name`: {shown(choice['name'])} is not among `tools`", param="tool_choice"
        )
