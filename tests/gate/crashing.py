"""A gate that is killed again and again while it works: `python crashing.py FOLDER RUNS SEED`.

Each run is a child of its own that walks calls over a real record in the folder; it is killed
without warning after so many steps, and a little more, as chance picks. What reached the far side
is written to `reached`, what callers were told to `told`, one line each, by single writes that a
kill cannot undo.
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
from pathlib import Path

from countenance.dialects.call import Outgoing, Request
from countenance.dialects.read import read
from countenance.gate.upstream import UpstreamReply
from countenance.stores.log import SqliteLog
from gate.fakes import Client, Fakes, FakeUpstream, body_of


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
