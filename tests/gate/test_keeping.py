"""The pictures of a held call are kept for who decides, and the hold holds whatever comes of it."""

import asyncio
import json
from base64 import b64encode
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from countenance.errors import RecordError
from countenance.gate.keeping import Keeping, chosen_frames
from countenance.gate.settings.review import ReviewSettings
from countenance.review import steps
from countenance.review.case import Case
from countenance.review.pictures import Why
from gate.fakes import Client, Fakes, body_of
from gate.judged import police
from review.made_cases import ALICE

WHO = body_of("Who is this?", b"face")
STATION = police("NO", capture_device="fixed_cctv", environment="controlled")


def tried(
    work: Callable[[Fakes], Awaitable[None]], seconds: float = 30, **settings: Any
) -> Fakes:
    async def walk() -> Fakes:
        fakes = Fakes()
        fakes.callers.registration = STATION
        chosen = ReviewSettings(**settings)
        ports = fakes.walk._ports
        keeping = Keeping(fakes.eyes, fakes.cases, fakes.recorder, chosen, seconds)
        fakes.walk._ports = replace(ports, keeping=keeping)
        await work(fakes)
        await keeping.drain()
        await fakes.recorder.drain()
        return fakes

    return asyncio.run(walk())


async def held(fakes: Fakes) -> None:
    client = await Client(WHO).ask(fakes)
    assert client.status == 403
    assert client.headers["x-countenance-decision"] == "hold"


def the_case(fakes: Fakes) -> Case:
    return list(fakes.cases.kept.values())[-1]


def changes(fakes: Fakes) -> list[str]:
    return [entry["change"] for entry in fakes.log.read("hold")]


def test_a_blurred_copy_is_kept_and_no_other() -> None:
    fakes = tried(held)

    (kept,) = the_case(fakes).pictures.kept  # type: ignore[union-attr]  # that is what is tested
    assert (kept.where, kept.frame, kept.faces, kept.plain) == (
        "messages[0].content[1]", 0, 1, False,
    )  # fmt: skip
    assert [(at[1:], data[:8]) for at, data in fakes.cases.pictures.items()] == [
        ((1, False), b"blurred "),
    ]  # fmt: skip
    assert changes(fakes) == ["opened", "pictures-kept"]


def test_what_can_be_revealed_is_kept_where_the_operator_wants_that() -> None:
    fakes = tried(held, keep_media="originals")

    assert the_case(fakes).pictures.kept[0].plain  # type: ignore[union-attr]
    assert [at[2] for at in fakes.cases.pictures] == [False, True]


def test_nothing_is_kept_where_the_operator_wants_that() -> None:
    fakes = tried(held, keep_media="nothing")

    assert the_case(fakes).pictures is None
    assert changes(fakes) == ["opened"]


@pytest.mark.parametrize("fault", ["raises", "unreadable", "odd", "hangs"])
def test_what_cannot_be_copied_is_held_all_the_same_and_said(fault: str) -> None:
    async def work(fakes: Fakes) -> None:
        fakes.eyes.copying = fault
        await held(fakes)
        fakes.eyes.copying = ""
        await held(fakes)  # and is not tried for ever

    fakes = tried(work, 0.2 if fault == "hangs" else 30)

    assert fakes.upstream.sent == []
    assert the_case(fakes).is_waiting
    pictures = the_case(fakes).pictures
    assert [entry["stage"] for entry in fakes.log.read("gate-failure")] == ["held-pictures"]
    assert pictures is not None
    assert (pictures.gone, pictures.left_out) == (Why.FAILED, 1)
    assert changes(fakes) == ["opened", "pictures-kept"]


def test_what_cannot_be_written_is_held_all_the_same() -> None:
    async def work(fakes: Fakes) -> None:
        def full(*_: Any) -> Case:
            raise RecordError("held calls: the disk is full")

        fakes.cases.keep = full  # type: ignore[method-assign, assignment]  # a store that fails
        await held(fakes)

    fakes = tried(work)

    assert the_case(fakes).is_waiting
    assert the_case(fakes).pictures is None
    assert [entry["stage"] for entry in fakes.log.read("gate-failure")] == ["held-pictures"]


def test_they_are_kept_once_and_again_after_an_appeal() -> None:
    async def work(fakes: Fakes) -> None:
        await held(fakes)
        await held(fakes)
        case = the_case(fakes)
        assert changes(fakes) == ["opened", "pictures-kept"]
        mine = fakes.cases.step(case.id, lambda each, now: steps.claim(each, ALICE, now))
        fakes.cases.step(
            case.id, lambda each, now: steps.refuse(each, ALICE, mine.token, "no permit", now)
        )
        assert fakes.cases.pictures == {}
        fakes.cases.step(case.id, lambda each, now: steps.appeal(each, "look again", now))
        await held(fakes)

    fakes = tried(work)

    assert the_case(fakes).pictures.are_there  # type: ignore[union-attr]
    assert changes(fakes).count("pictures-kept") == 2


def test_of_many_pictures_so_many_are_kept_and_the_others_counted() -> None:
    async def work(fakes: Fakes) -> None:
        said: list[dict[str, Any]] = [{"type": "text", "text": "Who is this?"}]
        for picture in (b"face 1", b"face 2", b"face 3"):
            url = "data:image/jpeg;base64," + b64encode(picture).decode()
            said.append({"type": "image_url", "image_url": {"url": url}})
        messages = [{"role": "user", "content": said}]
        body = json.dumps({"model": "m", "messages": messages}).encode()
        assert (await Client(body).ask(fakes)).status == 403

    fakes = tried(work, media_per_case=2)

    pictures = the_case(fakes).pictures
    assert pictures is not None
    assert (len(pictures.kept), pictures.left_out) == (2, 1)


def test_a_caller_that_leaves_stops_nothing() -> None:
    async def work(fakes: Fakes) -> None:
        copied = asyncio.Event()

        async def slowly(*_: Any, **__: Any) -> Any:
            copied.set()
            await asyncio.sleep(0.05)
            return ()

        fakes.eyes.stills = slowly  # type: ignore[method-assign]
        asking = asyncio.ensure_future(Client(WHO).ask(fakes))
        await copied.wait()
        asking.cancel()

    fakes = tried(work)

    assert the_case(fakes).pictures is not None


def test_frames_are_chosen_from_beginning_to_end() -> None:
    assert chosen_frames(1, 4) == (0,)
    assert chosen_frames(8, 4) == (1, 3, 5, 7)
    assert chosen_frames(3, 4) == (0, 1, 2)
    assert chosen_frames(100, 1) == (50,)
    assert chosen_frames(5, 0) == ()
