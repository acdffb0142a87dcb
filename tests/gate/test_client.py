"""A client that leaves, or takes nothing, ends its call; nobody else's cancellation is lost."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from countenance.gate.client import Client, whole_body


class Far:
    """The far end of a connection: leaves when told, and may stop taking what is sent."""

    def __init__(self) -> None:
        self.left = asyncio.Event()
        self.takes = asyncio.Event()
        self.takes.set()
        self.got: list[dict[str, Any]] = []

    async def receive(self) -> Mapping[str, Any]:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        await self.takes.wait()
        self.got.append(message)


def served(
    work: Callable[[Far, Client], Awaitable[None]],
    meanwhile: Callable[[Far, "asyncio.Task[str]"], Awaitable[None]],
    seconds: float = 60.0,
) -> tuple[str, list[str]]:
    """How a call ended that does this `work`, and what was cleared up on the way."""
    cleared: list[str] = []

    async def serve(far: Far) -> str:
        with Client(far.receive, far.send, seconds) as client:
            try:
                await work(far, client)
                return "served"
            finally:
                cleared.append("cleared up")
        return "silent"

    async def walk() -> str:
        far = Far()
        serving = asyncio.ensure_future(serve(far))
        await asyncio.sleep(0)
        await meanwhile(far, serving)
        try:
            return await serving
        except asyncio.CancelledError:
            return "cancelled"

    return asyncio.run(walk()), cleared


async def watched(far: Far, client: Client) -> None:
    client.watch()
    await asyncio.sleep(3600)


async def leaves(far: Far, serving: "asyncio.Task[str]") -> None:
    far.left.set()


async def nothing(far: Far, serving: "asyncio.Task[str]") -> None:
    pass


def test_a_client_that_leaves_ends_its_call_in_silence() -> None:
    assert served(watched, leaves) == ("silent", ["cleared up"])


def test_a_client_that_leaves_once_it_was_served_changes_nothing() -> None:
    async def quick(far: Far, client: Client) -> None:
        client.watch()
        await client.send({"one": 1})

    async def late(far: Far, serving: "asyncio.Task[str]") -> None:
        while not serving.done():
            await asyncio.sleep(0)
        far.left.set()
        await asyncio.sleep(0)

    assert served(quick, late) == ("served", ["cleared up"])


def test_what_somebody_else_cancels_stays_cancelled() -> None:
    async def stops(far: Far, serving: "asyncio.Task[str]") -> None:
        serving.cancel()

    async def both(far: Far, serving: "asyncio.Task[str]") -> None:
        far.left.set()
        await asyncio.sleep(0)
        serving.cancel()

    assert served(watched, stops) == ("cancelled", ["cleared up"])
    assert served(watched, both) == ("cancelled", ["cleared up"])


def test_a_client_that_takes_nothing_has_left() -> None:
    async def sends(far: Far, client: Client) -> None:
        await client.send({"one": 1})
        far.takes.clear()
        await client.send({"two": 2})

    assert served(sends, nothing, seconds=0.02) == ("silent", ["cleared up"])


def test_a_client_that_takes_its_answer_piece_by_piece_has_all_the_time() -> None:
    async def sends(far: Far, client: Client) -> None:
        for number in range(5):
            await client.send({"piece": number})
            await asyncio.sleep(0.02)

    assert served(sends, nothing, seconds=0.03) == ("served", ["cleared up"])


def test_an_error_inside_is_not_swallowed_when_the_client_has_left() -> None:
    async def fails(far: Far, client: Client) -> None:
        client.watch()
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            raise ZeroDivisionError from None

    with pytest.raises(ZeroDivisionError):
        served(fails, leaves)


def test_where_the_server_tells_that_a_client_left_nobody_waits_for_it() -> None:
    told: list[Callable[[], None]] = []

    async def nobody_asks() -> Mapping[str, Any]:
        raise AssertionError("a server that tells is not asked")

    async def sends(message: dict[str, Any]) -> None:
        pass

    async def serve() -> str:
        with Client(nobody_asks, sends, 60.0, told.append) as client:
            client.watch()
            await asyncio.sleep(3600)
        return "silent"

    async def walk() -> tuple[str, int]:
        serving = asyncio.ensure_future(serve())
        await asyncio.sleep(0)
        told[0]()
        tasks = len(asyncio.all_tasks())
        return await serving, tasks

    assert asyncio.run(walk()) == ("silent", 2)
    assert len(told) == 1


def sent(*messages: Mapping[str, Any]) -> Callable[[], Awaitable[Mapping[str, Any]]]:
    """What comes from a client, message by message."""
    coming = iter(messages)

    async def receive() -> Mapping[str, Any]:
        return next(coming)

    return receive


def test_a_body_is_read_whole_and_no_further_than_its_limit() -> None:
    pieces = (
        {"type": "http.request", "body": b"one ", "more_body": True},
        {"type": "http.request", "body": b"two", "more_body": False},
    )

    assert asyncio.run(whole_body(sent(*pieces), 7)) == b"one two"
    assert asyncio.run(whole_body(sent(*pieces), 6)) is None
    assert asyncio.run(whole_body(sent(pieces[0]), 3)) is None
    assert asyncio.run(whole_body(sent({"type": "http.request"}), 0)) == b""
    with pytest.raises(ConnectionError):
        asyncio.run(whole_body(sent(pieces[0], {"type": "http.disconnect"}), 7))
