"""Everything around a gate breaks, one thing at a time and by chance: nothing slips through.

The law of the whole walk, looked at from outside: what reached the AI service is a subset of the
entries that let something through, and each was durable before it was sent.
"""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
import structlog

from countenance.dialects.call import Operation
from countenance.dialects.forms import FORMS
from countenance.errors import RecordError
from countenance.gate import forward
from countenance.gate.server import Limits, Server
from gate.fakes import Client, Fakes, body_of
from gate.judged import duties_book, police

DESCRIBE, WHO = "one: what is in this picture?", "two: Who is this?"
SECRETS = (b"secret", b"Traceback", b"ZeroDivision", b"cnt_")
FULL = RecordError("record: the disk is full; nothing was written (SQLITE_FULL)")


def tried(
    work: Callable[[Fakes], Awaitable[None]],
    *,
    call_seconds: float = 30.0,
    patience: float = 30.0,
) -> Fakes:
    """A fresh gate, what is done with it, and then everything written."""

    async def walk() -> Fakes:
        fakes = Fakes(call_seconds, patience)
        await work(fakes)
        fakes.mended()
        await fakes.recorder.drain()
        return fakes

    return asyncio.run(walk())


def assert_lawful(fakes: Fakes) -> None:
    """The law: one entry for each call that was sent, there before it; one outcome for each."""
    entries = fakes.log.read()
    passed = [
        (index, entry)
        for index, entry in enumerate(entries)
        if entry["kind"] == "decision"
        and entry["outcome"] in ("pass", "redact")
        and not entry["what_if"]
    ]
    assert len(fakes.upstream.sent) <= len(passed)
    for place, sent in enumerate(fakes.upstream.sent):
        durable = [index for index, _ in passed if index < sent.entries]
        assert len(durable) > place, "a call was sent before its entry was durable"
        assert not any(picture.startswith(b"face") for picture in sent.pictures)
    ended = [entry["prev"] for entry in entries if entry["kind"] == "outcome"]
    assert len(ended) == len(set(ended))
    assert set(ended) <= {entry["id"] for _, entry in passed}
    waiting = {entry["id"] for _, entry in passed} - set(ended)
    assert waiting == set(fakes.log.awaiting())
    assert fakes.upstream.open == 0


def assert_refused(client: Client, status: int, clause: str) -> None:
    assert (client.status, client.clause) == (status, clause)
    assert client.headers["x-countenance-decision"] == "refuse"
    assert "retry-after" not in client.headers
    assert not any(secret in client.body for secret in SECRETS)
    assert json.loads(client.body)["error"]["countenance"]["clause"] == clause


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("fault", "status", "clause", "kind"),
    [
        ("raises", 503, "gate-failure", "gate-failure"),
        ("odd", 503, "gate-failure", "gate-failure"),
        ("hangs", 503, "gate-failure", "gate-failure"),
        ("garbage", 503, "gate-failure", "gate-failure"),
        ("unreadable", 400, "unreadable", "unreadable"),
    ],
)
def test_eyes_that_fail_let_nothing_pass(
    fault: str, status: int, clause: str, kind: str, stream: bool
) -> None:
    async def work(fakes: Fakes) -> None:
        fakes.eyes.fault = fault
        client = await Client(body_of(DESCRIBE, b"face", stream=stream)).ask(fakes)
        fakes.mended()

        assert_refused(client, status, clause)
        (entry,) = fakes.log.read(kind)
        assert json.loads(client.body)["error"]["countenance"]["entry"] == 0
        assert entry["caller"]["ref"] == "c-1"
        again = await Client(body_of(DESCRIBE, b"face", stream=stream)).ask(fakes)
        assert again.status == 200

    # Only what hangs is waited for; a busy machine has time for the call after it.
    assert_lawful(tried(work, call_seconds=2.0 if fault == "hangs" else 30.0))


