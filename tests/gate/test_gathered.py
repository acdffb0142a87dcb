import asyncio
import threading
from collections.abc import Sequence

import pytest

from countenance.gate.gathered import MOST, Gathered


class Worker:
    """Doubles numbers, in a thread that waits until it may; remembers what came together."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.may = threading.Event()
        self.may.set()
        self.fails = False

    def __call__(self, asked: Sequence[int]) -> list[int | Exception]:
        self.batches.append(list(asked))
        assert self.may.wait(10)
        if self.fails:
            raise OSError("the disk is gone")
        return [ValueError("odd") if each % 2 else 2 * each for each in asked]


async def begun(worker: Worker, batches: int) -> None:
    """Wait until so many batches were begun."""
    for _ in range(1000):
        if len(worker.batches) >= batches:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nothing was begun")


def test_what_comes_while_the_thread_works_goes_to_it_together() -> None:
    worker = Worker()

    async def asks() -> list[int]:
        gathered = Gathered[int, int](worker)
        worker.may.clear()
        first = asyncio.ensure_future(gathered.of(2))
        await begun(worker, 1)
        others = [asyncio.ensure_future(gathered.of(each)) for each in (4, 6, 8)]
        await asyncio.sleep(0)
        worker.may.set()
        return list(await asyncio.gather(first, *others))

    assert asyncio.run(asks()) == [4, 8, 12, 16]
    assert worker.batches == [[2], [4, 6, 8]]


def test_each_gets_the_error_that_its_own_ends_in_or_all_the_same() -> None:
    worker = Worker()
    gathered = Gathered[int, int](worker)

    async def asks() -> list[int | BaseException]:
        found = gathered.of(1), gathered.of(2)
        return list(await asyncio.gather(*found, return_exceptions=True))

    odd, even = asyncio.run(asks())
    worker.fails = True
    failed = asyncio.run(asks())

    assert isinstance(odd, ValueError)
    assert even == 4
    assert all(isinstance(each, OSError) for each in failed)


def test_who_stops_waiting_takes_nothing_back_and_stops_nobody() -> None:
    worker = Worker()

    async def asks() -> int:
        gathered = Gathered[int, int](worker)
        worker.may.clear()
        leaves = asyncio.ensure_future(gathered.of(2))
        stays = asyncio.ensure_future(gathered.of(4))
        await begun(worker, 1)
        leaves.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaves
        worker.may.set()
        return await stays

    assert asyncio.run(asks()) == 8
    assert worker.batches == [[2, 4]]


def test_no_more_go_together_than_fit_and_a_loop_that_ended_leaves_nothing_behind() -> None:
    worker = Worker()
    gathered = Gathered[int, int](worker)

    async def asks(count: int) -> list[int]:
        return list(await asyncio.gather(*(gathered.of(2 * each) for each in range(count))))

    async def leaves() -> None:
        worker.may.clear()
        waiting = asyncio.ensure_future(gathered.of(2))
        await begun(worker, 1)
        worker.may.set()
        waiting.cancel()

    asyncio.run(leaves())
    worker.batches.clear()

    assert asyncio.run(asks(MOST + 3)) == [4 * each for each in range(MOST + 3)]
    assert [len(each) for each in worker.batches] == [MOST, 3]
