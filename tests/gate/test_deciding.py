"""A recording that no wire format brought is judged and entered like any call."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest

from countenance.errors import RecordError, UnwrittenError
from countenance.facts.known import Evidence
from countenance.facts.vocabulary import Basis
from countenance.gate.deciding import Deciding, Sound
from countenance.gate.judging import Decided
from countenance.gate.outcome import Action, Visible
from gate.fakes import Fakes

SOUND = Sound("wav", 320_044, b"s" * 32, 160_000, "traffic")


async def decided(fakes: Fakes, sound: Sound = SOUND) -> Decided:
    deciding = Deciding(fakes.walk._ports, Visible.NEEDED)
    made = await deciding.decided(fakes.callers.registration, "on_premises_model", sound)
    deciding.ended(made.id, "done")
    await fakes.recorder.drain()
    return made


def entered(fakes: Fakes, kind: str) -> list[dict[str, Any]]:
    return fakes.log.read(kind)


def test_it_is_entered_with_the_digest_of_the_recording_and_no_content() -> None:
    async def work() -> None:
        fakes = Fakes()
        made = await decided(fakes)

        assert made.judgement.outcome.action is Action.PASS
        (entry,) = entered(fakes, "decision")
        assert entry["id"] == made.id
        assert (entry["ask"]["operation"], entry["ask"]["service"]) == (
            "reports.drafting", "on_premises_model",
        )  # fmt: skip
        (act,) = entry["acts"]
        assert (act["label"], act["facts"]["operation"]) == ("report", ["report_drafting"])
        assert {"name": "modality", "values": ["audio"]}.items() <= next(
            each for each in entry["facts"] if each["name"] == "modality"
        ).items()
        (part,) = entry["parts"]
        assert (part["kind"], part["bytes"], part["inspected_by"]) == (
            "sound", 524_288, ["sound-decoder"],
        )  # fmt: skip
        assert entry["media"][0]["frames"] == 160_000
        assert [each["result"] for each in entered(fakes, "outcome")] == ["done"]

    asyncio.run(work())


def test_another_recording_or_kind_of_incident_is_another_call() -> None:
    async def work() -> None:
        fakes = Fakes()
        digests = [
            (await decided(fakes, sound=each)).call.digest
            for each in (SOUND, SOUND, replace(SOUND, sha256=b"t" * 32),
                         replace(SOUND, kind_of="property"))
        ]  # fmt: skip

        assert digests[0] == digests[1]
        assert len(set(digests)) == 3

    asyncio.run(work())


def test_what_cannot_be_entered_lets_nothing_be_heard() -> None:
    async def work() -> None:
        fakes = Fakes()
        fakes.log.fail = RecordError("disk full")
        with pytest.raises(UnwrittenError):
            await decided(fakes)

    asyncio.run(work())


def test_who_stops_waiting_while_a_case_is_closed_leaves_no_decision_without_an_outcome() -> None:
    async def work() -> None:
        fakes = Fakes()
        entered_ = asyncio.Event()

        async def settled(*_: object, **__: object) -> None:
            entered_.set()
            await asyncio.Event().wait()

        fakes.walk._ports.reviewing.settled = settled  # type: ignore[method-assign]
        deciding = asyncio.ensure_future(decided(fakes))
        await entered_.wait()
        deciding.cancel()
        with pytest.raises(asyncio.CancelledError):
            await deciding
        await fakes.recorder.drain()

        assert [each["result"] for each in entered(fakes, "outcome")] == ["client-gone"]
        assert fakes.log.awaiting() == ()

    asyncio.run(work())


def test_asked_again_with_more_known_nothing_is_entered() -> None:
    async def work() -> None:
        fakes = Fakes()
        deciding = Deciding(fakes.walk._ports, Visible.NEEDED)
        signed = Evidence("officer_signed_review", ("false",), Basis.ATTESTED, "report")

        judgement = await deciding.asked(
            fakes.callers.registration, "on_premises_model", SOUND, (signed,)
        )

        assert judgement.facts.values("officer_signed_review") == ("false",)
        assert json.dumps(entered(fakes, "decision")) == "[]"

    asyncio.run(work())
