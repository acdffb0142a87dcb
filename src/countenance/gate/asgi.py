"""Requests and answers as ASGI has them.

Rules kept here:
 * A path is read as it was sent, never decoded first: what is decoded twice can be read two ways.
 * An answer in pieces is closed however it ends; only one that is whole is told to be over.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from countenance.dialects.call import Reply, Request
from countenance.gate.client import Send

__all__ = ["Scope", "Streamed", "json_reply", "request_of", "send_reply", "send_stream", "whole"]

Scope = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Streamed:
    """An answer that leaves in pieces; closing `chunks` ends the call upstream."""

    status: int
    headers: tuple[tuple[str, str], ...]
    chunks: AsyncIterator[bytes]


def request_of(scope: Scope) -> Request:
    """The request of a scope, without its body."""
    raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
    query: bytes = scope.get("query_string", b"")
    client = scope.get("client")
    return Request(
        method=scope["method"],
        path=raw_path.decode("latin-1"),
        query=tuple(parse_qsl(query.decode("latin-1"), keep_blank_values=True)) if query else (),
        headers=tuple(
            (name.decode("latin-1").lower(), value.decode("latin-1"))
            for name, value in scope["headers"]
        ),
        body=b"",
        address=client[0] if client else "",
    )


def whole(request: Request, body: bytes) -> Request:
    """The same request with its body."""
    return Request(
        request.method, request.path, request.query, request.headers, body, request.address
    )


def json_reply(status: int, content: dict[str, object]) -> Reply:
    """A small answer of the server itself."""
    return Reply(status, (("content-type", "application/json"),), msgspec.json.encode(content))


async def send_reply(send: Send, reply: Reply) -> None:
    """Send an answer that is there as a whole."""
    headers = [*reply.headers, ("content-length", str(len(reply.body)))]
    await send(_start(reply.status, headers))
    await send({"type": "http.response.body", "body": reply.body})


async def send_stream(send: Send, reply: Streamed) -> None:
    """Send an answer piece by piece; however it ends, its pieces are closed."""
    chunks = aiter(reply.chunks)
    try:
        await send(_start(reply.status, reply.headers))
        async for chunk in chunks:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    finally:
        closing = getattr(chunks, "aclose", None)
        if closing is not None:
            await closing()
    await send({"type": "http.response.body", "body": b""})


def _start(status: int, headers: Any) -> dict[str, Any]:
    return {
        "type": "http.response.start",
        "status": status,
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers],
    }
