"""How much of the gate one caller may take, and how many pictures may wait."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest

from countenance.errors import TooManyError
from countenance.gate.quotas import CallerLimits, Quotas
from gate.fakes import Client, Fakes, body_of
from gate.judged import police
from gate.test_faults import DESCRIBE, WHO, assert_lawful, assert_refused


class Clock:
    """Seconds that go where they are told."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def quotas(clock: Clock, waiting: int = 64, **limits: int) -> Quotas:
    return Quotas(CallerLimits(**limits), pictures_waiting=waiting, now=clock)


def tried(work: Callable[[Fakes], Awaitable[None]], limits: Quotas) -> Fakes:
    async def walk() -> Fakes:
        fakes = Fakes(quotas=limits)
        await work(fakes)
        fakes.mended()
        await fakes.recorder.drain()
        return fakes

    fakes = asyncio.run(walk())
    assert_lawful(fakes)
    return fakes


def test_calls_come_evenly_and_a_full_minute_may_be_spent_at_once() -> None:
    clock = Clock()
    limited = quotas(clock, calls_per_minute=6)
    for _ in range(6):
        limited.begin("acme").release()

    with pytest.raises(TooManyError, match="more than 6 calls in a minute"):
        limited.begin("acme")
    limited.begin("other")  # nobody pays for another
    clock.seconds += 10
    limited.begin("acme")
    with pytest.raises(TooManyError):
        limited.begin("acme")
    clock.seconds += 3600
    for _ in range(6):
        limited.begin("acme")
    with pytest.raises(TooManyError):
        limited.begin("acme")


def test_bytes_overdraw_once_and_are_paid_back() -> None:
    clock = Clock()
    limited = quotas(clock, bytes_per_minute=600)
    limited.begin("acme").took(1200)

    with pytest.raises(TooManyError, match="more than 600 bytes"):
        limited.begin("acme")
    clock.seconds += 59
    with pytest.raises(TooManyError):
        limited.begin("acme")
    clock.seconds += 2
    limited.begin("acme")


def test_calls_at_once_are_free_again_when_they_are_over() -> None:
    limited = quotas(Clock(), calls_at_once=2)
    first = limited.begin("acme")
    limited.begin("acme")

    with pytest.raises(TooManyError, match="2 calls of yours are under way"):
        limited.begin("acme")
    first.release()
    limited.begin("acme")


def test_pictures_wait_in_a_line_that_has_an_end() -> None:
    limited = quotas(Clock(), waiting=3)
    with limited.pictures("acme", 20):  # more than the line is long, but alone
        assert limited.waiting == 20
    with limited.pictures("acme", 2), limited.pictures("other", 1):
        with pytest.raises(TooManyError, match="too many pictures wait"), limited.pictures("a", 1):
            raise AssertionError
        with limited.pictures("third", 0):
            pass  # a call of text never stands in it
    assert limited.waiting == 0


def test_a_line_is_left_also_by_who_fails() -> None:
    limited = quotas(Clock())

    with pytest.raises(ZeroDivisionError), limited.pictures("acme", 2):
        raise ZeroDivisionError

    assert limited.waiting == 0


def test_a_registration_may_have_limits_of_its_own() -> None:
    own = {"acme": CallerLimits(calls_per_minute=2)}
    limited = Quotas(CallerLimits(calls_per_minute=1), own, now=Clock())
    for caller, allowed in (("acme", 2), ("other", 1)):
        for _ in range(allowed):
            limited.begin(caller)
        with pytest.raises(TooManyError):
            limited.begin(caller)


def test_no_limit_is_none_and_many_callers_are_not_kept_for_ever() -> None:
    limited = quotas(Clock())
    first = limited.begin("first")
    for number in range(10_050):
        limited.begin(f"c-{number}").release()

    assert len(limited._known) <= 10_000
    assert "first" in limited._known
    first.release()


def test_who_asks_too_often_is_turned_away_before_the_body_is_read() -> None:
    async def work(fakes: Fakes) -> None:
        assert (await Client(body_of("one: hello")).ask(fakes)).status == 200
        second = Client(b"")
        second._incoming.get_nowait()  # its body never comes
        assert_refused(await second.ask(fakes), 429, "too-many")
        told = json.loads(second.body)["error"]
        assert told["code"] == "rate_limit_exceeded"
        assert "1 calls in a minute" in told["message"]

    fakes = tried(work, quotas(Clock(), calls_per_minute=1))

    assert len(fakes.log.read("decision")) == 1


def test_the_size_of_a_body_counts_and_a_call_that_is_over_is_released() -> None:
    async def work(fakes: Fakes) -> None:
        for stream in (False, True):
            client = await Client(body_of("one: hello", stream=stream)).ask(fakes)
            assert client.status == 200
        big = body_of("two: " + "x" * 3000)
        assert (await Client(big).ask(fakes)).status == 200
        assert_refused(await Client(body_of("three")).ask(fakes), 429, "too-many")

    tried(work, quotas(Clock(), bytes_per_minute=2000, calls_at_once=1))


def test_pictures_by_the_minute_are_limited_and_text_is_not() -> None:
    async def work(fakes: Fakes) -> None:
        assert (await Client(body_of(DESCRIBE, b"face")).ask(fakes)).status == 200
        assert_refused(await Client(body_of(DESCRIBE, b"face")).ask(fakes), 429, "too-many")
        assert (await Client(body_of("three: hello")).ask(fakes)).status == 200

    fakes = tried(work, quotas(Clock(), pictures_per_minute=1))

    assert len(fakes.log.read("decision")) == 2


def test_a_full_line_turns_pictures_away_undecoded_and_lets_text_by() -> None:
    async def work(fakes: Fakes) -> None:
        fakes.eyes.fault = "hangs"
        slow = Client(body_of(DESCRIBE, b"face"))
        waiting = asyncio.ensure_future(slow.ask(fakes))
        while not fakes.eyes.looked:
            await asyncio.sleep(0)
        looked = fakes.eyes.looked
        assert_refused(await Client(body_of(DESCRIBE, b"face")).ask(fakes), 429, "too-many")
        assert fakes.eyes.looked == looked
        assert (await Client(body_of("three: hello")).ask(fakes)).status == 200
        slow.leave()
        await waiting
        fakes.mended()
        assert (await Client(body_of(DESCRIBE, b"face")).ask(fakes)).status == 200

    fakes = tried(work, quotas(Clock(), waiting=1))

    assert fakes.quotas.waiting == 0


def test_a_flood_of_held_calls_ends_in_refusals_that_are_not_repeated() -> None:
    clock = Clock()

    async def work(fakes: Fakes) -> None:
        fakes.callers.registration = police(
            "NO", capture_device="fixed_cctv", environment="controlled"
        )

        async def held(number: int) -> Client:
            return await Client(body_of(WHO, b"face" + bytes([number]))).ask(fakes)

        first = [await held(number) for number in (1, 1, 2)]
        assert [client.status for client in first] == [403] * 3
        refused = await held(3)
        assert_refused(refused, 429, "too-many")
        assert refused.headers["x-should-retry"] == "false"
        assert "x-countenance-entry" in refused.headers
        assert len(fakes.cases.kept) == 2
        clock.seconds += 43_300
        assert (await held(4)).status == 403

    fakes = tried(work, quotas(clock, held_per_day=2))

    assert fakes.upstream.sent == []
