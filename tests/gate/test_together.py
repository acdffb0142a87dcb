"""What is waited for at once ends together."""

import asyncio

import pytest

from countenance.gate.together import together


def test_what_came_is_in_the_order_in_which_it_was_asked_for() -> None:
    async def after(turns: int) -> int:
        for _ in range(turns):
            await asyncio.sleep(0)
        return turns

    assert asyncio.run(together(after(turns) for turns in (3, 1, 2))) == [3, 1, 2]
    assert asyncio.run(together([])) == []


@pytest.mark.parametrize("leaves", [False, True])
def test_the_others_have_ended_before_a_failure_is_told(leaves: bool) -> None:
    ended = []

    async def slow() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)  # clearing up may take its time
            ended.append("slow")

    async def fails() -> None:
        await asyncio.sleep(0)
        if not leaves:
            raise ZeroDivisionError
        await asyncio.Event().wait()

    async def work() -> None:
        waiting = asyncio.ensure_future(together([slow(), fails(), slow()]))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        if leaves:
            waiting.cancel()
        with pytest.raises(asyncio.CancelledError if leaves else ZeroDivisionError):
            await waiting
        assert ended == ["slow", "slow"]

    asyncio.run(work())
