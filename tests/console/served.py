"""Pages served without a network: an application over routes and a desk that are handed in."""

import asyncio
import os
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import httpx2 as httpx
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from countenance.console.front import Front
from countenance.console.shield import Shield
from countenance.console.upload import Uploads
from countenance.console.wrong import handlers
from countenance.gate.settings.settings import parse_settings

__all__ = ["ADDRESS", "Failures", "Nobody", "asked", "desk"]

ADDRESS = "http://127.0.0.1:8800"


class Failures:
    """A recorder that keeps what failed."""

    def __init__(self) -> None:
        self.entered: list[tuple[str, str]] = []

    async def failed(self, stage: str, error: BaseException, *_: Any) -> int | None:
        self.entered.append((stage, type(error).__name__))
        return None


class Nobody:
    """Sessions of nobody."""

    def find(self, id_: str, *, looks: bool = True) -> None:
        """Nobody."""


def desk(**more: Any) -> Any:
    """What a gate lends, as far as a test needs it; whatever else is asked for fails."""
    signs = SimpleNamespace(sessions=Nobody(), directory=None)
    known = {"settings": parse_settings("", {}), "sign_in": signs, "random": os.urandom}
    return SimpleNamespace(**{**known, **more})


def asked(
    routes: Sequence[BaseRoute],
    path: str,
    method: str = "GET",
    recorder: Failures | None = None,
    desk: Any = None,
    address: str = ADDRESS,
    uploads: Uploads | None = None,
    **more: Any,
) -> httpx.Response:
    """The answer to one request."""
    made = Starlette(
        routes=list(routes), exception_handlers=handlers(recorder or Failures())
    )
    made.state.desk = desk
    app = Shield(made, address)

    async def gate(*_: Any) -> None:
        raise AssertionError("this is no page")

    async def ask() -> httpx.Response:
        front = Front(gate, lambda: app, is_signed_in=lambda _: True, uploads=lambda: uploads)
        transport = httpx.ASGITransport(app=front)
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
            return await client.request(method, path, **more)

    return asyncio.run(ask())
