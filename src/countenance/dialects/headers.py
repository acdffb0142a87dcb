"""What the headers of a request may say, and the one key that they give.

Rules kept here:
 * A header that two readers could read differently is refused: doubled, folded, with control
   characters, or a length beside chunks.
 * Who asks comes from the key and from nothing else. Headers that claim an organization, an
   address or a role are neither read nor forwarded.
 * Two different keys in one request are refused; the same key twice (one client does so) is one.

Whose key it is, is the work of `countenance.callers`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from countenance.errors import UnreadableCallError, UnsupportedCallError

__all__ = ["ATTESTATION", "Picked", "check_headers", "key_of", "picked", "require_json"]

ATTESTATION = "x-countenance-attestation"
"""The header that may carry a signed statement about this call."""

Headers = Iterable[tuple[str, str]]

_ONCE = frozenset(
    {
        "host",
        "content-length",
        "content-type",
        "authorization",
        "api-key",
        "anthropic-version",
        "x-api-key",
        "ocp-apim-subscription-key",
        "transfer-encoding",
        "content-encoding",
        "expect",
        ATTESTATION,
        "x-ms-client-request-id",
    }
)
_KEY_HEADERS = ("api-key", "x-api-key", "ocp-apim-subscription-key")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_TOKEN = re.compile(r"[\x21-\x7e]{1,4096}")
_ECHOED = re.compile(r"[A-Za-z0-9._-]{1,128}")
_REQUEST_ID = "x-ms-client-request-id"
_PICKED = frozenset({"content-type", "content-encoding", ATTESTATION, _REQUEST_ID})
_LONGEST = 64 * 1024


def check_headers(headers: Headers) -> None:
    """Raise `UnreadableCallError` (400; the connection is closed) for headers with two readings."""
    seen: set[str] = set()
    size = 0
    for raw, value in headers:
        name = raw.lower()
        size += len(name) + len(value)
        if not _NAME.fullmatch(name):
            raise UnreadableCallError("headers: a name holds characters that no header name has")
        if _CONTROL.search(value):
            raise UnreadableCallError(
                f"headers: `{name}` holds a control character or is folded over lines"
            )
        if name in _ONCE:
            if name in seen:
                raise UnreadableCallError(f"headers: `{name}` stands twice; once is right")
            seen.add(name)
        if name == "content-length" and not (value.isascii() and value.isdigit()):
            raise UnreadableCallError("headers: `content-length` is not a number")
        if name == "transfer-encoding" and value.lower() != "chunked":
            raise UnreadableCallError("headers: only `transfer-encoding: chunked` is read here")
    if "content-length" in seen and "transfer-encoding" in seen:
        raise UnreadableCallError(
            "headers: `content-length` and `transfer-encoding` together; one of them is right"
        )
    if size > _LONGEST:
        raise UnreadableCallError(f"headers: {size} bytes; at most {_LONGEST} are read", status=431)


def key_of(headers: Headers) -> str | None:
    """The key of the caller: `Authorization: Bearer`, or one of the headers in which the clients
    of a service send it; `None` when none is there.

    Raises `UnreadableCallError` for another scheme, an odd key, or two keys that differ. The key
    itself is never part of a message.
    """
    keys: set[str] = set()
    for raw, value in headers:
        name = raw.lower()
        if name == "authorization":
            scheme, _, token = value.strip(" \t").partition(" ")
            if scheme.lower() != "bearer":
                raise UnreadableCallError("headers: `authorization` is not `Bearer` and a key")
            keys.add(token.strip(" "))
        elif name in _KEY_HEADERS:
            keys.add(value.strip(" \t"))
    if not keys:
        return None
    if len(keys) > 1:
        raise UnreadableCallError("headers: two of them hold keys, and these differ")
    key = keys.pop()
    if not _TOKEN.fullmatch(key):
        raise UnreadableCallError("headers: the key is empty or holds characters that no key has")
    return key


@dataclass(frozen=True, slots=True)
class Picked:
    """The headers that are read for themselves; `None` for those that are not there."""

    content_type: str | None
    content_encoding: str | None
    attestation: str | None
    client_request_id: str | None
    """The id that Azure clients want echoed, when it is fit to be echoed."""


def picked(headers: Headers) -> Picked:
    """Those headers; raises `UnreadableCallError` when one of them stands twice."""
    found: dict[str, str] = {}
    for raw, value in headers:
        name = raw.lower()
        if name in _PICKED:
            if name in found:
                raise UnreadableCallError(f"headers: `{name}` stands twice; once is right")
            found[name] = value
    request_id = found.get(_REQUEST_ID)
    if request_id is not None and not _ECHOED.fullmatch(request_id):
        request_id = None
    return Picked(
        found.get("content-type"), found.get("content-encoding"), found.get(ATTESTATION), request_id
    )


def require_json(headers: Picked) -> None:
    """Raise `UnsupportedCallError` (415) unless the body is plain JSON in UTF-8."""
    encoding, kind = headers.content_encoding, headers.content_type
    if encoding is not None and encoding.strip().lower() != "identity":
        raise UnsupportedCallError(
            "headers: packed bodies (`content-encoding`) are not opened; send plain JSON",
            status=415,
        )
    if kind == "application/json":
        return
    if kind is None:
        raise UnsupportedCallError(
            "headers: `content-type` is missing; `application/json` is right", status=415
        )
    media, _, parameter = kind.partition(";")
    if media.strip().lower() != "application/json":
        raise UnsupportedCallError(
            "headers: this route reads `content-type: application/json` only", status=415
        )
    if parameter.strip().lower().replace('"', "") not in ("", "charset=utf-8", "charset=utf8"):
        raise UnsupportedCallError("headers: JSON is read in UTF-8 only", status=415)
