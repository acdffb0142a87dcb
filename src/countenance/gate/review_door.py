"""The HTTP interface for people who decide about held calls.

    GET  /v1/cases                  what waits, that which is due first at the top
    GET  /v1/cases/ID               everything about one case
    POST /v1/cases/ID/claim         take it; the answer has the token for what follows
    POST /v1/cases/ID/allow         and so on: see `ACTS`

Rules kept here:
 * A reviewer is known by its own token, which is none of a caller's keys, looked up each time.
 * Reading changes nothing. What is done is a step of the case with its entry.
 * What a person may not do is told from what cannot be done any more: 403 and 409.
"""

import asyncio
import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
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
)
from countenance.facts.vocabulary import Vocabulary
from countenance.gate.case_acts import ACTS, act_of, parse_said
from countenance.gate.case_view import row_of_case, view_of_case
from countenance.gate.ports import CaseStore, ReviewerSource
from countenance.gate.recorder import Recorder
from countenance.record.store import LogReader
from countenance.review.case import Case, State
from countenance.review.people import Person

__all__ = ["CASES", "ReviewDoor", "ReviewerIn"]

CASES = "/v1/cases"

_NO_STORE = (("cache-control", "no-store"),)
_MOST = 200
_LARGEST = 64 * 1024


@dataclass(frozen=True, slots=True)
class ReviewerIn:
    """A reviewer whose request was let in."""

    person: Person

    def took(self, size: int) -> None:
        """Its body had this many bytes."""

    def release(self) -> None:
        """It is over."""


class ReviewDoor:
    """Answers the reviewers of one gate. `clock`: nanoseconds since 1970, UTC."""

    def __init__(
        self,
        cases: CaseStore,
        reviewers: ReviewerSource,
        log: LogReader,
        recorder: Recorder,
        vocabulary: Vocabulary,
        clock: Callable[[], int],
    ) -> None:
        self._cases = cases
        self._reviewers = reviewers
        self._log = log
        self._recorder = recorder
        self._vocabulary = vocabulary
        self._clock = clock

    def takes(self, path: str) -> bool:
        """Whether a request to this path is answered here."""
        return path == CASES or path.startswith(CASES + "/")

    async def admit(self, request: Request) -> Reply | ReviewerIn:
        """Who asks, before there is a body; or the answer to somebody unknown."""
        try:
            check_headers(request.headers)
            token = key_of(request.headers)
            person = None
            if token is not None:
                person = await asyncio.to_thread(self._reviewers.person, token)
        except CallError as error:
            return _wrong(error.status, "unreadable_request", str(error))
        except CountenanceError as error:
            await self._recorder.failed("reviewers", error)
            return _wrong(503, "gate_failure", "the reviewers cannot be read")
        if person is None:
            says = "no valid token of a reviewer was given; `countenance reviewers add` makes one"
            return _wrong(401, "invalid_token", says, (("www-authenticate", "Bearer"),))
        return ReviewerIn(person)

    async def answer(self, request: Request, reviewer: ReviewerIn) -> Reply:
        """The answer to one request; never raises for what was sent."""
        try:
            return await self._answer(request, reviewer.person)
        except UnknownCaseError as error:
            return _wrong(404, "unknown_case", str(error))
        except NotForYouError as error:
            return _wrong(403, "not_for_you", str(error))
        except OutdatedError as error:
            return _wrong(409, "outdated", str(error))
        except ReviewError as error:
            return _wrong(400, "cannot_be_done", str(error))
        except Exception as error:  # noqa: BLE001 - whatever fails here is entered and answered
            await self._recorder.failed("review", error)
            return _wrong(503, "gate_failure", "the cases cannot be read or written")

    async def _answer(self, request: Request, who: Person) -> Reply:
        names = [unquote(each) for each in request.path.removeprefix(CASES).split("/") if each]
        match request.method, names:
            case "GET", []:
                return await self._list(request)
            case "GET", [id_]:
                _no_query(request)
                return self._told(await self._view(await self._found(id_), who))
            case "POST", [id_, act] if act in ACTS:
                _no_query(request)
                if len(request.body) > _LARGEST:
                    raise ReviewError(f"body: more than {_LARGEST} bytes")
                does = act_of(act, who, parse_said(act, request.body))
                case = await asyncio.to_thread(self._cases.step, id_, does)
                return self._told(await self._view(case, who))
            case _, [] | [_]:
                return _wrong(405, "method_not_allowed", "`GET` is right here", (("allow", "GET"),))
            case _, [_, act] if act in ACTS:
                says = "`POST` is right here"
                return _wrong(405, "method_not_allowed", says, (("allow", "POST"),))
            case _:
                says = f"there is no such route; a case has: {', '.join(ACTS)}"
                return _wrong(404, "unknown_route", says)

    async def _list(self, request: Request) -> Reply:
        chosen = _query(request)
        state = chosen.get("state", "waiting")
        limit = _limit(chosen.get("limit", str(_MOST)))
        now = self._clock() // 1_000_000
        if state == "waiting":
            after = await self._found(chosen["after"]) if "after" in chosen else None
            found = await asyncio.to_thread(self._cases.waiting, limit, after)
        elif state in {each.value for each in State} and "after" not in chosen:
            found = await asyncio.to_thread(self._cases.newest, State(state), limit)
        else:
            words = ", ".join(each.value for each in State)
            raise ReviewError(
                f"query: `state` is `waiting` (also with `after`) or one of: {words}"
            )
        return self._told(
            {
                "object": "list",
                "data": [row_of_case(case, now) for case in found],
                "has_more": len(found) == limit,
            }
        )

    async def _found(self, id_: str) -> Case:
        return await asyncio.to_thread(self._cases.find, id_)

    async def _view(self, case: Case, who: Person) -> dict[str, Any]:
        now = self._clock() // 1_000_000
        return await asyncio.to_thread(
            functools.partial(
                view_of_case, case, self._log, self._ask, self._cases.reason, who, now
            )
        )

    def _ask(self, fact: str) -> str:
        return self._vocabulary.fact(fact).ask

    def _told(self, body: dict[str, Any]) -> Reply:
        return json_reply(200, body, _NO_STORE)


def _wrong(
    status: int, code: str, says: str, more: tuple[tuple[str, str], ...] = ()
) -> Reply:
    return json_reply(status, {"error": {"code": code, "message": says}}, (*_NO_STORE, *more))


def _query(request: Request) -> dict[str, str]:
    known = ("state", "limit", "after")
    chosen: dict[str, str] = {}
    for name, value in request.query:
        if name not in known or name in chosen:
            listed = ", ".join(f"`{each}`" for each in known)
            raise ReviewError(f"query: each of {listed} at most once, and nothing else")
        chosen[name] = value
    return chosen


def _no_query(request: Request) -> None:
    if request.query:
        raise ReviewError("query: no query is read here")


def _limit(word: str) -> int:
    if not (word.isascii() and word.isdecimal() and len(word) < 4 and 1 <= int(word) <= _MOST):
        raise ReviewError(f"query: `limit` is a number from 1 to {_MOST}")
    return int(word)
