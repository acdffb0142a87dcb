"""A time limit ends what is inside, and nobody else's cancellation is taken for its own."""

import asyncio

import pytest

from countenance.gate.within import within


def test_what_ends_in_time_is_left_alone() -> None:
    async def walk() -> str:
        with within(60):
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        return "done"

    assert asyncio.run(walk()) == "done"


def test_what_takes_longer_is_cancelled_and_clears_up() -> None:
    cleared: list[str] = []

    async def walk() -> None:
        try:
            with within(0.01):
                try:
                    await asyncio.sleep(3600)
                finally:
                    cleared.append("cleared up")
        finally:
            task = asyncio.current_task()
            assert task is not None
            assert task.cancelling() == 0

    with pytest.raises(TimeoutError):
        asyncio.run(walk())

    assert cleared == ["cleared up"]


def test_the_outer_limit_is_told_from_the_inner_one() -> None:
    async def walk() -> str:
        try:
            with within(0.01):
                try:
                    with within(60):
                        await asyncio.sleep(3600)
                except TimeoutError:
                    return "inner"
        except TimeoutError:
            return "outer"
        return "neither"

    assert asyncio.run(walk()) == "outer"


@pytest.mark.parametrize("seconds", [60, 0.0])
def test_a_cancellation_by_somebody_else_stays_one(seconds: float) -> None:
    async def work() -> None:
        with within(seconds):
            await asyncio.sleep(3600)

    async def walk() -> None:
        task = asyncio.ensure_future(work())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(walk())


def test_an_error_inside_is_what_it_is() -> None:
    async def walk() -> None:
        with within(60):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(walk())


def test_a_limit_that_is_over_already_ends_the_first_wait() -> None:
    async def walk() -> None:
        with within(-1):
            await asyncio.sleep(3600)

    with pytest.raises(TimeoutError):
        asyncio.run(walk())
