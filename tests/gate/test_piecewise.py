"""Pieces out of threads: in their order, no more than is taken, and closed however it ends."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import aclosing

import pytest

from countenance.gate.piecewise import in_threads


class Reading:
    """Gives pieces, and knows how many it gave and whether it was closed."""

    def __init__(self, pieces: int) -> None:
        self.left, self.given, self.closed = pieces, 0, False

    def pieces(self) -> Iterator[bytes]:
        try:
            while self.given < self.left:
                self.given += 1
                yield b"%d " % self.given
        finally:
            self.closed = True


def test_all_of_it_comes_in_its_order_and_it_is_closed() -> None:
    reading = Reading(40)

    async def taken() -> bytes:
        return b"".join([each async for each in in_threads(reading.pieces())])

    assert asyncio.run(taken()) == b"".join(b"%d " % each for each in range(1, 41))
    assert reading.closed


def test_no_more_is_read_than_is_taken() -> None:
    reading = Reading(10**9)

    async def taken() -> None:
        async with aclosing(in_threads(reading.pieces())) as portions:
            async for _ in portions:
                return

    asyncio.run(taken())
    assert (reading.given, reading.closed) == (16, True)


def test_what_is_read_when_it_ends_is_waited_for() -> None:
    reads, goes_on, closed = threading.Event(), threading.Event(), []

    def pieces() -> Iterator[bytes]:
        try:
            reads.set()
            assert goes_on.wait(20)
            yield b"late"
        finally:
            closed.append(True)

    async def taken() -> None:
        async def takes() -> None:
            async with aclosing(in_threads(pieces())) as portions:
                async for _ in portions:
                    pass

        task = asyncio.create_task(takes())
        assert await asyncio.to_thread(reads.wait, 20)
        task.cancel()
        asyncio.get_running_loop().call_later(0.05, goes_on.set)
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(taken())
    assert closed == [True]


def test_what_fails_in_between_fails() -> None:
    def pieces() -> Iterator[bytes]:
        yield from [b"x"] * 16
        raise OSError("gone")

    got = []

    async def taken() -> None:
        async for each in in_threads(pieces()):
            got.append(each)

    with pytest.raises(OSError, match="gone"):
        asyncio.run(taken())
    assert got == [b"x" * 16]
