"""Connections that are slow or endless before there is a request."""

import asyncio
import socket
import time
from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from countenance.gate.wire import GateProtocol, Together
from gate.running import Running, running


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    patience, GateProtocol.head_seconds = GateProtocol.head_seconds, 0.6
    try:
        with running(tmp_path_factory.mktemp("wire")) as started:
            yield started
    finally:
        GateProtocol.head_seconds = patience


def connected(gate: Running) -> socket.socket:
    host, port = gate.address.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=10)


def read(connection: socket.socket) -> bytes:
    try:
        return connection.recv(65536)
    except ConnectionError:
        return b""


@pytest.mark.parametrize("drip", [b"", b"GET /", b"GET /livez HTTP/1.1\r\nHost: x\r\nX-A: "])
def test_a_head_that_takes_too_long_is_cut_off(gate: Running, drip: bytes) -> None:
    with connected(gate) as connection:
        connection.sendall(drip)
        connection.settimeout(0.1)
        began = time.monotonic()
        while time.monotonic() - began < 5:
            try:
                if drip:
                    connection.sendall(b"a")
                if connection.recv(1) == b"":
                    break
            except TimeoutError:
                continue
            except ConnectionError:
                break

    assert 0.3 < time.monotonic() - began < 3


def test_a_second_head_on_the_same_connection_has_a_limit_too(gate: Running) -> None:
    with connected(gate) as connection:
        for _ in range(2):
            connection.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
            assert read(connection).startswith(b"HTTP/1.1 200")
            time.sleep(0.8)  # between two requests it may be silent for longer
        connection.sendall(b"GET /livez HTTP/1.1\r\n")
        began = time.monotonic()
        assert read(connection) == b""

    assert time.monotonic() - began < 3


@pytest.mark.parametrize("what", [b"X-A: " + b"a" * 200_000, b"X-A: a\r\n" * 30_000])
def test_a_head_without_end_is_refused(gate: Running, what: bytes) -> None:
    with connected(gate) as connection:
        try:
            connection.sendall(b"GET /livez HTTP/1.1\r\n" + what)
        except ConnectionError:
            return  # closed while we still spoke
        assert read(connection).startswith((b"HTTP/1.1 431", b""))
        assert read(connection) == b""


def test_an_address_without_end_is_refused(gate: Running) -> None:
    with connected(gate) as connection:
        connection.sendall(b"GET /" + b"a" * 100_000)
        assert read(connection).startswith(b"HTTP/1.1 431")


def test_a_large_body_is_no_large_head(gate: Running) -> None:
    key = gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")

    assert gate.post("/v1/chat/completions", key, b'{"a": "' + b"x" * 900_000).status_code == 400


class Below(asyncio.Transport):
    """What the loop has: remembers each time that something leaves."""

    def __init__(self) -> None:
        super().__init__()
        self.left: list[bytes] = []
        self.closed = ""

    def writelines(self, list_of_data: Iterable[Any]) -> None:
        self.left.append(b"".join(list_of_data))

    def close(self) -> None:
        self.closed = "closed"

    def abort(self) -> None:
        self.closed = "aborted"

    def is_closing(self) -> bool:
        return bool(self.closed)


def test_what_comes_behind_a_request_ends_no_answer_that_is_under_way() -> None:
    below, timers = Below(), []
    protocol = GateProtocol.__new__(GateProtocol)
    protocol.transport = below  # type: ignore[assignment]  # as far as it is asked
    later = SimpleNamespace(call_later=lambda *given: timers.append(given))
    protocol.loop = later  # type: ignore[assignment]  # as above
    answer = SimpleNamespace(response_complete=False)
    protocol.cycle = answer  # type: ignore[assignment]  # as above
    protocol._timer = None

    protocol._late()
    assert (below.closed, len(timers)) == ("", 1)

    answer.response_complete = True
    protocol._late()
    assert (below.closed, len(timers)) == ("aborted", 1)


def test_what_is_written_in_one_turn_leaves_together() -> None:
    below = Below()

    async def written() -> None:
        transport = Together(below, asyncio.get_running_loop())
        transport.write(b"head ")
        transport.write(b"body")
        assert below.left == []
        await asyncio.sleep(0)
        assert below.left == [b"head body"]
        transport.write(b"more")
        transport.flush()
        assert below.left[1:] == [b"more"]
        await asyncio.sleep(0)

    asyncio.run(written())

    assert below.left == [b"head body", b"more"]


def test_much_is_not_held_until_the_end_of_the_turn() -> None:
    below = Below()

    async def written() -> None:
        transport = Together(below, asyncio.get_running_loop())
        transport.write(b"x" * 40_000)
        transport.write(b"y" * 40_000)
        assert [len(each) for each in below.left] == [80_000]

    asyncio.run(written())


@pytest.mark.parametrize(("how", "left"), [("close", [b"last"]), ("abort", [])])
def test_closing_lets_leave_what_was_written_and_breaking_off_does_not(
    how: str, left: list[bytes]
) -> None:
    below = Below()

    async def ended() -> None:
        transport = Together(below, asyncio.get_running_loop())
        transport.write(b"last")
        getattr(transport, how)()
        transport.write(b"too late")
        assert transport.is_closing()
        await asyncio.sleep(0)

    asyncio.run(ended())

    assert below.left == left


def test_an_answer_leaves_in_one_piece(gate: Running) -> None:
    with connected(gate) as connection:
        connection.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = read(connection)

    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b'{"status":"alive"}')
