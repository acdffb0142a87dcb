"""Calls that people have to decide, and the page that says how they stand."""

import asyncio
import json

from gate.fakes import Client, Fakes, body_of
from gate.judged import police, private

WHO = body_of("Who is this?", b"face")


def held() -> tuple[Fakes, list[Client]]:
    """The same call twice, another one, and the pages of the first for its caller and another."""

    async def walk() -> tuple[Fakes, list[Client]]:
        fakes = Fakes()
        fakes.callers.registration = police(
            "NO", capture_device="fixed_cctv", environment="controlled"
        )
        clients = [await Client(body).ask(fakes) for body in (WHO, WHO, body_of("x", b"face two"))]
        for caller, method in ((None, "GET"), (None, "POST"), (private(), "GET")):
            fakes.callers.registration = caller or fakes.callers.registration
            page = Client(b"", "/v1/holds/hold-0", method=method)
            clients.append(await page.ask(fakes))
        await fakes.recorder.drain()
        return fakes, clients

    return asyncio.run(walk())


def test_the_same_call_has_the_same_hold_and_nothing_was_sent() -> None:
    fakes, (first, again, *_) = held()

    told = [json.loads(client.body)["error"]["countenance"] for client in (first, again)]
    assert [client.status for client in (first, again)] == [403, 403]
    assert [one["case"] for one in told] == ["hold-0", "hold-0"]
    assert [one["entry"] for one in told] == [0, 1]
    assert "retry-after" not in first.headers
    assert not any(b"face" in picture for sent in fakes.upstream.sent for picture in sent.pictures)


def test_its_page_is_for_its_caller_alone_and_names_the_entry() -> None:
    _, (*_, page, posted, other) = held()

    assert page.status == 200
    assert json.loads(page.body)["entry"] == 0
    assert page.headers["cache-control"] == "no-store"
    assert (posted.status, other.status) == (404, 404)
    assert json.loads(other.body)["error"]["code"] == "unknown_hold"
