"""Calls whose body is one JSON object that one table reads: the steps that they share.

Rules kept here:
 * The body is read by its table and nothing else; the deployment in an Azure path is what counts.
 * What is written upstream is the accepted tree, with the model that the settings know.
"""

from countenance.dialects.call import Call, Outgoing, PartKind, Request, Role, Target, Turn
from countenance.dialects.chat import model_of
from countenance.dialects.containers import Object
from countenance.dialects.reading import (
    Limits,
    attestation_of,
    check_limits,
    json_body,
    request_digest,
)
from countenance.dialects.route import Route
from countenance.dialects.shapes import Found
from countenance.dialects.writing import Made, json_bytes, openai_address

__all__ = ["read_by", "write_at"]


def read_by(
    table: Object, request: Request, found: Route, limits: Limits, pictures_stand: str
) -> Call:
    """The call of a request whose body `table` reads; raises `CallError`. `pictures_stand`: where a
    picture stands that somebody wrote out in a text."""
    body, headers = json_body(request, limits)
    attestation = attestation_of(body, headers.attestation)
    model = model_of(body, found)
    gathered = Found(role=Role.USER, pictures_stand=pictures_stand)
    accepted = table.read(body, "", gathered)
    check_limits(gathered.parts, limits)
    parts = tuple(gathered.parts)
    stream = accepted.get("stream") is True
    options = accepted.get("stream_options") or {}
    words = "\n".join(part.text for part in parts if part.kind is PartKind.TEXT)
    pictures = sum(part.kind is PartKind.PICTURE for part in parts)
    return Call(
        dialect=found.dialect,
        operation=found.operation,
        model=model,
        digest=request_digest(found.operation, model, accepted),
        parts=parts,
        turns=(Turn(Role.USER, words, pictures),),
        stream=stream,
        include_usage=stream and options.get("include_usage") is True,
        choices=accepted.get("n", 1),
        body=accepted,
        attestation=attestation,
        api_version=found.api_version,
        client_request_id=headers.client_request_id,
    )


def write_at(path: str, call: Call, made: Made, target: Target, model: str) -> Outgoing:
    """The call as it goes upstream, to `path` below the address or the deployment."""
    where, query = openai_address(call, target, model, path)
    return Outgoing(
        operation=call.operation,
        target=target,
        model=model,
        path=where,
        query=query,
        body=json_bytes({**call.body, "model": model}, made),
        stream=call.stream,
    )
