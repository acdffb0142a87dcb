"""The server: plain ASGI around one walk.

Rules kept here:
 * Nothing is decoded before the limits hold: bytes of a body, seconds to send it, calls at once;
   and no body is read of somebody without a valid key.
 * A client that does not take its answer is waited for only so long; no more of the answer is kept
   than the connection holds.
 * Who has no key or token is counted apart from the calls, few at once and not for long: however
   many they are, they take no place of a call.
 * A client that leaves ends its call: the answer is closed, and what is left to record is recorded.
 * `/livez` says that the process turns; `/readyz` that it could judge and record a call now, which
   ends the moment that it is told to drain; `/metrics` what it counted, to those who may know.
 * Whatever goes wrong here is answered 503 with clause `gate-failure`, never passed.

What a call means is the walk's business, and how a failure reads is the dialect's.
"""

import asyncio
import contextlib
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Literal, Protocol, assert_never

import structlog

from countenance.dialects.call import Reply, Request
from countenance.dialects.routes import dialect_of
from countenance.errors import CountenanceError
from countenance.gate import strangers
from countenance.gate.asgi import (
    Scope,
    Streamed,
    json_reply,
    request_of,
    send_reply,
    send_stream,
    whole,
)
from countenance.gate.client import LEAVING, TELL, Client, Receive, Send, whole_body
from countenance.gate.counting import outcome_counted
from countenance.gate.metrics import CONTENT_TYPE, Metrics
from countenance.gate.strangers import Strangers
from countenance.gate.timing import Spans, Watch
from countenance.gate.within import within

__all__ = ["Application", "Lease", "Limits", "Refused", "Server"]

_CLEARING_SECONDS = 5.0
"""How long calls have, once they were ended, to write down that they were."""

_log = structlog.get_logger("countenance.server")


class Refused(Exception):  # noqa: N818 - an outcome, not an error
    """A request that did not reach the walk; the status says why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may cost before it is read."""

    max_body_bytes: int
    max_calls: int
    body_seconds: float = 60.0
    taking_seconds: float = 60.0
    """How long a client may take nothing of its answer."""
    metrics_for: Literal["loopback", "everyone", "nobody"] = "nobody"


class Lease(Protocol):
    """One call that was let in."""

    @property
    def is_unknown(self) -> bool:
        """Whether it is of somebody of whom nothing is known."""

    def took(self, size: int) -> None:
        """Its body had this many bytes."""

    def release(self) -> None:
        """It is over."""


class Application(Protocol):
    """What the server serves."""

    async def open(self) -> None:
        """Make ready; raising ends the start."""

    async def close(self) -> None:
        """Finish what is under way."""

    async def admit(self, request: Request) -> Reply | Lease | None:
        """The answer to a request that goes no further, before its body is read; or it is let in.

        A `Lease` is told how large the body was, and when the call is over.
        """

    async def answer(self, request: Request, lease: Lease | None) -> Reply | Streamed:
        """One call, from its bytes to its answer; never raises for what a caller sent."""

    def refusal(self, request: Request, refused: Refused) -> Reply:
        """The answer to a request that the server itself turned away."""

    async def readiness(self) -> tuple[bool, dict[str, object]]:
        """Whether a call could be judged and recorded now, and what was looked at."""


