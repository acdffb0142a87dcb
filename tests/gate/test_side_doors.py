"""Doors beside the routes, knocked at on a whole gate: none opens, and each knock is entered."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from gate.running import Running, running

HELLO = b'{"model":"gpt-4o","messages":[{"role":"user","content":"Hello"}]}'


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("doors")
    with running(folder) as gate:
        yield gate


@pytest.fixture(scope="module")
def acme(gate: Running) -> str:
    return gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")


def _sent(gate: Running, line: str, *headers: str, body: bytes = b"") -> tuple[str, str]:
    """A request as it stands on the wire; the head and the body of its answer."""
    place = urlsplit(gate.address)
    length = (f"content-length: {len(body)}", "content-type: application/json") if body else ()
    head = "\r\n".join((line, f"host: {place.netloc}", *headers, *length, "", ""))
    with socket.create_connection((place.hostname, place.port), timeout=10) as wire:
        wire.sendall(head.encode() + body)
        answer = b""
        while not _is_whole(answer) and (chunk := wire.recv(65536)):
            answer += chunk
    told, _, said = answer.decode().partition("\r\n\r\n")
    return told, said


def _is_whole(answer: bytes) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    return bool(end) and (length is None or len(body) >= int(length[1]))


@pytest.mark.parametrize(
    "path",
    [
        "//v1/chat/completions",
        "/v1//chat/completions",
        "/v1/chat/completions/",
        "/V1/chat/completions",
        "/v1/%63hat/completions",
        "/v1/chat%2fcompletions",
        "/v1/%2e%2e/v1/chat/completions",
        "/v1/chat/../chat/completions",
        "/v1/./chat/completions",
        "/v1/chat/completions%00",
        "/v1/chat/completions;x",
        "/openai/deployments/gpt-4o/chat/completions?api-version=2099-01-01",
        "/openai/deployments/gpt%2F4o/chat/completions?api-version=2024-10-21",
        "/v1/unlisted",
    ],
)
def test_a_path_that_looks_like_a_route_is_none(gate: Running, acme: str, path: str) -> None:
    before, calls = len(gate.upstream.reached), gate.calls()
    head, _ = _sent(
        gate, f"POST {path} HTTP/1.1", f"authorization: Bearer {acme}", "connection: close",
        body=HELLO,
    )  # fmt: skip

    assert head.startswith("HTTP/1.1 404 ")
    assert "x-countenance-entry: " in head
    assert len(gate.upstream.reached) == before
    assert gate.calls() == calls + 1


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/realtime?model=gpt-4o", 404),
        ("/openai/realtime?api-version=2024-10-01-preview&deployment=gpt-4o", 404),
        ("/openai/v1/realtime?model=gpt-4o", 404),
        ("/v1/responses", 405),
        ("/v1/responses/resp_1", 404),
        ("/v1/chat/completions", 405),
    ],
)
def test_no_connection_becomes_a_websocket(
    gate: Running, acme: str, path: str, status: int
) -> None:
    before, calls = len(gate.upstream.reached), gate.calls()
    head, said = _sent(
        gate, f"GET {path} HTTP/1.1", f"authorization: Bearer {acme}",
        "connection: Upgrade", "upgrade: websocket", "sec-websocket-version: 13",
        "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==",
    )  # fmt: skip

    assert head.startswith(f"HTTP/1.1 {status} ")
    assert "upgrade: websocket" not in head.lower()
    assert "not answered by this gate" in said or "is not answered here" in said
    assert len(gate.upstream.reached) == before
    assert gate.calls() == calls + 1


def test_a_key_in_the_names_of_protocols_is_no_key(gate: Running, acme: str) -> None:
    """Browsers cannot set headers on a WebSocket, so some clients hide the key there."""
    head, _ = _sent(
        gate, "GET /v1/realtime HTTP/1.1", "connection: Upgrade", "upgrade: websocket",
        "sec-websocket-version: 13", "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==",
        f"sec-websocket-protocol: realtime, openai-insecure-api-key.{acme}",
    )  # fmt: skip

    assert head.startswith("HTTP/1.1 401 ")
    assert acme not in head


def test_a_body_cannot_be_stored_or_read_back(gate: Running, acme: str) -> None:
    before = len(gate.upstream.reached)
    for field, value in (
        ("store", b"true"),
        ("previous_response_id", b'"resp_1"'),
        ("conversation", b'"conv_1"'),
        ("background", b"true"),
    ):
        body = HELLO[:-1] + f',"{field}":'.encode() + value + b"}"
        answer = gate.post("/v1/chat/completions", acme, body)

        assert answer.status_code == 400
        assert f"`{field}`" in answer.json()["error"]["message"]
    assert len(gate.upstream.reached) == before
