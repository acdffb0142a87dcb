"""Pages served without a network: an application over routes and a desk that are handed in."""

import asyncio
from collections.abc import Sequence
from typing import Any

import httpx2 as httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from countenance.console.front import Front
from countenance.console.shield import Shield
from countenance.console.wrong import handlers

__all__ = ["ADDRESS", "Failures", "asked"]

ADDRESS = "http://127.0.0.1:8800"


class Failures:
    """A recorder that keeps what failed."""

    def __init__(self) -> None:
        self.entered: list[tuple[str, str]] = []

    async def failed(self, stage: str, error: BaseException, *_: Any) -> int | None:
        self.entered.append((stage, type(error).__name__))
        return None


def asked(
    routes: Sequence[BaseRoute],
    path: str,
    method: str = "GET",
    recorder: Failures | None = None,
    address: str = ADDRESS,
    **more: Any,
) -> httpx.Response:
    """The answer to one request."""
    app = Starlette(
        routes=list(routes),
        middleware=[Middleware(Shield, address=address)],
        exception_handlers=handlers(recorder or Failures()),
    )

    async def gate(*_: Any) -> None:
        raise AssertionError("this is no page")

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=Front(gate, lambda: app))
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
            return await client.request(method, path, **more)

    return asyncio.run(ask())
