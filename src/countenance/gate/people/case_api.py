"""The HTTP interface for people who decide about held calls.

    GET  /v1/cases                  what waits, that which is due first at the top
    GET  /v1/cases/ID               everything about one case
    POST /v1/cases/ID/claim         take it; the answer has the token for what follows
    POST /v1/cases/ID/allow         and so on: see `ACTS`
    GET  /v1/cases/ID/pictures/1    a picture: see `countenance.gate.people.case_pictures`

Rules kept here:
 * Reading changes nothing. What is done is a step of the case with its entry.
"""

import asyncio
import functools
from collections.abc import Callable
from typing import Any

from countenance.dialects.call import Reply, Request
from countenance.errors import ReviewError
from countenance.facts.vocabulary import Vocabulary
from countenance.gate.people.case_acts import ACTS, act_of, parse_said
from countenance.gate.people.case_answers import AnswersOf, no_answers
from countenance.gate.people.case_pictures import HEADERS, CasePictures
from countenance.gate.people.case_view import SimilarRulings, no_rulings, row_of_case, view_of_case
from countenance.gate.people.door import refused, told
from countenance.gate.ports import CaseStore
from countenance.record.store import LogReader
from countenance.review.case import Case, State
from countenance.review.people import May, Person

__all__ = ["CaseApi"]

_MOST = 200


class CaseApi:
    """Answers who decides about the held calls of one gate. `clock`: nanoseconds since 1970.

    `similar`: the rulings that are worth reading about a call that was decided so; `answers`: what
    each answer to what it lacks would give.
    """

    path = "/v1/cases"

    def __init__(
        self,
        cases: CaseStore,
        log: LogReader,
        vocabulary: Vocabulary,
        clock: Callable[[], int],
        similar: SimilarRulings = no_rulings,
        answers: AnswersOf = no_answers,
        pictures: CasePictures | None = None,
    ) -> None:
        self._pictures = pictures
        self._similar = similar
        self._answers = answers
        self._cases = cases
        self._log = log
        self._vocabulary = vocabulary
        self._clock = clock

    async def answer(self, request: Request, names: list[str], who: Person) -> Reply:
        """The answer to one request. Raises `ReviewError`."""
        who.check(May.READ_CASES)
        match request.method, names:
            case "GET", []:
                return await self._list(request)
            case "GET", [id_]:
                _no_query(request)
                return told(await self._view(await self._found(id_), who))
            case "GET", [id_, "pictures", place, *more] if more in ([], ["revealed"]):
                _no_query(request)
                return await self._picture(id_, place, who, revealed=bool(more))
            case "POST", [id_, act] if act in ACTS:
                _no_query(request)
                does = act_of(act, who, parse_said(act, request.body))
                case = await asyncio.to_thread(self._cases.step, id_, does)
                return told(await self._view(case, who))
            case _, [] | [_] | [_, "pictures", _] | [_, "pictures", _, "revealed"]:
                says = "`GET` is right here"
                return refused(405, "method_not_allowed", says, (("allow", "GET"),))
            case _, [_, act] if act in ACTS:
                says = "`POST` is right here"
                return refused(405, "method_not_allowed", says, (("allow", "POST"),))
            case _:
                says = f"there is no such route; a case has: {', '.join(ACTS)}"
                return refused(404, "unknown_route", says)

    async def _picture(self, id_: str, place: str, who: Person, *, revealed: bool) -> Reply:
        number = int(place) if place.isascii() and place.isdecimal() and len(place) < 5 else 0
        if self._pictures is None or not number:
            return refused(404, "unknown_route", "pictures have numbers, from 1")
        shown = functools.partial(self._pictures.shown, id_, number, who, revealed=revealed)
        return Reply(200, HEADERS, await asyncio.to_thread(shown))

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
        return told(
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
                view_of_case, case, self._log, self._ask, self._cases.reason, who, now,
                self._similar, self._answers,
            )
        )

    def _ask(self, fact: str) -> str:
        return self._vocabulary.fact(fact).ask


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
