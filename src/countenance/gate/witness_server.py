"""A witness as logs and their readers ask it: https://c2sp.org/tlog-witness, over HTTP.

    POST /add-checkpoint               what a log submits; the answer is a cosignature
    GET /<sha256 of origin>/checkpoint the last head that it signed for that log

Rules kept here:
 * Whoever asks is nobody in particular: a body has a limit in bytes and in seconds, and nothing
   else is read.
 * An answer leaves when what it promises is on the disk; a disk that fails is 503, and no
   cosignature. What went wrong is for the log of the witness.
"""

import asyncio
import re
from collections.abc import Mapping
from typing import Any

import structlog

from countenance.errors import RecordError
from countenance.gate.client import Receive, Send, whole_body
from countenance.gate.within import within
from countenance.record.witness import LIMIT, Answer
from countenance.stores.witness import WitnessStore

__all__ = ["ADD", "WitnessServer"]

ADD = "/add-checkpoint"
_HEAD = re.compile(r"/(?P<digest>[0-9a-f]{64})/checkpoint")
_BODY_SECONDS = 20.0


_log = structlog.get_logger("countenance.witness")


class WitnessServer:
    """The ASGI application of a witness."""

    def __init__(self, store: WitnessStore, body_seconds: float = _BODY_SECONDS) -> None:
        self._store = store
        self._body_seconds = body_seconds

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """One request."""
        assert scope["type"] == "http"  # `lifespan` and WebSockets are switched off
        try:
            answer = await self._answer(scope, receive)
        except RecordError as error:
            _log.error("witness-failed", error=str(error))
            answer = Answer(503, "this witness cannot sign now\n")
        except ConnectionError:
            return
        body = answer.body.encode()
        headers = [
            (b"content-type", answer.content_type.encode("ascii")),
            (b"content-length", str(len(body)).encode("ascii")),
            (b"cache-control", b"no-cache"),
        ]
        if answer.status in (405, 408, 413):
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        shown = b"" if scope["method"] == "HEAD" else body
        await send({"type": "http.response.body", "body": shown})

    async def _answer(self, scope: Mapping[str, Any], receive: Receive) -> Answer:
        method, path = scope["method"], scope["path"]
        found = _HEAD.fullmatch(path)
        if found is None and path != ADD:
            return Answer(404, f"there is `{ADD}` and `/<sha256 of origin>/checkpoint`\n")
        if method not in (("POST",) if found is None else ("GET", "HEAD")):
            return Answer(405, f"{'POST' if found is None else 'GET'} is right here\n")
        if found is not None:
            head = await asyncio.to_thread(self._store.head, found["digest"])
            if head is None:
                return Answer(404, "this witness has signed nothing of that log\n")
            return Answer(200, head.decode())
        try:
            with within(self._body_seconds):
                data = await whole_body(receive, LIMIT)
        except TimeoutError:
            return Answer(408, f"the body did not arrive within {self._body_seconds:g} seconds\n")
        if data is None:
            return Answer(413, f"at most {LIMIT} bytes are read\n")
        return await asyncio.to_thread(self._store.answer, data)
