"""What every page carries along, and what every form has to come with.

Rules kept here:
 * A page takes style, script and pictures from its own address alone, stands in nobody's frame, and
   sends its forms nowhere else.
 * A form comes from a page of this very address: a browser says so itself, in `Origin`. One that
   does not say it is no form of ours.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from countenance.errors import NotForYouError

__all__ = ["HEADERS", "Shield", "check_own_page", "is_own_origin"]

HEADERS: Mapping[str, str] = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "media-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    ),
    "x-content-type-options": "nosniff",
    # Not `no-referrer`: with that a browser sends forms with `Origin: null`.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
}

_STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=31536000")
_CACHE = {"/console": b"no-store", "/public": b"public, max-age=60"}


class Shield:
    """Wraps the pages. `address`: where the gate is, as its callers see it."""

    def __init__(self, pages: ASGIApp, address: str) -> None:
        self._pages = pages
        self._added = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
        if address.startswith("https:"):
            self._added.append(_STRICT_TRANSPORT)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI scope."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message["headers"], *self._added]
                if not any(name == b"cache-control" for name, _ in headers):
                    room = "/public" if scope["path"].startswith("/public") else "/console"
                    cache = _CACHE[room] if message["status"] == 200 else b"no-store"
                    headers.append((b"cache-control", cache))
                message = {**message, "headers": headers}
            await send(message)

        await self._pages(scope, receive, sent)


def is_own_origin(request: Request, address: str) -> bool:
    """Whether a form comes from a page of this gate. `address`: where it is, as people see it."""
    origin = request.headers.get("origin", "")
    if not origin or origin == "null":
        return False
    if origin == _origin_of(address):
        return True
    # Whoever reaches it by another name, such as a tunnel to loopback, sends that in `Host` too.
    return urlsplit(origin).netloc == request.headers.get("host", "")


def check_own_page(request: Request, says: str) -> None:
    """Raise `NotForYouError` with these words where another site asks, by a link or a picture."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise NotForYouError(says)


def _origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
