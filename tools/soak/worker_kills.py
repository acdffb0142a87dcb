"""A gate of several workers, some of which are killed while they answer, and then all of it.

Callers ask without a pause. Once all workers serve, one after the other is killed without warning,
whatever it is doing, also while it starts; the gate starts it again. At the end of a round
everything is killed at once, and the next gate goes on with the record. What reached the far side
and what callers were told is compared with the record as in `kills`.
"""

import asyncio
import contextlib
import json
import random
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click
import httptools
import psutil
from canned import Canned
from figures import Row
from of_the_tests import of_the_tests
from running import Started, free_port, gate_ready

from countenance.dialects.call import Request
from countenance.dialects.read import read
from countenance.stores.lock import GateLock
from countenance.stores.log import DatabaseReader

with of_the_tests():
    from gate.crashing import found_after, keep_head

__all__ = ["worker_kills"]

WORKERS, CALLERS, EACH = 3, 6, 10
"""Workers, callers, and kills of a round; the last of a round is that of everything."""
LONGEST_PAUSE = 1.5
"""Seconds between two kills, at most."""
_SERVES = b"workers-serve"
"""What a gate logs when all its workers serve. One that cannot start before ends the gate."""
_BACK_SECONDS = 90.0
"""How long it may take until all workers are there again."""


def worker_kills(runs: int) -> list[Row]:
    """The rows about this many kills."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "gate"
        round_ = _Round(folder)
        for number in range(-(-runs // EACH)):
            asyncio.run(round_.run(number, min(EACH, runs - number * EACH)))
            click.echo(f"    {min(runs, number * EACH + EACH)} kills of workers", err=True)
        round_.write()
        found = found_after(folder)
    broken = found.broken()
    note = f"{len(found.reached)} calls sent, {len(found.told)} answered, {found.unknown} unknown"
    return [
        Row(f"kills in a gate of {WORKERS} workers", runs, "", None, note),
        Row("kills of workers: promises broken", len(broken), "", 0, ", ".join(broken)),
        Row("kills of workers: calls answered between them", len(found.told), "", runs,
            at_least=True),
    ]  # fmt: skip


class _Round:
    """What came of every round so far."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._chance = random.Random(3)  # noqa: S311 - repeatable pauses, not a secret
        self._reached: list[tuple[str, int]] = []
        self._told: list[tuple[int, str]] = []
        self._reader: DatabaseReader | None = None

    def _entries(self) -> int:
        """How many entries are on the disk now."""
        assert self._reader is not None  # nothing is sent before a gate serves
        return self._reader.size()

    def write(self) -> None:
        """Write it down where the comparison looks for it."""
        lines = "".join(f"{digest} {size}\n" for digest, size in self._reached)
        (self._folder / "reached").write_text(lines, encoding="ascii")
        told = "".join(json.dumps(each) + "\n" for each in self._told)
        (self._folder / "told").write_text(told, encoding="ascii")

    async def run(self, number: int, kills: int) -> None:
        """One gate, from its start to its end."""
        port = free_port()
        loop = asyncio.get_running_loop()
        behind = await loop.create_server(
            lambda: _Far(self._reached, self._entries), "127.0.0.1", port
        )
        said = self._folder.with_suffix(f".{number}")
        starting = gate_ready(self._folder, port, workers=WORKERS, said=said)
        gate = await asyncio.to_thread(starting.__enter__)
        try:
            self._reader = DatabaseReader(self._folder)
            await _until(lambda: _SERVES in said.read_bytes(), "not all workers serve")
            callers = [
                asyncio.ensure_future(self._ask(gate, f"{number}-{each}"))
                for each in range(CALLERS)
            ]
            for _ in range(kills - 1):
                await asyncio.sleep(self._chance.random() * LONGEST_PAUSE)
                await self._kill_one(gate)
            await asyncio.sleep(self._chance.random() * LONGEST_PAUSE)
            _kill_all(gate)
            for caller in callers:
                caller.cancel()
            await asyncio.gather(*callers, return_exceptions=True)
        finally:
            await asyncio.to_thread(starting.__exit__, None, None, None)
            behind.close()
            if self._reader is not None:
                self._reader.close()
                self._reader = None
        # What was killed has its files open until the system has cleared it away.
        await _until(lambda: not GateLock.is_held(self._folder), "something outlived the kill")

    async def _kill_one(self, gate: Started) -> None:
        await _until(lambda: len(_workers(gate)) == WORKERS, "a killed worker did not come back")
        self._chance.choice(_workers(gate)).send_signal(signal.SIGKILL)
        keep_head(self._folder)

    async def _ask(self, gate: Started, name: str) -> None:
        """Ask on, whatever breaks."""
        number = 0
        while True:
            number += 1
            asked = {
                "model": "gpt-4o", "stream": number % 2 == 0,
                "messages": [{"role": "user", "content": f"call {name}-{number}"}],
            }  # fmt: skip
            body = json.dumps(asked, separators=(",", ":")).encode()
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, _BrokenOffError):
                entry = await _answered(gate, body)
                if entry is not None:
                    self._told.append((entry, _digest(body)))
            await asyncio.sleep(0)


