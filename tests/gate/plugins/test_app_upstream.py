"""An application in this process as an AI service."""

import asyncio
from typing import Any

import pytest

from countenance.dialects.call import Operation, Outgoing, Target
from countenance.errors import UpstreamError, UpstreamTimeoutError
from countenance.gate.plugins.app_upstream import OUTER, AppUpstream
from countenance.gate.upstream import Limits

CHAT = Outgoing(
    Operation.CHAT, Target.OPENAI, "m", "/chat/completions", (("a", "b c"),), b"{}", False,
    headers=(("x-version", "1"),),
)  # fmt: skip


def answering(*messages: dict[str, Any]) -> Any:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        for message in messages:
            await send(message)

    return app


def start(status: int = 200) -> dict[str, Any]:
    headers = [(b"Content-Type", b"text/x"), (b"set-cookie", b"secret")]
    return {"type": "http.response.start", "status": status, "headers": headers}


def body(data: bytes, more: bool = False) -> dict[str, Any]:
    return {"type": "http.response.body", "body": data, "more_body": more}


def asked(app: Any, limits: Limits | None = None) -> tuple[int, dict[str, str], bytes]:
    async def ask() -> tuple[int, dict[str, str], bytes]:
        upstream = AppUpstream(app, Target.OPENAI, limits)
        async with upstream.send(CHAT) as reply:
            return reply.status, dict(reply.headers), await reply.read()

    return asyncio.run(ask())


def test_an_answer_in_pieces_is_whole_and_keeps_its_type_alone() -> None:
    found = asked(answering(start(), body(b"a", more=True), body(b"b")))

    assert found == (200, {"content-type": "text/x"}, b"ab")


def test_it_is_called_with_our_writing_and_nothing_of_the_caller() -> None:
    seen: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.extend((scope, await receive()))
        await send(start())
        await send(body(b""))

    async def ask() -> None:
        OUTER.set({"user": "somebody", "headers": [(b"authorization", b"secret")], "path": "/x"})
        async with AppUpstream(app, Target.OPENAI).send(CHAT) as reply:
            await reply.read()

    asyncio.run(ask())

    scope, message = seen
    assert (scope["path"], scope["query_string"]) == ("/v1/chat/completions", b"a=b+c")
    assert dict(scope["headers"])[b"x-version"] == b"1"
    assert b"authorization" not in dict(scope["headers"])
    assert scope["user"] == "somebody"
    assert message == {"type": "http.request", "body": b"{}", "more_body": False}


async def _raises(scope: Any, receive: Any, send: Any) -> None:
    raise ZeroDivisionError("held a secret")


async def _stops(scope: Any, receive: Any, send: Any) -> None:
    await send(start())
    await send(body(b"half", more=True))


async def _hangs(scope: Any, receive: Any, send: Any) -> None:
    await asyncio.Event().wait()


@pytest.mark.parametrize(
    ("app", "message"),
    [
        (_raises, "the application failed"),
        (answering(), "ended before its answer"),
        (_stops, "ended before its answer"),
        (answering(start(302), body(b"")), "status 302"),
        (answering(start(101), body(b"")), "status 101"),
    ],
)
def test_what_is_no_answer_is_an_error_of_the_upstream(app: Any, message: str) -> None:
    with pytest.raises(UpstreamError, match=message) as caught:
        asked(app)

    assert "secret" not in str(caught.value)


def test_limits_of_time_and_size_hold() -> None:
    with pytest.raises(UpstreamTimeoutError):
        asked(_hangs, Limits(silence=0.05))
    with pytest.raises(UpstreamError, match="too large"):
        asked(answering(start(), body(b"x" * 99)), Limits(answer_bytes=98))


def test_a_call_that_is_given_up_ends_its_work() -> None:
    ended: list[bool] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send(start())
        try:
            await receive()
            await receive()
        except asyncio.CancelledError:
            ended.append(True)
            raise

    async def give_up() -> None:
        async with AppUpstream(app, Target.OPENAI).send(CHAT) as reply:
            assert reply.status == 200

    asyncio.run(give_up())
    assert ended == [True]


def test_its_pauses_are_told_and_end_it_all_the_same() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send(start())
        await send(body(b"a", more=True))
        await asyncio.Event().wait()

    told: list[bytes] = []

    async def ask() -> None:
        limits = Limits(silence=0.2)
        async with AppUpstream(app, Target.OPENAI, limits).send(CHAT) as reply:
            async for piece in reply.chunks(0.02):
                told.append(piece)

    with pytest.raises(UpstreamTimeoutError, match="did not come in time"):
        asyncio.run(ask())
    assert (told[0], set(told[1:])) == (b"a", {b""})


def test_its_time_ends_its_answer_and_not_what_its_taker_does_meanwhile() -> None:
    app = answering(start(), body(b"a", more=True), body(b"b", more=True), body(b"c"))

    async def ask() -> bytes:
        async with AppUpstream(app, Target.OPENAI, Limits(answer=0.01)).send(CHAT) as reply:
            pieces = reply.chunks()
            first = await anext(pieces)
            await asyncio.sleep(0.03)  # a client that is slow to take it
            with pytest.raises(UpstreamTimeoutError, match="did not come in time"):
                await anext(pieces)
        return first

    assert asyncio.run(ask()) == b"a"


def test_an_application_that_does_not_stop_when_it_is_told_is_not_waited_for() -> None:
    async def stubborn(scope: Any, receive: Any, send: Any) -> None:
        await send(start())
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            for _ in range(100):  # more than are kept for somebody who takes them
                await send(body(b"x", more=True))

    async def ask() -> None:
        async with asyncio.timeout(10) as limit:
            async with AppUpstream(stubborn, Target.OPENAI).send(CHAT):
                pass
        assert not limit.expired()

    asyncio.run(ask())
