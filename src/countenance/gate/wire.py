"""The bytes of a connection before there is a request: how many, and how long they may take.

The server below reads headers without a limit of either kind, so that a client that sends one byte
a second, or one header without an end, would keep a connection or fill the memory.

Rules kept here:
 * From its first byte on, the head of a request has `HEAD_SECONDS` to be there; a connection that
   says nothing at all has as long. Who takes longer is cut off.
 * A head has at most `HEAD_BYTES`; more is answered 431 and the connection closed.
 * Between two requests the time of the server below counts.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

__all__ = ["HEAD_BYTES", "HEAD_SECONDS", "GateProtocol"]

HEAD_SECONDS = 20.0
HEAD_BYTES = 64 * 1024

_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class GateProtocol(HttpToolsProtocol):
    """One connection of a client."""

    head_seconds = HEAD_SECONDS

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._in_head = True
        self._head = 0
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """It is there."""
        super().connection_made(transport)
        self._begin()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._end()
        super().connection_lost(exc)

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

    def on_message_complete(self) -> None:
        """The request is there; what comes now is the head of the next one."""
        self._in_head = True
        super().on_message_complete()

    def _begin(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(self.head_seconds, self._late)

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _late(self) -> None:
        self._timer = None
        self.transport.abort()