def test_pixels_that_cannot_be_made_anew_are_not_sent() -> None:
    async def work(fakes: Fakes) -> None:
        fakes.eyes.fault = "lost"
        client = await Client(body_of(DESCRIBE, b"face")).ask(fakes)
        assert_refused(client, 503, "gate-failure")

    fakes = tried(work)

    (failure,) = fakes.log.read("gate-failure")
    (outcome,) = fakes.log.read("outcome")
    assert fakes.upstream.sent == []
    assert failure["prev"] == outcome["prev"]
    assert outcome["result"] == "gate-failure"
    assert_lawful(fakes)


@pytest.mark.parametrize("error", [ValueError("secret"), MemoryError()])
def test_a_reader_of_acts_that_fails_lets_nothing_pass(error: Exception) -> None:
    async def work(fakes: Fakes) -> None:
        fakes.reader_fault = error
        assert_refused(await Client(body_of(DESCRIBE, b"view")).ask(fakes), 503, "gate-failure")
        text = await Client(body_of("three: hello")).ask(fakes)
        assert text.status == 200  # text alone needs no reader of acts

    fakes = tried(work)

    assert len(fakes.upstream.sent) == 1
    assert fakes.log.read("gate-failure")[0]["stage"] == "judging"
    assert_lawful(fakes)


def test_a_registry_that_cannot_be_read_lets_nobody_in_and_is_entered() -> None:
    async def work(fakes: Fakes) -> None:
        fakes.callers.fail = RecordError("registry: the database is damaged")
        assert_refused(await Client(body_of("one: hello")).ask(fakes), 503, "gate-failure")

    fakes = tried(work)

    (failure,) = fakes.log.read()
    assert (failure["kind"], failure["stage"]) == ("gate-failure", "registry")
    assert failure["caller"] is None
    assert fakes.upstream.sent == []


def test_a_pin_that_is_not_known_any_more_lets_nothing_pass() -> None:
    async def work(fakes: Fakes) -> None:
        fakes.callers.registration = police("NO", pin="ms-aoai-coc@2024-13-13")
        assert_refused(await Client(body_of("one: hello")).ask(fakes), 503, "gate-failure")

    fakes = tried(work)

    assert fakes.upstream.sent == []
    assert fakes.log.read("gate-failure")[0]["error"] == "SettingsError"


@pytest.mark.parametrize("body", [body_of("one: hello"), body_of(DESCRIBE, b"face"), b"{"])
def test_a_full_disk_lets_nothing_pass_and_is_entered_when_it_is_not(body: bytes) -> None:
    async def work(fakes: Fakes) -> None:
        fakes.log.fail = FULL
        clients = [await Client(body).ask(fakes) for _ in range(3)]
        assert {client.status for client in clients} <= {503, 400}
        assert not any("x-countenance-entry" in client.headers for client in clients)
        assert fakes.log.size() == 0
        fakes.mended()
        assert (await Client(body_of("four: hello")).ask(fakes)).status == 200

    fakes = tried(work)

    (late,) = fakes.log.read("gate-failure")
    assert (late["late"], late["count"]) == (True, 3)
    assert [sent.name for sent in fakes.upstream.sent] == ["four:"]
    assert_lawful(fakes)


def test_an_outcome_that_cannot_be_written_leaves_its_decision_waiting() -> None:
    async def work(fakes: Fakes) -> None:
        client = Client(body_of("one: hello", stream=True))
        asking = asyncio.ensure_future(client.ask(fakes))
        while not fakes.upstream.sent:
            await asyncio.sleep(0)
        fakes.log.fail = FULL
        await asking
        await asyncio.sleep(0.01)

    fakes = tried(work)

    (decision,) = fakes.log.read("decision")
    assert fakes.log.awaiting() == (decision["id"],)
    assert fakes.log.read("gate-failure")[0]["count"] == 1
    assert_lawful(fakes)


def test_a_slow_disk_is_waited_for_only_so_long_and_the_late_entry_lets_nothing_pass() -> None:
    async def work(fakes: Fakes) -> None:
        fakes.log.slow.clear()
        assert_refused(await Client(body_of("one: hello")).ask(fakes), 503, "gate-failure")

    fakes = tried(work, patience=0.02)

    (decision,) = fakes.log.read("decision")
    (outcome,) = fakes.log.read("outcome")
    assert decision["outcome"] == "pass"
    assert (outcome["prev"], outcome["result"]) == (decision["id"], "gate-failure")
    assert fakes.upstream.sent == []
    assert_lawful(fakes)


