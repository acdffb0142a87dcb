"""Requests are read as they were sent; answers leave whole, or are left unfinished."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from countenance.dialects.call import Reply
from countenance.gate.asgi import Streamed, json_reply, request_of, send_reply, send_stream, whole

SCOPE: dict[str, Any] = {
    "method": "POST", "path": "/v1/a b", "raw_path": b"/v1/a%20b", "query_string": b"a=1&b=&a=%32",
    "headers": [(b"X-Name", b"caf\xe9"), (b"x-name", b"two")], "client": ("127.0.0.1", 5),
}  # fmt: skip


def sent_by(answer: Any, sender: Any) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(sender(send, answer))
    return sent


def test_a_request_is_what_was_sent() -> None:
    request = request_of(SCOPE)

    assert (request.method, request.path) == ("POST", "/v1/a%20b")
    assert request.query == (("a", "1"), ("b", ""), ("a", "2"))
    assert request.headers == (("x-name", "caf\xe9"), ("x-name", "two"))
    assert (request.body, request.address) == (b"", "127.0.0.1")
    assert whole(request, b"body").body == b"body"
    assert whole(request, b"body").headers == request.headers


def test_a_scope_that_says_less_is_read_as_well() -> None:
    request = request_of({"method": "GET", "path": "/livez", "headers": []})

    assert (request.path, request.query, request.address) == ("/livez", (), "")


def test_an_answer_says_how_long_it_is() -> None:
    start, body = sent_by(Reply(200, (("x-a", "caf\xe9"),), b"four"), send_reply)

    assert start["status"] == 200
    assert start["headers"] == [(b"x-a", b"caf\xe9"), (b"content-length", b"4")]
    assert body["body"] == b"four"
    assert json_reply(503, {"status": "draining"}).body == b'{"status":"draining"}'


@pytest.mark.parametrize("breaks", [False, True])
def test_pieces_are_closed_and_an_answer_that_breaks_is_left_unfinished(breaks: bool) -> None:
    ended: list[str] = []
    sent: list[dict[str, Any]] = []

    async def pieces() -> AsyncIterator[bytes]:
        try:
            yield b"one"
            if breaks:
                raise ConnectionError
            yield b"two"
        finally:
            ended.append("closed")

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def streamed() -> None:
        await send_stream(send, Streamed(200, (), pieces()))

    if breaks:
        with pytest.raises(ConnectionError):
            asyncio.run(streamed())
    else:
        asyncio.run(streamed())

    last = {"type": "http.response.body", "body": b""}
    assert [message.get("body") for message in sent[1:3]] == [b"one", *([] if breaks else [b"two"])]
    assert (sent[-1] == last) is not breaks
    assert ended == ["closed"]
