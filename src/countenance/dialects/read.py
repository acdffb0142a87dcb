"""From the bytes of a request to a `Call`.

Rules kept here:
 * Pure: nothing is fetched, opened or asked for. The answer is a `Call` or a `CallError`.
 * The order is route, size, headers, JSON, fields, so that the cheapest refusal comes first.
 * The digest is over the request as parsed, in canonical writing, without the attestation: a
   caller can compute it before signing one.
 * The deployment in an Azure path is what counts; the `model` beside it may say anything.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from countenance.dialects.call import (
    Call,
    Operation,
    Part,
    PartKind,
    Request,
    Role,
    Turn,
)
from countenance.dialects.fields import CHAT, MODEL_NAME
from countenance.dialects.headers import ATTESTATION, picked, require_json
from countenance.dialects.routes import Route, route
from countenance.dialects.shapes import Found
from countenance.dialects.strict import canonical, parse, shown
from countenance.errors import UnreadableCallError, UnsupportedCallError

__all__ = ["LIMITS", "Limits", "read", "request_digest"]

_STATEMENT = re.compile(r"[A-Za-z0-9_-]{1,4096}\.[A-Za-z0-9_-]{1,16384}\.[A-Za-z0-9_-]{1,1024}")
_ROLES = {role.value: role for role in Role}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a call is read: bytes of the body, pictures, and parts of any kind."""

    body: int = 32 * 1024 * 1024
    pictures: int = 20
    parts: int = 4096


LIMITS = Limits()


def read(request: Request, limits: Limits = LIMITS) -> Call:
    """The call in a request; raises `CallError`, whose `status` answers it."""
    found = route(request.method, request.path, request.query)
    if found.operation is not Operation.CHAT:
        return _listing(request, found)
    if len(request.body) > limits.body:
        raise UnsupportedCallError(
            f"body: {len(request.body)} bytes; at most {limits.body} are read", status=413
        )
    headers = picked(request.headers)
    require_json(headers)
    body = parse(request.body)
    if type(body) is not dict:
        raise UnreadableCallError(f"body: found {shown(body)}, a JSON object is right")
    attestation = _attestation(body, headers.attestation)
    model = _model(body, found)
    gathered = Found()
    accepted = CHAT.read(body, "", gathered)
    _check_tools(accepted)
    _check_limits(gathered.parts, limits)
    parts = tuple(gathered.parts)
    stream = accepted.get("stream") is True
    options = accepted.get("stream_options") or {}
    return Call(
        dialect=found.dialect,
        operation=found.operation,
        model=model,
        digest=request_digest(found.operation, model, accepted),
        parts=parts,
        turns=_turns(accepted["messages"], parts),
        system=tuple(part.text for part in parts if part.kind is PartKind.SYSTEM),
        tools=_only(parts, PartKind.TOOLS),
        schema=_only(parts, PartKind.SCHEMA),
        tool_names=frozenset(tool["function"]["name"] for tool in accepted.get("tools") or ()),
        stream=stream,
        include_usage=stream and options.get("include_usage") is True,
        choices=accepted.get("n", 1),
        body=accepted,
        attestation=attestation,
        api_version=found.api_version,
        client_request_id=headers.client_request_id,
    )


def request_digest(operation: Operation, model: str, body: Mapping[str, Any]) -> str:
    """`sha256:` and the hex digest that an attestation about this request is bound to.

    It is taken over the RFC 8785 writing of `{"body", "model", "operation"}`: the body as parsed,
    without `countenance` and without fields that are `null`, each data URL replaced by `sha256:`
    and the hex digest of the picture's bytes; the model or deployment that counts; the name of the
    operation (`chat.completions`).
    """
    material = {"body": body, "model": model, "operation": operation.value}
    return f"sha256:{hashlib.sha256(canonical(material)).hexdigest()}"


def _listing(request: Request, found: Route) -> Call:
    if request.body:
        raise UnreadableCallError("body: this route has none")
    model = found.name or ""
    return Call(
        dialect=found.dialect,
        operation=found.operation,
        model=model,
        digest=request_digest(found.operation, model, {}),
        api_version=found.api_version,
        client_request_id=picked(request.headers).client_request_id,
    )


def _attestation(body: dict[str, Any], in_header: str | None) -> str | None:
    """Take the attestation out of the body, or from the header; two that differ are refused."""
    in_body = body.pop("countenance", None)
    if type(in_body) is dict:
        if set(in_body) != {"attestation"}:
            raise UnreadableCallError(
                "`countenance`: only the field `attestation` is read here", param="countenance"
            )
        in_body = in_body["attestation"]
    if in_body is not None and in_header is not None and in_body != in_header:
        raise UnreadableCallError(
            f"`countenance` and the header `{ATTESTATION}` hold different attestations",
            param="countenance",
        )
    statement = in_header if in_body is None else in_body
    if statement is None:
        return None
    if type(statement) is not str or not _STATEMENT.fullmatch(statement):
        raise UnreadableCallError(
            "the attestation is not a compact JWS: three base64url pieces with dots between",
            param="countenance",
        )
    return statement


def _model(body: dict[str, Any], found: Route) -> str:
    if found.name is not None:
        return found.name
    model = body.get("model")
    if model is None:
        raise UnreadableCallError("`model`: missing; the name of one is expected", param="model")
    return str(MODEL_NAME.read(model, "model", Found()))


def _check_tools(accepted: Mapping[str, Any]) -> None:
    """A tool that is to be used must be one that was offered, and so was shown."""
    choice = accepted.get("tool_choice")
    if type(choice) is dict:
        name = choice["function"]["name"]
        if all(tool["function"]["name"] != name for tool in accepted.get("tools") or ()):
            raise UnreadableCallError(
                f"`tool_choice.function.name`: {shown(name)} is not among `tools`",
                param="tool_choice",
            )


def _check_limits(parts: list[Part], limits: Limits) -> None:
    if len(parts) > limits.parts:
        raise UnsupportedCallError(
            f"body: {len(parts)} parts; at most {limits.parts} are read", status=413
        )
    pictures = sum(part.kind is PartKind.PICTURE for part in parts)
    if pictures > limits.pictures:
        raise UnsupportedCallError(
            f"body: {pictures} pictures; at most {limits.pictures} are read", status=413
        )


def _only(parts: tuple[Part, ...], kind: PartKind) -> str:
    return next((part.text for part in parts if part.kind is kind), "")


def _turns(messages: list[dict[str, Any]], parts: tuple[Part, ...]) -> tuple[Turn, ...]:
    """The messages without those of operators; words of no message (a prediction) come first."""
    words: dict[int, list[str]] = {}
    pictures: dict[int, int] = {}
    for part in parts:
        if part.kind is PartKind.TEXT or part.kind is PartKind.TOOL_CALL:
            words.setdefault(part.turn, []).append(part.text)
        elif part.kind is PartKind.PICTURE:
            pictures[part.turn] = pictures.get(part.turn, 0) + 1
    turns = [Turn(Role.ASSISTANT, "\n".join(words[-1]), 0)] if -1 in words else []
    for i, message in enumerate(messages):
        role = _ROLES[message["role"]]
        if role is not Role.SYSTEM and role is not Role.DEVELOPER:
            turns.append(Turn(role, "\n".join(words.get(i, ())), pictures.get(i, 0)))
    return tuple(turns)
