"""Bytes that are read in threads, piece by piece, while somebody takes them.

Rules kept here:
 * No more is read than is taken: what waits is one portion.
 * However it ends, what is read from is closed, and not while a thread reads from it.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from itertools import islice

__all__ = ["in_threads"]

_AT_ONCE = 16
"""Pieces of one portion: a thread for each would cost more than the reading."""


async def in_threads(pieces: Iterator[bytes]) -> AsyncGenerator[bytes, None]:
    """What these pieces have, in their order; several of them at once."""
    reading: asyncio.Future[bytes] | None = None
    try:
        while True:
            reading = asyncio.ensure_future(asyncio.to_thread(_portion, pieces))
            portion = await asyncio.shield(reading)
            if not portion:
                return
            yield portion
    finally:
        if reading is not None and not reading.done():
            await asyncio.wait([reading])
            reading.exception()  # nobody is there to be told
        close = getattr(pieces, "close", None)
        if close is not None:
            close()


def _portion(pieces: Iterator[bytes]) -> bytes:
    return b"".join(islice((each for each in pieces if each), _AT_ONCE))
