"""The HTTP interface to rulings: anybody reads them, people propose them.

    GET  /v1/rulings?edition=&state=    the rulings there are and were, the newest first
    GET  /v1/rulings/ID                 everything about one, with its text, its effect, its cases
    GET  /v1/rulings/ID/effect          what it moves, over every situation
    GET  /v1/rulings/ID/replay          what the calls of the last days would have been
    POST /v1/rulings                    {"text": "...", "question": "..."}: put it before the board
    POST /v1/rulings/effect             {"text": "..."}: what it would move; nothing is kept
    POST /v1/rulings/ID/check           its effect beside the rulings that count by now
    POST /v1/rulings/ID/take-back       {"reason": "..."}

Rules kept here:
 * What a ruling says and moves is public; what became of calls is not.
 * Reading changes nothing. What is done is a step of the ruling with its entry.
"""

import asyncio
import datetime
from collections.abc import Callable
from typing import Any

import msgspec

from countenance.dialects.call import Reply, Request
from countenance.errors import (
    CodeError,
    DecisionError,
    FactError,
    ReviewError,
    TooManyError,
)
from countenance.gate.people.door import chosen_of, known, refused, told
from countenance.gate.people.ruling_desk import Decisions, RulingDesk
from countenance.gate.people.ruling_replay import Replayed, one_replay
from countenance.gate.people.ruling_view import (
    effect_object,
    replay_object,
    row_of_ruling,
    view_of_ruling,
)
from countenance.gate.people.said import check_only, said_in, state_in
from countenance.review.docket import Docket, Stage
from countenance.review.people import May, Person

__all__ = ["RulingApi"]

_DAYS = 30


class _Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str = ""
    question: str | None = None
    reason: str = ""


class RulingApi:
    """Answers whoever asks about the rulings of one gate."""

    path = "/v1/rulings"

    def __init__(self, desk: RulingDesk, log: Decisions) -> None:
        self._desk = desk
        self._log = log

    def is_open(self, method: str, names: list[str]) -> bool:
        """Whether anybody may ask this: reading, but not what became of calls."""
        return method == "GET" and names[1:] != ["replay"]

    async def answer(self, request: Request, names: list[str], who: Person | None) -> Reply:
        """The answer to one request. Raises `ReviewError`."""
        try:
            return await self._answer(request, names, who)
        except (CodeError, DecisionError, FactError) as error:
            raise ReviewError(str(error)) from error

    async def _answer(self, request: Request, names: list[str], who: Person | None) -> Reply:
        match request.method, names:
            case "GET", []:
                return await self._list(chosen_of(request, "edition", "state"))
            case "GET", [name]:
                chosen_of(request)
                docket = await asyncio.to_thread(self._desk.rulings.find, name)
                return await self._view(docket)
            case "GET", [name, "effect"]:
                chosen_of(request)
                docket = await asyncio.to_thread(self._desk.rulings.find, name)
                return told({"object": "countenance.effect", **msgspec.json.decode(docket.effect)})
            case "GET", [name, "replay"]:
                known(who).check(May.READ_RECORD)
                return await self._replay(name, chosen_of(request, "from", "until"))
            case "POST", []:
                said = _said(request, "text", "question")
                by = known(who)
                return await self._view(
                    await asyncio.to_thread(self._desk.propose, said.text, by, said.question)
                )
            case "POST", ["effect"]:
                known(who).check(May.PROPOSE_RULINGS)
                ruling, found = await asyncio.to_thread(
                    self._desk.check, _said(request, "text").text
                )
                moves = effect_object(ruling, found.effect, checked=found)
                return told({"object": "countenance.effect", **moves})
            case "POST", [name, "check"]:
                _said(request)
                return await self._view(
                    await asyncio.to_thread(self._desk.recheck, name, known(who))
                )
            case "POST", [name, "take-back"]:
                reason, by = _said(request, "reason").reason, known(who)
                return await self._view(
                    await asyncio.to_thread(self._desk.take_back, name, by, reason)
                )
            case "GET" | "POST", _:
                says = "there is no such route; a ruling has: effect, replay, check, take-back"
                return refused(404, "unknown_route", says)
            case _:
                says = "`GET` or `POST` is right here"
                return refused(405, "method_not_allowed", says, (("allow", "GET, POST"),))

    async def _list(self, chosen: dict[str, str]) -> Reply:
        stage = state_in(chosen, Stage)
        found = await asyncio.to_thread(self._desk.all, chosen.get("edition"), stage)
        lapsed, day = await asyncio.to_thread(self._desk.lapsed), self._desk.today
        rows = [row_of_ruling(each, day, lapsed.get(each.id)) for each in found]
        return told({"object": "list", "data": rows})

    async def _view(self, docket: Docket) -> Reply:
        lapsed = await asyncio.to_thread(self._desk.lapsed)
        return told(view_of_ruling(docket, self._desk.today, lapsed.get(docket.id)))

    async def _replay(self, name: str, chosen: dict[str, str]) -> Reply:
        last = _day(chosen, "until", lambda: self._desk.today)
        first = _day(chosen, "from", lambda: last - datetime.timedelta(days=_DAYS))
        docket = await asyncio.to_thread(self._desk.rulings.find, name)

        def made() -> Replayed:
            with one_replay():  # held by the thread, which runs on when its client leaves
                return self._desk.replayed(docket.text, self._log, first, last)

        try:
            found = await asyncio.to_thread(made)
        except TooManyError as error:
            return refused(429, "too_many", str(error))
        return told(replay_object(found, first, last))


def _said(request: Request, *takes: str) -> _Said:
    chosen_of(request)
    said = said_in(request.body, _Said)
    check_only(said, takes)
    if "text" in takes and not said.text:
        raise ReviewError("body: `text` is missing; it is the ruling as TOML")
    return said



def _day(
    chosen: dict[str, Any], name: str, default: Callable[[], datetime.date]
) -> datetime.date:
    try:
        return datetime.date.fromisoformat(chosen[name]) if name in chosen else default()
    except ValueError:
        raise ReviewError(f"query: `{name}` is a day such as 2026-11-28") from None
