"""The way to an AI service.

Rules kept here:
 * What goes out is the body that was written for this call, the address and key from the settings,
   and nothing of the caller: none of its headers, no address, no key.
 * No redirect is followed and no proxy is taken from the environment. A proxy or a certificate
   authority of one's own is set in the settings or not used.
 * Connecting, silence and the whole answer have time limits; answers have a size limit. Packed
   answers are not asked for and not opened.
 * A call is sent once. Whether it is sent again is the caller's choice, as a new call.
 * A call that is given up, by whom and when ever, is closed at once: the service is not kept
   working for nobody.
 * Errors name the upstream and what happened, never an address with a key or a body.
"""

import re
import ssl
import time
from collections import deque
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode, urlsplit

from countenance import __version__
from countenance.dialects.call import Outgoing, Target
from countenance.errors import SettingsError, UpstreamError, UpstreamTimeoutError
from countenance.gate.connection import BrokenError, Connection, Way, connected
from countenance.gate.within import within

__all__ = ["HttpUpstream", "Limits", "Upstream", "UpstreamReply", "target_of"]

_KEPT = ("content-type", "x-request-id", "apim-request-id", "request-id", "operation-location")
_IDLE_SECONDS = 4.0
"""How long a connection is kept for the next call: shorter than services keep theirs, because a
call that meets one that is just being closed is lost, and no call is sent twice."""

_TARGET = re.compile(r"[\x21-\x7e]+")
_LINE = re.compile(r"[\x20-\x7e]+")
_Result = TypeVar("_Result")
_WITH_BODY = ("POST", "PUT", "PATCH")
_KEY_HEADERS = {Target.AZURE_FACE: "ocp-apim-subscription-key", Target.ANTHROPIC: "x-api-key"}
"""The header in which each service reads a key, where it is not `api-key`."""


class UpstreamReply(Protocol):
    """The answer of an upstream, once its headers are there."""

    @property
    def status(self) -> int:
        """The HTTP number, 200 to 599; never a redirect."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The few headers that are kept, names in lower case."""

    def chunks(self, pause: float | None = None) -> AsyncIterator[bytes]:
        """The body as it comes, and an empty piece whenever nothing has come for `pause` seconds.

        Raises `UpstreamError` when it breaks or grows too large.
        """

    async def read(self) -> bytes:
        """The whole body; raises `UpstreamError` as `chunks` does."""


class Upstream(Protocol):
    """One AI service."""

    @property
    def name(self) -> str:
        """Its name in the settings."""

    @property
    def target(self) -> Target:
        """The form of address that calls for it are written in."""

    def send(self, outgoing: Outgoing) -> AbstractAsyncContextManager[UpstreamReply]:
        """Send one call, once. Leaving the context drops the connection if it is still open."""

    async def close(self) -> None:
        """Close all connections."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and bytes. `silence` is between two pieces of an answer, `answer` for all of it."""

    connect: float = 10.0
    silence: float = 120.0
    answer: float = 600.0
    answer_bytes: int = 64 * 1024 * 1024


def target_of(kind: str, url: str) -> Target:
    """The form of address of an upstream of this kind in the settings."""
    match kind:
        case "openai":
            return Target.OPENAI
        case "azure_openai":
            path = urlsplit(url).path.rstrip("/")
            return Target.AZURE_V1 if path.endswith("/openai/v1") else Target.AZURE_DEPLOYMENT
        case "azure_face":
            return Target.AZURE_FACE
        case "anthropic":
            return Target.ANTHROPIC
        case _:
            raise SettingsError(f"no upstream over HTTP is of kind `{kind}`")


