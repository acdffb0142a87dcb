"""More callers, and more workers: what a call costs then, and how many are answered in a second.

One gate after the other, with one, two and four workers, before the same upstream; each is asked by
8, 16 and 32 callers at once. The client and the upstream need processor time as well: on a machine
with few cores they take it from the workers, so calls a second say little there. What a call costs
says what a core would give: as many calls as fit into a second of it.
"""

import asyncio
import os
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import click
from beside import upstream
from calls import KINDS, made
from figures import Row
from running import Started, gate_ready, spent

__all__ = ["growth"]

WORKERS, CALLERS = (1, 2, 4), (8, 16, 32)
ROUNDS, EACH = 3, 50
"""Rounds of so many calls by each caller; the middle one counts."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Microseconds of processor time for one call, and calls a second."""

    used: float
    rate: float


def growth() -> list[Row]:
    """The rows about every number of workers and of callers."""
    with tempfile.TemporaryDirectory() as name, upstream() as behind:
        taken = {
            (workers, callers): one
            for workers in WORKERS
            for callers, one in _of_a_gate(Path(name) / str(workers), behind, workers).items()
        }
    few, many = CALLERS[0], CALLERS[-1]
    cores = os.cpu_count() or 1
    rows = [
        Row(f"{_named(workers)}, {callers} callers at once", one.used, "us", None,
            f"{one.rate:.0f} calls a second; a core gives {1e6 / one.used:.0f}")
        for (workers, callers), one in taken.items()
    ]  # fmt: skip
    one = {callers: taken[1, callers] for callers in CALLERS}
    rows += [
        Row(f"a call of {many} callers, to one of {few}", one[many].used / one[few].used, "x", 1.3),
        Row(f"calls a second of {many} callers, to {few}", one[many].rate / one[few].rate, "x",
            0.8, at_least=True),
    ]  # fmt: skip
    for workers in WORKERS[1:]:
        more = taken[workers, many]
        rows += [
            Row(f"a call of {_named(workers)}, to one of 1", more.used / one[many].used, "x",
                1.3 if workers <= cores else None),
            Row(f"calls a second of {_named(workers)}, to 1", more.rate / one[many].rate, "x",
                None, f"{cores} cores for the workers, the client and the upstream"),
        ]  # fmt: skip
    return rows


def _named(workers: int) -> str:
    return f"{workers} worker{'s' * (workers > 1)}"


def _of_a_gate(folder: Path, behind: int, workers: int) -> dict[int, Taken]:
    with gate_ready(folder, behind, workers=workers) as gate:
        asyncio.run(made(gate, KINDS[0].body, 400 * workers, 8 * workers))
        found = {callers: _asked(gate, callers) for callers in CALLERS}
    click.echo(f"    {_named(workers)}", err=True)
    return found


def _asked(gate: Started, callers: int) -> Taken:
    used, rates = [], []
    for _ in range(ROUNDS):
        before, began = spent(gate.number), time.perf_counter()
        asyncio.run(made(gate, KINDS[0].body, EACH * callers, callers))
        rates.append(EACH * callers / (time.perf_counter() - began))
        time.sleep(0.1)  # outcomes are entered after the answer has left
        used.append((spent(gate.number) - before) / (EACH * callers) * 1e6)
    return Taken(statistics.median(used), statistics.median(rates))
