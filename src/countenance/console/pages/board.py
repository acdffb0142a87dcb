"""The board: its motions, what is on, one motion with its votes, and asking the board.

    /console/board              motions and capabilities
    /console/board/ask          about a ruling, or for a capability
    /console/board/ID           one motion; vote, recuse, veto, count

Rules kept here:
 * What may be done is done by the functions of the HTTP interface, which refuse what a role or a
   motion as it stands does not allow. A button only saves a way.
 * Until a motion is counted, of others neither the vote nor the reason is on a page.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from countenance.console.asked import desk_of, form_of, signed_in, who_of
from countenance.console.form import Form
from countenance.console.rendering import page
from countenance.errors import CallerError, ReviewError
from countenance.gate.desk import Desk
from countenance.gate.people.board_acts import BOARD_ACTS, Asked, SaidOfMotion, ask_board, do
from countenance.gate.people.motion_view import capability_told, row_of_motion, view_of_motion
from countenance.review.motion import Motion
from countenance.review.people import May, Person

__all__ = ["routes"]

_MOST = 200
_ABOUT = (
    ("ruling", "adopt a ruling"),
    ("appeal", "overturn a ruling"),
    ("capability", "switch something on"),
)
_NEEDS = (
    ("face-matching", "comparing faces"),
    ("gallery", "putting faces into a database that is searched later"),
    ("edition", "an edition of our own codes that allows more than the one before it"),
)


def routes(_: Desk) -> list[Route]:
    """Where they are."""
    return [
        Route("/console/board", signed_in(_all, May.READ_MOTIONS), methods=["GET"]),
        Route("/console/board/ask", signed_in(_ask, May.READ_MOTIONS), methods=["GET", "POST"]),
        Route("/console/board/{id}", signed_in(_one, May.READ_MOTIONS), methods=["GET"]),
        *(
            Route(f"/console/board/{{id}}/{act}", signed_in(_done(act), May.READ_MOTIONS),
                  methods=["POST"])
            for act in BOARD_ACTS
        ),
    ]  # fmt: skip


def _now(request: Request) -> int:
    return desk_of(request).clock() // 1_000_000


def _all(request: Request) -> Response:
    desk, who = desk_of(request), who_of(request).person
    rows = [row_of_motion(each, _now(request)) for each in desk.motions.list(None, _MOST)]
    on = [{**capability_told(wanted), "motion": motion.id}
          for motion, wanted in desk.motions.capabilities()]  # fmt: skip
    may_ask = who.may(May.OPEN_MOTIONS) or who.may(May.ASK_CAPABILITIES)
    return page(request, "board.html", rows=rows, on=on, may_ask=may_ask)


def _one(request: Request, form: Form | None = None) -> Response:
    desk, who = desk_of(request), who_of(request).person
    motion = desk.motions.find(request.path_params["id"])
    told = view_of_motion(motion, desk.log, desk.motions.reason, who, _now(request))
    ruling = next(
        (each for each in desk.rulings.all() if each.digest == motion.subject.digest), None
    )
    return page(
        request,
        "motion.html",
        200 if form is None else 400,
        told=told,
        ruling=ruling,
        form=form or Form(),
        may=_may(motion, who),
    )


def _may(motion: Motion, who: Person) -> dict[str, bool]:
    """What somebody may do about a motion as it stands."""
    votes = motion.is_open and who.ref in motion.voters
    return {
        "vote": votes and motion.ballot_of(who.ref) is None,
        "recuse": votes,
        "veto": who.may(May.VETO_MOTIONS) and motion.subject.allows
        and motion.may_be_stopped,
        "count": motion.is_open,
    }  # fmt: skip


def _done(act: str) -> Any:
    """What takes the form of one act."""

    def taken(request: Request) -> Response:
        form, id_ = form_of(request), request.path_params["id"]
        form.only(*BOARD_ACTS[act])
        said = SaidOfMotion()
        if "reason" in BOARD_ACTS[act]:
            said = SaidOfMotion(reason=form.text("reason", 2000, "say why; it is kept"))
        if "vote" in BOARD_ACTS[act]:
            vote = form.chosen("vote", ("yes", "no"), "choose yes or no")
            said = SaidOfMotion(vote or None, said.reason)  # type: ignore[arg-type]  # one of them
        if form.problems:
            return _one(request, form)
        try:
            do(desk_of(request).motions, act, id_, who_of(request).person, said)
        except ReviewError as error:
            form.wrong("reason", str(error))
            return _one(request, form)
        return RedirectResponse(f"/console/board/{id_}?done={act}", 303)

    return taken


def _ask(request: Request) -> Response:
    desk, form = desk_of(request), form_of(request)
    if request.method != "POST":
        words = request.query_params
        given = {name: words[name] for name in ("about", "digest") if name in words}
        return _asking(request, Form(given))
    form.only("about", "digest", "needs", "caller", "what", "days", "expedited", "reason")
    about = form.chosen("about", [word for word, _ in _ABOUT], "choose what it is about")
    reason = form.text("reason", 2000, "say why; it is kept")
    capability = about == "capability"
    needs = form.chosen("needs", [word for word, _ in _NEEDS]) if capability else ""
    days = form.number("days", 1, 3650, 365)
    digest = form.text("digest", 80) or None
    if about and not capability and digest is None:
        form.wrong("digest", "name the ruling by its digest: its page has it")
    if form.problems:
        return _asking(request, form)
    asked = Asked(
        about,  # type: ignore[arg-type]  # one of them
        reason,
        None if capability else digest,
        needs or None,  # type: ignore[arg-type]  # one of them
        (form.text("caller", 80) or None) if capability else None,
        (form.text("what", 200) or None) if capability else None,
        days if capability else None,
        form.is_ticked("expedited"),
    )
    try:
        motion = ask_board(
            desk.motions, who_of(request).person, asked, desk.callers.ref_of, _now(request)
        )
    except (CallerError, ReviewError) as error:
        form.wrong("about", str(error))
        return _asking(request, form)
    return RedirectResponse(f"/console/board/{motion.id}?done=board-asked", 303)


def _asking(request: Request, form: Form) -> Response:
    status = 400 if form.problems else 200
    return page(request, "board_ask.html", status, form=form, about=_ABOUT, needs=_NEEDS)
