"""The door for people: who asks, and which of the interfaces for people answers.

    /v1/cases…    `countenance.gate.people.case_api`
    /v1/board…    `countenance.gate.people.board_api`
    /v1/proposals…    `countenance.gate.people.proposal_api`
    /v1/people…   `countenance.gate.people.people_api`
    /v1/rulings…  `countenance.gate.people.ruling_api`, which anybody may read
    /v1/questions…  `countenance.gate.people.question_api`, where anybody may ask

Interfaces of rooms after this one, such as `/v1/reports…`, are handed in.

Rules kept here:
 * A person is known by its own token, which is none of a caller's keys, looked up each time.
 * What anybody may ask is told from what people do; of somebody unknown no body is read that does
   not say beforehand how small it is.
 * What a person may not do is told from what cannot be done any more: 403 and 409.
 * What they may do stands in one table (`countenance.review.people`), which each interface asks.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import unquote

from countenance.dialects.call import Reply, Request
from countenance.dialects.headers import check_headers, key_of
from countenance.dialects.replies import json_reply
from countenance.errors import (
    CallError,
    CountenanceError,
    NotForYouError,
    OutdatedError,
    ReviewError,
    UnknownCaseError,
    UnknownMotionError,
    UnknownProposalError,
    UnknownQuestionError,
    UnknownRulingError,
)
from countenance.gate.asgi import Streamed
from countenance.gate.ports import PersonSource
from countenance.gate.recorder import Recorder
from countenance.review.people import Person

__all__ = [
    "LARGEST",
    "SMALL",
    "OpenApi",
    "PeopleApi",
    "PeopleDoor",
    "PersonIn",
    "Room",
    "chosen_of",
    "known",
    "refused",
    "told",
]

LARGEST = 64 * 1024
"""Bytes of the largest body that people send."""

SMALL = 8 * 1024
"""Bytes of the largest body of somebody who need not say who they are."""

_NO_STORE = (("cache-control", "no-store"),)


@dataclass(frozen=True, slots=True)
class PersonIn:
    """A request that was let in: of a person, or of anybody."""

    person: Person | None

    @property
    def is_unknown(self) -> bool:
        """Whether nothing is known of who asks."""
        return self.person is None

    def took(self, size: int) -> None:
        """Its body had this many bytes."""

    def release(self) -> None:
        """It is over."""


class PeopleApi(Protocol):
    """One interface for people: everything under one path."""

    @property
    def path(self) -> str:
        """The path, such as `/v1/cases`; what is under it is answered here as well."""
        ...

    async def answer(self, request: Request, names: list[str], who: Person) -> Reply | Streamed:
        """The answer to one request. `names`: the parts of its path under that of this interface.

        Raises `ReviewError`, which the door answers.
        """
        ...


class OpenApi(Protocol):
    """An interface that anybody may ask, for some of what it answers."""

    @property
    def path(self) -> str:
        """The path, as that of a `PeopleApi`."""
        ...

    def is_open(self, method: str, names: list[str]) -> bool:
        """Whether anybody may ask this."""
        ...

    async def answer(self, request: Request, names: list[str], who: Person | None) -> Reply:
        """The answer to one request; `who` is None for anybody."""
        ...


@dataclass(frozen=True, slots=True)
class Room:
    """An interface of a room after this one, and the bytes of the largest body that it takes."""

    api: PeopleApi
    largest: int = LARGEST


class PeopleDoor:
    """Lets the people of one gate in, and has their interfaces answer."""

    def __init__(
        self,
        people: PersonSource,
        recorder: Recorder,
        apis: Sequence[PeopleApi],
        opened: Sequence[OpenApi] = (),
        rooms: Sequence[Room] = (),
    ) -> None:
        self._people = people
        self._recorder = recorder
        self._apis = {api.path: api for api in (*apis, *(room.api for room in rooms))}
        self._largest = {room.api.path: room.largest for room in rooms}
        self._open = {api.path: api for api in opened}

    def takes(self, path: str) -> bool:
        """Whether a request to this path is answered here."""
        return path.startswith("/v1/") and _first(path) in {*self._apis, *self._open}

    async def admit(self, request: Request) -> Reply | PersonIn:
        """Who asks, before there is a body; or the answer to somebody unknown."""
        try:
            check_headers(request.headers)
            opened = self._open.get(_first(request.path))
            if opened is not None and opened.is_open(request.method, _names(request.path)):
                return _too_large(request) or PersonIn(None)
            token = key_of(request.headers)
            person = None
            if token is not None:
                person = await asyncio.to_thread(self._people.person, token)
        except CallError as error:
            return refused(error.status, "unreadable_request", str(error))
        except CountenanceError as error:
            await self._recorder.failed("people", error)
            return refused(503, "gate_failure", "the people of this gate cannot be read")
        if person is None:
            says = "no valid token of a person was given; `countenance people add` makes one"
            return refused(401, "invalid_token", says, (("www-authenticate", "Bearer"),))
        return PersonIn(person)

    async def answer(self, request: Request, let_in: PersonIn) -> Reply | Streamed:
        """The answer to one request; never raises for what was sent."""
        first, names, who = _first(request.path), _names(request.path), let_in.person
        try:
            largest = self._largest.get(first, LARGEST)
            if len(request.body) > largest:
                raise ReviewError(f"body: more than {largest} bytes")
            if first in self._open:
                return await self._open[first].answer(request, names, who)
            assert who is not None  # only what is open lets anybody in
            return await self._apis[first].answer(request, names, who)
        except UnknownCaseError as error:
            return refused(404, "unknown_case", str(error))
        except UnknownMotionError as error:
            return refused(404, "unknown_motion", str(error))
        except UnknownProposalError as error:
            return refused(404, "unknown_proposal", str(error))
        except UnknownRulingError as error:
            return refused(404, "unknown_ruling", str(error))
        except UnknownQuestionError as error:
            return refused(404, "unknown_question", str(error))
        except NotForYouError as error:
            return refused(403, "not_for_you", str(error))
        except OutdatedError as error:
            return refused(409, "outdated", str(error))
        except ReviewError as error:
            return refused(400, "cannot_be_done", str(error))
        except Exception as error:  # noqa: BLE001 - whatever fails here is entered and answered
            await self._recorder.failed("review", error)
            return refused(503, "gate_failure", "this cannot be read or written")


def _first(path: str) -> str:
    """The path of the interface that a path is under."""
    return "/".join(path.split("/", 3)[:3])


def _names(path: str) -> list[str]:
    """The parts of a path under that of its interface."""
    return [unquote(each) for each in path.split("/")[3:] if each]


def _too_large(request: Request) -> Reply | None:
    """The refusal of a body of somebody unknown that is large, or does not say how large it is."""
    headers, reads = dict(request.headers), request.method in ("GET", "HEAD")
    size = headers.get("content-length", "0" if reads else "")
    known = size.isascii() and size.isdecimal() and len(size) < 6
    if "transfer-encoding" in headers or not known:
        return refused(411, "length_required", "`content-length` says how long the body is")
    most = 0 if reads else SMALL
    if int(size) > most:
        return refused(413, "too_large", f"body: more than {most} bytes")
    return None


def known(who: Person | None) -> Person:
    """The person who asks. Raises `NotForYouError` where it is anybody."""
    if who is None:
        raise NotForYouError("this is for people with a token")
    return who


def chosen_of(request: Request, *names: str) -> dict[str, str]:
    """What the query of a request chooses. Raises `ReviewError` for anything but these names."""
    chosen: dict[str, str] = {}
    for name, value in request.query:
        if name not in names or name in chosen:
            listed = ", ".join(f"`{each}`" for each in names) or "nothing"
            raise ReviewError(f"query: {listed} at most once, and nothing else")
        chosen[name] = value
    return chosen


def told(body: dict[str, Any]) -> Reply:
    """An answer to a person; nobody on the way keeps it."""
    return json_reply(200, body, _NO_STORE)


def refused(
    status: int, code: str, says: str, more: tuple[tuple[str, str], ...] = ()
) -> Reply:
    """What could not be done, by its code and in words."""
    return json_reply(status, {"error": {"code": code, "message": says}}, (*_NO_STORE, *more))