class HttpUpstream:
    """An AI service that is reached over HTTP."""

    def __init__(
        self,
        name: str,
        url: str,
        target: Target,
        key: str | None,
        limits: Limits | None = None,
        *,
        proxy: str | None = None,
        authority: bytes | None = None,
    ) -> None:
        """`url` is the base address; `authority` is a certificate authority to trust, in PEM."""
        self._name = name
        self._target = target
        self._base = _checked(name, url)
        self._key = _checked_key(name, key)
        self._limits = limits or Limits()
        self._way = _way(name, self._base, proxy, authority)
        self._idle: deque[tuple[float, Connection]] = deque()
        # A proxy that passes plain HTTP on is told the whole address.
        whole = self._way.proxy is not None and self._way.secure is None
        self._prefix = self._base if whole else urlsplit(self._base).path
        self._host = urlsplit(self._base).netloc

    @property
    def name(self) -> str:
        """Its name in the settings."""
        return self._name

    @property
    def target(self) -> Target:
        """The form of address that calls for it are written in."""
        return self._target

    def send(self, outgoing: Outgoing) -> AbstractAsyncContextManager[UpstreamReply]:
        """Send one call; raises `UpstreamError` before or while the answer is read."""
        return _Sent(self, outgoing)

    async def begun(self, outgoing: Outgoing) -> tuple[Connection, UpstreamReply]:
        """Send one call, and wait until its answer begins: over which connection, and the answer.

        Raises `UpstreamError`; then the connection is dropped.
        """
        if outgoing.target is not self._target:
            raise UpstreamError(f"upstream `{self._name}`: the call was written for another one")
        head = self._head(outgoing)
        deadline = time.monotonic() + self._limits.answer
        waiting = _Waiting(self._name, self._limits.silence, deadline)
        connection = await self._connection()
        try:
            connection.send(head, outgoing.body)
            await waiting.on(connection.answered())
            return connection, _Reply(self._name, connection, waiting, self._limits.answer_bytes)
        except BrokenError as error:
            self.ended(connection)
            raise UpstreamError(f"upstream `{self._name}`: {error.what}") from None
        except BaseException:
            self.ended(connection)
            raise

    def ended(self, connection: Connection) -> None:
        """A call over this connection is over: it is kept for the next one, or dropped."""
        if connection.is_reusable:
            self._idle.append((time.monotonic(), connection))
        else:
            connection.close()

    async def close(self) -> None:
        """Close all connections."""
        while self._idle:
            self._idle.pop()[1].close()

    async def _connection(self) -> Connection:
        """One that is free, or a new one."""
        now = time.monotonic()
        while self._idle and now - self._idle[0][0] > _IDLE_SECONDS:
            self._idle.popleft()[1].close()
        while self._idle:
            connection = self._idle.pop()[1]
            if connection.is_reusable:
                return connection
        try:
            with within(self._limits.connect):
                return await connected(self._way)
        except TimeoutError:
            raise UpstreamTimeoutError(
                f"upstream `{self._name}`: no connection within the time limit"
            ) from None
        except BrokenError as error:
            raise UpstreamError(f"upstream `{self._name}`: {error.what}") from None

    def _head(self, outgoing: Outgoing) -> bytes:
        """The first lines of a call: ours alone."""
        path = self._prefix + outgoing.path
        if outgoing.query:
            path += "?" + urlencode(outgoing.query)
        headers = [
            ("host", self._host),
            ("user-agent", f"countenance/{__version__}"),
            ("accept", "text/event-stream" if outgoing.stream else "application/json"),
            *outgoing.headers,
        ]
        if outgoing.method in _WITH_BODY:
            headers.append(("content-type", outgoing.content_type))
            headers.append(("content-length", str(len(outgoing.body))))
        elif outgoing.body:
            raise UpstreamError(f"upstream `{self._name}`: a {outgoing.method} was written a body")
        if self._key is not None:
            if self._target is Target.OPENAI:
                headers.append(("authorization", f"Bearer {self._key}"))
            else:
                headers.append((_KEY_HEADERS.get(self._target, "api-key"), self._key))
        lines = [f"{outgoing.method} {path} HTTP/1.1"]
        lines += [f"{header}: {value}" for header, value in headers]
        if not _TARGET.fullmatch(path) or not all(_LINE.fullmatch(line) for line in lines):
            raise UpstreamError(f"upstream `{self._name}`: the call cannot be written on one line")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


class _Sent:
    """One call, from the first byte of it until its answer is over."""

    __slots__ = ("_connection", "_outgoing", "_upstream")

    def __init__(self, upstream: HttpUpstream, outgoing: Outgoing) -> None:
        self._upstream = upstream
        self._outgoing = outgoing

    async def __aenter__(self) -> UpstreamReply:
        self._connection, reply = await self._upstream.begun(self._outgoing)
        return reply

    async def __aexit__(self, *_: object) -> None:
        self._upstream.ended(self._connection)


