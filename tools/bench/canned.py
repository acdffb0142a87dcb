"""The fast upstream of the bench: reads a request, gives one canned answer of OpenAI chat.

    python tools/bench/canned.py PORT

A call that asks for a stream gets the same kind of answer in a hundred events, in one burst.
"""

import asyncio
import json
import sys
from typing import cast

import httptools
import uvloop

__all__ = ["EVENTS", "main"]

EVENTS = 100

BODY = (
    b'{"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"gpt-4o",'
    b'"choices":[{"index":0,"message":{"role":"assistant","content":"A notary is a public '
    b'officer who witnesses signatures, takes oaths, and gives documents a form that courts '
    b'trust. In many countries a notary also keeps the originals, and answers for what they '
    b'say."},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":5,'
    b'"completion_tokens":44,"total_tokens":49}}'
)
ANSWER = (
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(BODY)
) + BODY
ASKED = (b'"stream":true', b'"stream": true')


def _event(delta: dict[str, str], finish: str | None) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    made = {
        "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1700000000,
        "model": "gpt-4o", "choices": [choice],
    }  # fmt: skip
    return b"data: " + json.dumps(made, separators=(",", ":")).encode() + b"\n\n"


EVENTS_OF_ONE = b"".join(
    [_event({"role": "assistant", "content": ""}, None)]
    + [_event({"content": "word "}, None)] * (EVENTS - 2)
    + [_event({}, "stop"), b"data: [DONE]\n\n"]
)
STREAM = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    b"%x\r\n%s\r\n0\r\n\r\n" % (len(EVENTS_OF_ONE), EVENTS_OF_ONE)
)


class Canned(asyncio.Protocol):
    """One connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ready for requests."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's class is of no other kind
        self._parser = httptools.HttpRequestParser(self)
        self._streams = False

    def data_received(self, data: bytes) -> None:
        """Bytes of requests."""
        self._parser.feed_data(data)

    def on_body(self, data: bytes) -> None:
        """A piece of a body; what is looked for stands in the first or the last one."""
        self._streams = self._streams or any(words in data for words in ASKED)

    def on_message_complete(self) -> None:
        """A request is whole."""
        self._transport.write(STREAM if self._streams else ANSWER)
        self._streams = False


async def main(port: int) -> None:
    """Serve until ended."""
    server = await asyncio.get_running_loop().create_server(Canned, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
