"""The first page for who is signed in: what waits, what is late, and what is wrong.

    /console

Rules kept here:
 * Everybody is shown what their role may read, and nothing else.
"""

from datetime import UTC, date, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from countenance import __version__
from countenance.console.asked import desk_of, signed_in, who_of
from countenance.console.rendering import page
from countenance.console.views.heads import head_told
from countenance.console.views.overview import MOST, alarms, days_unwitnessed, waiting
from countenance.gate.desk import Desk
from countenance.record.canonical import parse
from countenance.review.docket import Stage
from countenance.review.motion import MotionState
from countenance.review.people import May
from countenance.stores.gone_gates import gates
from countenance.stores.place import place_of

__all__ = ["routes"]


def routes(_: Desk) -> list[Route]:
    """Where it is."""
    return [Route("/console", signed_in(_shown), methods=["GET"])]


def _shown(request: Request) -> Response:
    desk, who = desk_of(request), who_of(request)
    now = desk.clock() // 1_000_000
    may = who.person.may
    keeps = may(May.READ_SETTINGS)
    return page(
        request,
        "overview.html",
        name=who.name,
        waits=waiting(desk.cases.waiting(MOST), now) if may(May.READ_CASES) else None,
        motions=_motions(desk, who.person.ref, now) if may(May.READ_MOTIONS) else None,
        proposed=len(desk.rulings.all(None, Stage.PROPOSED)) if may(May.READ_RULINGS) else None,
        alarms=alarms(desk) if keeps or may(May.READ_RECORD) else None,
        head=head_told(desk.public, desk.log, desk.folder) if may(May.READ_RECORD) else None,
        unwitnessed=_unwitnessed(desk, now) if may(May.READ_RECORD) else None,
        # A record in a file has one gate, and no list of them.
        gates=gates(desk.folder) if keeps and place_of(desk.folder) is not None else None,
        versions=_versions(desk) if keeps else None,
    )


def _motions(desk: Desk, ref: str, now: int) -> dict[str, int]:
    """Motions that are open: all, those that are late, and those that wait for this person."""
    found = desk.motions.list(MotionState.OPEN, MOST)
    return {
        "open": len(found),
        "overdue": sum(each.due <= now for each in found),
        "yours": sum(ref in each.voters and each.ballot_of(ref) is None for each in found),
    }


def _unwitnessed(desk: Desk, now: int) -> tuple[int, int]:
    first = desk.log.entry(0)
    today = datetime.fromtimestamp(now / 1000, UTC).date()
    began = today if first is None else date.fromisoformat(str(parse(first.data)["time"])[:10])
    return days_unwitnessed(desk.folder, began, today)


def _versions(desk: Desk) -> dict[str, Any]:
    """What runs here: the program, and what the last start entered."""
    started = desk.log.newest(1, "startup")
    entry = parse(started[0].data) if started else {}
    return {
        "program": __version__,
        "vocabulary": entry.get("vocabulary"),
        "detector": entry.get("detector"),
        "act_model": entry.get("act_model"),
        "started": entry.get("time"),
        "entry": started[0].index if started else None,
    }
