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
    UnknownQuestionError,
    UnknownRulingError,
)
from countenance.gate.people.door import (
    LARGEST,
    SMALL,
    PeopleDoor,
    PersonIn,
    chosen_of,
    known,
    told,
)
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

    assert isinstance(reply, Reply)
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
        (UnknownRulingError("x"), 404, "unknown_ruling"),
        (UnknownQuestionError("x"), 404, "unknown_question"),
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


class OpenEcho(Echo):
    """The same for anybody who reads, or posts to the whole."""

    path = "/v1/open"

    def is_open(self, method: str, names: list[str]) -> bool:
        return method == "GET" or not names

    async def answer(self, request: Request, names: list[str], who: Person | None) -> Reply:
        return told({"names": names, "who": who and who.ref})


def posted(path: str, *headers: tuple[str, str]) -> Request:
    return Request("POST", path, (), headers, b"")


def test_anybody_is_let_in_where_an_interface_says_so_and_nowhere_else() -> None:
    opened = PeopleDoor(Here(), Noted(), [Echo()], [OpenEcho()])  # type: ignore[arg-type]  # fakes

    anybody = asyncio.run(opened.admit(request("/v1/open/1")))
    act = asyncio.run(opened.admit(posted("/v1/open/1/do", ("content-length", "2"))))
    other = asyncio.run(opened.admit(request("/v1/things")))

    assert anybody == PersonIn(None)
    assert isinstance(anybody, PersonIn)
    answer = asyncio.run(opened.answer(request("/v1/open/1"), anybody))
    assert isinstance(answer, Reply)
    assert json.loads(answer.body) == {"names": ["1"], "who": None}
    assert code(act) == code(other) == (401, "invalid_token")
    assert [opened.takes(each) for each in ("/v1/open", "/v1/things/1", "/v1/x")] == [
        True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("size", "status"), [("", 411), ("1234567", 411), (str(SMALL + 1), 413)]
)
def test_of_somebody_unknown_no_large_body_is_read(size: str, status: int) -> None:
    opened = PeopleDoor(Here(), Noted(), [], [OpenEcho()])  # type: ignore[arg-type]  # fakes
    headers = [("content-length", size)] if size else []

    assert code(asyncio.run(opened.admit(posted("/v1/open", *headers))))[0] == status
    reads = Request("GET", "/v1/open", (), (("content-length", size or "1"),), b"")
    assert code(asyncio.run(opened.admit(reads)))[0] in (411, 413)
    chunked = ("transfer-encoding", "chunked")
    assert code(asyncio.run(opened.admit(posted("/v1/open", chunked))))[0] == 411
    small = asyncio.run(opened.admit(posted("/v1/open", ("content-length", str(SMALL)))))
    assert small == PersonIn(None)


def test_what_a_query_may_hold_is_said() -> None:
    asked = Request("GET", "/v1/open", (("state", "open"),), (), b"")

    assert chosen_of(asked, "state") == {"state": "open"}
    with pytest.raises(ReviewError, match="`page` at most once"):
        chosen_of(asked, "page")
    with pytest.raises(NotForYouError):
        known(None)
    assert known(ALICE) is ALICE
