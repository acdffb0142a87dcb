"""The HTTP interface of the board.

    GET  /v1/board/motions              all of them, those that are due last at the top
    POST /v1/board/motions              ask the board: about a ruling, or for a capability
    GET  /v1/board/motions/ID           everything about one motion
    POST /v1/board/motions/ID/vote      and so on: see `BOARD_ACTS`
    GET  /v1/board/capabilities         what is on now

Rules kept here:
 * Reading changes nothing but the count of what is due. What is done is a step with its entry.
"""

import asyncio
import functools
from collections.abc import Callable
from typing import Any

from countenance.dialects.call import Reply, Request
from countenance.errors import CallerError, ReviewError
from countenance.gate.people.board_acts import (
    BOARD_ACTS,
    Board,
    ask_board,
    do,
    parse_asked,
    parse_said_of_motion,
)
from countenance.gate.people.door import chosen_of, refused, told
from countenance.gate.people.motion_view import capability_told, row_of_motion, view_of_motion
from countenance.gate.people.said import state_in
from countenance.record.store import LogReader
from countenance.review.motion import Motion, MotionState
from countenance.review.people import May, Person

__all__ = ["BoardApi"]

_MOST = 200


class BoardApi:
    """Answers the board of one gate. `ref_of`: the pseudonym of a caller, by its id or pseudonym;
    `clock`: nanoseconds since 1970."""

    path = "/v1/board"

    def __init__(
        self,
        board: Board,
        log: LogReader,
        ref_of: Callable[[str], str],
        clock: Callable[[], int],
    ) -> None:
        self._board = board
        self._log = log
        self._ref_of = ref_of
        self._clock = clock

    async def answer(self, request: Request, names: list[str], who: Person) -> Reply:
        """The answer to one request. Raises `ReviewError`."""
        who.check(May.READ_MOTIONS)
        match request.method, names:
            case "GET", ["motions"]:
                return await self._list(request)
            case "GET", ["capabilities"]:
                _no_query(request)
                return await self._capabilities()
            case "POST", ["motions"]:
                _no_query(request)
                return await self._ask(request, who)
            case "GET", ["motions", id_]:
                _no_query(request)
                motion = await asyncio.to_thread(self._board.find, id_)
                return told(await self._view(motion, who))
            case "POST", ["motions", id_, act] if act in BOARD_ACTS:
                _no_query(request)
                said = parse_said_of_motion(act, request.body)
                motion = await asyncio.to_thread(do, self._board, act, id_, who, said)
                return told(await self._view(motion, who))
            case _, ["motions"] | ["motions", _] | ["capabilities"]:
                says = "`GET` is right here; `POST` asks the board at `/v1/board/motions`"
                return refused(405, "method_not_allowed", says, (("allow", "GET, POST"),))
            case _, ["motions", _, act] if act in BOARD_ACTS:
                says = "`POST` is right here"
                return refused(405, "method_not_allowed", says, (("allow", "POST"),))
            case _:
                says = f"there is no such route; a motion has: {', '.join(BOARD_ACTS)}"
                return refused(404, "unknown_route", says)

    async def _list(self, request: Request) -> Reply:
        state = state_in(chosen_of(request, "state"), MotionState)
        found = await asyncio.to_thread(self._board.list, state, _MOST)
        rows = [row_of_motion(motion, self._now()) for motion in found]
        return told({"object": "list", "data": rows})

    async def _capabilities(self) -> Reply:
        found = await asyncio.to_thread(self._board.capabilities)
        rows = [{**capability_told(wanted), "motion": motion.id} for motion, wanted in found]
        return told({"object": "list", "data": rows})

    async def _ask(self, request: Request, who: Person) -> Reply:
        asked = parse_asked(request.body)
        try:
            motion = await asyncio.to_thread(
                ask_board, self._board, who, asked, self._ref_of, self._now()
            )
        except CallerError as error:
            raise ReviewError(str(error)) from error
        return told(await self._view(motion, who))

    async def _view(self, motion: Motion, who: Person) -> dict[str, Any]:
        return await asyncio.to_thread(
            functools.partial(
                view_of_motion, motion, self._log, self._board.reason, who, self._now()
            )
        )

    def _now(self) -> int:
        return self._clock() // 1_000_000


def _no_query(request: Request) -> None:
    if request.query:
        raise ReviewError("query: no query is read here")
