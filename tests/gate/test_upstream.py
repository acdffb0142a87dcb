"""The way to an AI service."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from msgspec import structs

from countenance.dialects.call import Operation, Outgoing, Target
from countenance.errors import SettingsError, UpstreamError, UpstreamTimeoutError
from countenance.gate.upstream import HttpUpstream, Limits, UpstreamReply, target_of
from scripted_http import Seen, break_off, scripted_http

SENT = Outgoing(
    operation=Operation.CHAT,
    target=Target.OPENAI,
    model="gpt-4o",
    path="/chat/completions",
    query=(),
    body=b'{"model":"gpt-4o"}',
    stream=False,
)
STREAMED = structs.replace(SENT, stream=True)
Given = tuple[int, dict[str, str], Iterator[bytes]]
QUICK = Limits(connect=2, silence=0.4, answer=2, answer_bytes=10_000)


def _plain(body: bytes, status: int = 200, **headers: str) -> Callable[[Seen], Given]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: (
        status,
        {"content-type": "application/json", "content-length": str(len(body)), **named},
        iter([body]),
    )


def _in_pieces(*pieces: Iterator[bytes] | bytes) -> Callable[[Seen], Given]:
    def give(_: Seen) -> Given:
        def flow() -> Iterator[bytes]:
            for piece in pieces:
                if isinstance(piece, bytes):
                    yield piece
                else:
                    yield from piece

        return 200, {"content-type": "text/event-stream"}, flow()

    return give


async def _read(reply: UpstreamReply) -> bytes:
    return await reply.read()


def _send(
    url: str,
    use: Callable[[UpstreamReply], Awaitable[Any]] = _read,
    outgoing: Outgoing = SENT,
    key: str | None = "upstream-key",
    limits: Limits = QUICK,
    **more: Any,
) -> Any:
    async def run() -> Any:
        upstream = HttpUpstream("here", url, outgoing.target, key, limits, **more)
        try:
            async with upstream.send(outgoing) as reply:
                return await use(reply)
        finally:
            await upstream.close()

    return asyncio.run(run())


async def _status(reply: UpstreamReply) -> tuple[int, dict[str, str]]:
    return reply.status, dict(reply.headers)


def test_our_own_body_and_key_go_out_and_nothing_of_the_caller() -> None:
    with scripted_http(_plain(b"{}")) as said:
        assert _send(f"{said.url}/v1/") == b"{}"

    (seen,) = said.seen
    assert (seen.method, seen.path, seen.body) == ("POST", "/v1/chat/completions", SENT.body)
    assert seen.headers["authorization"] == "Bearer upstream-key"
    assert seen.headers["content-type"] == "application/json"
    assert set(seen.headers) == {
        "host", "authorization", "content-type", "content-length", "accept", "user-agent",
    }  # fmt: skip


def test_azure_gets_its_form_of_key_and_address() -> None:
    outgoing = structs.replace(
        SENT,
        target=Target.AZURE_DEPLOYMENT,
        path="/openai/deployments/gpt-4o/chat/completions",
        query=(("api-version", "2024-10-21"),),
    )
    with scripted_http(_plain(b"{}")) as said:
        _send(said.url, outgoing=outgoing)

    (seen,) = said.seen
    assert seen.path == "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21"
    assert seen.headers["api-key"] == "upstream-key"
    assert "authorization" not in seen.headers


def test_an_upstream_may_need_no_key() -> None:
    with scripted_http(_plain(b"{}")) as said:
        _send(said.url, key=None)

    assert not {"authorization", "api-key"} & set(said.seen[0].headers)


def test_errors_are_answers_and_keep_few_headers() -> None:
    with scripted_http(
        _plain(b"{}", 429, retry_after="7", x_request_id="r-1", set_cookie="a=b")
    ) as said:
        status, headers = _send(said.url, _status)

    assert status == 429
    assert headers == {"content-type": "application/json", "x-request-id": "r-1"}
    assert len(said.seen) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(status: int) -> None:
    with (
        scripted_http(_plain(b"", status, location="http://127.0.0.1:9/")) as said,
        pytest.raises(UpstreamError, match="no redirect is followed"),
    ):
        _send(said.url)

    assert len(said.seen) == 1


def test_no_proxy_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    with scripted_http(_plain(b"{}")) as said:
        assert _send(said.url) == b"{}"


def test_a_proxy_in_the_settings_is_used() -> None:
    with scripted_http(_plain(b'{"by":"proxy"}')) as proxy:
        got = _send("http://upstream.invalid/v1", proxy=proxy.url)

    assert got == b'{"by":"proxy"}'
    assert proxy.seen[0].path == "http://upstream.invalid/v1/chat/completions"


def test_an_answer_in_pieces_comes_in_pieces() -> None:
    async def first(reply: UpstreamReply) -> tuple[bytes, float]:
        async for chunk in reply.chunks():
            return chunk, time.monotonic()
        raise AssertionError

    def slowly() -> Iterator[bytes]:
        time.sleep(0.3)
        yield b"data: two\n\n"

    with scripted_http(_in_pieces(b"data: one\n\n", slowly())) as said:
        start = time.monotonic()
        chunk, then = _send(said.url, first, outgoing=STREAMED)

    assert chunk == b"data: one\n\n"
    assert then - start < 0.25
    assert said.seen[0].headers["accept"] == "text/event-stream"


def test_a_pause_of_the_upstream_is_told_and_loses_nothing() -> None:
    heard = threading.Event()

    def pauses() -> Iterator[bytes]:
        assert heard.wait(20)
        yield b"data: two\n\n"

    async def listen(reply: UpstreamReply) -> list[bytes]:
        pieces = []
        async for piece in reply.chunks(0.02):
            pieces.append(piece)
            if not piece:
                heard.set()
        return pieces

    patient = Limits(connect=20, silence=30, answer=60)
    with scripted_http(_in_pieces(b"data: one\n\n", pauses())) as said:
        pieces = _send(said.url, listen, outgoing=STREAMED, limits=patient)

    assert [piece for piece in pieces if piece] == [b"data: one\n\n", b"data: two\n\n"]
    assert b"" in pieces


def test_a_silent_upstream_whose_pauses_are_told_is_given_up_as_well() -> None:
    let_go = threading.Event()

    def silence() -> Iterator[bytes]:
        let_go.wait(20)
        yield b"late"

    async def listen(reply: UpstreamReply) -> None:
        async for _ in reply.chunks(0.02):
            pass

    with scripted_http(_in_pieces(b"data: one\n\n", silence())) as said:
        with pytest.raises(UpstreamTimeoutError, match="time limit"):
            _send(said.url, listen, outgoing=STREAMED)
        let_go.set()


@pytest.mark.parametrize("outgoing", [SENT, STREAMED], ids=["plain", "streamed"])
def test_a_silent_upstream_is_given_up(outgoing: Outgoing) -> None:
    def silence() -> Iterator[bytes]:
        time.sleep(1)
        yield b"late"

    given = _in_pieces(b"data: one\n\n", silence())
    with scripted_http(given) as said, pytest.raises(UpstreamTimeoutError, match="time limit"):
        _send(said.url, outgoing=outgoing)


def test_an_upstream_that_never_answers_is_given_up() -> None:
    def nothing(_: Seen) -> Given:
        time.sleep(1)
        return 200, {}, iter([])

    with scripted_http(nothing) as said, pytest.raises(UpstreamTimeoutError):
        _send(said.url)


def test_an_endless_trickle_is_given_up_as_a_whole() -> None:
    def trickle() -> Iterator[bytes]:
        for _ in range(40):
            time.sleep(0.1)
            yield b": x\n\n"

    with scripted_http(_in_pieces(trickle())) as said, pytest.raises(UpstreamTimeoutError):
        _send(said.url, limits=replace(QUICK, answer=0.6))


@pytest.mark.parametrize("outgoing", [SENT, STREAMED], ids=["plain", "streamed"])
def test_an_answer_that_breaks_off_is_an_error(outgoing: Outgoing) -> None:
    given = _in_pieces(b"data: one\n\n", break_off())
    with scripted_http(given) as said, pytest.raises(UpstreamError, match="upstream `here`"):
        _send(said.url, outgoing=outgoing)


def test_an_answer_that_is_too_large_is_an_error() -> None:
    given = _in_pieces(*[b"x" * 4000] * 10)
    with scripted_http(given) as said, pytest.raises(UpstreamError, match="more than 10000 bytes"):
        _send(said.url)


def test_a_packed_answer_is_refused() -> None:
    with (
        scripted_http(_plain(b"\x1f\x8b", content_encoding="gzip")) as said,
        pytest.raises(UpstreamError, match="packed"),
    ):
        _send(said.url)


def test_an_upstream_that_is_not_there_is_named_without_its_address() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

    with pytest.raises(UpstreamError, match="upstream `here`: could not be reached") as error:
        _send(f"http://127.0.0.1:{port}/v1")

    assert str(port) not in str(error.value)
    assert error.value.__cause__ is None


def test_a_call_that_is_left_is_dropped() -> None:
    def long() -> Iterator[bytes]:
        for _ in range(100):
            time.sleep(0.02)
            yield b"data: more\n\n"

    async def leave(reply: UpstreamReply) -> None:
        async for _ in reply.chunks():
            return

    with scripted_http(_in_pieces(long())) as said:
        start = time.monotonic()
        _send(said.url, leave, outgoing=STREAMED)

    assert time.monotonic() - start < 1.5


def test_a_call_written_for_another_form_is_not_sent() -> None:
    async def run() -> None:
        upstream = HttpUpstream("here", "http://127.0.0.1:9", Target.AZURE_V1, None)
        async with upstream.send(SENT):
            pass

    with pytest.raises(UpstreamError, match="written for another one"):
        asyncio.run(run())


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://x",
        "x.example",
        "https://",
        "https://key@x.example",
        "https://x.example?key=s3cret",
        "https://x.example/#a",
    ],
)
def test_an_odd_address_is_refused_when_it_is_set(url: str) -> None:
    with pytest.raises(SettingsError, match="upstream `here`") as error:
        HttpUpstream("here", url, Target.OPENAI, None)

    assert "s3cret" not in str(error.value)


def test_the_form_of_address_follows_from_the_settings() -> None:
    assert target_of("openai", "https://api.example/v1") is Target.OPENAI
    assert target_of("azure_openai", "https://x.example") is Target.AZURE_DEPLOYMENT
    assert target_of("azure_openai", "https://x.example/openai/v1/") is Target.AZURE_V1
    with pytest.raises(SettingsError):
        target_of("mirror", "")


def test_the_body_arrives_byte_for_byte() -> None:
    body = json.dumps({"text": "é\u2028" * 1000}, ensure_ascii=False).encode()
    with scripted_http(_plain(b"{}")) as said:
        _send(said.url, outgoing=structs.replace(SENT, body=body))

    assert said.seen[0].body == body


@pytest.mark.parametrize(
    ("target", "header"),
    [
        (Target.AZURE_V1, "api-key"),
        (Target.AZURE_FACE, "ocp-apim-subscription-key"),
        (Target.ANTHROPIC, "x-api-key"),
    ],
)
def test_each_service_gets_its_key_where_it_reads_it(target: Target, header: str) -> None:
    outgoing = structs.replace(SENT, target=target, method="PUT", headers=(("x-version", "1"),))
    with scripted_http(_plain(b"{}")) as said:
        _send(said.url, outgoing=outgoing)

    (seen,) = said.seen
    assert seen.method == "PUT"
    assert seen.headers[header] == "upstream-key"
    assert seen.headers["x-version"] == "1"
    assert "authorization" not in seen.headers


def test_what_has_no_body_is_sent_without_one() -> None:
    with scripted_http(_plain(b"{}")) as said:
        _send(said.url, outgoing=structs.replace(SENT, method="GET", body=b""))
        with pytest.raises(UpstreamError, match="a DELETE was written a body"):
            _send(said.url, outgoing=structs.replace(SENT, method="DELETE"))

    (seen,) = said.seen
    assert (seen.method, seen.body) == ("GET", b"")
    assert "content-type" not in seen.headers
