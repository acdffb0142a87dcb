"""One connection to an AI service: what closes, closes; what is kept, is whole."""

import asyncio
import contextlib
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import uvloop

from countenance.dialects.call import Operation, Outgoing, Target
from countenance.errors import SettingsError, UpstreamError
from countenance.gate.connection import Connection
from countenance.gate.upstream import HttpUpstream, Limits
from gate.elsewhere import NAMES, certificate_files

LOOPS = pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop])
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
LIMITS = Limits(connect=2, silence=2, answer=5, answer_bytes=50_000_000)


def outgoing(stream: bool = False, body: bytes = b'{"model":"m"}') -> Outgoing:
    return Outgoing(Operation.CHAT, Target.OPENAI, "m", "/chat/completions", (), body, stream)


def answered(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


class Service:
    """A service that is scripted byte by byte; keeps what it was sent and who left."""

    def __init__(self, serve: Serve) -> None:
        self.url = ""
        self.connections = 0
        self.heads: list[bytes] = []
        self.gone: list[float] = []
        self._serve = serve

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                self.heads.append(head)
                length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
                await reader.readexactly(int(length or 0))
                await self._serve(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.gone.append(time.monotonic())
        finally:
            writer.close()

    async def left(self) -> None:
        while not self.gone:
            await asyncio.sleep(0.005)


@asynccontextmanager
async def service(serve: Serve, secure: ssl.SSLContext | None = None) -> AsyncIterator[Service]:
    made = Service(serve)
    async with listening(made.handle, secure) as port:
        made.url = f"http{'s' if secure else ''}://127.0.0.1:{port}/v1"
        yield made


@asynccontextmanager
async def listening(handle: Serve, secure: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """The port of a server, all of whose connections end with it."""
    tasks: set[asyncio.Task[None]] = set()

    def began(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def whole() -> None:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await handle(reader, writer)
            writer.transport.abort()

        tasks.add(asyncio.ensure_future(whole()))

    server = await asyncio.start_server(began, "127.0.0.1", 0, ssl=secure)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks)
        await asyncio.sleep(0.02)


def says(*pieces: bytes) -> Serve:
    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.01)

    return serve


def run(loop: Any, work: Callable[[], Awaitable[Any]]) -> Any:
    async def whole() -> Any:
        return await work()

    with asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(whole())


async def read(upstream: HttpUpstream, stream: bool = False) -> bytes:
    async with upstream.send(outgoing(stream)) as reply:
        return await reply.read()


@LOOPS
@pytest.mark.parametrize("stream", [False, True])
def test_a_call_that_is_given_up_before_it_is_answered_is_closed_at_once(
    loop: Any, stream: bool
) -> None:
    async def hangs(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.readexactly(1)

    async def work() -> None:
        async with service(hangs) as far:
            upstream = HttpUpstream("here", far.url, Target.OPENAI, "k", LIMITS)
            asking = asyncio.ensure_future(read(upstream, stream))
            while not far.heads:
                await asyncio.sleep(0.005)
            asking.cancel()
            await asyncio.wait_for(far.left(), 1)
            with pytest.raises(asyncio.CancelledError):
                await asking
            await upstream.close()

    run(loop, work)


@LOOPS
def test_a_stream_that_is_left_is_closed_at_once(loop: Any) -> None:
    async def endless(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"5\r\nhello\r\n")
            await writer.drain()
            await asyncio.sleep(0.01)

    async def work() -> None:
        async with service(endless) as far:
            upstream = HttpUpstream("here", far.url, Target.OPENAI, "k", LIMITS)
            async with upstream.send(outgoing(stream=True)) as reply:
                assert await anext(reply.chunks()) == b"hello"
            await asyncio.wait_for(far.left(), 1)

    run(loop, work)


@LOOPS
def test_a_connection_is_used_again_after_a_whole_answer_alone(loop: Any) -> None:
    answers = [
        answered(b"one"), answered(b"two"), answered(b"three", "connection: close"),
        answered(b"four"), b"HTTP/1.1 200 OK\r\n\r\nfive",
    ]  # fmt: skip

    async def next_one(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answer = answers.pop(0)
        writer.write(answer)
        if answer.endswith((b"three", b"five")):
            writer.close()

    async def work() -> tuple[list[bytes], int]:
        async with service(next_one) as far:
            upstream = HttpUpstream("here", far.url, Target.OPENAI, "k", LIMITS)
            got = [await read(upstream) for _ in range(5)]
            await upstream.close()
            return got, far.connections

    got, connections = run(loop, work)

    assert got == [b"one", b"two", b"three", b"four", b"five"]
    assert connections == 2


def test_calls_beside_each_other_have_connections_of_their_own() -> None:
    async def slowly(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.05)
        writer.write(answered(b"done"))

    async def work() -> int:
        async with service(slowly) as far:
            upstream = HttpUpstream("here", far.url, Target.OPENAI, "k", LIMITS)
            for _ in range(2):
                await asyncio.gather(*(read(upstream) for _ in range(3)))
            await upstream.close()
            return far.connections

    assert run(asyncio.new_event_loop, work) == 3


@pytest.mark.parametrize(
    ("pieces", "what"),
    [
        ((b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf",), "broke off its answer"),
        ((b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhal",), "broke off its"),
        ((b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nhal",), "cannot be read"),
        ((b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\ncontent-length: 5\r\n\r\nhalf",), "cannot be"),
        ((b"SSH-2.0-odd\r\n",), "cannot be read"),
        ((b"HTTP/1.1 200 OK\r\na: " + b"x" * 70_000 + b"\r\n\r\n",), "cannot be read"),
        ((b"",), "broke off"),
    ],
)
def test_an_answer_that_is_not_whole_or_not_one_is_an_error(
    pieces: tuple[bytes, ...], what: str
) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await says(*pieces)(reader, writer)
        writer.close()

    async def work() -> int:
        async with service(serve) as far:
            upstream = HttpUpstream("here", far.url, Target.OPENAI, "k", LIMITS)
            with pytest.raises(UpstreamError, match=f"upstream `here`: .*{what}"):
                await read(upstream)
            return len(far.heads)

    assert run(asyncio.new_event_loop, work) == 1  # it is not sent again


def test_what_only_announces_an_answer_is_passed_over() -> None:
    whole = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n"

    async def work() -> bytes:
        async with service(says(whole, answered(b"done"))) as far:
            return await read(HttpUpstream("here", far.url, Target.OPENAI, "k", LIMITS))

    assert run(asyncio.new_event_loop, work) == b"done"


@pytest.mark.parametrize("together", [True, False])
def test_more_than_one_answer_is_never_kept_for_the_next_call(together: bool) -> None:
    two = (answered(b"mine"), answered(b"somebody else's"))
    pieces = (b"".join(two),) if together else two

    async def work() -> list[bytes]:
        async with service(says(*pieces)) as far:
            upstream = HttpUpstream("here", far.url, Target.OPENAI, "k", LIMITS)
            got = []
            for _ in range(2):
                try:
                    got.append(await read(upstream))
                except UpstreamError:
                    got.append(b"refused")
                await asyncio.sleep(0.05)
            return got

    assert set(run(asyncio.new_event_loop, work)) <= {b"mine", b"refused"}


@LOOPS
def test_what_nobody_reads_makes_the_service_wait(loop: Any) -> None:
    size = 30_000_000
    given = 0

    async def much(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal given
        writer.write(f"HTTP/1.1 200 OK\r\ncontent-length: {size}\r\n\r\n".encode())
        while given < size:
            writer.write(b"x" * 100_000)
            given += 100_000
            await writer.drain()

    async def work() -> None:
        async with service(much) as far:
            upstream = HttpUpstream("here", far.url, Target.OPENAI, "k", LIMITS)
            async with upstream.send(outgoing()) as reply:
                await asyncio.sleep(0.5)
                assert given < size // 2
                assert len(await reply.read()) == size
            await upstream.close()

    run(loop, work)


@LOOPS
@pytest.mark.parametrize("proxied", [False, True])
def test_tls_is_with_the_service_itself_and_its_name_counts(
    loop: Any, proxied: bool, tmp_path: Path
) -> None:
    authority, chain = certificate_files(tmp_path)
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(chain)
    asked: list[bytes] = []

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        there, back = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"HTTP/1.1 200 connected\r\n\r\n")

        async def carry(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
            while data := await source.read(65536):
                to.write(data)
            to.close()

        try:
            await asyncio.gather(carry(reader, back), carry(there, writer))
        finally:
            back.transport.abort()

    port = 0

    async def work() -> list[bytes]:
        nonlocal port
        async with service(says(answered(b"done")), secure) as far:
            port = int(far.url.split(":")[2].split("/")[0])
            more: dict[str, Any] = {"authority": authority.read_bytes()}
            # Only a proxy finds a name that no resolver knows; without one it is not trusted.
            host = NAMES[0] if proxied else "127.0.0.1"
            url = f"https://{host}:{port}/v1"
            async with listening(proxy) as at:
                if not proxied:
                    upstream = HttpUpstream("here", url, Target.OPENAI, "k", LIMITS, **more)
                    with pytest.raises(UpstreamError, match="could not be reached"):
                        await read(upstream)
                    return far.heads
                more["proxy"] = f"http://127.0.0.1:{at}"
                upstream = HttpUpstream("here", url, Target.OPENAI, "k", LIMITS, **more)
                assert await read(upstream) == b"done"
                await upstream.close()
                del more["authority"]  # then it is not one of the usual ones
                stranger = HttpUpstream("here", url, Target.OPENAI, "k", LIMITS, **more)
                with pytest.raises(UpstreamError, match="could not be reached"):
                    await read(stranger)
                return far.heads

    heads = run(loop, work)

    assert len(heads) == (1 if proxied else 0)
    assert all(head.startswith(f"CONNECT {NAMES[0]}:{port} ".encode()) for head in asked)
    assert not any(b"authorization" in head for head in asked)


def test_a_proxy_that_refuses_is_named_without_its_words() -> None:
    async def refuses(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answered(b"secret words", status="407 Proxy Authentication Required"))

    async def work() -> None:
        async with service(refuses) as proxy:
            upstream = HttpUpstream(
                "here", "https://far.invalid/v1", Target.OPENAI, "k", LIMITS,
                proxy=proxy.url.removesuffix("/v1"),
            )  # fmt: skip
            with pytest.raises(UpstreamError, match="not be reached through its proxy$"):
                await read(upstream)

    run(asyncio.new_event_loop, work)


def test_nothing_that_would_make_a_line_of_its_own_is_sent() -> None:
    async def work() -> None:
        async with service(says(answered(b"{}"))) as far:
            upstream = HttpUpstream("here", far.url, Target.OPENAI, "k", LIMITS)
            odd = Outgoing(
                Operation.CHAT, Target.OPENAI, "m", "/a HTTP/1.1\r\nx: y", (), b"", False
            )
            with pytest.raises(UpstreamError, match="cannot be written"):
                async with upstream.send(odd):
                    pass
            assert far.connections == 0

    run(asyncio.new_event_loop, work)
    with pytest.raises(SettingsError, match="its key holds"):
        HttpUpstream("here", "https://a.example", Target.OPENAI, "key\r\nx: y")


def test_a_connection_that_was_never_made_sends_nothing() -> None:
    connection = Connection()

    connection.close()

    assert not connection.is_reusable
