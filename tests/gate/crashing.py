"""A gate that is killed again and again while it works: `python crashing.py FOLDER RUNS SEED`.

Each run is a child of its own that walks calls over a real record in the folder; it is killed
without warning after so many steps, and a little more, as chance picks. What reached the far side
is written to `reached`, what callers were told to `told`, one line each, by single writes that a
kill cannot undo. `found_after` says what is left in the folder when all is over.
"""

import asyncio
import json
import os
import random
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from countenance.dialects.call import Outgoing, Request
from countenance.dialects.read import read
from countenance.gate.upstream import UpstreamReply
from countenance.record.make import Maker
from countenance.stores.log import SqliteLog
from gate.fakes import Client, Fakes, FakeUpstream, body_of

__all__ = ["Found", "found_after"]


@dataclass(frozen=True)
class Found:
    """What is in a folder after its gates were killed, and the last one's leftovers were ended.

    `reached` and the second of each in `told` are digests of calls, `entered` those of the
    decisions by index, `waiting` the decisions without an outcome.
    """

    reached: list[str]
    told: list[tuple[int, str]]
    entries: dict[int, dict[str, Any]]
    entered: dict[int, str]
    waiting: tuple[str, ...]

    @property
    def unknown(self) -> int:
        """How many decisions have an outcome that nobody knows."""
        return sum(e.get("result") == "unknown-after-crash" for e in self.entries.values())

    def broken(self) -> list[str]:
        """Which promises were broken, in words; none, if all is well."""
        decisions = [e for e in self.entries.values() if e["kind"] == "decision"]
        ended = [e["prev"] for e in self.entries.values() if e["kind"] == "outcome"]
        promises = {
            "a call was sent twice": len(self.reached) == len(set(self.reached)),
            "a call was sent without its entry": set(self.reached) <= set(self.entered.values()),
            "an entry that was told of is lost": all(
                self.entered.get(index) == digest for index, digest in self.told
            ),
            "a decision waits for its outcome": self.waiting == (),
            "not every decision has one outcome": sorted(ended)
            == sorted(e["id"] for e in decisions),
            "the record has a gap": sorted(self.entries) == list(range(len(self.entries))),
        }
        return [what for what, holds in promises.items() if not holds]


def found_after(folder: Path) -> Found:
    """Open the record as the next gate would, and read everything."""
    log = SqliteLog.for_gate(folder)
    try:
        log.reconcile(Maker(lambda: 1_800_000_000_000_000_000, os.urandom).unknown_outcome)
        entries = {stored.index: json.loads(stored.data) for stored in log.entries()}
        entered = {
            index: "sha256:" + opening.value.hex()
            for index, entry in entries.items()
            if entry["kind"] == "decision"
            for opening in log.openings(index)
            if opening.field == "request"
        }
        waiting = log.awaiting()
    finally:
        log.close()
    told = [tuple(json.loads(line)) for line in _lines(folder / "told")]
    return Found(_lines(folder / "reached"), told, entries, entered, waiting)


def _lines(path: Path) -> list[str]:
    """The whole lines of a file."""
    return path.read_text(encoding="ascii").splitlines()


class _Telling(FakeUpstream):
    """Writes down what reached it before it answers."""

    def __init__(self, log: SqliteLog, reached: int, steps: int) -> None:
        super().__init__(log)  # type: ignore[arg-type]  # only its size is asked for
        self._reached = reached
        self._steps = steps

    @asynccontextmanager
    async def send(self, outgoing: Outgoing) -> AsyncIterator[UpstreamReply]:
        os.write(self._reached, f"{_digest(outgoing.body)}\n".encode())
        os.write(self._steps, b".")
        async with super().send(outgoing) as reply:
            yield reply


def _digest(body: bytes) -> str:
    headers = (("content-type", "application/json"),)
    return read(Request("POST", "/v1/chat/completions", (), headers, body)).digest


async def _work(folder: Path, run: int, reached: int, told: int, steps: int) -> None:
    log = SqliteLog.for_gate(folder)
    fakes = Fakes(log=log)
    log.reconcile(fakes.walk._ports.maker.unknown_outcome)
    fakes.upstream = _Telling(log, reached, steps)
    behind = fakes.walk._ports.upstreams._behind[0]
    object.__setattr__(behind, "upstream", fakes.upstream)

    async def one(number: int) -> None:
        body = body_of(f"run-{run}-call-{number}", stream=number % 2 == 0)
        client = await Client(body).ask(fakes)
        entry = int(client.headers["x-countenance-entry"])
        os.write(told, (json.dumps([entry, _digest(body)]) + "\n").encode())
        os.write(steps, b".")

    for start in range(0, 10_000, 4):
        await asyncio.gather(*(one(start + each) for each in range(4)))


def main(folder: Path, runs: int, seed: int) -> None:
    """Let it work, and kill it, this many times."""
    chance = random.Random(seed)
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    reached, told = (os.open(folder / name, flags, 0o600) for name in ("reached", "told"))
    for run in range(runs):
        done, steps = os.pipe()
        child = os.fork()
        if child == 0:
            asyncio.run(_work(folder, run, reached, told, steps))
            os._exit(0)
        os.close(steps)
        for _ in range(chance.randint(1, 12)):
            os.read(done, 1)  # nothing, once a child has ended by itself
        time.sleep(chance.random() * 0.004)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(done)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
