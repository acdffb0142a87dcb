"""What the record costs: how many entries a second are on the disk, and what a call waits for.

Callers at once share a commit; beside it, in turns, the same log with one commit for each entry.
Time on the wall, since it is the disk that is waited for; how long that takes to keep four
kilobytes stands beside it.
"""

import asyncio
import contextlib
import gc
import os
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import click
from appending import Taken, appended
from beside import upstream
from calls import KINDS, made
from entries_made import entries
from figures import Row, quantile
from record_growth import record_growth
from record_shared import record_shared
from running import Started, gate_ready

from countenance.record.make import Prepared
from countenance.stores.log import DatabaseLog

__all__ = ["record"]

CALLERS = 32
ROUNDS, SECONDS = 5, 2.0
MOST = 80_000
"""Entries of one round, at most: more than a round can take."""
IDLE_CALLS, PAUSE = 150, 0.03


def record(largest: int = 1_000_000) -> list[Row]:
    """The rows about the record; the last ones about one that has grown to `largest` entries."""
    return [*_appending(), *record_shared(), *_idle(), *record_growth(largest)]


def _appending() -> list[Row]:
    together, alone = Taken(), Taken()
    with tempfile.TemporaryDirectory() as name:
        synced = _synced(Path(name))
        log = DatabaseLog(Path(name))
        try:
            asyncio.run(appended(log, Taken(), CALLERS, 0.5))
            for _ in range(ROUNDS):
                asyncio.run(appended(log, together, CALLERS, SECONDS, _made(MOST)))
                # The same writer, that takes no second entry into its commit.
                with mock.patch("countenance.stores.log.LARGEST_BATCH", 1):
                    asyncio.run(appended(log, alone, CALLERS, SECONDS, _made(MOST // 4)))
        finally:
            log.close()
    ratios = [one / other for one, other in zip(together.rates, alone.rates, strict=True)]
    each = f"{min(together.rates):.0f} to {max(together.rates):.0f}; the disk: {synced:.1f} ms"
    return [
        Row(f"entries a second of {CALLERS} callers", statistics.median(together.rates), "/s",
            1500, each, at_least=True),
        Row("99 of 100 are durable after", quantile(together.waited, 99), "ms", 60,
            f"on the wall; half of them after {statistics.median(together.waited):.1f}"),
        Row("the same, a commit for each entry", statistics.median(alone.rates), "/s"),
        Row("shared commits to one for each entry", statistics.median(ratios), "x", 8,
            f"{min(ratios):.1f} to {max(ratios):.1f} in {ROUNDS} rounds", at_least=True),
    ]  # fmt: skip


def _made(count: int) -> Iterator[Prepared]:
    """Entries that are there before the clock runs: it is the log that is measured."""
    made = list(entries(count))
    # They live until the round ends; the collector need not look at them again and again.
    gc.collect()
    gc.freeze()
    return iter(made)


def _synced(folder: Path) -> float:
    """Milliseconds in which the disk keeps four kilobytes, the median."""
    file = os.open(folder / "synced", os.O_CREAT | os.O_WRONLY, 0o600)
    try:
        took = []
        for _ in range(50):
            began = time.perf_counter()
            os.pwrite(file, bytes(4096), 0)
            os.fdatasync(file)
            took.append((time.perf_counter() - began) * 1000)
    finally:
        os.close(file)
    return statistics.median(took)


def _idle() -> list[Row]:
    """What a call waits for the record where nothing else is asked of the gate."""
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        behind = stack.enter_context(upstream())
        gate = stack.enter_context(gate_ready(Path(name) / "gate", behind))
        asyncio.run(made(gate, KINDS[0].body, 200, 4))
        whole, entered = [], []
        for _ in range(IDLE_CALLS):
            time.sleep(PAUSE)
            began = time.perf_counter()
            stages = _stages(gate, KINDS[0].body)
            whole.append((time.perf_counter() - began) * 1000)
            entered.append(stages["record"])
    click.echo(f"    {IDLE_CALLS} calls, one at a time", err=True)
    return [
        Row("an idle call waits for its entry, p50", statistics.median(entered), "ms", 25,
            f"on the wall, as `server-timing` tells; 95 of 100 {quantile(entered, 95):.1f}"),
        Row("the whole of such a call, p50", statistics.median(whole), "ms", None, "on the wall"),
    ]  # fmt: skip


def _stages(gate: Started, body: bytes) -> dict[str, float]:
    """Milliseconds of each stage of one call, as the gate tells them."""
    headers = {"content-type": "application/json", **gate.headers}
    asked = urllib.request.Request(
        f"http://127.0.0.1:{gate.port}/v1/chat/completions", body, headers
    )
    with urllib.request.urlopen(asked, timeout=30) as answer:
        answer.read()
        told = answer.headers["server-timing"]
    stages = [one.partition(";dur=") for one in told.split(", ")]
    return {name: float(spent) for name, _, spent in stages}
