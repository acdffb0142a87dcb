"""An answer that is taken piece by piece: a recording, a bundle.

Rules kept here:
 * It says how long it is, so that a browser knows one that was cut off from one that is whole.
 * However it ends, what is read from is closed.
"""

from collections.abc import Iterator, Mapping
from contextlib import aclosing

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from countenance.gate.piecewise import in_threads

__all__ = ["Download"]


class Download(Response):
    """These pieces, of so many bytes in all."""

    def __init__(
        self,
        pieces: Iterator[bytes],
        size: int,
        kind: str,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        given = {**(headers or {}), "content-length": str(size)}
        super().__init__(None, status, given, kind)
        self._pieces = pieces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; of one that is only asked about (`HEAD`) what it is."""
        await send({
            "type": "http.response.start", "status": self.status_code, "headers": self.raw_headers,
        })  # fmt: skip
        if scope["method"] != "HEAD":
            async with aclosing(in_threads(self._pieces)) as portions:
                async for each in portions:
                    await send({"type": "http.response.body", "body": each, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
