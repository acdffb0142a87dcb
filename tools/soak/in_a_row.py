"""A thousand pictures in a row through one gate, each another one: memory stays flat.

Every form of picture comes in turn; some are cut off in the middle, and have to be refused.
"""

import asyncio
import contextlib
import tempfile
import time
from pathlib import Path

import click
from beside import upstream
from calls import NotServedError, made
from figures import Row
from memory import Held
from pictures_made import KINDS, body, is_broken
from running import gate_ready

__all__ = ["in_a_row"]

SAMPLES = 240


def in_a_row(pictures: int) -> list[Row]:
    """The rows about so many pictures."""
    odd = 0
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        behind = stack.enter_context(upstream())
        gate = stack.enter_context(gate_ready(Path(name) / "gate", behind))
        held, began = Held(gate.number), time.monotonic()

        async def one_by_one() -> None:
            nonlocal odd
            for number in range(pictures):
                try:
                    await made(gate, body(number), 1, 1)
                    odd += is_broken(number)
                except NotServedError:
                    odd += not is_broken(number)
                if number % max(1, pictures // SAMPLES) == 0:
                    held.look()

        asyncio.run(one_by_one())
        took = time.monotonic() - began
    click.echo(f"    {pictures} pictures in {took:.0f} s", err=True)
    kinds = ", ".join(KINDS)
    return [
        Row("pictures in a row", pictures, "", None, f"{took:.0f} s; in turn {kinds}"),
        Row("pictures in a row that were answered otherwise", odd, "", 0),
        *held.rows("pictures in a row"),
    ]
