"""One connection to an AI service: HTTP/1.1, one call at a time.

Why not the client library that fetches pictures: it goes on with a call that is given up before the
service has begun to answer, and there is no way to make it stop. Here, closing is closing.

Rules kept here:
 * Parsing is that of `httptools`, as on the side of the callers; framing that it does not take, and
   an answer that ends early, are errors.
 * What is not read makes the service wait: no more than `_MOST_WAITING` bytes are kept.
 * A connection is used again only after an answer that came whole and said so, or did not say no.
"""

import asyncio
import ssl
from collections import deque
from dataclasses import dataclass

import httptools

__all__ = ["BrokenError", "Connection", "Way", "connected"]

_MOST_WAITING = 256 * 1024
_MOST_HEADERS = 64 * 1024


class BrokenError(Exception):
    """The connection ended, or what came over it is no answer. `what`: in words of ours."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True, slots=True)
class Way:
    """Where to connect: `proxy` is host and port of one, `secure` the trust for TLS."""

    host: str
    port: int
    secure: ssl.SSLContext | None
    proxy: tuple[str, int] | None = None


class Connection(asyncio.Protocol):
    """One connection. `status` and `headers` are those of the answer that is being read."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.is_complete = True
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._error: BrokenError | None = None
        self._closed = False
        self._may_stay = True
        self._is_paused = False
        self._began = False
        self._pieces: deque[bytes] = deque()
        self._waiting = 0
        self._size_of_headers = 0
        self._waiter: asyncio.Future[None] | None = None

    @property
    def is_reusable(self) -> bool:
        """Whether another call may be sent over it."""
        return self.is_complete and self._may_stay and not self._closed and self._error is None

    def send(self, head: bytes, body: bytes) -> None:
        """Send a request; then wait for `answered`, and read it."""
        if not self.is_reusable or self._transport is None:
            raise BrokenError("could not be reached")
        self.is_complete = self._began = False
        self.status = self._size_of_headers = self._waiting = 0
        self.headers = {}
        self._pieces.clear()
        self._pause(False)
        self._parser = httptools.HttpResponseParser(self)
        self._transport.writelines([head, body] if body else [head])

    async def answered(self) -> None:
        """Wait until status and headers are there."""
        while not self._began:
            await self._more()

    async def read(self) -> bytes:
        """The next piece of the body; empty when it is over."""
        while (piece := self.here()) is None:
            await self._more()
        return piece

    def here(self) -> bytes | None:
        """The same without waiting; None when nothing has come yet."""
        if not self._pieces:
            return b"" if self.is_complete else None
        piece = self._pieces.popleft()
        self._waiting -= len(piece)
        if self._waiting <= _MOST_WAITING // 2:
            self._pause(False)
        return piece

    def close(self) -> None:
        """End it now, whatever is under way."""
        self._closed = True
        if self._transport is not None:
            self._transport.abort()

    async def _more(self) -> None:
        if self._error is not None:
            raise self._error
        if self._closed:
            raise BrokenError("broke off its answer")
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _pause(self, is_paused: bool) -> None:
        if is_paused == self._is_paused or self._transport is None or self._closed:
            return
        self._is_paused = is_paused
        if is_paused:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # What the loop calls.
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is there."""
        self._transport = transport  # type: ignore[assignment]  # always both ways

    def data_received(self, data: bytes) -> None:
        """Something came."""
        if self.is_complete:
            self._may_stay = False  # more than was asked for
            self.close()
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserCallbackError):
            self._error = self._error or BrokenError("sent an answer that cannot be read")
            self.close()
        self._wake()

    def eof_received(self) -> bool:
        """The other side sends nothing more; then this side need not either."""
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._closed = True
        framed = "content-length" in self.headers or "transfer-encoding" in self.headers
        if self._began and not self.is_complete and not framed and exc is None:
            self.is_complete = True  # an answer without a length ends with its connection
        elif not self.is_complete and self._error is None:
            self._error = BrokenError("broke off its answer" if self._began else "broke off")
        self._wake()

    # What the parser calls.
    def on_header(self, name: bytes, value: bytes) -> None:
        """One header of the answer, or of the trailer after it."""
        self._size_of_headers += len(name) + len(value)
        if self._size_of_headers > _MOST_HEADERS:
            raise BrokenError("sent headers without end")
        if not self._began:
            self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        """Status and headers are there; what is below 200 only announces them."""
        if self.is_complete:
            raise BrokenError("sent more than one answer")
        status = self._parser.get_status_code()
        if status < 200 and status != 101:
            self.headers = {}
            return
        self.status = status
        self._began = True

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        self._pieces.append(body)
        self._waiting += len(body)
        if self._waiting > _MOST_WAITING:
            self._pause(True)

    def on_message_complete(self) -> None:
        """The answer is whole."""
        if self._began:
            self._may_stay = self._parser.should_keep_alive()
            self.is_complete = True


async def connected(way: Way) -> Connection:
    """A new connection; raises `BrokenError` when there is none to be had."""
    loop = asyncio.get_running_loop()
    try:
        if way.proxy is None:
            named = way.host if way.secure else None
            _, made = await loop.create_connection(
                Connection, way.host, way.port, ssl=way.secure, server_hostname=named
            )
            return made
        if way.secure is None:
            _, made = await loop.create_connection(Connection, *way.proxy)
            return made
        return await _through(way.proxy, way)
    except OSError as error:  # also what TLS does not accept
        raise BrokenError("could not be reached") from error


async def _through(proxy: tuple[str, int], way: Way) -> Connection:
    """A connection through a proxy that is asked to connect; TLS is with the service alone."""
    loop = asyncio.get_running_loop()
    asking = Connection()
    transport, _ = await loop.create_connection(lambda: asking, *proxy)
    try:
        host = f"[{way.host}]" if ":" in way.host else way.host
        where = f"{host}:{way.port}"
        asking.send(f"CONNECT {where} HTTP/1.1\r\nhost: {where}\r\n\r\n".encode("ascii"), b"")
        await asking.answered()
        if asking.status != 200:
            raise BrokenError("could not be reached through its proxy")
        made = Connection()
        secured = await loop.start_tls(
            transport, made, way.secure or ssl.create_default_context(), server_hostname=way.host
        )
        if secured is None:
            raise BrokenError("could not be reached")
        made.connection_made(secured)
        return made
    except BaseException:
        transport.abort()
        raise