class _Waiting:
    """The time limits of one call."""

    def __init__(self, name: str, silence: float, deadline: float) -> None:
        self._name = name
        self._silence = silence
        self._deadline = deadline
        self._paused = 0.0

    async def on(
        self, coming: Coroutine[Any, Any, _Result], pause: float | None = None
    ) -> _Result | None:
        """What comes next, if it comes in time; None when it has not come for `pause` seconds.

        What is waited for has to lose nothing when it is cancelled.
        """
        most = min(self._silence - self._paused, self._deadline - time.monotonic())
        is_pause = pause is not None and pause < most
        try:
            with within(pause if is_pause and pause is not None else most):
                came = await coming
        except TimeoutError:
            if is_pause and pause is not None:
                self._paused += pause
                return None
            raise UpstreamTimeoutError(
                f"upstream `{self._name}`: no answer within the time limit"
            ) from None
        self._paused = 0.0
        return came


class _Reply:
    def __init__(
        self, name: str, connection: Connection, waiting: _Waiting, limit: int
    ) -> None:
        self._name = name
        self._connection = connection
        self._waiting = waiting
        self._limit = limit
        self._size = 0
        self.status = connection.status
        self.headers: dict[str, str] = {
            kept: connection.headers[kept] for kept in _KEPT if kept in connection.headers
        }
        if 300 <= self.status < 400 or self.status < 200:
            raise UpstreamError(f"upstream `{name}`: status {self.status}; no redirect is followed")
        packed = connection.headers.get("content-encoding")
        if packed is not None and packed.lower() != "identity":
            raise UpstreamError(f"upstream `{name}`: its answer is packed, which was not asked for")

    async def chunks(self, pause: float | None = None) -> AsyncIterator[bytes]:
        while (chunk := await self._next(pause)) != b"":
            yield b"" if chunk is None else chunk

    async def read(self) -> bytes:
        pieces = []
        while chunk := await self._next():
            pieces.append(chunk)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    async def _next(self, pause: float | None = None) -> bytes | None:
        """The next piece; empty when the answer is over, None when nothing came for a while."""
        try:
            chunk = self._connection.here()
            if chunk is None:
                chunk = await self._waiting.on(self._connection.read(), pause)
        except BrokenError as error:
            raise UpstreamError(f"upstream `{self._name}`: {error.what}") from None
        if chunk is None:
            return None
        self._size += len(chunk)
        if self._size > self._limit:
            raise UpstreamError(
                f"upstream `{self._name}`: an answer of more than {self._limit} bytes"
            )
        return chunk


def _way(name: str, base: str, proxy: str | None, authority: bytes | None) -> Way:
    pieces = urlsplit(base)
    secure = None
    if pieces.scheme == "https":
        secure = ssl.create_default_context()
        secure.set_alpn_protocols(["http/1.1"])
        if authority is not None:
            try:
                secure.load_verify_locations(cadata=authority.decode("ascii"))
            except (ssl.SSLError, ValueError) as error:
                raise SettingsError(
                    f"upstream `{name}`: `authority` holds no certificate that can be read"
                ) from error
    port = pieces.port or (443 if secure else 80)
    through = None
    if proxy is not None:
        asked = urlsplit(_checked(name, proxy, "proxy"))
        if asked.scheme != "http":
            raise SettingsError(f"upstream `{name}`: `proxy` must begin with http://")
        through = (asked.hostname or "", asked.port or 80)
    return Way(pieces.hostname or "", port, secure, through)


def _checked_key(name: str, key: str | None) -> str | None:
    if key is not None and not _LINE.fullmatch(key):
        raise SettingsError(f"upstream `{name}`: its key holds characters that no key has")
    return key


def _checked(name: str, url: str, what: str = "url") -> str:
    """The base address without a slash at its end; raises `SettingsError` for an odd one."""
    place = f"upstream `{name}`: `{what}`"
    try:
        pieces = urlsplit(url)
        port = pieces.port
    except ValueError as error:
        raise SettingsError(f"{place} is no address") from error
    if pieces.scheme not in ("http", "https") or not pieces.hostname or port == 0:
        raise SettingsError(f"{place} must begin with https:// or http://")
    if pieces.username is not None or pieces.password is not None:
        raise SettingsError(f"{place} holds a name or key; use `key_env`")
    if pieces.query or pieces.fragment:
        raise SettingsError(f"{place} has a query or a fragment; leave it out")
    if not _TARGET.fullmatch(url):
        raise SettingsError(f"{place} holds letters that have to be escaped")
    return url.rstrip("/")
