"""Callers that append to a record at once: `appending.py FOLDER CALLERS SECONDS` for one process.

The entries are made before the clock runs: making them is the work of who appends, and costs the
same whether they share a commit or not.

It says `ready`, begins at a line on its standard input, says what it took as JSON, and ends with
the input.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from entries_made import entries

from countenance.record.make import Prepared
from countenance.stores.log import DatabaseLog

__all__ = ["Taken", "appended"]

_MADE = 50_000
"""For each second so many are made ahead."""


@dataclass
class Taken:
    """Entries a second of each round, and milliseconds until each entry was durable."""

    rates: list[float] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)


async def appended(
    log: DatabaseLog,
    taken: Taken,
    callers: int,
    seconds: float,
    coming: Iterator[Prepared] | None = None,
) -> None:
    """Every caller appends, waits until it is durable, and appends the next, for so long.

    Of what is coming, as long as there is some; else of entries that are made meanwhile.
    """
    coming = coming or _coming()
    count, ends = 0, time.perf_counter() + seconds

    async def caller() -> None:
        nonlocal count
        while (began := time.perf_counter()) < ends:
            if (one := next(coming, None)) is None:
                return
            await log.append(one.data, one.openings)
            taken.waited.append((time.perf_counter() - began) * 1000)
            count += 1

    began = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(callers)))
    taken.rates.append(count / (time.perf_counter() - began))


def _coming() -> Iterator[Prepared]:
    while True:
        yield from entries(100_000)


def main(folder: Path, callers: int, seconds: float) -> None:
    """Append for so long, once told to."""
    taken = Taken()
    log = DatabaseLog(folder)
    try:
        asyncio.run(appended(log, Taken(), callers, 0.5))
        print("ready", flush=True)
        sys.stdin.readline()
        before = time.process_time()
        asyncio.run(appended(log, taken, callers, seconds))
        used = time.process_time() - before
        told = {"rate": taken.rates[0], "waited": taken.waited, "used": used}
        print(json.dumps(told), flush=True)
        sys.stdin.readline()
    finally:
        log.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
