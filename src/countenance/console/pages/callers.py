"""Callers: who is registered, and what stands to each; read here, changed elsewhere.

    /console/callers          everybody, those that people have to look at first
    /console/callers/NAME     one: facts, pin, codes, laws, keys, standing, history

Rules kept here:
 * Of a key its name and its last four letters are shown, as the commands show them.
 * A pin is called a pin wherever a caller is shown.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from countenance.callers.places import unsaid_place
from countenance.callers.registration import Registration
from countenance.console.asked import desk_of, signed_in, who_of
from countenance.console.rendering import page
from countenance.errors import CallerError
from countenance.gate.codebook import named_places
from countenance.gate.desk import Desk
from countenance.record.figures.rows import change_row
from countenance.review.case import Case, State
from countenance.review.people import May
from countenance.stores.standings import Offender

__all__ = ["routes"]

_MOST = 100


@dataclass(frozen=True, slots=True)
class _Row:
    """One caller in the list. `open`: what it leaves open; `suspended`: by which entry."""

    one: Registration
    kind: str
    behalf: str
    open: str
    standing: Offender | None
    suspended: int | None


def routes(_: Desk) -> list[Route]:
    """Where they are."""
    may = May.READ_CALLERS
    return [
        Route("/console/callers", signed_in(_all, may), methods=["GET"]),
        Route("/console/callers/{name}", signed_in(_one, may), methods=["GET"]),
    ]


def _all(request: Request) -> Response:
    desk, today = desk_of(request), _today(request)
    standing: dict[str, Offender] = {}
    for each in desk.standings.offenders():  # the furthest step of a caller comes first
        standing.setdefault(each.ref, each)
    rows = [
        _Row(
            one,
            " or ".join(one.values("actor_kind") or ()),
            " or ".join(one.values("on_behalf_of") or ()),
            _open(one, desk, today),
            standing.get(one.ref),
            desk.callers.suspension(one.ref),
        )
        for one in desk.callers.registrations()
    ]
    rows.sort(key=lambda row: (row.standing is None, row.one.id))
    return page(request, "callers.html", rows=rows)


def _one(request: Request) -> Response:
    desk, today, name = desk_of(request), _today(request), request.path_params["name"]
    found = [each for each in desk.callers.registrations() if name in (each.id, each.ref)]
    if not found:
        raise HTTPException(404, f"no caller is called `{name[:80]}`")
    (one,) = found
    carrying = replace(one, key="all")
    try:
        keys = desk.callers.keys(one.id)
    except CallerError as error:  # it was removed meanwhile
        raise HTTPException(404, str(error)) from error
    history = [
        change_row(each.index, each.data)
        for kind in ("registration", "key", "standing")
        for each in desk.log.newest(_MOST, kind, one.ref)
    ]
    return page(
        request,
        "caller.html",
        one=one,
        open=_open(one, desk, today),
        laws=desk.codebook.laws_at(today, named_places(carrying.evidence_on(today))),
        keys=keys,
        suspended=desk.callers.suspension(one.ref),
        standings=[each for each in desk.standings.offenders() if each.ref == one.ref],
        history=sorted(history, key=lambda row: -int(row["index"])),
        today=today,
        allowed=_allowed(request, one) if who_of(request).person.may(May.READ_CASES) else None,
        may_change=who_of(request).person.may(May.CHANGE_CALLERS),
    )


def _allowed(request: Request, one: Registration) -> list[Case]:
    """What people have allowed it that still counts."""
    desk = desk_of(request)
    now = desk.clock() // 1_000_000
    return [case for case in desk.cases.of_callers({one.ref}, state=State.ALLOWED)
            if case.passes(now)]  # fmt: skip


def _open(one: Registration, desk: Desk, today: date) -> str:
    """What a registration leaves open about where its calls are."""
    return unsaid_place(replace(one, key="all"), desk.vocabulary, today) or ""


def _today(request: Request) -> date:
    return datetime.fromtimestamp(desk_of(request).clock() / 1e9, UTC).date()
