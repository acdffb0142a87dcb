"""What is begun reaches the thread that writes together and in order; each loop is woken once."""

import asyncio
import threading
from concurrent.futures import Future
from typing import Any

import pytest

from countenance.errors import RecordError
from countenance.stores.waiting import Claim, HandOver, Waiting, tell


def in_loop() -> Waiting:
    loop = asyncio.get_running_loop()
    return Waiting(None, (), loop.create_future(), loop)


def in_thread() -> Waiting:
    return Waiting(None, (), Future())


def taken(handing: HandOver, most: int = 100) -> tuple[list[Waiting], list[Claim], bool]:
    entries: list[Waiting] = []
    claims: list[Claim] = []
    more = handing.take(entries, claims, most)
    return entries, claims, more


def test_what_one_turn_of_a_loop_begins_goes_over_together() -> None:
    handing = HandOver()

    async def turn() -> list[Waiting]:
        begun = [in_loop() for _ in range(3)]
        for each in begun:
            handing.put(each)
        assert taken(handing) == ([], [], True)
        assert not handing.is_empty()
        await asyncio.sleep(0)
        return begun

    assert asyncio.run(turn()) == taken(handing)[0]
    assert handing.is_empty()


def test_the_order_is_kept_between_loops_threads_and_claims() -> None:
    handing = HandOver()
    claim, thread = Claim("c-1", "one", 5), in_thread()

    async def turn() -> tuple[Waiting, Waiting]:
        first, last = in_loop(), in_loop()
        handing.put(first)
        handing.put(claim)
        handing.put(thread)
        handing.put(last)
        return first, last

    first, last = asyncio.run(turn())

    assert taken(handing) == ([first, thread, last], [claim], True)


def test_no_more_are_taken_than_fit_and_the_rest_comes_next() -> None:
    handing = HandOver()
    three = [in_thread() for _ in range(3)]
    for each in three:
        handing.put(each)

    assert [taken(handing, 2)[0], taken(handing, 2)[0]] == [three[:2], three[2:]]


def test_what_is_left_of_a_turn_does_not_wait_for_more() -> None:
    handing, rest = HandOver(), list[Waiting]()

    async def turn() -> list[Waiting]:
        begun = [in_loop() for _ in range(3)]
        for each in begun:
            handing.put(each)
        await asyncio.sleep(0)
        return begun

    begun = asyncio.run(turn())
    assert taken(handing, 2)[0] == begun[:2]

    writer = threading.Thread(target=handing.take, args=(rest, [], 2, None), daemon=True)
    writer.start()
    writer.join(10)

    assert not writer.is_alive()
    assert rest == begun[2:]


def test_who_writes_waits_for_the_first_as_long_as_it_may() -> None:
    handing, waiting = HandOver(), in_thread()
    entries: list[Waiting] = []

    assert handing.take(entries, [], 9, 0.001)
    assert entries == []

    later = threading.Timer(0.05, handing.put, [waiting])
    later.start()
    assert handing.take(entries, [], 9, None)
    later.join()
    assert entries == [waiting]


def test_closing_hands_over_what_was_begun_and_takes_nothing_more() -> None:
    handing = HandOver()

    async def turn() -> Waiting:
        begun = in_loop()
        handing.put(begun)
        assert handing.close()
        with pytest.raises(RecordError, match="closed"):
            handing.put(in_loop())
        return begun

    begun = asyncio.run(turn())

    assert taken(handing) == ([begun], [], False)
    assert not handing.close()
    with pytest.raises(RecordError, match="closed"):
        handing.put(in_thread())


def test_everybody_is_told_and_a_loop_is_woken_once() -> None:
    thread = in_thread()

    async def told() -> tuple[list[Any], int]:
        loop: Any = asyncio.get_running_loop()
        woken = 0
        wakes = loop.call_soon_threadsafe

        def counted(*args: Any) -> Any:
            nonlocal woken
            woken += 1
            return wakes(*args)

        loop.call_soon_threadsafe = counted
        waits = [in_loop() for _ in range(3)]
        waits[2].future.cancel()
        results = [7, RecordError("full"), 9, 10]
        writer = threading.Thread(target=tell, args=([*waits, thread], results))
        writer.start()
        futures: list[Any] = [each.future for each in waits]
        found = await asyncio.gather(*futures, return_exceptions=True)
        writer.join()
        return found, woken

    found, woken = asyncio.run(told())

    assert [found[0], str(found[1])] == [7, "full"]
    assert isinstance(found[2], asyncio.CancelledError)
    assert thread.future.result() == 10
    assert woken == 1


def test_a_loop_that_is_gone_keeps_nobody_from_being_told() -> None:
    async def begun() -> Waiting:
        return in_loop()

    gone, thread = asyncio.run(begun()), in_thread()

    tell([gone, thread], [1, 2])

    assert thread.future.result() == 2