def test_a_hold_that_cannot_be_kept_is_a_failure_of_ours() -> None:
    async def work(fakes: Fakes) -> None:
        fakes.callers.registration = police(
            "NO", capture_device="fixed_cctv", environment="controlled"
        )
        fakes.cases.fail = RecordError("holds: the disk is full")
        assert_refused(await Client(body_of(WHO, b"face")).ask(fakes), 503, "gate-failure")
        page = Client(b"", "/v1/holds/hold-0", method="GET")
        assert_refused(await page.ask(fakes), 503, "gate-failure")
        fakes.mended()
        held = await Client(body_of(WHO, b"face")).ask(fakes)
        assert (held.status, held.headers["x-countenance-decision"]) == (403, "hold")

    fakes = tried(work)

    assert [failure["stage"] for failure in fakes.log.read("gate-failure")] == ["hold", "hold"]
    assert fakes.upstream.sent == []


@pytest.mark.parametrize(
    ("fault", "stream", "status", "result"),
    [
        ("reset", False, 503, "upstream-broken"),
        ("reset", True, 503, "upstream-broken"),
        ("bug", False, 503, "gate-failure"),
        ("garbage", False, 503, "upstream-broken"),
        ("garbage", True, 200, "upstream-broken"),
        ("cut", False, 503, "upstream-broken"),
        ("cut", True, 200, "upstream-broken"),
        ("breaks", True, 200, "upstream-broken"),
        ("bug inside", True, 200, "gate-failure"),
        ("500", True, 503, "upstream-refused"),
        ("429", False, 429, "upstream-refused"),
        ("400", True, 400, "upstream-refused"),
    ],
)
@pytest.mark.parametrize("picture", [None, b"face"])
def test_what_the_upstream_does_wrong_is_entered_and_none_of_its_words_leave(
    fault: str, stream: bool, status: int, result: str, picture: bytes | None
) -> None:
    async def work(fakes: Fakes) -> None:
        fakes.upstream.fault = fault
        client = await Client(body_of(DESCRIBE, picture, stream=stream)).ask(fakes)
        assert client.status == status
        assert "retry-after" not in client.headers
        assert not any(secret in client.body for secret in SECRETS)
        if status == 200:
            assert b'"error"' in client.body

    fakes = tried(work)

    (outcome,) = fakes.log.read("outcome")
    assert outcome["result"] == result
    assert_lawful(fakes)


Step = Callable[[Fakes, Client], Awaitable[None]]


async def _at_once(fakes: Fakes, client: Client) -> None:
    await asyncio.sleep(0)


async def _entered(fakes: Fakes, client: Client) -> None:
    while not fakes.log.size():
        await asyncio.sleep(0)


async def _sent(fakes: Fakes, client: Client) -> None:
    while not fakes.upstream.sent:
        await asyncio.sleep(0)


async def _streaming(fakes: Fakes, client: Client) -> None:
    while len(client.sent) < 2:
        await asyncio.sleep(0)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("step", [_at_once, _entered, _sent])
def test_a_client_that_leaves_at_any_step_ends_its_call_and_is_entered(
    step: Step, stream: bool
) -> None:
    async def work(fakes: Fakes) -> None:
        fakes.upstream.fault = "stalls" if stream else "hangs"
        client = Client(body_of("one: hello", stream=stream))
        asking = asyncio.ensure_future(client.ask(fakes))
        await step(fakes, client)
        client.leave()
        await asking
        assert fakes.upstream.open == 0

    fakes = tried(work)

    results = [outcome["result"] for outcome in fakes.log.read("outcome")]
    assert results == ["client-gone"] * len(fakes.log.read("decision"))
    assert fakes.log.awaiting() == ()
    assert_lawful(fakes)


