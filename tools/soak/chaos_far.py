"""The AI service of a chaos run: it keeps what reached it and when, and does what the plan says."""

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from typing import cast

import httptools
from canned import ANSWER, EVENTS_OF_ONE

__all__ = ["Far"]

_NUMBER = re.compile(rb"call-([0-9]+)-")
_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
_EVENTS = EVENTS_OF_ONE.split(b"\n\n")
_SECRET = b"secret words"
_LONGEST = 30.0


class Far(asyncio.Protocol):
    """One connection. `plan`: the fault for a call, and whether it streams; `note`: told of it."""

    def __init__(
        self, plan: Callable[[int], tuple[str, bool]], note: Callable[[int | None], None]
    ) -> None:
        self._plan = plan
        self._note = note
        self._body = b""
        self._task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ready for requests."""
        self._transport = cast(asyncio.Transport, transport)
        self._parser = httptools.HttpRequestParser(self)

    def connection_lost(self, _: Exception | None) -> None:
        """Whoever asked is gone."""
        if self._task is not None:
            self._task.cancel()

    def data_received(self, data: bytes) -> None:
        """Bytes of requests."""
        self._parser.feed_data(data)

    def on_body(self, data: bytes) -> None:
        """A piece of a body."""
        self._body += data

    def on_message_complete(self) -> None:
        """A request is whole: it is noted before anything else."""
        found = _NUMBER.search(self._body)
        self._body = b""
        number = None if found is None else int(found[1])
        self._note(number)
        fault, stream = ("", False) if number is None else self._plan(number)
        self._task = asyncio.ensure_future(self._answer(fault, stream=stream))

    async def _answer(self, fault: str, *, stream: bool) -> None:
        with suppress(asyncio.CancelledError):
            if not await self._before(fault):
                await self._answered(fault, stream=stream)

    async def _before(self, fault: str) -> bool:
        """Do what fails before an answer; whether that was it."""
        write = self._transport.write
        match fault:
            case "500" | "429" | "400":
                told = b'{"error": {"message": "%s"}}' % _SECRET
                write(_whole(int(fault), b"application/json", told))
            case "garbage":
                write(_whole(200, b"text/html", b"<html>%s</html>" % _SECRET))
            case "half":
                write(_whole(200, b"application/json", b'{"choices": [{"%s' % _SECRET, 1000))
                self._transport.close()
            case "reset":
                self._transport.abort()
            case "hang":
                await asyncio.sleep(_LONGEST)
            case _:
                return False
        return True

    async def _answered(self, fault: str, *, stream: bool) -> None:
        write = self._transport.write
        if not stream:
            write(ANSWER)
            return
        write(_HEAD)
        match fault:
            case "":
                write(_chunk(EVENTS_OF_ONE))
            case "slow":
                for event in _EVENTS[:5]:
                    write(_chunk(event + b"\n\n"))
                    await asyncio.sleep(0.05)
                write(_chunk(b"\n\n".join(_EVENTS[5:])))
            case "cut":
                write(_chunk(b"\n\n".join(_EVENTS[:4]) + b"\n\n"))
                self._transport.close()
                return
            case "stall":
                write(_chunk(b"\n\n".join(_EVENTS[:4]) + b"\n\n"))
                await asyncio.sleep(_LONGEST)
            case "noise":
                write(_chunk(b"data: %s\n\n" % _SECRET))
            case "bad-chunk":
                write(_chunk(b"\n\n".join(_EVENTS[:4]) + b"\n\n") + b"zz\r\n")
                self._transport.close()
                return
            case _:
                raise ValueError(f"no fault is called {fault}")
        write(b"0\r\n\r\n")


def _chunk(content: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(content), content)


def _whole(status: int, kind: bytes, content: bytes, length: int | None = None) -> bytes:
    return b"HTTP/1.1 %d X\r\ncontent-type: %s\r\ncontent-length: %d\r\n\r\n%s" % (
        status, kind, len(content) if length is None else length, content,
    )  # fmt: skip
