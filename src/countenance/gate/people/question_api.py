"""The HTTP interface to questions: anybody asks and reads, people answer.

    GET  /v1/questions?state=&edition=   those that wait and the newest ones, the oldest first
    GET  /v1/questions/ID                everything about one
    GET  /v1/questions.atom              questions and rulings as a feed
    POST /v1/questions                   {"edition", "clause", "term", "asks", "contact"}
    POST /v1/questions/ID/take-up        and so on: see `ACTS`

Rules kept here:
 * Nobody says who they are to ask; nothing of a request is kept but what was asked, and an address
   for the answer where one was given. How many questions came from where: `askers`.
"""

import asyncio
from collections.abc import Mapping

import msgspec

from countenance.dialects.call import Reply, Request
from countenance.dialects.replies import json_reply
from countenance.errors import CodeError, ReviewError, TooManyError
from countenance.gate.people.door import chosen_of, known, refused, told
from countenance.gate.people.question_desk import QuestionDesk
from countenance.gate.people.question_feed import CONTENT_TYPE
from countenance.gate.people.said import check_only, said_in, state_in
from countenance.review.people import Person
from countenance.review.question import Question, QuestionState

__all__ = ["ACTS", "FeedApi", "QuestionApi"]

ACTS: Mapping[str, frozenset[str]] = {
    "take-up": frozenset(),
    "answer": frozenset({"says", "source"}),
    "close": frozenset({"reason"}),
    "hide": frozenset(),
}
"""What people do about a question -> what is said with it."""

_ASKED = frozenset({"edition", "clause", "term", "asks", "contact"})


class _Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    edition: str = ""
    clause: str = ""
    term: str | None = None
    asks: str = ""
    contact: str = ""
    says: str = ""
    source: str = ""
    reason: str = ""


class QuestionApi:
    """Answers whoever asks what a code means."""

    path = "/v1/questions"

    def __init__(self, desk: QuestionDesk) -> None:
        self._desk = desk

    def is_open(self, method: str, names: list[str]) -> bool:
        """Whether anybody may do this: read, and ask."""
        return method == "GET" or (method == "POST" and not names)

    async def answer(self, request: Request, names: list[str], who: Person | None) -> Reply:
        """The answer to one request. Raises `ReviewError`."""
        try:
            return await self._answer(request, names, who)
        except TooManyError as error:
            return refused(429, "too_many", str(error))
        except CodeError as error:
            raise ReviewError(str(error)) from error

    async def _answer(self, request: Request, names: list[str], who: Person | None) -> Reply:
        match request.method, names:
            case "GET", []:
                return await self._list(chosen_of(request, "state", "edition"))
            case "GET", [id_]:
                chosen_of(request)
                return told(await asyncio.to_thread(self._desk.view, id_))
            case "POST", []:
                said = _said(request, _ASKED)
                asked = await asyncio.to_thread(
                    self._desk.ask, said.edition, said.clause, said.asks, said.term, said.contact,
                    request.address,
                )  # fmt: skip
                return json_reply(201, self._desk.shown(asked), (
                    ("cache-control", "no-store"), ("location", f"{self.path}/{asked.id}"),
                ))  # fmt: skip
            case "POST", [id_, act] if act in ACTS:
                said, by = _said(request, ACTS[act]), known(who)
                done = await asyncio.to_thread(self._done, id_, act, said, by)
                return told(self._desk.shown(done))
            case "GET" | "POST", _:
                says = f"there is no such route; a question has: {', '.join(ACTS)}"
                return refused(404, "unknown_route", says)
            case _:
                says = "`GET` or `POST` is right here"
                return refused(405, "method_not_allowed", says, (("allow", "GET, POST"),))

    async def _list(self, chosen: dict[str, str]) -> Reply:
        state = state_in(chosen, QuestionState)
        rows = await asyncio.to_thread(self._desk.rows, state, chosen.get("edition"))
        return told({"object": "list", "data": rows})

    def _done(self, id_: str, act: str, said: _Said, by: Person) -> Question:
        match act:
            case "take-up":
                return self._desk.take_up(id_, by)
            case "answer":
                return self._desk.answer(id_, by, said.says, said.source)
            case "close":
                return self._desk.close(id_, by, said.reason)
            case "hide":
                return self._desk.hide(id_, by)
            case _:
                raise ReviewError(f"nothing is called `{act}`; there are: {', '.join(ACTS)}")


class FeedApi:
    """The feed of questions and rulings."""

    path = "/v1/questions.atom"

    def __init__(self, desk: QuestionDesk) -> None:
        self._desk = desk

    def is_open(self, method: str, names: list[str]) -> bool:
        """Anybody may read it."""
        return True

    async def answer(self, request: Request, names: list[str], who: Person | None) -> Reply:
        """The feed. Raises `ReviewError`."""
        if names:
            return refused(404, "unknown_route", "there is no such route")
        if request.method != "GET":
            says = "`GET` is right here"
            return refused(405, "method_not_allowed", says, (("allow", "GET"),))
        chosen_of(request)
        body = await asyncio.to_thread(self._desk.feed)
        return Reply(200, (("content-type", CONTENT_TYPE), ("cache-control", "max-age=60")), body)


def _said(request: Request, takes: frozenset[str]) -> _Said:
    chosen_of(request)
    said = said_in(request.body, _Said)
    check_only(said, sorted(takes))
    return said