@pytest.mark.parametrize("turns", range(40))
def test_a_client_may_leave_between_any_two_turns_of_the_loop(turns: int) -> None:
    async def work(fakes: Fakes) -> None:
        client = Client(body_of(DESCRIBE, b"face", stream=True))
        asking = asyncio.ensure_future(client.ask(fakes))
        for _ in range(turns):
            await asyncio.sleep(0)
        client.leave()
        await asking

    fakes = tried(work)

    assert fakes.log.awaiting() == ()
    assert_lawful(fakes)


@pytest.mark.parametrize(
    ("fails", "result"), [(None, "client-gone"), (ZeroDivisionError(), "gate-failure")]
)
def test_what_ends_between_a_decision_and_its_sending_passes_nothing(
    fails: Exception | None, result: str
) -> None:
    """A call that states something, or is ruled on, closes the case that it had, in a thread."""

    async def work(fakes: Fakes) -> None:
        client = Client(body_of("one: hello"))

        async def settled(*_: object, **__: object) -> None:
            client.leave()
            if fails is not None:
                raise fails
            await asyncio.Event().wait()

        fakes.walk._ports.reviewing.settled = settled  # type: ignore[method-assign]
        await client.ask(fakes)
        assert fakes.upstream.sent == []

    fakes = tried(work)

    assert [outcome["result"] for outcome in fakes.log.read("outcome")] == [result]
    assert fakes.log.awaiting() == ()
    assert_lawful(fakes)


