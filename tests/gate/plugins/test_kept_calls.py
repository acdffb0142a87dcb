"""Calls that were handed over and wait for their answers: in one process, shared by several."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, closing
from pathlib import Path

import pytest

from countenance.evidence.given import Given
from countenance.gate.judged_by import JudgedBy
from countenance.gate.plugins import kept_calls
from countenance.gate.plugins.kept_calls import (
    SECONDS,
    HandedOver,
    Kept,
    KeptCalls,
    SharedCalls,
    kept_by,
)
from countenance.gate.sharing import Together, Worker
from countenance.stores.sealed import KEY_BYTES, SealedRows
from postgres import fresh_place, shared_folder


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["alone", "shared"])
def kept(request: pytest.FixtureRequest, clock: Clock, tmp_path: Path) -> Iterator[Kept]:
    if request.param == "alone":
        yield KeptCalls(clock)
        return
    with closing(SealedRows.in_file(tmp_path / "rows", bytes(KEY_BYTES), 10_000, 1 << 26)) as rows:
        yield SharedCalls(rows, clock)


def handed(name: str, letters: int = 1) -> HandedOver:
    return HandedOver(name, JudgedBy(Given(("a" * letters,))), frozenset({"look_up"}))


def test_a_call_is_found_by_its_caller_alone(kept: Kept) -> None:
    async def run() -> None:
        await kept.keep("c-a", "1", handed("d-1"))

        assert await kept.find("c-a", "1") == handed("d-1")
        assert await kept.find("c-b", "1") is None
        assert await kept.find("c-a", "2") is None

    asyncio.run(run())


def test_a_call_that_nothing_judges_is_found_as_that(kept: Kept) -> None:
    call = HandedOver("d-1", None, frozenset())

    async def run() -> HandedOver | None:
        await kept.keep("c-a", "1", call)
        return await kept.find("c-a", "1")

    assert asyncio.run(run()) == call


def test_a_call_is_forgotten_after_its_time(kept: Kept, clock: Clock) -> None:
    async def run() -> None:
        await kept.keep("c-a", "1", handed("d-1"))

        clock.now = SECONDS - 1
        assert await kept.find("c-a", "1") is not None
        clock.now = SECONDS
        assert await kept.find("c-a", "1") is None

    asyncio.run(run())


def test_a_call_that_is_shown_again_takes_the_place_of_the_first(kept: Kept) -> None:
    async def run() -> HandedOver | None:
        await kept.keep("c-a", "1", handed("d-1", 10))
        await kept.keep("c-a", "1", handed("d-2", 20))
        return await kept.find("c-a", "1")

    assert asyncio.run(run()) == handed("d-2", 20)


def test_what_is_kept_in_memory_is_bounded_in_number_and_in_letters(clock: Clock) -> None:
    kept = KeptCalls(clock)

    async def run() -> None:
        for number in range(kept_calls.MOST_CALLS + 5):
            await kept.keep("c-a", str(number), handed("d"))

        assert await kept.find("c-a", "4") is None
        assert await kept.find("c-a", "5") is not None

        await kept.keep("c-a", "huge", handed("d", kept_calls.MOST_LETTERS))
        found = [await kept.find("c-a", name) for name in ("6", "huge")]
        assert [each is None for each in found] == [True, False]

    asyncio.run(run())


def test_workers_of_one_gate_find_what_any_of_them_kept(tmp_path: Path) -> None:
    together = Together(str(tmp_path / "handed-over"), bytes(KEY_BYTES))

    async def run() -> None:
        async with AsyncExitStack() as stack:
            one, two = (kept_by(Worker(number, 2, together), stack) for number in (1, 2))
            await one.keep("c-a", "1", handed("d-1"))

            assert await two.find("c-a", "1") == handed("d-1")
            assert isinstance(kept_by(None, stack), KeptCalls)

    asyncio.run(run())


def test_gates_that_share_a_record_find_what_any_of_them_kept(tmp_path: Path) -> None:
    place = fresh_place()
    folders = [shared_folder(tmp_path / name, place) for name in ("one", "two")]

    async def run() -> None:
        async with AsyncExitStack() as stack:
            one, two = (kept_by(None, stack, (folder, b"s" * 32)) for folder in folders)
            await one.keep("c-a", "1", handed("d-1"))

            assert await two.find("c-a", "1") == handed("d-1")
            assert await two.find("c-b", "1") is None

    asyncio.run(run())


def test_what_workers_share_shows_in_no_log(tmp_path: Path) -> None:
    together = Together("handed-over", b"secret" + bytes(26))

    assert "secret" not in repr(Worker(1, 2, together))
    assert "aaa" not in repr(handed("d-1", 3))
