"""A server that ends in good order: not ready first, then nothing new, then everything written."""

import asyncio
import gc
import http.client
import json
import signal
import threading
import time
import urllib.error
import urllib.request
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from structlog.testing import capture_logs

from cli.test_serve import Serving
from countenance.cli.draining import DrainingServer, calm_collector
from countenance.gate.application import Gate
from countenance.gate.settings.settings import parse_settings
from countenance.stores.log import DatabaseLog
from gate.running import Running
from upstream import ScriptedUpstream, scripted_upstream

pytestmark = pytest.mark.long

STREAM = {
    "model": "gpt-4o", "stream": True,
    "messages": [{"role": "user", "content": "Tell me of the sea."}],
}  # fmt: skip
PLAIN = {key: value for key, value in STREAM.items() if key != "stream"}


class Circle:
    """Something that only the collector can find."""

    def __init__(self) -> None:
        self.itself = self


def test_the_collector_still_finds_what_is_left_behind() -> None:
    before = gc.get_threshold()
    try:
        calm_collector()
        left = weakref.ref(Circle())
        gc.collect()

        assert gc.get_freeze_count() > 0
        assert left() is None
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


class Drains:
    """The gate of a server, as far as the end of it asks."""

    drained = 0

    def drain(self) -> None:
        self.drained += 1


def test_a_signal_in_the_middle_of_a_line_of_the_log_waits_for_nobody() -> None:
    """It would wait for itself: the lock of the log is not one that its holder may take again."""
    gate = Drains()
    server = DrainingServer(uvicorn.Config("no:app"), gate, 60.0)  # type: ignore[arg-type]  # as above

    with capture_logs() as logs:
        server.handle_exit(signal.SIGTERM, None)
        assert (gate.drained, logs) == (1, [])
        for _ in range(3):
            assert not asyncio.run(server.on_tick(1))

    assert [each["event"] for each in logs] == ["draining"]


@pytest.fixture
def upstream() -> Iterator[ScriptedUpstream]:
    with scripted_upstream() as found:
        yield found


def started(folder: Path, upstream: ScriptedUpstream, drain: str) -> tuple[Serving, str]:
    serving = Serving(folder, upstream.url, gate=drain)
    local = Running("", serving.folder, upstream, Gate(parse_settings("", {}), {}))
    return serving, local.caller("acme", "actor_kind=private_entity", "provider_approval=none")


class Streaming(threading.Thread):
    """A client that reads a streamed answer to its end."""

    def __init__(self, serving: Serving, key: str, body: object = STREAM) -> None:
        super().__init__(daemon=True)
        self.connection = http.client.HTTPConnection("127.0.0.1", serving.port, timeout=30)
        headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
        self.connection.request("POST", "/v1/chat/completions", json.dumps(body), headers)
        self.read = b""
        self.error: Exception | None = None
        self.start()

    def run(self) -> None:
        try:
            self.read = self.connection.getresponse().read()
        except (OSError, http.client.HTTPException) as error:
            self.error = error
        finally:
            self.connection.close()


def ready(serving: Serving) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{serving.port}/readyz") as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def until(what: object, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not what():  # type: ignore[operator]  # called until it holds
        assert time.monotonic() < end
        time.sleep(0.02)


def outcomes(serving: Serving) -> list[str]:
    log = DatabaseLog(serving.folder)
    try:
        entries = [json.loads(stored.data) for stored in log.entries()]
        assert log.awaiting() == ()
    finally:
        log.close()
    return [entry["result"] for entry in entries if entry["kind"] == "outcome"]


def test_it_is_not_ready_first_then_calls_finish_and_are_written(
    tmp_path: Path, upstream: ScriptedUpstream
) -> None:
    serving, key = started(tmp_path, upstream, "drain_notice_seconds = 1.5\n")
    upstream.pause = 0.12
    upstream.script.append("The sea is wide and the sea is deep. " * 3)
    client = Streaming(serving, key)
    until(lambda: upstream.reached)

    serving.process.send_signal(signal.SIGTERM)
    until(lambda: ready(serving)[0] == 503)

    assert "draining" in ready(serving)[1]
    status, _ = serving.post(key, json.dumps(PLAIN).encode())
    assert status == 200  # whoever had not noticed yet is served
    client.join(30)
    assert client.read.endswith(b"data: [DONE]\n\n")
    assert serving.process.wait(30) in (0, -signal.SIGTERM)
    assert outcomes(serving) == ["done", "done"]


def test_what_does_not_finish_in_time_is_ended_and_entered(
    tmp_path: Path, upstream: ScriptedUpstream
) -> None:
    serving, key = started(tmp_path, upstream, "drain_seconds = 1\n")
    upstream.script.append("!stall")
    client = Streaming(serving, key)
    until(lambda: upstream.reached)

    began = time.monotonic()
    status = serving.stop()

    assert time.monotonic() - began < 10
    assert status in (0, -signal.SIGTERM)
    client.join(10)
    assert not client.read.endswith(b"[DONE]\n\n")
    assert outcomes(serving) == ["client-gone"]


def test_a_second_signal_ends_it_at_once_and_the_next_start_says_what_is_not_known(
    tmp_path: Path, upstream: ScriptedUpstream
) -> None:
    serving, key = started(tmp_path, upstream, "")
    upstream.script.append("!hang")
    client = Streaming(serving, key, PLAIN)
    until(lambda: upstream.reached)
    serving.process.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    assert serving.process.poll() is None

    began = time.monotonic()
    serving.process.send_signal(signal.SIGTERM)
    status = serving.process.wait(30)

    assert status == -signal.SIGTERM
    assert time.monotonic() - began < 2
    client.join(10)
    upstream.let_go.set()
    serving.process = serving.start()
    serving.stop()
    assert outcomes(serving) == ["unknown-after-crash"]
