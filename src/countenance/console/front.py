"""One ASGI callable for one address: the pages for people, and the gate as it is.

    /console...  /public...    the pages
    everything else            the gate, which pays one look at the path for it

Rules kept here:
 * Each answer is counted, at the place of its page: no address that somebody asked for is a label.
 * Nothing of a request is looked at before its limits hold: bytes of a form, seconds to send it,
   pages at once. A client that does not take its page is waited for only so long.
 * A page has so long for its beginning, and as long again for each piece after it: one that goes on
   is never cut off, however long it takes in all.
 * Who is signed in has places of their own: whoever holds those of the public pages and of the
   sign-in keeps nobody from a veto.
 * A header with two readings is refused, as for a call.
 * Whatever goes wrong is a page that says what to do; a log line has the name of an error, and
   nothing of what was sent.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from countenance.console.form import Form
from countenance.console.upload import Uploads, received
from countenance.dialects.headers import check_headers
from countenance.errors import CallError, CountenanceError, UnsupportedCallError
from countenance.gate.client import Client, Receive, Send, whole_body
from countenance.gate.within import within

__all__ = ["BODY", "NO_PLACE", "PATIENCE", "SIGN_IN", "Front", "Limits", "is_page"]

BODY = "countenance.body"
"""Where the body of a request stands in its scope."""

PATIENCE = "countenance.patience"
"""Where in its scope a page finds what it calls, from any thread, when it goes on and needs so many
seconds more before there is something of it."""

SIGN_IN = "/console/sign-in"
"""Where anybody signs in: everything under it is for who is not signed in yet."""

NO_PLACE = "none"
"""The place at which an answer is counted where no page stands, or before it is known which."""

_TOO_LARGE = "a form has at most {} bytes, with the file in it; go back and choose a smaller one"
_TOO_MANY = "too many pages are asked for at once; try again in a moment"

_log = structlog.get_logger("countenance.console")

Asgi = Callable[[Any, Any, Any], Any]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one page may cost.

    Pages are worked out in 40 threads: the places of both kinds together are as many, so that none
    of one kind waits for a thread that the other one has.
    """

    body_bytes: int = 256 * 1024
    body_seconds: float = 30.0
    page_seconds: float = 60.0
    """Until a page begins, and from each piece of it to the next."""
    taking_seconds: float = 60.0
    uploads_at_once: int = 4
    signed_in_at_once: int = 24
    downloads_at_once: int = 16
    """Of who is signed in: what leaves in pieces, once it has begun, gives its place to a page."""
    anybody_at_once: int = 16
    anybody_body_seconds: float = 5.0
    """How long somebody who is not signed in may take to send a form, and to take its page."""
    anybody_taking_seconds: float = 10.0


def is_page(path: str) -> bool:
    """Whether a page for people stands under this path."""
    if not path.startswith(("/console", "/public")):
        return False
    return path in ("/console", "/public") or path.startswith(("/console/", "/public/"))


