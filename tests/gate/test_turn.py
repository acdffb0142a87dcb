import asyncio

from countenance.gate.turn import Turn


def test_a_turn_is_begun_once_and_is_over_with_it() -> None:
    turn = Turn()
    seen: list[bool] = []

    async def call() -> None:
        seen.append(turn.is_new)
        turn.begin()
        seen.append(turn.is_new)

    async def two_turns() -> None:
        await asyncio.gather(call(), call())
        await asyncio.gather(call())

    asyncio.run(two_turns())

    assert seen == [True, False, False, False, True, False]


def test_a_loop_that_ended_in_its_turn_is_not_the_next_one() -> None:
    turn = Turn()

    async def began() -> bool:
        was_new = turn.is_new
        turn.begin()
        return was_new

    assert turn.is_new
    assert asyncio.run(began())
    assert asyncio.run(began())