def test_an_answer_that_cannot_even_be_begun_ends_its_call_upstream(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def work(fakes: Fakes) -> None:
        silent = replace(FORMS[Operation.CHAT], stream=None)
        monkeypatch.setattr(forward, "FORMS", {Operation.CHAT: silent})
        await Client(body_of("one: hello", stream=True)).ask(fakes)
        assert fakes.upstream.open == 0

    fakes = tried(work)

    assert len(fakes.log.read("outcome")) == 1
    assert fakes.log.awaiting() == ()


def test_a_client_that_leaves_a_stalled_stream_is_noticed() -> None:
    async def work(fakes: Fakes) -> None:
        fakes.upstream.fault = "stalls"
        client = Client(body_of("one: hello", stream=True))
        asking = asyncio.ensure_future(client.ask(fakes))
        await _streaming(fakes, client)
        client.leave()
        await asking

    fakes = tried(work)

    assert [outcome["result"] for outcome in fakes.log.read("outcome")] == ["client-gone"]
    assert_lawful(fakes)


def test_a_client_hears_of_an_answer_once_it_has_begun(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Before the first piece nobody knows that there will be an answer."""
    client = Client(body_of("one: hello", stream=True))

    async def work(fakes: Fakes) -> None:
        monkeypatch.setattr(forward, "HEARTBEAT", 0.0)
        fakes.upstream.fault = "late"
        await client.ask(fakes)

    tried(work)

    assert client.body.startswith(b"data: ")


def test_a_server_that_stops_ends_its_calls() -> None:
    async def work(fakes: Fakes) -> None:
        fakes.upstream.fault = "hangs"
        asking = asyncio.ensure_future(Client(body_of("one: hello")).ask(fakes))
        await _sent(fakes, Client(b""))
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert fakes.upstream.open == 0

    fakes = tried(work)

    assert [outcome["result"] for outcome in fakes.log.read("outcome")] == ["client-gone"]


@pytest.mark.parametrize("seed", range(4))
def test_hundreds_of_calls_under_chance_faults_keep_the_law(seed: int) -> None:
    chance = random.Random(seed)
    clients: list[Client] = []

    def broken(fakes: Fakes) -> None:
        fakes.mended()
        match chance.randrange(12):
            case 0:
                fakes.log.fail = FULL
            case 1:
                fakes.callers.fail = RecordError("registry: gone")
            case 2:
                fakes.reader_fault = ValueError("secret")
            case 3:
                fakes.log.slow.clear()
            case 4 | 5:
                fakes.eyes.fault = chance.choice(
                    ["raises", "unreadable", "odd", "hangs", "garbage", "lost"]
                )
            case 6 | 7 | 8:
                fakes.upstream.fault = chance.choice(
                    ["reset", "hangs", "bug", "500", "429", "404", "garbage", "cut", "stalls",
                     "breaks", "bug inside"]
                )  # fmt: skip
            case _:
                pass

    async def one(fakes: Fakes, number: int) -> None:
        text = chance.choice(["what is here?", "Who is this?", "synth", "hello"])
        picture = chance.choice([None, b"face", b"view"])
        body = body_of(f"call-{number}: {text}", picture, stream=chance.random() < 0.5)
        if chance.random() < 0.1:
            body = chance.choice([b"{", b"[]", body_of("x", tools=[{"type": "web_search"}])])
        path = "/v1/decide" if chance.random() < 0.1 else "/v1/chat/completions"
        client = Client(body, path)
        clients.append(client)
        asking = asyncio.ensure_future(client.ask(fakes))
        for _ in range(chance.randrange(60)):
            await asyncio.sleep(0)
        if chance.random() < 0.25:
            client.leave()
        for _ in range(chance.randrange(20)):
            await asyncio.sleep(0)
        if fakes.upstream.fault in ("hangs", "stalls"):
            client.leave()
        await asking

    async def work(fakes: Fakes) -> None:
        for start in range(0, 120, 4):
            broken(fakes)
            await asyncio.gather(*(one(fakes, start + each) for each in range(4)))

    with structlog.testing.capture_logs() as logs:
        fakes = tried(work, call_seconds=0.1, patience=0.1)

    assert_lawful(fakes)
    names = [sent.name for sent in fakes.upstream.sent]
    assert len(names) == len(set(names)), "a call was sent twice"
    assert len(names) > 20
    late = sum(failure["count"] for failure in fakes.log.read("gate-failure") if failure["late"])
    assert late == fakes.log.failed
    for client in clients:
        if client.sent:
            assert client.status in (200, 400, 403, 404, 429, 503)
            assert "retry-after" not in client.headers
            assert client.headers["x-countenance-decision"] in ("pass", "redact", "refuse", "hold")
            assert not any(secret in client.body for secret in SECRETS)
    written = json.dumps([logs, fakes.log.read()], default=str)
    assert not any(word in written for word in ("secret", "call-1", "cnt_"))


def test_what_is_only_asked_about_is_never_sent() -> None:
    async def work(fakes: Fakes) -> None:
        client = await Client(body_of(DESCRIBE, b"face"), "/v1/decide").ask(fakes)
        told: dict[str, Any] = json.loads(client.body)
        assert (client.status, told["outcome"]) == (200, "redact")
        with_key = Client(body_of("one: hello"), "/v1/decide", query=b"api-key=cnt_x")
        assert_refused(await with_key.ask(fakes), 400, "unreadable")

    fakes = tried(work)

    assert fakes.upstream.sent == []
    assert [entry["what_if"] for entry in fakes.log.read("decision")] == [True]
    assert fakes.log.awaiting() == ()


def test_a_caller_is_told_only_of_the_obligations_that_are_its_own() -> None:
    async def walk() -> Client:
        fakes = Fakes(book=duties_book("inform_the_person", "record_the_decision"))
        return await Client(body_of(WHO, b"face")).ask(fakes)

    client = asyncio.run(walk())

    assert_refused(client, 400, "obligation-not-accepted")
    told = json.loads(client.body)["error"]["countenance"]
    assert told["obligations"] == ["inform_the_person"]


@pytest.mark.parametrize(
    "path",
    ["/v1/chat/completions", "/openai/deployments/m/chat/completions?api-version=2024-10-21"],
)
def test_too_many_calls_are_turned_away_unread_and_not_asked_to_come_back(path: str) -> None:
    async def walk() -> tuple[Client, int]:
        fakes = Fakes()
        fakes.server = Server(fakes.server._application, Limits(1 << 20, 0))
        client = await Client(b"not even JSON", path).ask(fakes)
        return client, fakes.log.size()

    client, entries = asyncio.run(walk())

    assert_refused(client, 429, "too-many")
    assert entries == 0
