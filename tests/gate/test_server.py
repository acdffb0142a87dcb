"""The server around the walk: limits, health, and requests that two parsers could read apart."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import httpx2 as httpx
import pytest

from countenance.dialects.call import Reply, Request
from countenance.gate.asgi import Streamed
from countenance.gate.people.door import PersonIn
from countenance.gate.server import Limits, Refused, Server
from countenance.gate.strangers import AT_ONCE
from gate.running import Running, running
from review.made_cases import ALICE

BODY = b'{"model": "gpt-4o", "messages": [{"role": "user", "content": "Hello"}]}'


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    more = "max_body_bytes = 4096"
    with running(tmp_path_factory.mktemp("server"), more) as started:
        yield started


@pytest.fixture(scope="module")
def key(gate: Running) -> str:
    return gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")


def raw(gate: Running, request: bytes) -> bytes:
    host, port = gate.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_it_says_that_it_is_alive_and_ready(gate: Running) -> None:
    alive = httpx.get(f"{gate.address}/livez")
    ready = httpx.get(f"{gate.address}/readyz")

    assert alive.json() == {"status": "alive"}
    assert ready.status_code == 200
    assert ready.json()["pictures"]["limits"]["memory"] is True


def test_a_body_over_the_limit_is_refused_before_it_is_read(gate: Running, key: str) -> None:
    answer = gate.post("/v1/chat/completions", key, b"x" * 5000)

    assert answer.status_code == 413
    assert "4096" in answer.text


def test_without_a_valid_key_nothing_is_read(gate: Running) -> None:
    before = len(gate.entries())

    answers = [gate.post("/v1/chat/completions", key, b"{") for key in (None, "cnt_x", "nonsense")]

    assert [answer.status_code for answer in answers] == [401] * 3
    assert len(gate.entries()) == before
    assert gate.gate.walk.unknown_keys >= 3


@pytest.mark.parametrize("path", ["//v1/chat/completions", "/v1/chat/completions/",
    "/V1/chat/completions", "/v1/%63hat/completions", "/v1/../v1/chat/completions",
    "/v1/chat/completions%00", "/v1/chat/completions;a", "/v1/filez", "/v1/responses/a/b/c",
    "/openai/deployments/x/images/paintings?api-version=2024-10-21",
    "/openai/deployments/x/chat/completions?api-version=2099-01-01",
    "http://other.example/v1/chat/completions/"])  # fmt: skip
def test_a_path_that_is_not_in_the_table_is_not_found_and_entered(
    gate: Running, key: str, path: str
) -> None:
    request = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        f"Content-Type: application/json\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Length: {len(BODY)}\r\n\r\n"
    ).encode() + BODY

    answer = raw(gate, request)

    assert answer.startswith(b"HTTP/1.1 404")
    assert b"x-countenance-decision: refuse" in answer
    assert gate.entries()[-1]["kind"] == "unreadable"
    assert gate.upstream.reached == []


@pytest.mark.parametrize("query", ["api-key=cnt_x", "key=x", "code=x", "access_token=x"])
def test_a_key_in_the_address_is_refused(gate: Running, key: str, query: str) -> None:
    for path in ("/v1/chat/completions", "/v1/decide"):
        answer = gate.post(f"{path}?{query}", key, BODY)

        assert answer.status_code == 400
        assert "cnt_x" not in answer.text


def test_a_request_hidden_behind_another_is_not_served(gate: Running, key: str) -> None:
    hidden = (
        f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n"
    ).encode() + BODY
    outer = (
        b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    )

    answer = raw(gate, outer + hidden)

    assert answer.count(b"HTTP/1.1 ") == 1
    assert answer.startswith(b"HTTP/1.1 400")
    assert gate.upstream.reached == []


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: 4\r\nContent-Length: 5\r\n",
        b"Host: one\r\nContent-Length: 0\r\n",
        b"Authorization: Bearer a\r\nAuthorization: Bearer b\r\nContent-Length: 0\r\n",
        b"Authorization: Bearer a\r\napi-key: b\r\nContent-Length: 0\r\n",
        b"Content-Type: a\r\nContent-Type: b\r\nContent-Length: 0\r\n",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        b"Transfer-Encoding: gzip, chunked\r\n",
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"Content-Length: 99999999999999999999999\r\n",
        b"Content-Length: -1\r\n",
        b"X-A: b\x00c\r\nContent-Length: 0\r\n",
        b"X-A: b\r\n folded\r\nContent-Length: 0\r\n",
        b"X-A : b\r\nContent-Length: 0\r\n",
    ],
)
def test_a_request_with_two_readings_is_refused(gate: Running, headers: bytes) -> None:
    first = b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    request = first + headers + b"\r\n"

    answer = raw(gate, request)

    assert answer.startswith(b"HTTP/1.1 400")
    assert answer.count(b"HTTP/1.1 ") == 1


class _Fake:
    """An application that answers when it is told to."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.closed = False
        self.cancelled = False

    async def open(self) -> None: ...

    async def close(self) -> None:
        self.closed = True

    async def admit(self, request: Request) -> Reply | PersonIn | None:
        if request.path == "/stranger":
            return Reply(401, (), b"who are you?")
        if request.path == "/tile":
            return Reply(200, (), b"t" * 100_000)
        if request.path in ("/asks", "/asks-with-a-token"):
            return PersonIn(None if request.path == "/asks" else ALICE)
        if request.path == "/fails-early":
            raise ValueError("a secret")
        return None

    async def answer(self, request: Request, lease: object) -> Reply | Streamed:
        if request.path == "/whence":
            return Reply(200, (), request.address.encode())
        if request.path == "/fails":
            raise ValueError("a secret")
        if request.path == "/streams":
            return Streamed(200, (), self._chunks())
        if request.path == "/breaks":
            return Streamed(200, (), self._breaking())
        if request.path == "/unread":
            self.unread = _Unread()
            return Streamed(200, (), self.unread)
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        return Reply(200, (), b"done")

    async def _chunks(self) -> AsyncIterator[bytes]:
        try:
            yield b"one"
            await self.go.wait()
        finally:
            self.closed = True

    async def _breaking(self) -> AsyncIterator[bytes]:
        yield b"one"
        raise ValueError("a secret")

    def refusal(self, request: Request, refused: Refused) -> Reply:
        return Reply(refused.status, (), refused.why.encode())

    async def readiness(self) -> tuple[bool, dict[str, object]]:
        return False, {"record": "closed"}