async def _until(holds: Callable[[], bool], otherwise: str) -> None:
    ends = time.monotonic() + _BACK_SECONDS
    while not holds():
        if time.monotonic() > ends:
            raise click.ClickException(otherwise)
        await asyncio.sleep(0.05)


class _Far(Canned):
    """The upstream, which writes down what reached it before it answers."""

    def __init__(self, reached: list[tuple[str, int]], entries: Callable[[], int]) -> None:
        self._reached = reached
        self._entries = entries
        self._body = b""

    def on_body(self, data: bytes) -> None:
        """A piece of a body."""
        super().on_body(data)
        self._body += data

    def on_message_complete(self) -> None:
        """A request is whole."""
        self._reached.append((_digest(self._body), self._entries()))
        self._body = b""
        super().on_message_complete()


class _BrokenOffError(Exception):
    """The connection ended in the middle of an answer."""


class _Answer:
    def __init__(self) -> None:
        self.is_whole = False
        self.entry: int | None = None

    def on_header(self, name: bytes, value: bytes) -> None:
        """The header that names the entry is kept."""
        if name.lower() == b"x-countenance-entry":
            self.entry = int(value)

    def on_message_complete(self) -> None:
        """It is whole."""
        self.is_whole = True


async def _answered(gate: Started, body: bytes) -> int | None:
    """The entry that a call is told of, once its answer is whole."""
    reader, writer = await asyncio.open_connection("127.0.0.1", gate.port)
    try:
        lines = "".join(f"{name}: {value}\r\n" for name, value in gate.headers.items())
        head = (
            f"POST /v1/chat/completions HTTP/1.1\r\nhost: gate\r\nconnection: close\r\n"
            f"content-type: application/json\r\n{lines}content-length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        answer = _Answer()
        parser = httptools.HttpResponseParser(answer)
        while not answer.is_whole:
            data = await reader.read(1 << 16)
            if not data:
                raise _BrokenOffError
            parser.feed_data(data)
        return answer.entry
    finally:
        writer.transport.abort()


def _digest(body: bytes) -> str:
    headers = (("content-type", "application/json"),)
    return read(Request("POST", "/v1/chat/completions", (), headers, body)).digest


def _kill_all(gate: Started) -> None:
    """Kill everything at once, and whatever is only just being started."""
    own = psutil.Process(gate.number)
    own.suspend()
    for each in (own, *own.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            each.kill()


def _workers(gate: Started) -> list[psutil.Process]:
    found = []
    for each in psutil.Process(gate.number).children():
        with contextlib.suppress(psutil.NoSuchProcess):
            if "countenance.cli.worker" in each.cmdline():
                found.append(each)
    return found
