"""The limits that hold for a page before anything of it is looked at."""

import asyncio
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from countenance.console.front import BODY, PATIENCE, Front, Limits, is_page
from countenance.errors import RecordError, SettingsError


def _scope(path: str = "/console/keys", headers: Any = ()) -> dict[str, Any]:
    return {"type": "http", "method": "POST", "path": path, "headers": list(headers)}


class Client:
    """A client that sends these pieces, then nothing."""

    def __init__(self, *pieces: bytes, ends: bool = True) -> None:
        self.pieces = list(pieces)
        self.ends = ends
        self.got: list[Any] = []

    async def receive(self) -> Mapping[str, Any]:
        if self.pieces:
            more = len(self.pieces) > 1 or not self.ends
            return {"type": "http.request", "body": self.pieces.pop(0), "more_body": more}
        await asyncio.sleep(60)
        raise AssertionError

    async def send(self, message: dict[str, Any]) -> None:
        self.got.append(message)

    @property
    def status(self) -> int:
        return int(self.got[0]["status"])

    @property
    def text(self) -> str:
        return b"".join(each.get("body", b"") for each in self.got).decode()


async def _gate(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": scope.get(BODY, b"the gate")})


def _asked(client: Client, scope: Any, limits: Limits, pages: Any = _gate) -> Client:
    front = Front(_gate, lambda: pages, limits)
    asyncio.run(front(scope, client.receive, client.send))
    return client


@pytest.mark.parametrize("path", ["/console", "/console/x", "/public", "/public/"])
def test_pages_are_told_by_their_path(path: str) -> None:
    assert is_page(path)


@pytest.mark.parametrize("path", ["/", "/v1/cases", "/consoles", "/public-key", "/v1/console"])
def test_everything_else_is_for_the_gate(path: str) -> None:
    assert not is_page(path)
    assert _asked(Client(b""), _scope(path), Limits()).text == "the gate"


def test_a_page_gets_the_whole_body() -> None:
    assert _asked(Client(b"a=1", b"&b=2"), _scope(), Limits()).text == "a=1&b=2"


def test_a_form_that_is_too_large_is_refused() -> None:
    told = _asked(Client(b"a" * 11), _scope(), Limits(body_bytes=10))

    assert told.status == 413
    assert told.text.startswith("a form has at most 10 bytes, with the file in it")


def test_a_form_that_does_not_arrive_is_not_waited_for() -> None:
    told = _asked(Client(b"a", ends=False), _scope(), Limits(anybody_body_seconds=0.05))

    assert told.status == 503


def test_a_page_that_takes_too_long_is_ended() -> None:
    async def slow(*_: Any) -> None:
        await asyncio.sleep(60)

    told = _asked(Client(b""), _scope(), Limits(page_seconds=0.05), slow)

    assert "too long" in told.text


def test_a_page_that_goes_on_is_not_ended() -> None:
    """Many pieces, each of which takes a while, take longer than a page has for one of them."""

    async def long(_: Any, __: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 299, "headers": []})
        for _ in range(24):
            await asyncio.sleep(0.05)
            await send({"type": "http.response.body", "body": b"x", "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def patient(scope: Any, _: Any, send: Any) -> None:
        for _ in range(24):
            await asyncio.to_thread(scope[PATIENCE], 1.0)
            await asyncio.sleep(0.05)
        await _gate(scope, _, send)

    assert _asked(Client(b""), _scope(), Limits(page_seconds=1.0), long).text == "x" * 24
    assert _asked(Client(b""), _scope(), Limits(page_seconds=1.0), patient).status == 299


def test_a_page_that_stops_between_two_pieces_is_ended() -> None:
    async def stuck(_: Any, __: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 299, "headers": []})
        await asyncio.sleep(60)

    told = _asked(Client(b""), _scope(), Limits(page_seconds=0.05), stuck)

    assert (told.status, told.text) == (299, "")


def test_after_its_body_a_page_hears_nothing_more_until_it_ends() -> None:
    heard = []

    async def asks(scope: Any, receive: Any, send: Any) -> None:
        heard.append(await receive())
        asking = asyncio.ensure_future(receive())
        await _gate(scope, receive, send)
        assert not asking.done()
        asking.cancel()

    assert _asked(Client(b""), _scope(), Limits(), asks).status == 299
    assert heard == [{"type": "http.request", "body": b"", "more_body": False}]


def test_no_more_pages_at_once_than_the_limit() -> None:
    assert _asked(Client(b""), _scope(), Limits(anybody_at_once=0)).status == 503


def test_an_answer_is_counted_at_its_place_also_where_it_was_turned_away() -> None:
    counted: list[tuple[str, int]] = []

    async def shown(scope: Any, receive: Any, send: Any) -> None:
        scope["route"] = SimpleNamespace(path="/console/{id}")
        await _gate(scope, receive, send)

    for limits in (Limits(), Limits(anybody_at_once=0)):
        front = Front(_gate, lambda: shown, limits,
                      count=lambda place, status, _: counted.append((place, status)))  # fmt: skip
        client = Client(b"")
        asyncio.run(front(_scope(), client.receive, client.send))
    asyncio.run(front(_scope("/v1/cases"), client.receive, client.send))

    assert counted == [("/console/{id}", 299), ("none", 503)]


HAS = [(b"cookie", b"countenance=mine")]


def test_whoever_is_not_signed_in_takes_no_place_of_who_is() -> None:
    async def walk() -> None:
        front = Front(_gate, lambda: _gate, Limits(anybody_at_once=2), lambda each: "mine" in each)
        slow = [Client(b"a", ends=False) for _ in range(2)]
        paths = ("/public/questions/ask", "/console/sign-in")
        held = [
            asyncio.create_task(front(_scope(path, HAS), each.receive, each.send))
            for path, each in zip(paths, slow, strict=True)
        ]
        await asyncio.sleep(0)
        other = [(b"cookie", b"countenance=other")]
        stranger, person = Client(b""), Client(b"")
        await front(_scope(headers=other), stranger.receive, stranger.send)
        await front(_scope(headers=HAS), person.receive, person.send)

        assert (stranger.status, person.status) == (503, 299)
        for each in held:
            each.cancel()
        await asyncio.gather(*held, return_exceptions=True)

    asyncio.run(walk())


def test_what_leaves_in_pieces_takes_no_place_of_a_page() -> None:
    async def walk() -> None:
        goes_on = asyncio.Event()

        async def long(scope: Any, receive: Any, send: Any) -> None:
            if scope["path"].endswith("short"):
                await _gate(scope, receive, send)
                return
            await send({"type": "http.response.start", "status": 299, "headers": []})
            await send({"type": "http.response.body", "body": b"x", "more_body": True})
            await goes_on.wait()
            await send({"type": "http.response.body", "body": b""})

        limits = Limits(signed_in_at_once=1, downloads_at_once=1)
        front = Front(_gate, lambda: long, limits, lambda _: True)

        async def asked(client: Client, path: str) -> Client:
            await front(_scope(path, HAS), client.receive, client.send)
            return client

        first, second = Client(b""), Client(b"")
        downloads = [asyncio.create_task(asked(first, "/console/long"))]
        while not first.got[1:]:
            await asyncio.sleep(0)
        assert (await asked(Client(b""), "/console/short")).status == 299
        # One more than there are places for keeps that of a page.
        downloads.append(asyncio.create_task(asked(second, "/console/long")))
        while not second.got[1:]:
            await asyncio.sleep(0)
        assert (await asked(Client(b""), "/console/short")).status == 503
        goes_on.set()
        await asyncio.gather(*downloads)
        assert (await asked(Client(b""), "/console/short")).status == 299

    asyncio.run(asyncio.wait_for(walk(), 30))


def test_who_is_signed_in_has_so_many_places_as_well() -> None:
    front = Front(_gate, lambda: _gate, Limits(signed_in_at_once=0), lambda _: True)
    client = Client(b"")
    asyncio.run(front(_scope(headers=HAS), client.receive, client.send))

    assert client.status == 503


def test_sessions_that_cannot_be_read_let_nobody_in() -> None:
    def broken(_: str) -> bool:
        raise RecordError("the sessions cannot be read")

    client = Client(b"")
    front = Front(_gate, lambda: _gate, Limits(signed_in_at_once=0), broken)
    asyncio.run(front(_scope(headers=HAS), client.receive, client.send))

    assert client.status == 299


def test_of_a_page_that_is_read_no_body_is_waited_for() -> None:
    told = _asked(Client(b"a", ends=False), {**_scope(), "method": "GET"}, Limits())

    assert (told.status, told.text) == (299, "")


def test_a_form_that_says_that_it_is_too_large_is_refused_unread() -> None:
    long = [(b"content-length", b"9" * 5000)]
    told = _asked(Client(ends=False), _scope(headers=long), Limits())

    assert told.status == 413


def test_headers_with_two_readings_are_refused() -> None:
    told = _asked(Client(b""), _scope(headers=[(b"host", b"a"), (b"host", b"b")]), Limits())

    assert (told.status, "twice" in told.text) == (400, True)


def test_a_failure_names_no_more_than_it_may(capsys: pytest.CaptureFixture[str]) -> None:
    async def failing(*_: Any) -> None:
        raise ValueError("held a secret")

    told = _asked(Client(b""), _scope(), Limits(), failing)

    assert told.status == 503
    out = capsys.readouterr()
    assert "secret" not in told.text + out.out + out.err


def test_before_the_gate_is_open_there_is_no_page() -> None:
    def closed() -> Any:
        raise SettingsError("/etc/gate.toml: the gate is not open")

    client = Client(b"")
    asyncio.run(Front(_gate, closed)(_scope(), client.receive, client.send))

    assert (client.status, "the gate failed" in client.text) == (503, True)
    assert "/etc" not in client.text


def test_a_client_that_leaves_gets_no_answer() -> None:
    async def gone() -> Mapping[str, Any]:
        return {"type": "http.disconnect"}

    client = Client()
    asyncio.run(Front(_gate, lambda: _gate)(_scope(), gone, client.send))

    assert client.got == []