class Front:
    """The ASGI callable. `server`: that of the gate; `pages`: makes the one of the pages, once the
    gate is open; `is_signed_in`: whether a request with this `cookie` header has a session that
    counts. It is asked in a thread. `count`: counts a page by its place among the pages, its status
    and the seconds until it began. `uploads`: what takes large files of who is signed in, once the
    gate is open."""

    def __init__(
        self,
        server: Asgi,
        pages: Callable[[], Asgi],
        limits: Limits | None = None,
        is_signed_in: Callable[[str], bool] = lambda _: False,
        count: Callable[[str, int, float], None] = lambda *_: None,
        uploads: Callable[[], Uploads | None] = lambda: None,
    ) -> None:
        self._count = count
        self._uploads = uploads
        self._receiving = 0
        self._downloads = 0
        self._server = server
        self._made = pages
        self._pages: Asgi | None = None
        self._limits = limits or Limits()
        self._is_signed_in = is_signed_in
        self._signed_in = 0
        self._anybody = 0

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Serve one ASGI scope."""
        if scope["type"] == "http" and is_page(scope["path"]):
            asked, began = dict(scope), time.perf_counter()

            async def counted(message: dict[str, Any]) -> None:
                if message["type"] == "http.response.start":
                    seconds = time.perf_counter() - began
                    self._count(_place_of(asked), message["status"], seconds)
                await send(message)

            await self._page(asked, receive, counted)
        else:
            await self._server(scope, receive, send)

    async def _page(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        limits = self._limits
        if await self._has_session(scope):
            if self._signed_in >= limits.signed_in_at_once:
                await _plain(send, 503, _TOO_MANY)
                return
            self._signed_in += 1
            goes_on = False

            async def sent(message: dict[str, Any]) -> None:
                nonlocal goes_on
                if message.get("more_body") and not goes_on:
                    goes_on = self._downloads < limits.downloads_at_once
                    if goes_on:
                        self._downloads, self._signed_in = self._downloads + 1, self._signed_in - 1
                await send(message)

            try:
                with Client(receive, sent, limits.taking_seconds) as client:
                    takes = await self._takes_upload(scope)
                    await self._answered(scope, receive, client, limits.body_seconds, takes)
            finally:
                if goes_on:
                    self._downloads -= 1
                else:
                    self._signed_in -= 1
            return
        if self._anybody >= limits.anybody_at_once:
            await _plain(send, 503, _TOO_MANY)
            return
        self._anybody += 1
        try:
            with Client(receive, send, limits.anybody_taking_seconds) as client:
                await self._answered(scope, receive, client, limits.anybody_body_seconds)
        finally:
            self._anybody -= 1

    async def _has_session(self, scope: Mapping[str, Any]) -> bool:
        """Whether it is of somebody who is signed in, on a page for who is."""
        if scope["path"].startswith("/public") or scope["path"].startswith(SIGN_IN):
            return False
        cookies = [value for name, value in scope["headers"] if name.lower() == b"cookie"]
        if len(cookies) != 1:
            return False
        try:
            return await asyncio.to_thread(self._is_signed_in, cookies[0].decode("latin-1"))
        except CountenanceError:  # the page itself says what is wrong
            return False

    async def _takes_upload(self, scope: Mapping[str, Any]) -> Uploads | None:
        """What takes the large file of this request, if it may have one."""
        if scope["method"] != "POST" or (uploads := self._uploads()) is None:
            return None
        told = dict(scope["headers"])
        kind = told.get(b"content-type", b"").lower()
        if scope["path"] != uploads.path or not kind.startswith(b"multipart/form-data"):
            return None
        try:
            cookies = told.get(b"cookie", b"").decode("latin-1")
            return uploads if await asyncio.to_thread(uploads.may, cookies) else None
        except CountenanceError:  # the page itself says what is wrong
            return None

    async def _answered(
        self,
        scope: dict[str, Any],
        receive: Receive,
        client: Client,
        seconds: float,
        takes: Uploads | None = None,
    ) -> None:
        started = is_bounded = False
        kept = contextlib.AsyncExitStack()
        loop, page_seconds = asyncio.get_running_loop(), self._limits.page_seconds
        limit = asyncio.timeout(None)

        def until(seconds: float | None) -> None:
            if is_bounded and not limit.expired():
                limit.reschedule(None if seconds is None else loop.time() + seconds)

        async def sent(message: dict[str, Any]) -> None:
            nonlocal started
            started = True
            until(None)  # how long the client takes is looked at by itself
            await client.send(message)
            until(page_seconds)

        try:
            headers = [(name.decode("latin-1"), value.decode("latin-1"))
                       for name, value in scope["headers"]]  # fmt: skip
            check_headers(headers)
            body: bytes | Form | None = b""
            if takes is not None:
                body = await kept.enter_async_context(
                    self._upload(receive, headers, takes, _declared(scope))
                )
            elif _declared(scope) > self._limits.body_bytes:
                body = None
            elif scope["method"] not in ("GET", "HEAD"):  # of these nobody reads a body
                with within(seconds):
                    body = await whole_body(receive, self._limits.body_bytes)
            if body is None:
                await _plain(sent, 413, _TOO_LARGE.format(self._limits.body_bytes))
                return
            client.watch()
            async with limit:
                is_bounded = True
                until(page_seconds)
                try:
                    pages = self._pages = self._pages or self._made()
                    scope[BODY] = body
                    scope[PATIENCE] = lambda seconds: loop.call_soon_threadsafe(until, seconds)
                    await pages(scope, _nothing_more(), sent)
                finally:
                    is_bounded = False
        except ConnectionError:
            pass  # the client left
        except CallError as error:
            await _plain(sent, error.status, str(error))
        except TimeoutError:
            if not started:
                await _plain(sent, 503, "this page took too long; try again in a moment")
        except Exception as error:  # noqa: BLE001 - whatever it is, somebody waits for a page
            if not started:  # otherwise a page has said so
                _log.error("page-failed", error=type(error).__name__)
                with contextlib.suppress(OSError, RuntimeError):
                    # Errors of ours may name files and servers, and anybody may stand here.
                    await _plain(sent, 503, "this page cannot be shown now: the gate failed")
        finally:
            await kept.aclose()

    @contextlib.asynccontextmanager
    async def _upload(
        self, receive: Receive, headers: list[tuple[str, str]], takes: Uploads, declared: int
    ) -> AsyncIterator[Form]:
        if self._receiving >= self._limits.uploads_at_once:
            says = "too many recordings are sent at once; try again in a moment"
            raise UnsupportedCallError(says, status=503)
        if declared > takes.largest:
            raise UnsupportedCallError(takes.too_large, status=413)
        self._receiving += 1
        try:
            async with received(receive, headers, takes, self._limits.body_seconds) as form:
                yield form
        finally:
            self._receiving -= 1


def _place_of(scope: Mapping[str, Any]) -> str:
    """The place of a page among those there are, such as `/console/queue/{id}`: never an address
    that somebody asked for."""
    return str(getattr(scope.get("route"), "path", NO_PLACE))


def _declared(scope: Mapping[str, Any]) -> int:
    """How long a request says that its body is; 0 where it says nothing that can be read."""
    for name, value in scope["headers"]:
        if name.lower() == b"content-length" and value.isdigit():
            return int(value[:18])  # no longer number is meant, and none is worked out
    return 0


def _nothing_more() -> Receive:
    """Says once that the body is over. After that there is nothing but waiting: who serves a page
    that leaves in pieces asks on and on, and that its client left ends the task from outside."""
    told = False

    async def receive() -> Mapping[str, Any]:
        nonlocal told
        if told:
            await asyncio.get_running_loop().create_future()
        told = True
        return {"type": "http.request", "body": b"", "more_body": False}

    return receive


async def _plain(send: Send, status: int, says: str) -> None:
    """A few words, where there cannot be a page."""
    body = f"{says}\n".encode()
    headers = {
        "content-type": "text/plain; charset=utf-8",
        "content-length": str(len(body)),
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    await send({
        "type": "http.response.start",
        "status": status,
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    })  # fmt: skip
    await send({"type": "http.response.body", "body": body})
