"""Work that a thread does for many calls at once: what comes while it works goes to it together.

    of ──┐                        ┌─> each gets what came of its own
    of ──┼─> one turn ─> a thread ┤
    of ──┘                        └─> what came meanwhile, together

Rules kept here:
 * One thread at a time, and what came first is first.
 * Who stops waiting takes nothing back: what was asked for is done.
 * What goes wrong with all of it goes wrong for each.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

__all__ = ["MOST", "Gathered"]

MOST = 64
"""The most that go to the thread together."""

_Asked = TypeVar("_Asked")
_Done = TypeVar("_Done")


class Gathered(Generic[_Asked, _Done]):
    """`work` gives for each what came of it, or the error that it ends in. Of one event loop at a
    time."""

    def __init__(self, work: Callable[[Sequence[_Asked]], Sequence[_Done | Exception]]) -> None:
        self._work = work
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: list[tuple[_Asked, asyncio.Future[_Done]]] = []
        self._running: asyncio.Task[None] | None = None

    async def of(self, asked: _Asked) -> _Done:
        """What comes of this one; raises the error that it ends in."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:  # whoever waited in another one waits no more
            self._loop, self._waiting, self._running = loop, [], None
        future: asyncio.Future[_Done] = loop.create_future()
        self._waiting.append((asked, future))
        if self._running is None:
            self._running = loop.create_task(self._run())
        return await future

    async def _run(self) -> None:
        batch: list[tuple[_Asked, asyncio.Future[_Done]]] = []
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                self._tell(batch, await asyncio.to_thread(self._done, [each for each, _ in batch]))
        finally:
            self._running = None
            for _, future in (*batch, *self._waiting):
                future.cancel()  # the loop ends

    def _done(self, batch: Sequence[_Asked]) -> Sequence[_Done | Exception]:
        try:
            return self._work(batch)
        except Exception as error:  # noqa: BLE001 - whoever waits is told, and it goes on
            return [error] * len(batch)

    @staticmethod
    def _tell(
        batch: Sequence[tuple[_Asked, "asyncio.Future[_Done]"]],
        results: Sequence[_Done | Exception],
    ) -> None:
        for (_, future), result in zip(batch, results, strict=True):
            if future.done():
                continue
            if isinstance(result, Exception):
                future.set_exception(result)
            else:
                future.set_result(result)