class _Unread:
    """A stream that knows whether it was closed, also when nobody read it."""

    closed = False

    def __aiter__(self) -> "_Unread":
        return self

    async def __anext__(self) -> bytes:
        raise AssertionError("nobody is there to read this")

    async def aclose(self) -> None:
        self.closed = True


class _Client:
    """One ASGI request by hand."""

    def __init__(self, path: str) -> None:
        self.scope: dict[str, Any] = {"type": "http", "method": "POST", "path": path, "headers": []}
        self.scope["client"] = ("192.0.2.7", 5000)
        self.sent: list[dict[str, Any]] = []
        self._incoming: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()
        self._incoming.put_nowait({"type": "http.request", "body": b"{}"})

    def more(self, body: bytes) -> None:
        self._incoming.put_nowait({"type": "http.request", "body": body, "more_body": True})

    async def strict(self, message: dict[str, Any]) -> None:
        """As a real server: an answer starts once."""
        if self.sent and message["type"] == "http.response.start":
            raise RuntimeError("the answer has started already")
        self.sent.append(message)

    def leave(self) -> None:
        self._incoming.put_nowait({"type": "http.disconnect"})

    async def receive(self) -> Mapping[str, Any]:
        return await self._incoming.get()

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])


def test_more_calls_than_allowed_are_turned_away_before_they_are_read() -> None:
    async def walk() -> None:
        fake = _Fake()
        server = Server(fake, Limits(1000, 1))
        first, second = _Client("/waits"), _Client("/waits")
        under_way = asyncio.ensure_future(server(first.scope, first.receive, first.send))
        await asyncio.sleep(0)
        await server(second.scope, second.receive, second.send)
        fake.go.set()
        await under_way

        assert (first.status, second.status) == (200, 429)

    asyncio.run(walk())


@pytest.mark.parametrize("path", ["/fails", "/fails-early"])
def test_what_fails_is_503_and_keeps_its_words_to_itself(path: str) -> None:
    async def walk() -> None:
        client = _Client(path)
        await Server(_Fake(), Limits(1000, 9))(client.scope, client.receive, client.send)

        assert client.status == 503
        assert b"secret" not in client.sent[1]["body"]

    asyncio.run(walk())


def test_a_client_that_leaves_ends_its_call() -> None:
    async def walk() -> None:
        fake = _Fake()
        client = _Client("/waits")
        client.leave()
        await Server(fake, Limits(1000, 9))(client.scope, client.receive, client.send)

        assert fake.cancelled
        assert client.sent == []

    asyncio.run(walk())


def test_a_client_that_leaves_a_stream_closes_it() -> None:
    async def walk() -> None:
        fake = _Fake()
        client = _Client("/streams")
        server = Server(fake, Limits(1000, 9))
        serving = asyncio.ensure_future(server(client.scope, client.receive, client.send))
        while len(client.sent) < 2:
            await asyncio.sleep(0)
        client.leave()
        await serving

        assert fake.closed

    asyncio.run(walk())


def test_a_stream_that_nobody_is_there_to_read_is_closed() -> None:
    async def walk() -> None:
        fake = _Fake()
        client = _Client("/unread")

        async def waiting(message: dict[str, Any]) -> None:
            client.leave()
            await asyncio.sleep(3600)

        await Server(fake, Limits(1000, 9))(client.scope, client.receive, waiting)

        assert fake.unread.closed

    asyncio.run(walk())


def test_a_stream_that_breaks_inside_is_left_unfinished() -> None:
    async def walk() -> None:
        client = _Client("/breaks")
        await Server(_Fake(), Limits(1000, 9))(client.scope, client.receive, client.strict)

        assert [message.get("body") for message in client.sent[1:]] == [b"one"]

    asyncio.run(walk())