class Server:
    """The ASGI callable."""

    def __init__(
        self,
        application: Application,
        limits: Limits,
        metrics: Metrics | None = None,
        spans: Spans | None = None,
    ) -> None:
        self._application = application
        self._limits = limits
        self._metrics = metrics or Metrics()
        self._spans = spans
        self._under_way = 0
        self._strangers = Strangers()
        self._draining = False

    def drain(self) -> None:
        """From now on it is not ready; calls are served as before, until it is stopped."""
        self._draining = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI scope; websockets are closed at once."""
        match scope["type"]:
            case "lifespan":
                await self._lifespan(receive, send)
            case "http":
                await self._http(scope, receive, send)
            case _:
                await send({"type": "websocket.close", "code": 1008})

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                try:
                    await self._application.open()
                except (CountenanceError, OSError) as error:  # ours, or a folder that is not
                    await send({"type": "lifespan.startup.failed", "message": str(error)})
                    return
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self._emptied()
                await self._application.close()
                if self._spans is not None:
                    await asyncio.to_thread(self._spans.close)
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = request_of(scope)
        if request.path in ("/livez", "/readyz", "/metrics"):
            await send_reply(send, await self._health(request, scope))
            return
        leaving = (scope.get("extensions") or {}).get(LEAVING) or {}
        client = Client(receive, send, self._limits.taking_seconds, leaving.get(TELL))
        counted = _Counted(client.send, self._metrics, request, self._spans)
        with counted.watch, counted.span, client:
            try:
                if self._under_way >= self._limits.max_calls:
                    refused = Refused(429, f"{self._limits.max_calls} calls are under way already")
                    await send_reply(counted, self._application.refusal(request, refused))
                    return
                await self._call(request, client, receive, counted)
            finally:
                counted.end()

    async def _emptied(self) -> None:
        """Wait until calls that were ended with the server have cleared up."""
        until = time.monotonic() + _CLEARING_SECONDS
        while (self._under_way or self._strangers.under_way) and time.monotonic() < until:
            await asyncio.sleep(0.01)

    async def _call(
        self, request: Request, client: Client, receive: Receive, send: Send
    ) -> None:
        lease: Lease | None = None
        is_call = True
        self._under_way += 1
        try:
            admitted = await self._application.admit(request)
            if isinstance(admitted, Reply):
                self._under_way -= 1
                is_call = False
                await self._turned_away(admitted, client, send)
                return
            lease = admitted
            if lease is not None and lease.is_unknown:
                self._under_way -= 1
                is_call = False
                await self._of_unknown(request, lease, client, receive, send)
                return
            await self._answered(
                request, lease, client, receive, send, self._limits.body_seconds
            )
        except Refused as refused:
            await send_reply(send, self._application.refusal(request, refused))
        except ConnectionError:
            pass  # the client left; what came of the call is entered by who answered it
        except Exception as error:  # noqa: BLE001 - whatever it is, the caller is refused
            await self._failed(send, request, error)
        finally:
            if is_call:
                self._under_way -= 1
            if lease is not None:
                lease.release()

    async def _answered(
        self,
        request: Request,
        lease: Lease | None,
        client: Client,
        receive: Receive,
        send: Send,
        seconds: float,
    ) -> None:
        """One that was let in, from its body on, which may take so many seconds."""
        body = await self._body(request, receive, seconds)
        if lease is not None:
            lease.took(len(body))
        self._metrics.received(len(body))
        client.watch()
        match await self._application.answer(whole(request, body), lease):
            case Reply() as reply:
                await send_reply(send, reply)
            case Streamed() as reply:
                await send_stream(send, reply)
            case never:
                assert_never(never)

    async def _turned_away(self, reply: Reply, client: Client, send: Send) -> None:
        """The answer to one that goes no further: a refusal, or something that anybody may read."""
        client.hurry(strangers.TAKING_SECONDS)
        if len(reply.body) <= strangers.SMALL_ANSWER:
            await send_reply(send, reply)
            return
        with self._strangers.place() as has_place:
            if not has_place:
                raise _full()
            await send_reply(send, reply)

    async def _of_unknown(
        self, request: Request, lease: Lease, client: Client, receive: Receive, send: Send
    ) -> None:
        client.hurry(strangers.TAKING_SECONDS)
        with self._strangers.place() as has_place:
            if not has_place:
                raise _full()
            seconds = min(strangers.BODY_SECONDS, self._limits.body_seconds)
            await self._answered(request, lease, client, receive, send, seconds)

    async def _failed(self, send: Send, request: Request, error: Exception) -> None:
        _log.error("call-failed", error=type(error).__name__)
        failure = Refused(503, "this gate failed; nothing was passed on")
        with contextlib.suppress(OSError, RuntimeError):
            await send_reply(send, self._application.refusal(request, failure))

    async def _body(self, request: Request, receive: Receive, seconds: float) -> bytes:
        limit = self._limits.max_body_bytes
        too_large = Refused(413, f"the body is larger than {limit} bytes")
        declared = dict(request.headers).get("content-length", "0")
        if declared.isascii() and declared.isdigit():
            digits = declared.lstrip("0")
            if len(digits) > 18 or int(digits or "0") > limit:
                raise too_large
        try:
            with within(seconds):
                body = await whole_body(receive, limit)
        except TimeoutError:
            raise Refused(408, f"the body did not arrive within {seconds:g} seconds") from None
        if body is None:
            raise too_large
        return body

    async def _health(self, request: Request, scope: Scope) -> Reply:
        if request.path == "/livez":
            return json_reply(200, {"status": "alive"})
        if request.path == "/metrics":
            if not _may_know(self._limits.metrics_for, scope):
                return json_reply(404, {"status": "not for you"})
            page = await asyncio.to_thread(self._metrics.page)
            return Reply(200, (("content-type", CONTENT_TYPE),), page)
        if self._draining:
            return json_reply(503, {"status": "draining"})
        ready, looked_at = await self._application.readiness()
        status = "ready" if ready else "not ready"
        return json_reply(200 if ready else 503, {"status": status, **looked_at})


class _Counted:
    """Sends an answer, with what it took, and counts it."""

    def __init__(
        self, send: Send, metrics: Metrics, request: Request, spans: Spans | None
    ) -> None:
        self._send = send
        self._metrics = metrics
        self._request = request
        self._dialect = dialect_of(request.path).value
        self._spans = spans
        self._answered = False
        self.watch = Watch(spans)
        self.span: AbstractContextManager[object] = nullcontext()
        if spans is not None:
            parents = [value for name, value in request.headers if name == "traceparent"]
            self.span = spans.call(self._dialect, parents[0] if len(parents) == 1 else None)
        metrics.began()

    async def __call__(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start" and not self._answered:
            self._answered = True
            told = {name: value.decode("latin-1") for name, value in message["headers"]}
            clause = told.get(b"x-countenance-clause")
            status = message["status"]
            outcome = outcome_counted(self._request, status, told)
            self._metrics.answered(self._dialect, outcome, clause, status, self.watch)
            if self._spans is not None:
                entry = told.get(b"x-countenance-entry")
                self._spans.answered(outcome, clause, entry, status)
            timing = (b"server-timing", self.watch.header.encode("ascii"))
            message = {**message, "headers": [*message["headers"], timing]}
        await self._send(message)

    def end(self) -> None:
        """The call is over."""
        self._metrics.ended(self.watch, answered=self._answered)


def _full() -> Refused:
    says = f"{strangers.AT_ONCE} requests without a key are under way; try again in a moment"
    return Refused(503, says)


def _may_know(whom: str, scope: Scope) -> bool:
    if whom == "loopback":
        client = scope.get("client")
        try:
            return client is not None and ip_address(client[0]).is_loopback
        except ValueError:
            return False
    return whom == "everyone"
