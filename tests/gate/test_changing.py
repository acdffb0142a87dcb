"""The codes of a caller change while a thousand calls are under way: each is under one of them."""

import asyncio
import random

from gate.fakes import Client, Fakes, body_of
from gate.judged import BOOK, PIN, TODAY, police

CALLS = 1000
SERVICE = "azure_openai"
NORWAY = frozenset({("use_jurisdiction", "NO"), ("agency_country", "NO")})


def test_every_decision_of_a_thousand_is_under_one_digest_and_its_editions() -> None:
    chance = random.Random(18)
    pins = (PIN, "ms-aoai-coc@2024-05-01", None)
    allowed = {
        (applied.compiled.digest, applied.editions)
        for applied in (BOOK.applied(SERVICE, TODAY, pin, named=NORWAY) for pin in pins)
    }

    async def one(fakes: Fakes, number: int) -> Client:
        for _ in range(chance.randrange(30)):
            await asyncio.sleep(0)
        body = body_of(f"call-{number}: hello", b"view" if number % 7 == 0 else None)
        return await Client(body).ask(fakes)

    async def changes(fakes: Fakes) -> None:
        while True:
            pin = chance.choice(pins)
            fakes.callers.registration = police("NO", pin=pin)
            for _ in range(chance.randrange(5)):
                await asyncio.sleep(0)

    async def walk() -> Fakes:
        fakes = Fakes()
        changing = asyncio.ensure_future(changes(fakes))
        for start in range(0, CALLS, 50):  # no more than the server lets in at once
            await asyncio.gather(*(one(fakes, start + each) for each in range(50)))
        changing.cancel()
        await fakes.recorder.drain()
        return fakes

    decisions = asyncio.run(walk()).log.read("decision")

    found = {
        (entry["code"]["compiled"], tuple(each["edition"] for each in entry["code"]["editions"]))
        for entry in decisions
    }
    assert len(decisions) == CALLS
    assert found == allowed
    for entry in decisions:
        assert {clause["edition"] for clause in entry["clauses"]} <= {
            each["edition"] for each in entry["code"]["editions"]
        }
