"""What the readers of all formats share: limits, JSON bodies, the attestation, the digest.

Rules kept here:
 * The order is size, headers, JSON, so that the cheapest refusal comes first.
 * The digest is over the request as parsed, in canonical writing, without the attestation: a
   caller can compute it before signing one.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from countenance.dialects.call import SHOWN, Operation, Part, PartKind, Request, Role, Turn
from countenance.dialects.headers import ATTESTATION, Picked, picked, require_json
from countenance.dialects.strict import canonical, parse, shown
from countenance.errors import UnreadableCallError, UnsupportedCallError

__all__ = [
    "LIMITS",
    "Limits",
    "attestation_of",
    "check_limits",
    "check_size",
    "json_body",
    "request_digest",
    "told_of",
    "turns_of",
]

_STATEMENT = re.compile(r"[A-Za-z0-9_-]{1,4096}\.[A-Za-z0-9_-]{1,16384}\.[A-Za-z0-9_-]{1,1024}")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a call is read: bytes of the body, pictures, and parts of any kind.

    `hosted_tools` are the tools run by the upstream itself that the operator allows, by name.
    """

    body: int = 32 * 1024 * 1024
    pictures: int = 20
    parts: int = 4096
    hosted_tools: frozenset[str] = frozenset()


LIMITS = Limits()


def request_digest(operation: Operation, model: str, body: Mapping[str, Any]) -> str:
    """`sha256:` and the hex digest that an attestation about this request is bound to.

    It is taken over the RFC 8785 writing of `{"body", "model", "operation"}`: the body as parsed,
    without `countenance` and without fields that are `null`, each data URL replaced by `sha256:`
    and the hex digest of the picture's bytes; the model or deployment that counts; the name of the
    operation (`chat.completions`).
    """
    material = {"body": body, "model": model, "operation": operation.value}
    return f"sha256:{hashlib.sha256(canonical(material)).hexdigest()}"


def check_size(request: Request, limits: Limits) -> None:
    """Raise `UnsupportedCallError` (413) for a body that is too large to be read."""
    if len(request.body) > limits.body:
        raise UnsupportedCallError(
            f"body: {len(request.body)} bytes; at most {limits.body} are read", status=413
        )


def json_body(request: Request, limits: Limits) -> tuple[dict[str, Any], Picked]:
    """The body as a JSON object and the headers that are read for themselves.

    Raises `CallError` for what is too large, not JSON, or not an object.
    """
    check_size(request, limits)
    headers = picked(request.headers)
    require_json(headers)
    body = parse(request.body)
    if type(body) is not dict:
        raise UnreadableCallError(f"body: found {shown(body)}, a JSON object is right")
    return body, headers


def attestation_of(body: dict[str, Any], in_header: str | None) -> str | None:
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


def check_limits(parts: Sequence[Part], limits: Limits) -> None:
    """Raise `UnsupportedCallError` (413) for more parts or pictures than are read."""
    if len(parts) > limits.parts:
        raise UnsupportedCallError(
            f"body: {len(parts)} parts; at most {limits.parts} are read", status=413
        )
    pictures = sum(part.kind in SHOWN for part in parts)
    if pictures > limits.pictures:
        raise UnsupportedCallError(
            f"body: {pictures} pictures; at most {limits.pictures} are read", status=413
        )


def told_of(parts: Sequence[Part], kind: PartKind) -> str:
    """The JSON of the part of this kind, of several a list of them; empty where there is none."""
    texts = [part.text for part in parts if part.kind is kind]
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]" if texts else ""


def turns_of(parts: Sequence[Part], roles: Iterable[tuple[int, Role]]) -> tuple[Turn, ...]:
    """The messages with these indices and roles, without those of operators: each with its words
    and how many pictures it counts for."""
    words: dict[int, list[str]] = {}
    pictures: dict[int, int] = {}
    for part in parts:
        if part.kind is PartKind.TEXT or part.kind is PartKind.TOOL_CALL:
            words.setdefault(part.turn, []).append(part.text)
        else:
            pictures[part.turn] = pictures.get(part.turn, 0) + part.pictures
    return tuple(
        Turn(role, "\n".join(words.get(turn, ())), pictures.get(turn, 0))
        for turn, role in roles
        if role not in (Role.SYSTEM, Role.DEVELOPER, Role.NONE)
    )
