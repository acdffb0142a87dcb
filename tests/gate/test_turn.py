import asyncio

from countenance.gate.turn import Turn, fits


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


def test_a_picture_with_few_words_fits_into_a_turn_and_many_items_do_not() -> None:
    assert fits(b"[" + b"1," * 30_000 + b"1]")
    assert fits(b'{"a": "' + b"x" * 400_000 + b'"}')
    assert not fits(b"[" + b"1," * 40_000 + b"1]")
    assert not fits(b'{"a": "' + b"x" * 600_000 + b'"}')
    assert fits(b"x" * 70_000 + b"," * 1024)
    assert not fits(b"x" * 70_000 + b"," * 1025)
