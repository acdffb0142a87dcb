"""One connection of a client: the limits of a head, what leaves together, and that it has left.

The server below reads headers without a limit of either kind, so that a client that sends one byte
a second, or one header without an end, would keep a connection or fill the memory. It also writes
the head of an answer and its body one by one, and tells that a client has left only to who waits
for it in a task of their own: both cost more than most of what a gate does about a call.

Rules kept here:
 * From its first byte on, the head of a request has `HEAD_SECONDS` to be there; a connection that
   says nothing at all has as long. Who takes longer is cut off.
 * What comes behind a request, such as the line end that some clients send, ends no answer that is
   under way.
 * A head has at most `HEAD_BYTES`; more is answered 431 and the connection closed.
 * Between two requests the time of the server below counts.
 * What is written in one turn of the event loop leaves together, at its end at the latest: at once
   when an answer is whole, or `_MOST_HELD` bytes are there.
 * Who asks to be told is told as soon as the client of an unfinished answer is gone.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from countenance.gate.client import LEAVING, TELL

__all__ = ["HEAD_BYTES", "HEAD_SECONDS", "GateProtocol", "Together"]

HEAD_SECONDS = 20.0
HEAD_BYTES = 64 * 1024

_MOST_HELD = 64 * 1024

_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class Together(asyncio.Transport):
    """A transport on which what is written in one turn of the loop leaves together."""

    def __init__(self, below: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._below = below
        self._loop = loop
        self._held: list[bytes] = []
        self._size = 0
        self._is_due = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Let these bytes leave, behind those that were written before."""
        self._held.append(bytes(data))
        self._size += len(data)
        if self._size >= _MOST_HELD:
            self.flush()
        elif not self._is_due:
            self._is_due = True
            self._loop.call_soon(self._end_of_turn)

    def flush(self) -> None:
        """Let everything leave that was written; on a connection that is lost nothing does."""
        if self._held:
            held, self._held, self._size = self._held, [], 0
            if not self._below.is_closing():
                self._below.writelines(held)

    def close(self) -> None:
        """Let it leave, then close."""
        self.flush()
        self._below.close()

    def abort(self) -> None:
        """Close at once; what did not leave by now is lost."""
        self._held.clear()
        self._below.abort()

    def is_closing(self) -> bool:
        """Whether it closes, or has."""
        return self._below.is_closing()

    def _end_of_turn(self) -> None:
        self._is_due = False
        self.flush()


class GateProtocol(HttpToolsProtocol):
    """One connection of a client."""

    head_seconds = HEAD_SECONDS
    transport: Together  # before the one of the loop

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._in_head = True
        self._head = 0
        self._timer: asyncio.TimerHandle | None = None
        self._is_lost = False
        self._leaves: tuple[RequestResponseCycle, Callable[[], None]] | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """It is there."""
        super().connection_made(transport)
        self.transport = Together(transport, self.loop)
        self._begin()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._end()
        super().connection_lost(exc)
        self._is_lost = True
        leaves, self._leaves = self._leaves, None
        if leaves is not None and not leaves[0].response_complete:
            leaves[1]()

    def data_received(self, data: bytes) -> None:
        """Something came."""
        if self._in_head:
            self._head += len(data)
            self._begin()
        super().data_received(data)
        if self._in_head and self._head > HEAD_BYTES and not self.transport.is_closing():
            self.transport.write(_TOO_LARGE)
            self.transport.close()

    def on_headers_complete(self) -> None:
        """The head is there; its body has a time limit of its own."""
        self._in_head = False
        self._head = 0
        self._end()
        super().on_headers_complete()
        # The task that reads its scope begins in the next turn.
        self.scope["extensions"] = {LEAVING: {TELL: partial(self._when_left, self.cycle)}}

    def on_message_complete(self) -> None:
        """The request is there; what comes now is the head of the next one."""
        self._in_head = True
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """An answer is whole."""
        self.transport.flush()
        self._leaves = None
        super().on_response_complete()

    def _when_left(self, cycle: RequestResponseCycle, call: Callable[[], None]) -> None:
        if self._is_lost:
            self.loop.call_soon(call)
            return
        self._leaves = cycle, call
        self.flow.resume_reading()  # or nobody would notice

    def _begin(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(self.head_seconds, self._late)

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _late(self) -> None:
        self._timer = None
        cycle = cast("RequestResponseCycle | None", self.cycle)  # none before the first request
        if cycle is not None and not cycle.response_complete:
            self._begin()  # it waits for the answer before it, and so does its time
        else:
            self.transport.abort()
