"""Who waits for an entry: how they reach the thread that writes, and how they are told.

    begin ──┐
    begin ──┼─> one turn of an event loop ─┐
    begin ──┘                              ├─> queue ─> the thread that writes ─> each loop, once
    a thread, a claim ─────────────────────┘

Rules kept here:
 * What one turn of an event loop begins goes over together: one wake for all of it, and none of it
   is committed alone while the rest waits for the disk.
 * What was put first is taken first, whoever puts it. Once closed nothing more is taken in, and all
   that was is still handed over.
 * Whoever waits is told once, in their own thread; an event loop is woken once for all in it.
"""

import asyncio
import queue
import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass

from countenance.errors import RecordError
from countenance.record.commitment import Opening
from countenance.stores.head import Row

__all__ = ["Claim", "HandOver", "Waiting", "tell"]


@dataclass(slots=True, eq=False)
class Waiting:
    """One entry on its way to the disk, and who waits for it. Without a row: only a probe.

    Who waits in an event loop gives it; everybody else waits in a thread.
    """

    row: Row | None
    openings: Sequence[Opening]
    future: "Future[int] | asyncio.Future[int]"
    loop: asyncio.AbstractEventLoop | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One attestation's id on its way to the disk."""

    issuer: str
    jti: str
    until: int


class HandOver:
    """From all who wait to the one thread that writes."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[Sequence[Waiting | Claim | None]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._begun: dict[asyncio.AbstractEventLoop, list[Waiting]] = {}
        """What the turn of each event loop that is under way has begun so far."""
        self._ahead: deque[Waiting | Claim | None] = deque()
        """What was handed over and not taken yet; the thread that writes alone touches it."""

    def put(self, what: Waiting | Claim) -> None:
        """Put something in; of an event loop only in its thread. Raises `RecordError` when closed.

        What waits in an event loop goes over at the end of its turn, everything else at once.
        """
        with self._lock:
            if self._closed:
                raise RecordError("record: closed; nothing more can be appended")
            if isinstance(what, Claim) or what.loop is None:
                self._hand_over(*self._begun)
                self._queue.put((what,))
            elif (begun := self._begun.get(what.loop)) is not None:
                begun.append(what)
            else:
                self._begun[what.loop] = [what]
                what.loop.call_soon(self._turn_over, what.loop)

    def close(self) -> bool:
        """Take nothing more in; whether it was open until now."""
        with self._lock:
            was_open, self._closed = not self._closed, True
            if was_open:
                self._hand_over(*self._begun)
                self._queue.put((None,))
            return was_open

    def is_empty(self) -> bool:
        """Whether nothing waits to be taken."""
        return not self._begun and self._queue.empty() and not self._ahead

    def take(
        self, entries: list[Waiting], claims: list[Claim], most: int, seconds: float | None = 0
    ) -> bool:
        """Move what waits into these lists, until there are `most` entries; whether more may come.

        Where nothing waits it waits so long for the first, without `seconds` until there is one.
        For the thread that writes.
        """
        while len(entries) < most:
            if not self._ahead:
                try:
                    waits = seconds is None or seconds > 0
                    self._ahead.extend(self._queue.get(waits, seconds))
                except queue.Empty:
                    return True
            # Something is taken: more is taken only if it is there, or this would wait with it.
            seconds = 0
            what = self._ahead.popleft()
            if isinstance(what, Waiting):
                entries.append(what)
            elif what is None:
                return False
            else:
                claims.append(what)
        return True

    def _turn_over(self, loop: asyncio.AbstractEventLoop) -> None:
        with self._lock:
            self._hand_over(loop)

    def _hand_over(self, *loops: asyncio.AbstractEventLoop) -> None:
        for loop in loops:
            if begun := self._begun.pop(loop, None):
                self._queue.put(begun)


def tell(all_: Sequence[Waiting], results: Sequence[int | RecordError]) -> None:
    """Tell everybody who waits what became of their entry; each event loop is woken once."""
    woken: dict[asyncio.AbstractEventLoop, list[tuple[Waiting, int | RecordError]]] = {}
    for waiting, result in zip(all_, results, strict=True):
        if waiting.loop is None:
            _settle(waiting, result)
        else:
            woken.setdefault(waiting.loop, []).append((waiting, result))
    for loop, told in woken.items():
        # A loop that is closed by now raises: then nobody waits any more.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle_all, told)


def _settle_all(told: Sequence[tuple[Waiting, int | RecordError]]) -> None:
    for waiting, result in told:
        if not waiting.future.done():
            _settle(waiting, result)


def _settle(waiting: Waiting, result: int | RecordError) -> None:
    if isinstance(result, RecordError):
        waiting.future.set_exception(result)
    else:
        waiting.future.set_result(result)
