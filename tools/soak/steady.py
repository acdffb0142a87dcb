"""A gate under mixed calls for as long as one likes: its memory and its open files stay flat.

Text and pictures, plain and streamed, refused and unreadable, several at a time; before that a
thousand pictures in a row, each another one. Memory (resident) and handles are those of all its
processes together. Flat means that the last fifth of the time holds hardly more than the second.
"""

import asyncio
import contextlib
import itertools
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import click
import psutil
from beside import upstream
from calls import KINDS, NotServedError, made, picture, shown
from figures import Row
from running import Started, gate_ready

__all__ = ["Held", "steady"]

MOST_GROWTH = 1.1
"""What the last fifth may hold to what the second held: memory ..."""
MOST_HANDLES = 16
"""... and handles, more than then."""
EVERY = 2.0
TOGETHER = 6


@dataclass
class Held:
    """Memory and handles over time."""

    megabytes: list[float] = field(default_factory=list)
    handles: list[int] = field(default_factory=list)

    def look(self, number: int) -> None:
        """Look at a process and all below it."""
        own = psutil.Process(number)
        memory = handles = 0
        for each in (own, *own.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):
                memory += each.memory_info().rss
                handles += each.num_fds()
        self.megabytes.append(memory / 1e6)
        self.handles.append(handles)

    def rows(self, what: str) -> list[Row]:
        """The rows about it; two samples in every fifth are needed."""
        fifth = len(self.megabytes) // 5
        if fifth < 2:
            return [Row(f"{what}: memory", None, "MB", None, "too short to say")]
        second, last = slice(fifth, 2 * fifth), slice(-fifth, None)
        before, after = (statistics.median(self.megabytes[part]) for part in (second, last))
        opened = [statistics.median(self.handles[part]) for part in (second, last)]
        return [
            Row(f"{what}: memory at the end", after, "MB", None, f"{before:.0f} MB early on"),
            Row(f"{what}: memory, end to early on", after / before, "x", MOST_GROWTH),
            Row(f"{what}: handles more than early on", opened[1] - opened[0], "", MOST_HANDLES),
        ]


def steady(minutes: float, pictures: int) -> list[Row]:
    """The rows about a thousand pictures in a row, and about so many minutes of mixed calls."""
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        behind = stack.enter_context(upstream())
        gate = stack.enter_context(gate_ready(Path(name) / "gate", behind))
        held, numbers = Held(), itertools.count(1)
        began = time.monotonic()

        async def one_by_one() -> None:
            for number in range(pictures):
                await made(gate, shown(picture(next(numbers), 240)), 1, 1)
                if number % max(1, pictures // 200) == 0:
                    held.look(gate.number)

        asyncio.run(one_by_one())
        took = time.monotonic() - began
        rows = [Row("pictures in a row", pictures, "", None, f"{took:.0f} s, each another one")]
        rows += held.rows("pictures in a row")
        click.echo(f"    {pictures} pictures in {took:.0f} s", err=True)
        return rows + _mixed(gate, minutes, lambda: picture(next(numbers), 240))


def _mixed(gate: Started, minutes: float, new: Callable[[], bytes]) -> list[Row]:
    chance = random.Random(2)  # noqa: S311 - a repeatable mixture, not a secret
    ends = time.monotonic() + 60 * minutes
    calls, odd = 0, 0
    held = Held()
    again = [shown(new()) for _ in range(8)]

    def body() -> tuple[bytes, bool]:
        """A body, and whether it is answered with what was asked for."""
        kind = chance.random()
        if kind < 0.55:
            return KINDS[chance.randrange(2)].body, True
        if kind < 0.75:
            return chance.choice(again), True
        if kind < 0.85:
            return shown(new(), stream=chance.random() < 0.5), True
        if kind < 0.95:
            return shown(chance.choice([new(), b"no picture"]), text="Who is this person?"), False
        return b'{"model": "gpt-4o", "messages": [', False

    async def caller() -> None:
        nonlocal calls, odd
        while time.monotonic() < ends:
            sent, served = body()
            calls += 1
            try:
                await made(gate, sent, 1, 1)
                odd += not served
            except NotServedError:
                odd += served

    async def watch() -> None:
        while time.monotonic() < ends:
            held.look(gate.number)
            await asyncio.sleep(EVERY)

    async def everybody() -> None:
        await asyncio.gather(watch(), *(caller() for _ in range(TOGETHER)))

    asyncio.run(everybody())
    click.echo(f"    {calls} mixed calls", err=True)
    return [
        Row("mixed calls", calls, "", None, f"{minutes:g} minutes, {TOGETHER} at a time"),
        Row("mixed calls that were answered otherwise", odd, "", 0),
        *held.rows("mixed calls"),
    ]
