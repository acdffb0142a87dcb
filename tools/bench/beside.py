"""Whole calls through the gate, beside nginx and two gateways for AI, in one run.

All stand before the same upstream on loopback and are asked by the same client, in turns, so that
other load falls on all of them. What is compared is the processor time of each with all its
children, for one call; the client's and the upstream's do not count. The gate has entered both the
decision and the outcome of each call on the disk by then.
"""

import asyncio
import contextlib
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click
from calls import KINDS, Call, NotServedError, made, picture, shown
from figures import Row, quantile
from peers import Peer, peers
from running import Started, free_port, gate_ready, process, spent

__all__ = ["beside", "crowd", "upstream"]

ROUNDS, CALLS, TOGETHER = 5, 600, 8
LIGHTER = {"Portkey": 5.0, "LiteLLM": 40.0}
"""How many times less than these a whole text call is meant to cost."""


@dataclass
class Taken:
    """What the rounds of one server came to: microseconds a call, milliseconds of single calls.

    `alone` is the process that serves without those that open pictures for it.
    """

    used: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)
    single: list[float] = field(default_factory=list)


@contextlib.contextmanager
def upstream() -> Iterator[int]:
    """The upstream of the bench; its port."""
    port = free_port()
    server = [sys.executable, str(Path(__file__).with_name("canned.py")), str(port)]
    with process(server, port):
        yield port


def beside() -> list[Row]:
    """The rows about whole calls of every kind."""
    found = peers()
    there = [peer for peer in found if not peer.missing]
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        behind = stack.enter_context(upstream())
        folder = Path(name)
        servers = [stack.enter_context(peer.start(folder / peer.name, behind)) for peer in there]
        taken = {(peer.name, kind.name): Taken() for peer in there for kind in KINDS}
        for peer, server in zip(there, servers, strict=True):
            click.echo(f"    {peer.name} {peer.version} warms up", err=True)
            for kind in _not_served(peer, server):
                del taken[peer.name, kind.name]
        for _ in range(ROUNDS):
            for kind in KINDS:
                for peer, server in zip(there, servers, strict=True):
                    if (peer.name, kind.name) in taken:
                        _measure(peer, server, kind, taken[peer.name, kind.name])
    rows = [
        Row(f"{peer.name} beside the gate", None, "x", None, f"not here: {peer.missing}")
        for peer in found
        if peer.missing
    ]
    for kind in KINDS:
        rows += _rows(kind, there, taken)
    return rows


def _not_served(peer: Peer, server: Started) -> list[Call]:
    """Warm a server up; the kinds of calls that it answers with an error."""
    failed = []
    for kind in KINDS:
        try:
            asyncio.run(made(server, kind.body, peer.warm // len(KINDS), 4))
        except NotServedError as error:
            if peer.name == "gate":
                raise
            click.echo(f"    {peer.name}, {kind.name}: {error.message}", err=True)
            failed.append(kind)
    return failed


def _measure(peer: Peer, server: Started, kind: Call, taken: Taken) -> None:
    calls = max(8, (CALLS if "KB picture" not in kind.name else CALLS // 4) // peer.slowness)
    before, alone = spent(server.number), spent(server.number, alone=True)
    asyncio.run(made(server, kind.body, calls, TOGETHER))
    time.sleep(0.1)  # outcomes are entered after the answer has left
    taken.used.append((spent(server.number) - before) / calls * 1e6)
    taken.alone.append((spent(server.number, alone=True) - alone) / calls * 1e6)
    taken.single += asyncio.run(made(server, kind.body, max(4, 60 // peer.slowness), 1))


def _rows(kind: Call, there: list[Peer], taken: dict[tuple[str, str], Taken]) -> list[Row]:
    ours = taken["gate", kind.name]
    rows = []
    for peer in there:
        theirs = taken.get((peer.name, kind.name))
        if theirs is None:
            rows.append(Row(f"{kind.name}, {peer.name}", None, "us", None, "answered an error"))
            continue
        single = f"{quantile(theirs.single, 50):.1f} ms on the wall, one at a time"
        used = statistics.median(theirs.used)
        rows.append(
            Row(f"{kind.name}, {peer.name}", used, "us", None, f"{peer.version}; {single}")
        )
    is_text = kind is KINDS[0]
    for peer in there[1:]:
        if (peer.name, kind.name) not in taken:
            continue
        theirs = taken[peer.name, kind.name]
        ratio = statistics.median(theirs.used) / statistics.median(ours.used)
        target = LIGHTER.get(peer.name) if is_text else None
        rows.append(Row(f"{kind.name}, {peer.name} to gate", ratio, "x", target, at_least=True))
    if kind.name == "200 KB picture":
        alone = statistics.median(ours.alone)
        rows.append(
            Row(f"{kind.name}, gate without vision", alone, "us", 1000,
                "the process that serves; its verdict was known")
        )  # fmt: skip
    return rows


def crowd() -> list[Row]:
    """How text calls fare beside pictures that are being checked."""
    text = KINDS[0].body
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        behind = stack.enter_context(upstream())
        gate = stack.enter_context(gate_ready(Path(name) / "gate", behind))
        asyncio.run(made(gate, text, 400, TOGETHER))
        quiet, busy = _beside_pictures(gate, text)
    limit = max(2 * quiet, quiet + 20)
    return [
        Row("text calls, 99 of 100, nothing else", quiet, "ms", None, "on the wall, 4 at once"),
        Row("the same while pictures are checked", busy, "ms", limit, "2 times, or 20 ms more"),
    ]


def _beside_pictures(gate: Started, text: bytes) -> tuple[float, float]:
    """Milliseconds that 99 of 100 text calls stay below: alone, and beside new pictures."""
    fresh = [shown(picture(number)) for number in range(1, 41)]

    async def both() -> list[float]:
        ended = asyncio.Event()

        async def look() -> None:
            at = 0
            while not ended.is_set():
                await made(gate, fresh[at % len(fresh)], 1, 1)
                at += 1

        looking = [asyncio.ensure_future(look()) for _ in range(2)]
        await asyncio.sleep(0.5)
        took = await made(gate, text, 1000, 4)
        ended.set()
        await asyncio.gather(*looking)
        return took

    quiet = asyncio.run(made(gate, text, 1000, 4))
    return quantile(quiet, 99), quantile(asyncio.run(both()), 99)
