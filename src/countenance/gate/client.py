"""The client of one call: it is still there, and it takes its answer, or its call ends.

Rules kept here:
 * A client that leaves ends its call: the task of the call is cancelled, so whatever it waits for
   is given up where it stands, and clears up after itself.
 * A client that takes nothing of its answer for so many seconds has left.
 * Nobody is there to be told, so the end of such a call is silent. A cancellation by anybody else
   goes on as what it is.

One timer serves a whole call, however many pieces its answer has; and one task, where the server
below does not tell by itself that a client has left.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Any

__all__ = ["LEAVING", "TELL", "Client", "Leaving", "Receive", "Send", "whole_body"]

LEAVING, TELL = "countenance.leaving", "tell"
"""The extension of a scope, and what in it takes what to call, once, when the client leaves."""

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Leaving = Callable[[Callable[[], None]], None]


class Client:
    """Who is served by the current task, which is inside of this context for as long."""

    def __init__(
        self, receive: Receive, send: Send, seconds: float, leaving: Leaving | None = None
    ) -> None:
        """`seconds`: how long it may take nothing of its answer. `leaving`: takes what to call when
        it leaves, where the server below can tell."""
        self._leaves = leaving
        self._receive = receive
        self._send = send
        self._seconds = seconds
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.current_task()
        self._leaving: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._offered: float | None = None
        self._gone = False

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> bool:
        task, self._task = self._task, None
        if self._timer is not None:
            self._timer.cancel()
        if self._leaving is not None:
            self._leaving.cancel()
        if not self._gone or task is None:
            return False
        return task.uncancel() == 0 and kind is asyncio.CancelledError

    def watch(self) -> None:
        """The request is here whole; all that can come of its client now is that it leaves."""
        if self._leaves is not None:
            self._leaves(self._lost)
            return
        self._leaving = asyncio.ensure_future(self._left())
        self._leaving.add_done_callback(self._lost)

    def hurry(self, seconds: float) -> None:
        """It has no longer than this to take something of its answer, of which nothing is sent."""
        self._seconds = min(seconds, self._seconds)

    async def send(self, message: dict[str, Any]) -> None:
        """Send a piece of the answer."""
        self._offered = self._loop.time()
        if self._timer is None:
            self._timer = self._loop.call_later(self._seconds, self._look)
        await self._send(message)
        self._offered = None

    async def _left(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass

    def _look(self) -> None:
        waited = 0.0 if self._offered is None else self._loop.time() - self._offered
        if waited >= self._seconds:
            self._lost()
        else:
            self._timer = self._loop.call_later(self._seconds - waited, self._look)

    def _lost(self, _: object = None) -> None:
        if not self._gone and self._task is not None:
            self._gone = True
            self._task.cancel()


async def whole_body(receive: Receive, limit: int) -> bytes | None:
    """The body of a request; None as soon as it is larger than `limit` bytes.

    Raises `ConnectionError` when the client leaves before its end.
    """
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError
        piece: bytes = message.get("body", b"")
        size += len(piece)
        if size > limit:
            return None
        pieces.append(piece)
        if not message.get("more_body", False):
            return b"".join(pieces)
