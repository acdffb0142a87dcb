"""The door for people: who asks, and which of the interfaces for people answers.

    /v1/cases…    `countenance.gate.case_api`
    /v1/board…    `countenance.gate.board_api`

Rules kept here:
 * A person is known by its own token, which is none of a caller's keys, looked up each time.
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
)
from countenance.gate.ports import PersonSource
from countenance.gate.recorder import Recorder
from countenance.review.people import Person

__all__ = ["LARGEST", "PeopleApi", "PeopleDoor", "PersonIn", "refused", "told"]

LARGEST = 64 * 1024
"""Bytes of the largest body that people send."""

_NO_STORE = (("cache-control", "no-store"),)


@dataclass(frozen=True, slots=True)
class PersonIn:
    """A person whose request was let in."""

    person: Person

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

    async def answer(self, request: Request, names: list[str], who: Person) -> Reply:
        """The answer to one request. `names`: the parts of its path under that of this interface.

        Raises `ReviewError`, which the door answers.
        """
        ...


class PeopleDoor:
    """Lets the people of one gate in, and has their interfaces answer."""

    def __init__(
        self, people: PersonSource, recorder: Recorder, apis: Sequence[PeopleApi]
    ) -> None:
        self._people = people
        self._recorder = recorder
        self._apis = {api.path: api for api in apis}

    def takes(self, path: str) -> bool:
        """Whether a request to this path is answered here."""
        return path.startswith("/v1/") and self._api(path) is not None

    async def admit(self, request: Request) -> Reply | PersonIn:
        """Who asks, before there is a body; or the answer to somebody unknown."""
        try:
            check_headers(request.headers)
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

    async def answer(self, request: Request, let_in: PersonIn) -> Reply:
        """The answer to one request; never raises for what was sent."""
        api = self._api(request.path)
        assert api is not None  # `takes` was asked first
        try:
            if len(request.body) > LARGEST:
                raise ReviewError(f"body: more than {LARGEST} bytes")
            names = request.path.removeprefix(api.path).split("/")
            return await api.answer(request, [unquote(each) for each in names if each],
                                    let_in.person)  # fmt: skip
        except UnknownCaseError as error:
            return refused(404, "unknown_case", str(error))
        except UnknownMotionError as error:
            return refused(404, "unknown_motion", str(error))
        except NotForYouError as error:
            return refused(403, "not_for_you", str(error))
        except OutdatedError as error:
            return refused(409, "outdated", str(error))
        except ReviewError as error:
            return refused(400, "cannot_be_done", str(error))
        except Exception as error:  # noqa: BLE001 - whatever fails here is entered and answered
            await self._recorder.failed("review", error)
            return refused(503, "gate_failure", "this cannot be read or written")

    def _api(self, path: str) -> PeopleApi | None:
        first = "/".join(path.split("/", 3)[:3])
        return self._apis.get(first)


def told(body: dict[str, Any]) -> Reply:
    """An answer to a person; nobody on the way keeps it."""
    return json_reply(200, body, _NO_STORE)


def refused(
    status: int, code: str, says: str, more: tuple[tuple[str, str], ...] = ()
) -> Reply:
    """What could not be done, by its code and in words."""
    return json_reply(status, {"error": {"code": code, "message": says}}, (*_NO_STORE, *more))
