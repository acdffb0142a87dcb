"""Calls that were handed over to another gateway, until their answers are shown.

Rules kept here:
 * They are kept for a bounded time and up to a bounded size; those kept longest go first.
 * A call belongs to the caller that asked; an id that somebody else names is not found.
 * What is not found any more was never shown: its answer may not leave.
 * A gate of one process keeps them in its memory. Of several workers, and of several gates, each
   may be shown the answer, so they share them, sealed (`countenance.stores.sealed`).
"""

import asyncio
import hashlib
import hmac
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec

from countenance.gate.judged_by import JudgedBy
from countenance.gate.sharing import Worker
from countenance.stores.database import connect
from countenance.stores.sealed import SealedRows

__all__ = ["PICTURED", "HandedOver", "Kept", "KeptCalls", "SharedCalls", "kept_by"]

PICTURED = "withheld: a picture in an answer is opened by the gate itself only"
"""What is said of an answer with a picture, which no plug-in can put back made anew."""

SECONDS = 3600
MOST_CALLS = 10_000
MOST_LETTERS = 64 * 1024 * 1024
"""The words of requests that are kept, in all: a name that stands there may be repeated."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A call that another gateway sends on: its entry, and what judges its answer, if anything."""

    decision: str
    judged: JudgedBy | None
    tools: frozenset[str]

    @property
    def letters(self) -> int:
        """How many letters of its words are kept for that."""
        return self.judged.letters if self.judged else 0


class Kept(Protocol):
    """Keeps calls until their answers are shown."""

    async def keep(self, caller: str, name: str, call: HandedOver) -> None:
        """Keep a call under the id that the other gateway gave it."""
        ...

    async def find(self, caller: str, name: str) -> HandedOver | None:
        """The call of that id, if this caller's and kept still."""
        ...


class KeptCalls:
    """The calls of a gate that is one process. `now`: seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._letters = 0
        self._calls: OrderedDict[tuple[str, str], tuple[float, HandedOver]] = OrderedDict()

    async def keep(self, caller: str, name: str, call: HandedOver) -> None:
        """Keep a call under the id that the other gateway gave it."""
        self._drop((caller, name))
        self._calls[caller, name] = (self._now() + SECONDS, call)
        self._letters += call.letters
        while self._calls:
            oldest = next(iter(self._calls))
            until, _ = self._calls[oldest]
            full = len(self._calls) > MOST_CALLS or self._letters > MOST_LETTERS
            if until > self._now() and not full:
                return
            self._drop(oldest)

    async def find(self, caller: str, name: str) -> HandedOver | None:
        """The call of that id, if this caller's and kept still."""
        until, call = self._calls.get((caller, name), (0.0, None))
        return call if until > self._now() else None

    def _drop(self, which: tuple[str, str]) -> None:
        kept = self._calls.pop(which, None)
        if kept is not None:
            self._letters -= kept[1].letters


class SharedCalls:
    """The calls of a gate of several workers, for one of them. `now`: seconds, of all alike."""

    def __init__(self, rows: SealedRows, now: Callable[[], float]) -> None:
        self._rows = rows
        self._now = now

    async def keep(self, caller: str, name: str, call: HandedOver) -> None:
        """Keep a call under the id that the other gateway gave it. Raises `RecordError`."""
        data, now = msgspec.msgpack.encode(call), self._now()
        await asyncio.to_thread(self._rows.keep, _name(caller, name), data, now + SECONDS, now)

    async def find(self, caller: str, name: str) -> HandedOver | None:
        """The call of that id, if this caller's and kept still. Raises `RecordError`."""
        data = await asyncio.to_thread(self._rows.find, _name(caller, name), self._now())
        return None if data is None else msgspec.msgpack.decode(data, type=HandedOver)


def kept_by(
    worker: Worker | None, stack: AsyncExitStack, several: tuple[Path, bytes] | None = None
) -> Kept:
    """Where a gate keeps them. `several`: the folder of one of several gates that share a record,
    and a secret that they have in common. Raises `RecordError`."""
    if several is not None:
        folder, secret = several
        key = hmac.digest(secret, b"calls handed over", hashlib.sha256)
        rows = SealedRows(connect(folder), key, MOST_CALLS, MOST_LETTERS)
    elif worker is not None:
        shared = worker.together
        rows = SealedRows.in_file(Path(shared.file), shared.key, MOST_CALLS, MOST_LETTERS)
    else:
        return KeptCalls(time.monotonic)
    stack.callback(rows.close)
    return SharedCalls(rows, time.time)


def _name(caller: str, name: str) -> bytes:
    # A pseudonym has no line break: no two pairs are written alike.
    return f"{caller}\n{name}".encode()
