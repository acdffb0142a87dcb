"""The way to an AI service.

Rules kept here:
 * What goes out is the body that was written for this call, the address and key from the settings,
   and nothing of the caller: none of its headers, no address, no key.
 * No redirect is followed and no proxy is taken from the environment. A proxy or a certificate
   authority of one's own is set in the settings or not used.
 * Connecting, silence and the whole answer have time limits; answers have a size limit. Packed
   answers are not asked for and not opened.
 * A call is sent once. Whether it is sent again is the caller's choice, as a new call.
 * Errors name the upstream and what happened, never an address with a key or a body.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from urllib.parse import urlencode, urlsplit

from pyreqwest.client import Client, ClientBuilder
from pyreqwest.exceptions import PyreqwestError, RequestTimeoutError
from pyreqwest.proxy import ProxyBuilder
from pyreqwest.response import Response

from countenance import __version__
from countenance.dialects.call import Outgoing, Target
from countenance.errors import SettingsError, UpstreamError, UpstreamTimeoutError

__all__ = ["HttpUpstream", "Limits", "Upstream", "UpstreamReply", "target_of"]

_KEPT = ("content-type", "x-request-id", "apim-request-id", "request-id", "operation-location")
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

    def chunks(self) -> AsyncIterator[bytes]:
        """The body as it comes; raises `UpstreamError` when it breaks or grows too large."""

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
        self._key = key
        self._limits = limits or Limits()
        self._client = _client(self._limits, proxy, authority)

    @property
    def name(self) -> str:
        """Its name in the settings."""
        return self._name

    @property
    def target(self) -> Target:
        """The form of address that calls for it are written in."""
        return self._target

    @asynccontextmanager
    async def send(self, outgoing: Outgoing) -> AsyncIterator[UpstreamReply]:
        """Send one call; raises `UpstreamError` before or while the answer is read."""
        if outgoing.target is not self._target:
            raise UpstreamError(f"upstream `{self._name}`: the call was written for another one")
        address = self._base + outgoing.path
        if outgoing.query:
            address += "?" + urlencode(outgoing.query)
        builder = self._client.request(outgoing.method, address).header(
            "accept", "text/event-stream" if outgoing.stream else "application/json"
        )
        for header, value in outgoing.headers:
            builder = builder.header(header, value)
        if outgoing.method in _WITH_BODY:
            builder = builder.header("content-type", outgoing.content_type)
            builder = builder.body_bytes(outgoing.body)
        elif outgoing.body:
            raise UpstreamError(f"upstream `{self._name}`: a {outgoing.method} was written a body")
        if self._key is not None:
            if self._target is Target.OPENAI:
                builder = builder.bearer_auth(self._key)
            else:
                header = _KEY_HEADERS.get(self._target, "api-key")
                builder = builder.header(header, self._key, is_sensitive=True)
        if outgoing.stream:
            # Otherwise the client waits for 64 KiB before it gives the first byte.
            builder = builder.streamed_read_buffer_limit(0)
        request = builder.build_streamed()
        try:
            response = await request.__aenter__()
        except PyreqwestError as error:
            raise _failed(self._name, error) from None
        try:
            yield _Reply(self._name, response, self._limits.answer_bytes)
        finally:
            await request.__aexit__(None, None, None)

    async def close(self) -> None:
        """Close all connections."""
        await self._client.close()


class _Reply:
    def __init__(self, name: str, response: Response, limit: int) -> None:
        self._name = name
        self._response = response
        self._limit = limit
        self.status = response.status
        self.headers: dict[str, str] = {
            kept: value for kept in _KEPT if (value := response.get_header(kept)) is not None
        }
        if 300 <= self.status < 400 or self.status < 200:
            raise UpstreamError(f"upstream `{name}`: status {self.status}; no redirect is followed")
        packed = response.get_header("content-encoding")
        if packed is not None and packed.lower() != "identity":
            raise UpstreamError(f"upstream `{name}`: its answer is packed, which was not asked for")

    async def chunks(self) -> AsyncIterator[bytes]:
        reader = self._response.body_reader
        size = 0
        while True:
            try:
                chunk = await reader.read_chunk()
            except PyreqwestError as error:
                raise _failed(self._name, error) from None
            if chunk is None:
                return
            size += len(chunk)
            if size > self._limit:
                raise UpstreamError(
                    f"upstream `{self._name}`: an answer of more than {self._limit} bytes"
                )
            yield bytes(chunk)

    async def read(self) -> bytes:
        return b"".join([chunk async for chunk in self.chunks()])


def _client(limits: Limits, proxy: str | None, authority: bytes | None) -> Client:
    builder = (
        ClientBuilder()
        .user_agent(f"countenance/{__version__}")
        .follow_redirects(False)
        .no_proxy()
        .referer(False)
        .gzip(False)
        .brotli(False)
        .zstd(False)
        .deflate(False)
        .connect_timeout(timedelta(seconds=limits.connect))
        .read_timeout(timedelta(seconds=limits.silence))
        .timeout(timedelta(seconds=limits.answer))
    )
    if proxy is not None:
        builder = builder.proxy(ProxyBuilder.all(proxy))
    if authority is not None:
        builder = builder.add_root_certificate_pem(authority)
    return builder.build()


def _checked(name: str, url: str) -> str:
    """The base address without a slash at its end; raises `SettingsError` for an odd one."""
    pieces = urlsplit(url)
    if pieces.scheme not in ("http", "https") or not pieces.hostname:
        raise SettingsError(f"upstream `{name}`: `url` must begin with https:// or http://")
    if pieces.username is not None or pieces.password is not None:
        raise SettingsError(f"upstream `{name}`: `url` holds a name or key; use `key_env`")
    if pieces.query or pieces.fragment:
        raise SettingsError(f"upstream `{name}`: `url` has a query or a fragment; leave it out")
    return url.rstrip("/")


def _failed(name: str, error: PyreqwestError) -> UpstreamError:
    """Our error for one of the client, whose own words hold the address."""
    if isinstance(error, RequestTimeoutError):
        return UpstreamTimeoutError(f"upstream `{name}`: no answer within the time limit")
    kind = type(error).__name__.removesuffix("Error").lower()
    what = {
        "connect": "could not be reached",
        "read": "broke off its answer",
        "write": "broke off the call",
        "bodydecode": "sent an answer that cannot be read",
        "decode": "sent an answer that cannot be read",
    }.get(kind, "failed")
    return UpstreamError(f"upstream `{name}`: {what}")
