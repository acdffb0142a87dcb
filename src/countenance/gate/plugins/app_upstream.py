"""An application in this process as the AI service behind a gate.

Rules kept here:
 * It is called as a server would call it, with the body that was written for the call and nothing
   of the caller. Of the scope around it only what its own outer layers put there is kept.
 * Its answer has limits of time and size, as that of any service; a redirect is no answer.
 * A call that is given up ends its work at once.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlencode

from countenance.dialects.call import Outgoing, Target
from countenance.errors import UpstreamError, UpstreamTimeoutError
from countenance.gate.upstream import Limits, UpstreamReply

__all__ = ["OUTER", "AppUpstream", "Asgi"]

Message = MutableMapping[str, Any]
Asgi = Callable[
    [MutableMapping[str, Any], Callable[[], Awaitable[Message]], Callable[[Any], Awaitable[None]]],
    Awaitable[None],
]
"""An ASGI application."""

OUTER: ContextVar[Mapping[str, Any]] = ContextVar("outer", default={})  # noqa: B039 - never changed
"""The scope of the call that is under way here."""

_KEPT = ("state", "user", "auth", "session", "client", "server", "scheme")
_BEFORE = {Target.OPENAI: "/v1", Target.ANTHROPIC: ""}
_LATE = "upstream `app`: its answer did not come in time"
_WAITING = 16
"""Pieces of an answer that wait to be taken, before the application waits as well."""


class AppUpstream:
    """One application, asked in one form of address."""

    def __init__(self, app: Asgi, target: Target, limits: Limits | None = None) -> None:
        self._app = app
        self._target = target
        self._limits = limits or Limits()

    @property
    def name(self) -> str:
        """Its name in messages."""
        return "app"

    @property
    def target(self) -> Target:
        """The form of address that calls for it are written in."""
        return self._target

    @asynccontextmanager
    async def send(self, outgoing: Outgoing) -> AsyncIterator[UpstreamReply]:
        """Call it once; leaving the context ends its work."""
        answer = _Answer(self._limits)
        work = asyncio.ensure_future(self._run(_scope(outgoing, self._target), outgoing, answer))
        try:
            await answer.begun()
            yield answer
        finally:
            answer.left()
            work.cancel()
            with suppress(asyncio.CancelledError):
                await work

    async def close(self) -> None:
        """There is nothing to close."""

    async def _run(
        self, scope: MutableMapping[str, Any], outgoing: Outgoing, answer: "_Answer"
    ) -> None:
        given = False

        async def receive() -> Message:
            nonlocal given
            if given:
                await asyncio.Event().wait()  # nobody leaves before the end
            given = True
            return {"type": "http.request", "body": outgoing.body, "more_body": False}

        try:
            await self._app(scope, receive, answer.take)
        except Exception:  # noqa: BLE001 - whatever an application raises is a service that broke
            await answer.broken("the application failed")
        else:
            await answer.broken("the application ended before its answer did")


class _Answer:
    """The answer of an application, as it comes."""

    def __init__(self, limits: Limits) -> None:
        self.status = 0
        self.headers: Mapping[str, str] = {}
        self._limits = limits
        self._started = asyncio.Event()
        self._pieces: asyncio.Queue[bytes | UpstreamError | None] = asyncio.Queue(_WAITING)
        self._over = False

    async def take(self, message: Message) -> None:
        """What the application sends."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            named = {name.lower(): value for name, value in message["headers"]}
            if b"content-type" in named:
                self.headers = {"content-type": named[b"content-type"].decode("latin-1")}
            self._started.set()
        elif message["type"] == "http.response.body" and not self._over:
            if message.get("body"):
                await self._pieces.put(bytes(message["body"]))
            if not message.get("more_body", False):
                self._over = True
                await self._pieces.put(None)

    def left(self) -> None:
        """Nobody takes anything more of it; what the application still sends goes nowhere."""
        self._over = True

    async def broken(self, why: str) -> None:
        """It ended: for what waits, unless the answer was whole."""
        if not self._over:
            self._over = True
            self._started.set()
            await self._pieces.put(UpstreamError(f"upstream `app`: {why}"))

    async def begun(self) -> None:
        """Wait for its status. Raises `UpstreamError`."""
        try:
            async with asyncio.timeout(self._limits.silence):
                await self._started.wait()
        except TimeoutError as error:
            raise UpstreamTimeoutError("upstream `app`: no answer in time") from error
        if not 200 <= self.status <= 599 or 300 <= self.status <= 399:
            found = self._pieces.get_nowait() if self.status == 0 else None
            raise found if isinstance(found, UpstreamError) else UpstreamError(
                f"upstream `app`: status {self.status} is no answer"
            )

    async def chunks(self, pause: float | None = None) -> AsyncIterator[bytes]:
        """The body as it comes, with an empty piece for every pause; raises `UpstreamError`."""
        size, clock = 0, asyncio.get_running_loop().time
        until = clock() + self._limits.answer
        paused = 0.0
        while True:
            most = min(self._limits.silence - paused, until - clock())
            wait = most if pause is None else min(pause, most)
            try:
                # Around no `yield`: it would end whoever takes the pieces, in the middle of that.
                async with asyncio.timeout(wait):
                    piece = await self._pieces.get()
            except TimeoutError as error:
                if wait == most:
                    raise UpstreamTimeoutError(_LATE) from error
                paused += wait
                piece = b""
            else:
                paused = 0.0
            if piece is None:
                return
            if isinstance(piece, UpstreamError):
                raise piece
            size += len(piece)
            if size > self._limits.answer_bytes:
                raise UpstreamError("upstream `app`: its answer is too large")
            if clock() > until:
                raise UpstreamTimeoutError(_LATE)
            yield piece

    async def read(self) -> bytes:
        """The whole body; raises `UpstreamError`."""
        return b"".join([piece async for piece in self.chunks()])


def _scope(outgoing: Outgoing, target: Target) -> MutableMapping[str, Any]:
    path = _BEFORE[target] + outgoing.path
    headers = [
        ("host", "app"),
        ("content-type", outgoing.content_type),
        ("content-length", str(len(outgoing.body))),
        *outgoing.headers,
    ]
    outer = OUTER.get()
    return {
        **{name: outer[name] for name in _KEPT if name in outer},
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": outgoing.method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": urlencode(outgoing.query).encode(),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
    }
