"""A gate under mixed calls for as long as one likes: its memory and its open files stay flat.

Text and pictures, plain and streamed, refused and unreadable, several at a time.
"""

import asyncio
import contextlib
import itertools
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click
from beside import upstream
from calls import KINDS, NotServedError, made, picture, shown
from figures import Row
from memory import Held
from running import Started, gate_ready

__all__ = ["steady"]

EVERY = 2.0
"""Seconds from one sample to the next."""
TOGETHER = 6


def steady(minutes: float) -> list[Row]:
    """The rows about so many minutes of mixed calls."""
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        behind = stack.enter_context(upstream())
        gate = stack.enter_context(gate_ready(Path(name) / "gate", behind))
        numbers = itertools.count(1)
        return _mixed(gate, minutes, lambda: picture(next(numbers), 240))


def _mixed(gate: Started, minutes: float, new: Callable[[], bytes]) -> list[Row]:
    chance = random.Random(2)  # noqa: S311 - a repeatable mixture, not a secret
    ends = time.monotonic() + 60 * minutes
    calls, odd = 0, 0
    held = Held(gate.number)
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
            held.look()
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
