"""The face rules around an application in this process, as ASGI middleware.

    app = FaceRules(app, load_settings(), "azure_openai", untouched=("/healthz",))

Rules kept here:
 * Everything is governed but the paths that are named as `untouched`; a route that the gate does
   not know is refused.
 * The gate in it is a whole one: it has callers, keys, a record and limits, and checks answers.
 * With `key` every call counts as that caller's, whatever it carries; who asks is then for layers
   around this one to know.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import suppress
from typing import Any

import msgspec

from countenance.dialects.call import Target
from countenance.errors import CountenanceError
from countenance.gate.application import Gate
from countenance.gate.metrics import Metrics
from countenance.gate.plugins.app_upstream import OUTER, AppUpstream, Asgi
from countenance.gate.server import Limits, Server
from countenance.gate.settings.settings import Settings
from countenance.gate.settings.upstream import UpstreamSettings
from countenance.gate.upstreams import Behind, Upstreams

__all__ = ["FaceRules"]

_KEY_HEADERS = (b"authorization", b"api-key", b"x-api-key", b"ocp-apim-subscription-key")
_Receive = Callable[[], Awaitable[Any]]
_Send = Callable[[Any], Awaitable[None]]


class FaceRules:
    """An ASGI application: a gate, and behind it the application that it was given."""

    def __init__(
        self,
        app: Asgi,
        settings: Settings,
        service: str,
        *,
        untouched: tuple[str, ...] = (),
        key: str | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """`service` is what the codes know the application as; `settings.upstream` is not used.

        `untouched`: paths, or beginnings of paths that end in `/`. `key` of a registered caller.
        """
        self._app = app
        self._untouched = untouched
        self._key = key
        behind = [
            Behind("app", service, (), AppUpstream(app, target))
            for target in (Target.OPENAI, Target.ANTHROPIC)
        ]
        named = UpstreamSettings(name="app", kind="openai", service=service, url="asgi:")
        settings = msgspec.structs.replace(settings, upstream=(named,))
        metrics = Metrics()
        self._gate = Gate(
            settings,
            os.environ if environment is None else environment,
            upstreams=Upstreams(behind),
            metrics=metrics,
        )
        limits = Limits(settings.gate.max_body_bytes, settings.gate.max_calls)
        self._server = Server(self._gate, limits, metrics)

    async def __call__(
        self, scope: MutableMapping[str, Any], receive: _Receive, send: _Send
    ) -> None:
        """Serve one ASGI scope."""
        if scope["type"] == "lifespan":
            await self._lifespan(scope, receive, send)
        elif scope["type"] == "http" and self._leaves(scope["path"]):
            await self._app(scope, receive, send)
        else:
            OUTER.set(scope)
            await self._server(self._known(scope), receive, send)

    def _leaves(self, path: str) -> bool:
        return any(
            path == each or (each.endswith("/") and path.startswith(each))
            for each in self._untouched
        )

    def _known(self, scope: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        if self._key is None or scope["type"] != "http":
            return scope
        kept = [pair for pair in scope["headers"] if pair[0].lower() not in _KEY_HEADERS]
        return {**scope, "headers": [*kept, (b"x-api-key", self._key.encode())]}

    async def _lifespan(
        self, scope: MutableMapping[str, Any], receive: _Receive, send: _Send
    ) -> None:
        """The application first, then the gate; both are ended, the gate first."""
        inner = _Inner(self._app, scope)
        await receive()
        try:
            await inner.tell("startup")
            await self._gate.open()
        except (CountenanceError, OSError) as error:
            await inner.end()
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._gate.close()
        with suppress(CountenanceError):
            await inner.tell("shutdown")
        await inner.end()
        await send({"type": "lifespan.shutdown.complete"})


class _Inner:
    """The lifespan of the application inside; one that has none is left alone."""

    def __init__(self, app: Asgi, scope: MutableMapping[str, Any]) -> None:
        self._told: asyncio.Queue[str] = asyncio.Queue()
        self._said: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()
        self._work = asyncio.ensure_future(self._run(app, scope))

    async def tell(self, phase: str) -> None:
        """Tell it to start or to stop, and wait until it has. Raises `CountenanceError`."""
        if self._work.done():
            return
        await self._told.put(f"lifespan.{phase}")
        saying = asyncio.ensure_future(self._said.get())
        await asyncio.wait((saying, self._work), return_when=asyncio.FIRST_COMPLETED)
        if not saying.done():
            saying.cancel()
        elif saying.result()["type"] == f"lifespan.{phase}.failed":
            raise CountenanceError(f"the application: {saying.result().get('message', phase)}")

    async def end(self) -> None:
        """It has said all that it will."""
        self._work.cancel()
        with suppress(asyncio.CancelledError):
            await self._work

    async def _run(self, app: Asgi, scope: MutableMapping[str, Any]) -> None:
        async def receive() -> MutableMapping[str, Any]:
            return {"type": await self._told.get()}

        with suppress(Exception):  # how an application says that it knows no lifespan
            await app(scope, receive, self._said.put)