def test_a_server_that_stops_ends_its_streams() -> None:
    async def walk() -> None:
        fake = _Fake()
        client = _Client("/streams")
        server = Server(fake, Limits(1000, 9))
        serving = asyncio.ensure_future(server(client.scope, client.receive, client.send))
        while len(client.sent) < 2:
            await asyncio.sleep(0)
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving

        assert fake.closed

    asyncio.run(walk())


@pytest.mark.parametrize("said", ["9" * 5000, "1001", "0001001"])
def test_a_length_that_is_too_large_is_refused_before_the_body_is_read(said: str) -> None:
    async def walk() -> None:
        client = _Client("/waits")
        client.scope["headers"] = [(b"content-length", said.encode())]
        await Server(_Fake(), Limits(1000, 9))(client.scope, client.receive, client.send)

        assert client.status == 413

    asyncio.run(walk())


def test_no_body_is_read_of_somebody_unknown() -> None:
    async def walk() -> None:
        client = _Client("/stranger")
        await client.receive()  # and nothing more ever comes
        await Server(_Fake(), Limits(1000, 9))(client.scope, client.receive, client.send)

        assert client.status == 401

    asyncio.run(walk())


def test_a_body_that_grows_too_large_is_refused_on_the_way() -> None:
    async def walk() -> None:
        client = _Client("/waits")
        await client.receive()
        for _ in range(3):
            client.more(b"x" * 400)
        await Server(_Fake(), Limits(1000, 9))(client.scope, client.receive, client.send)

        assert client.status == 413

    asyncio.run(walk())


def test_a_body_that_never_comes_is_given_up() -> None:
    async def walk() -> None:
        client = _Client("/waits")
        await client.receive()
        server = Server(_Fake(), Limits(1000, 9, body_seconds=0.01))
        await server(client.scope, client.receive, client.send)

        assert client.status == 408

    asyncio.run(walk())


async def _held_open(server: Server, *paths: str) -> list[asyncio.Task[None]]:
    """Requests that send no body, or do not take their answer."""

    async def never(_: object) -> None:
        await asyncio.Event().wait()

    tasks = []
    for path in paths:
        client = _Client(path)
        await client.receive()
        send = never if path == "/tile" else client.send
        tasks.append(asyncio.create_task(server(client.scope, client.receive, send)))
    for _ in range(10):  # turns of the loop: nothing here waits for anything else
        await asyncio.sleep(0)
    return tasks


def test_where_a_request_comes_from_is_known_to_who_answers_it() -> None:
    async def walk() -> None:
        client = _Client("/whence")
        await Server(_Fake(), Limits(1000, 9))(client.scope, client.receive, client.send)

        assert client.sent[1]["body"] == b"192.0.2.7"

    asyncio.run(walk())


@pytest.mark.parametrize("path", ["/asks", "/tile"])
def test_however_many_are_unknown_they_take_no_place_of_a_call(path: str) -> None:
    async def walk() -> None:
        fake = _Fake()
        fake.go.set()
        server = Server(fake, Limits(1000, 1))
        held = await _held_open(server, *[path] * AT_ONCE)
        one_more, call = _Client(path), _Client("/call")
        small, known = _Client("/stranger"), _Client("/asks-with-a-token")
        for client in (one_more, call, small, known):
            await server(client.scope, client.receive, client.send)

        assert (one_more.status, call.status) == (503, 200)
        assert b"without a key" in one_more.sent[1]["body"]
        assert (small.status, known.status) == (401, 200)
        for each in held:
            each.cancel()
        await asyncio.gather(*held, return_exceptions=True)
        again = _Client("/asks")
        await server(again.scope, again.receive, again.send)
        assert again.status == 200

    asyncio.run(walk())


def test_of_somebody_unknown_a_body_and_the_taking_are_not_waited_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("countenance.gate.strangers.BODY_SECONDS", 0.01)
    monkeypatch.setattr("countenance.gate.strangers.TAKING_SECONDS", 0.01)

    async def walk() -> None:
        server = Server(_Fake(), Limits(1000, 9))
        slow = _Client("/asks")
        await slow.receive()
        await server(slow.scope, slow.receive, slow.send)
        (held,) = await _held_open(server, "/tile")
        await asyncio.wait_for(held, 10)

        assert slow.status == 408

    asyncio.run(walk())


def test_not_ready_is_503() -> None:
    async def walk() -> None:
        client = _Client("/readyz")
        await Server(_Fake(), Limits(1000, 9))(client.scope, client.receive, client.send)

        assert client.status == 503
        assert json.loads(client.sent[1]["body"])["status"] == "not ready"

    asyncio.run(walk())


def test_a_websocket_is_closed() -> None:
    async def walk() -> None:
        client = _Client("/")
        scope = {"type": "websocket"}
        await Server(_Fake(), Limits(1, 1))(scope, client.receive, client.send)

        assert client.sent == [{"type": "websocket.close", "code": 1008}]

    asyncio.run(walk())
