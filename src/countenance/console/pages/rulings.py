"""Rulings: those there are and were, and one of them.

    /public/rulings, /console/rulings           the newest first
    /public/rulings/ID, /console/rulings/ID     one, with its text, its effect and its cases
    /console/rulings/ID/replay                  what the calls of the last days would have been

Rules kept here:
 * What became of calls is for who may read the record.

A new one is proposed in `countenance.console.pages.ruling_form`.
"""

import datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from countenance.console.asked import desk_of, form_of, signed_in, who_of
from countenance.console.pages.maps import MEANING
from countenance.console.rendering import page
from countenance.console.views.ruling import effect_told, ruling_told
from countenance.errors import (
    CodeError,
    DecisionError,
    FactError,
    ReviewError,
    TooManyError,
)
from countenance.gate.desk import Desk
from countenance.gate.people.ruling_replay import one_replay
from countenance.gate.people.ruling_view import (
    replay_object,
    row_of_ruling,
    view_of_ruling,
)
from countenance.review.docket import Docket, Stage
from countenance.review.motion import Kind, MotionState
from countenance.review.people import May

__all__ = ["routes"]

_DAYS = 30
_ABOUT = (Kind.RULING, Kind.APPEAL)


def routes(_: Desk) -> list[Route]:
    """Where they are."""
    shown = signed_in(_one, May.READ_RULINGS)
    return [
        Route("/public/rulings", _all, methods=["GET"]),
        Route("/public/rulings/{name}", _one, methods=["GET"]),
        Route("/console/rulings", signed_in(_all, May.READ_RULINGS), methods=["GET"]),
        Route("/console/rulings/{name}", shown, methods=["GET"]),
        Route("/console/rulings/{name}/check", signed_in(_check, May.PROPOSE_RULINGS),
              methods=["POST"]),
        Route("/console/rulings/{name}/take-back", signed_in(_take_back, May.PROPOSE_RULINGS),
              methods=["POST"]),
        Route("/console/rulings/{name}/replay", signed_in(_replay, May.READ_RECORD),
              methods=["GET"]),
    ]  # fmt: skip


def base_of(request: Request) -> str:
    """Under which address this page stands."""
    return "/public" if request.url.path.startswith("/public") else "/console"


def _all(request: Request) -> Response:
    desk = desk_of(request).rulings
    lapsed, day = desk.lapsed(), desk.today
    rows = [row_of_ruling(each, day, lapsed.get(each.id)) for each in desk.all()]
    who = getattr(request.state, "who", None)
    return page(
        request,
        "rulings.html",
        base=base_of(request),
        rows=rows,
        may_propose=who is not None and who.person.may(May.PROPOSE_RULINGS),
    )


def _one(request: Request, wrong: str = "") -> Response:
    desk = desk_of(request)
    docket = desk.rulings.rulings.find(request.path_params["name"])
    lapsed = desk.rulings.lapsed().get(docket.id)
    view = view_of_ruling(docket, desk.rulings.today, lapsed)
    who = getattr(request.state, "who", None)
    asked = None if who is None else _asked_in(desk, docket)
    return page(
        request,
        "ruling.html",
        400 if wrong else 200,
        base=base_of(request),
        told=ruling_told(view, desk.vocabulary),
        effect=effect_told(view["effect"]),
        wrong=wrong,
        meaning=MEANING,
        may=_may(who, docket, asked),
        asked=asked if who is not None and who.person.may(May.READ_MOTIONS) else None,
    )


def _asked_in(desk: Desk, docket: Docket) -> str | None:
    """The motion in which the board votes on it now, if it does."""
    return next(
        (
            each.id
            for each in desk.motions.list(MotionState.OPEN)
            if each.subject.kind in _ABOUT and each.subject.digest == docket.digest
        ),
        None,
    )


def _may(who: Any, docket: Docket, asked: str | None) -> dict[str, bool]:
    """What somebody may do about a ruling as it stands. `asked`: the motion about it, if any."""
    proposed = docket.state is Stage.PROPOSED
    return {
        # While the board votes it is as its members have seen it: worked out anew afterwards.
        "check": who is not None
        and proposed
        and asked is None
        and who.person.may(May.PROPOSE_RULINGS),
        "take_back": who is not None and proposed and who.person.ref == docket.by,
        "ask_board": who is not None
        and who.person.may(May.OPEN_MOTIONS)
        and asked is None
        and (proposed or docket.counts),
        "replay": who is not None and who.person.may(May.READ_RECORD),
    }


def _check(request: Request) -> Response:
    form_of(request).only()
    name = request.path_params["name"]
    try:
        desk_of(request).rulings.recheck(name, who_of(request).person)
    except (CodeError, DecisionError, FactError, ReviewError) as error:
        return _one(request, str(error))
    return RedirectResponse(f"/console/rulings/{name}?done=checked", 303)


def _take_back(request: Request) -> Response:
    form = form_of(request)
    form.only("reason")
    name, reason = request.path_params["name"], form.text("reason", 2000, "say why")
    if form.problems:
        return _one(request, form.problems["reason"])
    try:
        desk_of(request).rulings.take_back(name, who_of(request).person, reason)
    except ReviewError as error:
        return _one(request, str(error))
    return RedirectResponse(f"/console/rulings/{name}?done=taken-back", 303)


def _replay(request: Request) -> Response:
    desk = desk_of(request)
    docket = desk.rulings.rulings.find(request.path_params["name"])
    last = desk.rulings.today
    first = last - datetime.timedelta(days=_DAYS)
    try:
        with one_replay():
            found = desk.rulings.replayed(docket.text, desk.log, first, last)
    except TooManyError as error:
        raise HTTPException(429, str(error)) from error
    return page(
        request,
        "ruling_replay.html",
        name=docket.id,
        told=replay_object(found, first, last),
        meaning=MEANING,
    )
