"""The calls of the bench, and a client that makes them over kept connections."""

import asyncio
import base64
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import click
import httptools
import numpy as np
import simplejpeg  # type: ignore[import-untyped]  # ships no py.typed
from running import Started

from countenance.media.drawn import portrait

__all__ = ["KINDS", "Call", "NotServedError", "made", "picture", "shown"]

_PROMPT = "Explain to somebody who has never needed one what a notary does, and when. "


class NotServedError(click.ClickException):
    """A server answered a call with something else than 200."""


@dataclass(frozen=True)
class Call:
    """One kind of call: what it is called, and its body, which is made when it is first needed."""

    name: str
    make: Callable[[], bytes] = field(repr=False, compare=False)

    @cached_property
    def body(self) -> bytes:
        """The body of the request."""
        return self.make()


def _body(content: object, *, stream: bool) -> bytes:
    made = {
        "model": "gpt-4o", "stream": stream, "messages": [{"role": "user", "content": content}],
    }  # fmt: skip
    return json.dumps(made, separators=(",", ":")).encode()


def picture(number: int = 0, pixels: int = 640) -> bytes:
    """A JPEG of a drawn person with grain, another one for each number."""
    plain = portrait(pixels).pixels.astype(np.float64)
    grain = np.random.default_rng(number).normal(0, 8, plain.shape)
    return bytes(
        simplejpeg.encode_jpeg(np.clip(plain + grain, 0, 255).astype(np.uint8), quality=90)
    )


def shown(data: bytes, *, stream: bool = False, text: str = "Describe this picture.") -> bytes:
    """The body of a call about a picture."""
    url = "data:image/jpeg;base64," + base64.b64encode(data).decode()
    return _body(
        [{"type": "text", "text": text}, {"type": "image_url", "image_url": {"url": url}}],
        stream=stream,
    )


@lru_cache
def _of_size(size: int) -> bytes:
    """A picture whose call has about this size."""
    return min(
        (picture(pixels=pixels) for pixels in range(320, 960, 32)),
        key=lambda data: abs(len(data) * 4 / 3 - size),
    )


KINDS = (
    Call("1 KB", lambda: _body((_PROMPT * 14)[:940], stream=False)),
    Call("1 KB streamed", lambda: _body((_PROMPT * 14)[:940], stream=True)),
    Call("200 KB picture", lambda: shown(_of_size(200_000))),
    Call("200 KB picture streamed", lambda: shown(_of_size(200_000), stream=True)),
)


async def made(server: Started, body: bytes, number: int, together: int) -> list[float]:
    """Make calls, so many at a time; milliseconds of each on the wall."""
    shares = [number // together + (at < number % together) for at in range(together)]
    found = await asyncio.gather(
        *(_one_by_one(server, body, share) for share in shares if share)
    )
    return [each for share in found for each in share]


async def _one_by_one(server: Started, body: bytes, number: int) -> list[float]:
    lines = "".join(f"{name}: {value}\r\n" for name, value in server.headers.items())
    head = (
        f"POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:{server.port}\r\n"
        f"content-type: application/json\r\n{lines}content-length: {len(body)}\r\n\r\n"
    ).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    took = []
    for _ in range(number):
        began = time.perf_counter()
        writer.write(head + body)
        status = await _answered(reader)
        if status != 200:
            raise NotServedError(f"a call through port {server.port} was answered {status}")
        took.append((time.perf_counter() - began) * 1000)
    writer.close()
    return took


class _Whole:
    done = False

    def on_message_complete(self) -> None:
        self.done = True


async def _answered(reader: asyncio.StreamReader) -> int:
    whole = _Whole()
    parser = httptools.HttpResponseParser(whole)
    while not whole.done:
        data = await reader.read(1 << 18)
        if not data:
            raise click.ClickException("the connection was closed in the middle of an answer")
        parser.feed_data(data)
    return int(parser.get_status_code())
