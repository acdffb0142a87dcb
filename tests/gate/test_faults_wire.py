"""Faults on the wire and on the disk, on a whole gate: nothing passes unrecorded, nothing hangs."""

import asyncio
import contextlib
import fcntl
import gzip
import io
import json
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import psutil
import pytest
from PIL import Image

from countenance.callers.keys import key_id_of
from countenance.errors import RecordError
from countenance.gate.application import Gate
from countenance.gate.server import Limits
from countenance.gate.settings.settings import parse_settings
from countenance.gate.wire import GateProtocol
from countenance.record.make import Maker
from countenance.stores.database import FILE
from countenance.stores.log import DatabaseLog
from countenance.stores.sqlite_database import TURN_FILE, SqliteDatabase
from gate.running import Running, face, messages, running

DESCRIBE = "Describe this picture."


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("faults")) as started:
        yield started


@pytest.fixture(scope="module")
def key(gate: Running) -> str:
    return gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")


def body(text: str = "Hello.", **more: Any) -> bytes:
    return json.dumps({"model": "gpt-4o", "messages": messages(text, None), **more}).encode()


def request(key: str, content: bytes, *headers: str) -> bytes:
    lines = [
        "POST /v1/chat/completions HTTP/1.1", "Host: gate", "Content-Type: application/json",
        f"Authorization: Bearer {key}", f"Content-Length: {len(content)}", *headers, "", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode() + content


def connected(gate: Running) -> socket.socket:
    host, port = gate.address.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=10)


def until(holds: Any, seconds: float = 5.0) -> float:
    """Wait until something holds; how long it took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds
        time.sleep(0.01)
    return time.monotonic() - began


def last(gate: Running, kind: str) -> dict[str, Any]:
    return [entry for entry in gate.entries() if entry["kind"] == kind][-1]


@pytest.mark.parametrize("stream", [False, True])
def test_a_client_that_leaves_before_the_answer_ends_the_call_upstream_within_two_seconds(
    gate: Running, key: str, stream: bool
) -> None:
    gate.upstream.script.append("!hang")
    reached, hung = len(gate.upstream.reached), len(gate.upstream.hung)
    with connected(gate) as connection:
        connection.sendall(request(key, body(stream=stream)))
        until(lambda: len(gate.upstream.reached) > reached)

    assert until(lambda: len(gate.upstream.hung) > hung) < 2
    assert gate.upstream.hung[-1] == "gone"
    assert gate.outcome_of(last(gate, "decision"))["result"] == "client-gone"


def test_a_client_that_takes_nothing_of_its_answer_is_waited_for_only_so_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gate.running.Limits", _impatient)
    monkeypatch.setattr("gate.running.GateProtocol", _Narrow)
    with running(tmp_path) as gate:
        key = gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")
        gate.upstream.script.append("word " * 50_000)
        with connected(gate) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(request(key, body(stream=True)))
            until(lambda: gate.upstream.reached, 30)
            until(lambda: _ended(gate), 30)

        outcome = gate.outcome_of(last(gate, "decision"))
        assert outcome["result"] == "client-gone"
        assert gate.ask(key, "Hello.").outcome == "pass"


def _impatient(*given: Any, **named: Any) -> Limits:
    return Limits(*given, **{**named, "taking_seconds": 0.5})


class _Narrow(GateProtocol):
    """One of whose answers the system keeps little for a client that takes nothing: else it is
    megabytes, which a busy machine needs long to write."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        line = transport.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        super().connection_made(transport)


def _ended(gate: Running) -> bool:
    return any(entry["kind"] == "outcome" for entry in gate.entries())


def test_a_body_that_trickles_keeps_no_other_call_waiting(gate: Running, key: str) -> None:
    content = body()
    with connected(gate) as slow:
        slow.sendall(request(key, content)[: -len(content)])
        for letter in content[:5]:
            slow.sendall(bytes([letter]))
            began = time.monotonic()
            assert gate.ask(key, "Hello.").outcome == "pass"
            assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    "headers",
    [
        ("X-Org-Type: hospital", "X-Forwarded-For: 10.0.0.8", "Forwarded: for=10.0.0.8"),
        ("X-Countenance-Caller: police", "X-Actor-Kind: law_enforcement_agency"),
        ("Connection: close, x-org-type", "X-Org-Type: hospital", "Proxy-Authorization: Basic YQ"),
    ],
)
def test_who_asks_is_known_by_the_key_and_by_nothing_that_it_says(
    gate: Running, key: str, headers: tuple[str, ...]
) -> None:
    plain = gate.ask(key, "Hello.")
    with connected(gate) as connection:
        connection.sendall(request(key, body(), *headers))
        answer = connection.recv(65536)

    first, second = gate.entries()[plain.entry], last(gate, "decision")
    assert answer.startswith(b"HTTP/1.1 200")
    assert second["caller"] == first["caller"]
    assert second["outcome"] == first["outcome"]
    sent = gate.upstream.reached[-1].headers
    assert not [name for name in sent if name.startswith(("x-", "forwarded", "proxy"))]


