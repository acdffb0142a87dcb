"""Responses: from a request to a call, and our writing of it.

Rules kept here:
 * Nothing is stored at the service: `store` goes up as false, also where a client leaves it out.
 * So the ids of earlier items name nothing up there, and stay here. Reasoning of which there is
   only a summary stays here too: without the item that was not stored it cannot be read.
 * A tool that is to be used must be one that was offered, and so was shown.
"""

from collections.abc import Mapping
from typing import Any

from countenance.dialects.call import Call, Outgoing, PartKind, Request, Target
from countenance.dialects.chat import model_of
from countenance.dialects.reading import (
    Limits,
    attestation_of,
    check_limits,
    json_body,
    request_digest,
    told_of,
    turns_of,
)
from countenance.dialects.responses.fields import RESPONSES
from countenance.dialects.route import Route
from countenance.dialects.shapes import Found
from countenance.dialects.strict import shown
from countenance.dialects.writing import Made, json_bytes, openai_address
from countenance.errors import UnreadableCallError

__all__ = ["DEFAULT_VERSION", "read_response_call", "write_response_call"]

DEFAULT_VERSION = "2025-04-01-preview"
"""The version for an upstream of the older form of Azure, where a call names none."""

_PICTURES_STAND = (
    "send a picture as an `input_image` part, a PDF as an `input_file` part, of a message of the "
    "user or a result of a tool"
)
_OWN = ("function", "custom")
"""Tools that the caller runs."""


def read_response_call(request: Request, found: Route, limits: Limits) -> Call:
    """The call in a request for a response; raises `CallError`, whose `status` answers it."""
    body, headers = json_body(request, limits)
    attestation = attestation_of(body, headers.attestation)
    model = model_of(body, found)
    gathered = Found(allowed=limits.hosted_tools, pictures_stand=_PICTURES_STAND)
    accepted = RESPONSES.read(body, "", gathered)
    _check_tool_choice(accepted)
    check_limits(gathered.parts, limits)
    parts = tuple(gathered.parts)
    roles = {part.turn: part.role for part in parts if part.turn >= 0}
    own = (tool for tool in accepted.get("tools") or () if tool["type"] in _OWN)
    return Call(
        dialect=found.dialect,
        operation=found.operation,
        model=model,
        digest=request_digest(found.operation, model, accepted),
        parts=parts,
        turns=turns_of(parts, sorted(roles.items())),
        system=tuple(part.text for part in parts if part.kind is PartKind.SYSTEM),
        tools=told_of(parts, PartKind.TOOLS),
        schema=told_of(parts, PartKind.SCHEMA),
        tool_names=frozenset(tool["name"] for tool in own),
        stream=accepted.get("stream") is True,
        body=accepted,
        attestation=attestation,
        api_version=found.api_version,
        client_request_id=headers.client_request_id,
        hosted_tools=frozenset(gathered.hosted),
    )


def write_response_call(call: Call, made: Made, target: Target, model: str) -> Outgoing:
    """A call for a response as it goes upstream."""
    path, query = openai_address(
        call, target, model, "/responses", in_deployment=False, usual=DEFAULT_VERSION
    )
    body = {**call.body, "model": model, "store": False, "input": _unnamed(call.body["input"])}
    return Outgoing(
        operation=call.operation,
        target=target,
        model=model,
        path=path,
        query=query,
        body=json_bytes(body, made),
        stream=call.stream,
    )


_NAMED = (
    "message",
    "function_call",
    "function_call_output",
    "custom_tool_call",
    "custom_tool_call_output",
)
"""Items that need no id."""


def _unnamed(items: Any) -> Any:
    """The items as they go up: without ids of what was not stored, and what needs them."""
    if type(items) is str:
        return items
    kept = []
    for item in items:
        kind = item.get("type", "message")
        if kind == "reasoning" and not item.get("content"):
            continue
        if kind in _NAMED and "id" in item:
            item = {name: value for name, value in item.items() if name != "id"}
        kept.append(item)
    return kept


def _check_tool_choice(accepted: Mapping[str, Any]) -> None:
    choice = accepted.get("tool_choice")
    if type(choice) is not dict:
        return
    named = "server_label" if choice["type"] == "mcp" else "name"
    wanted = (choice["type"], choice.get(named))
    if all((tool["type"], tool.get(named)) != wanted for tool in accepted.get("tools") or ()):
        raise UnreadableCallError(
            f"`tool_choice`: {shown(wanted[1] or wanted[0])} is not among `tools`",
            param="tool_choice",
        )
