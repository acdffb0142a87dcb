"""The door for people: who is let in, and which errors become which answers."""

import asyncio
import json
from typing import Any

import pytest

from countenance.dialects.call import Reply, Request
from countenance.errors import (
    CountenanceError,
    NotForYouError,
    OutdatedError,
    RecordError,
    ReviewError,
    UnknownCaseError,
    UnknownMotionError,
)
from countenance.gate.people_door import LARGEST, PeopleDoor, PersonIn, told
from countenance.review.people import Person, Role

ALICE = Person("p-alice", Role.REVIEWER)


class Here:
    """Knows one token; fails where it is told to."""

    def __init__(self, fails: CountenanceError | None = None) -> None:
        self.fails = fails

    def person(self, token: str) -> Person | None:
        if self.fails:
            raise self.fails
        return ALICE if token == "mine" else None


class Noted:
    """A recorder that notes what failed."""

    def __init__(self) -> None:
        self.stages: list[str] = []

    async def failed(self, stage: str, error: Exception, *_: object) -> None:
        self.stages.append(f"{stage} {type(error).__name__}")


class Echo:
    """An interface that answers with the parts of the path, or raises."""

    path = "/v1/things"

    def __init__(self, fails: Exception | None = None) -> None:
        self.fails = fails

    async def answer(self, request: Request, names: list[str], who: Person) -> Reply:
        if self.fails:
            raise self.fails
        return told({"names": names, "who": who.ref})


def door(noted: Noted, here: Here | None = None, api: Echo | None = None) -> PeopleDoor:
    return PeopleDoor(here or Here(), noted, [api or Echo()])  # type: ignore[arg-type]  # fakes


def request(path: str = "/v1/things", token: str | None = None, body: bytes = b"") -> Request:
    headers = () if token is None else (("authorization", f"Bearer {token}"),)
    return Request("GET", path, (), headers, body)


def code(reply: object) -> tuple[int, Any]:
    assert isinstance(reply, Reply)
    return reply.status, json.loads(reply.body)["error"]["code"]


@pytest.mark.parametrize(
    ("path", "takes"),
    [
        ("/v1/things", True), ("/v1/things/1/do", True), ("/v1/thingsandmore", False),
        ("/v1/chat/completions", False), ("/things", False), ("/v1/", False),
    ],
)  # fmt: skip
def test_what_is_under_the_path_of_an_interface_is_taken(path: str, takes: bool) -> None:
    assert door(Noted()).takes(path) is takes


def test_who_is_known_is_let_in_and_answered_with_the_parts_of_the_path() -> None:
    here = door(Noted())

    let_in = asyncio.run(here.admit(request(token="mine")))
    assert isinstance(let_in, PersonIn)
    reply = asyncio.run(here.answer(request("/v1/things/a%20b/do"), let_in))

    assert json.loads(reply.body) == {"names": ["a b", "do"], "who": "p-alice"}
    assert ("cache-control", "no-store") in reply.headers


@pytest.mark.parametrize("token", [None, "other"])
def test_who_is_not_known_is_told_so(token: str | None) -> None:
    assert code(asyncio.run(door(Noted()).admit(request(token=token)))) == (401, "invalid_token")


def test_people_who_cannot_be_read_are_a_failure_of_the_gate() -> None:
    noted = Noted()

    answer = asyncio.run(door(noted, Here(RecordError("gone"))).admit(request(token="mine")))

    assert code(answer) == (503, "gate_failure")
    assert noted.stages == ["people RecordError"]


@pytest.mark.parametrize(
    ("error", "status", "word"),
    [
        (UnknownCaseError("x"), 404, "unknown_case"),
        (UnknownMotionError("x"), 404, "unknown_motion"),
        (NotForYouError("x"), 403, "not_for_you"),
        (OutdatedError("x"), 409, "outdated"),
        (ReviewError("x"), 400, "cannot_be_done"),
        (ValueError("x"), 503, "gate_failure"),
    ],
)
def test_each_error_has_its_answer(error: Exception, status: int, word: str) -> None:
    noted = Noted()

    answer = asyncio.run(door(noted, api=Echo(error)).answer(request(), PersonIn(ALICE)))

    assert code(answer) == (status, word)
    assert noted.stages == (["review ValueError"] if status == 503 else [])


def test_a_body_that_is_too_large_is_refused() -> None:
    answer = asyncio.run(
        door(Noted()).answer(request(body=b"x" * (LARGEST + 1)), PersonIn(ALICE))
    )

    assert code(answer) == (400, "cannot_be_done")