def test_a_key_that_is_guessed_tells_nothing_of_those_there_are(gate: Running, key: str) -> None:
    """No key, none of ours, an id that nobody has, a wrong secret, a revoked key: one answer."""
    revoked = gate.caller("gone", "actor_kind=private_entity", "provider_approval=none")
    gate.run("callers", "revoke-key", "gone", key_id_of(revoked) or "")
    wrong = key[:-1] + ("a" if key[-1] != "a" else "b")
    nobody = "cnt_" + "a" * 10 + key[14:]
    before = gate.calls()

    answers = [
        gate.post("/v1/chat/completions", guess, body())
        for guess in (None, "sk-guessed", nobody, wrong, revoked, *[wrong] * 40)
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    told = [{name for name in answer.headers if name != "date"} for answer in answers]
    assert all(each == told[0] for each in told)
    assert gate.calls() == before
    # Nobody is locked out: then whoever knows a key's id could lock out its owner.
    assert gate.ask(key, "Hello.").outcome == "pass"
    counted = httpx.get(f"{gate.address}/metrics").text
    (line,) = [each for each in counted.splitlines() if 'clause="unknown-key"' in each]
    assert float(line.rpartition(" ")[2]) >= len(answers)


def test_an_upstream_that_hangs_is_given_up_and_entered(gate: Running, key: str) -> None:
    gate.upstream.script.append("!hang")

    answer = gate.post("/v1/chat/completions", key, body(model="impatient"))

    assert answer.status_code == 503
    assert gate.outcome_of(last(gate, "decision"))["result"] == "upstream-timeout"


@pytest.mark.parametrize("fault", ["!reset", "!half"])
def test_what_the_upstream_broke_is_not_sent_a_second_time(
    gate: Running, key: str, fault: str
) -> None:
    gate.upstream.script.append(fault)
    before = len(gate.upstream.reached)

    answer = gate.post("/v1/chat/completions", key, body())

    assert answer.status_code == 503
    assert len(gate.upstream.reached) == before + 1
    assert gate.outcome_of(last(gate, "decision"))["result"] == "upstream-broken"


def test_a_full_disk_passes_nothing_and_is_over_when_it_is(tmp_path: Path) -> None:
    with running(tmp_path) as gate:
        key = gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")
        before = len(gate.upstream.reached)
        with _no_room(gate, key):
            reached = len(gate.upstream.reached)
            answers = [
                gate.post("/v1/chat/completions", key, body()),
                gate.post("/v1/chat/completions", key, json.dumps(
                    {"model": "gpt-4o", "messages": messages(DESCRIBE, face())}).encode()),
            ]  # fmt: skip
            assert [answer.status_code for answer in answers] == [503, 503]
            assert "disk is full" not in answers[0].text
            assert len(gate.upstream.reached) == reached

        assert gate.ask(key, "Hello.").outcome == "pass"
        until(lambda: any(entry.get("late") for entry in gate.entries()))
        failure = last(gate, "gate-failure")
        assert failure["count"] >= 2
        assert len(gate.upstream.reached) > before


def test_a_disk_that_fills_during_a_stream_leaves_the_decision_and_the_next_start_ends_it(
    tmp_path: Path,
) -> None:
    with running(tmp_path) as gate:
        key = gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")
        _fill(gate, key)
        gate.upstream.pause = 0.2
        gate.upstream.script.append("one two three four five six seven eight.")
        with connected(gate) as connection:
            connection.sendall(request(key, body(stream=True)))
            connection.recv(65536)
            decision = last(gate, "decision")
            with _no_room(gate, None):
                connection.settimeout(10)
                while b"[DONE]" not in connection.recv(65536):
                    pass
                time.sleep(0.3)
    log = DatabaseLog(tmp_path)
    try:
        assert log.awaiting() == (decision["id"],)
    finally:
        log.close()
    with running(tmp_path) as again:
        assert again.outcome_of(decision)["result"] == "unknown-after-crash"


def test_a_database_that_others_keep_locked_passes_nothing_and_the_gate_lives_on(
    tmp_path: Path,
) -> None:
    with running(tmp_path) as gate:
        key = gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")
        opened = gate.gate._running
        assert opened is not None
        assert isinstance(opened.log._writing, SqliteDatabase)
        opened.log._writing.patience = 0.2
        with (tmp_path / TURN_FILE).open("rb") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            refused = gate.post("/v1/chat/completions", key, body())
            alive = httpx.get(f"{gate.address}/livez")
            ready = httpx.get(f"{gate.address}/readyz")
            fcntl.flock(turn, fcntl.LOCK_UN)

        assert (refused.status_code, alive.status_code, ready.status_code) == (503, 200, 503)
        assert refused.json()["error"]["countenance"]["clause"] == "gate-failure"
        assert gate.upstream.reached == []
        assert gate.ask(key, "Hello.").outcome == "pass"
        assert httpx.get(f"{gate.address}/readyz").status_code == 200
        until(lambda: any(entry.get("late") for entry in gate.entries()))


def test_a_database_that_is_none_stops_the_start_and_stays_as_it_is(tmp_path: Path) -> None:
    written = b"this is somebody's letter and no database at all " * 100
    (tmp_path / FILE).write_bytes(written)

    gate = Gate(parse_settings(f'[gate]\ndata = "{tmp_path}"\n', {}), {})
    with pytest.raises(RecordError, match="not a database"):
        asyncio.run(gate.open())

    assert (tmp_path / FILE).read_bytes() == written


def test_an_upstream_that_falls_silent_in_the_middle_ends_the_stream_and_is_entered(
    gate: Running, key: str
) -> None:
    gate.upstream.script.append("!stall")
    with connected(gate) as connection:
        connection.sendall(request(key, body(model="impatient", stream=True), "Connection: close"))
        answer = b"".join(iter(lambda: connection.recv(65536), b""))

    assert answer.startswith(b"HTTP/1.1 200")
    assert b'"finish_reason":"stop"' not in answer
    assert answer.count(b'"error"') == 1
    outcome = gate.outcome_of(last(gate, "decision"))
    assert outcome["result"] == "upstream-timeout"
    assert outcome["answer"]["result"] in ("not-needed", "stopped")


def test_a_packed_body_and_a_bomb_cost_nothing(gate: Running, key: str) -> None:
    """A gigabyte of zeros in a megabyte, as a body and as a picture."""
    bomb = gzip.compress(bytes(1 << 28), 9)
    shown = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(shown, "PNG")
    gate.ask(key, DESCRIBE, face())  # whatever is needed once is there
    before = peak_of(gate)

    packed = gate.post("/v1/chat/completions", key, bomb, **{"content-encoding": "gzip"})
    picture = gate.ask(key, DESCRIBE, shown.getvalue())

    assert packed.status_code == 415
    assert picture.raised is not None
    assert picture.clause == "unsupported"
    assert peak_of(gate) - before < 200e6


def peak_of(gate: Running) -> float:
    """Bytes of memory that this process and its children have now."""
    own = psutil.Process()
    return float(sum(each.memory_info().rss for each in (own, *own.children(recursive=True))))


@pytest.mark.parametrize(
    "path", ["/v1/realtime?model=gpt-4o", "/v1/chat/completions", "/openai/realtime", "/"]
)
def test_nothing_becomes_a_websocket(gate: Running, key: str, path: str) -> None:
    reached = len(gate.upstream.reached)
    upgrade = (
        f"GET {path} HTTP/1.1\r\nHost: gate\r\nAuthorization: Bearer {key}\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    with connected(gate) as connection:
        connection.sendall(upgrade.encode())
        answer = connection.recv(65536)

    assert answer.startswith((b"HTTP/1.1 404", b"HTTP/1.1 405"))
    assert b"x-countenance-decision: refuse" in answer
    assert gate.entries()[-1]["kind"] == "unreadable"
    assert len(gate.upstream.reached) == reached


@contextlib.contextmanager
def _no_room(gate: Running, key: str | None) -> Iterator[None]:
    """The record's file can grow no more, as SQLite itself finds it."""
    running = gate.gate._running
    assert running is not None
    writing = running.log._writing
    (pages,) = writing.execute("PRAGMA page_count").fetchone()
    writing.execute(f"PRAGMA max_page_count = {pages}")
    if key is not None:
        # What is left of its last pages is filled first.
        for _ in range(200):
            if gate.post("/v1/decide", key, body()).status_code != 200:
                break
    else:
        # With the smallest outcomes there are, until no other one has room.
        making = Maker(time.time_ns, os.urandom)
        with contextlib.suppress(RecordError):
            for _ in range(1000):
                running.log.append_now(making.outcome("of-nothing", "done").data)
            raise AssertionError("there was room for a thousand more")
    try:
        yield
    finally:
        writing.execute("PRAGMA max_page_count = 1073741823")


def _fill(gate: Running, key: str) -> None:
    for _ in range(5):
        gate.post("/v1/decide", key, body())
