"""The fast upstream of the bench: reads a request, gives one canned answer of OpenAI chat.

    python tools/bench/upstream.py PORT
"""

import asyncio
import sys
from typing import cast

import httptools
import uvloop

__all__ = ["main"]

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


class Canned(asyncio.Protocol):
    """One connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ready for requests."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's class is of no other kind
        self._parser = httptools.HttpRequestParser(self)

    def data_received(self, data: bytes) -> None:
        """Bytes of requests."""
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        """A request is whole."""
        self._transport.write(ANSWER)


async def main(port: int) -> None:
    """Serve until ended."""
    server = await asyncio.get_running_loop().create_server(Canned, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
