"""Changes of registrations that take two operators: one proposes, another one lets it count.

    /console/changes                    those that wait, and those that are over
    /console/changes/ID                 one, before and after; confirm, refuse
    /console/callers/NAME/propose       propose one

Rules kept here:
 * What is done is done by the functions of the HTTP interface: nobody confirms their own.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from countenance.console.asked import desk_of, form_of, signed_in, who_of
from countenance.console.form import Form
from countenance.console.rendering import page
from countenance.console.views.titles import edition_choices
from countenance.errors import CallerError, CodeError, FactError, ReviewError
from countenance.gate.desk import Desk
from countenance.gate.people.proposal_acts import (
    Proposed,
    alteration,
    row_of_proposal,
    view_of_proposal,
)
from countenance.review.people import May
from countenance.review.proposal import Proposal
from countenance.stores.library import Library

__all__ = ["FACTS", "routes"]

FACTS = ("actor_kind", "on_behalf_of", "agency_type", "agency_country")
"""Facts of a registration that two operators change."""
_WHAT = (
    ("fact", "another fact"),
    ("pin", "pin it to an edition"),
    ("unpin", "let the editions in force count"),
)


def routes(_: Desk) -> list[Route]:
    """Where they are."""
    read, change = May.READ_CALLERS, May.CHANGE_CALLERS
    return [
        Route("/console/changes", signed_in(_all, read), methods=["GET"]),
        Route("/console/changes/{id}", signed_in(_one, read), methods=["GET"]),
        Route("/console/changes/{id}/confirm", signed_in(_confirm, change), methods=["POST"]),
        Route("/console/changes/{id}/refuse", signed_in(_refuse, change), methods=["POST"]),
        Route("/console/callers/{name}/propose", signed_in(_propose, change),
              methods=["GET", "POST"]),
    ]  # fmt: skip


def _all(request: Request) -> Response:
    found = desk_of(request).proposals.proposals(waiting=False)
    rows = [row_of_proposal(each) for each in found]
    return page(
        request,
        "changes.html",
        waiting=[row for row in rows if row["state"] == "proposed"],
        over=[row for row in rows if row["state"] != "proposed"],
    )


def _one(request: Request, form: Form | None = None) -> Response:
    desk, who = desk_of(request), who_of(request).person
    proposal = desk.proposals.proposal(request.path_params["id"])
    now = next(
        (each for each in desk.proposals.registrations() if each.ref == proposal.caller), None
    )
    return page(
        request,
        "change.html",
        200 if form is None else 400,
        told=view_of_proposal(proposal, now),
        form=form or Form(),
        may=_may(proposal, who),
    )


def _may(proposal: Proposal, who: Any) -> dict[str, bool]:
    """What somebody may do about a proposal as it stands."""
    changes = proposal.waits and who.may(May.CHANGE_CALLERS)
    own = who.ref == proposal.by or who.belongs_to(proposal.caller)
    return {"confirm": changes and not own, "refuse": changes}


def _confirm(request: Request) -> Response:
    form, id_ = form_of(request), request.path_params["id"]
    form.only()
    try:
        desk_of(request).proposals.confirm(id_, who_of(request).person)
    except (CallerError, CodeError, FactError) as error:
        form.wrong("reason", str(error))
        return _one(request, form)
    return RedirectResponse(f"/console/changes/{id_}?done=confirmed", 303)


def _refuse(request: Request) -> Response:
    form, id_ = form_of(request), request.path_params["id"]
    form.only("reason")
    reason = form.text("reason", 2000, "say why; it is kept")
    if form.problems:
        return _one(request, form)
    desk_of(request).proposals.refuse(id_, who_of(request).person, reason)
    return RedirectResponse(f"/console/changes/{id_}?done=change-refused", 303)


def _propose(request: Request) -> Response:
    desk, form, name = desk_of(request), form_of(request), request.path_params["name"]
    if request.method != "POST":
        return _proposing(request, Form())
    form.only("what", "fact", "values", "pin", "reference")
    what = form.chosen("what", [word for word, _ in _WHAT], "choose what is to change")
    fact = form.chosen("fact", FACTS) if what == "fact" else ""
    values = [each.strip() for each in form.text("values", 300).split(",") if each.strip()]
    if what == "fact" and not values:
        form.wrong("values", "name its value, or several with commas")
    pin = form.text("pin", 120)
    if what == "pin" and not pin:
        form.wrong("pin", "choose the edition")
    if form.problems:
        return _proposing(request, form)
    asked = Proposed(
        name,
        {fact: values} if what == "fact" else {},
        pin=pin if what == "pin" else None,
        unpin=what == "unpin",
        reference=form.text("reference", 300),
    )
    try:
        word, alter = alteration(asked, desk.vocabulary, lambda n: desk.own_codes.edition(n).name)
        made = desk.proposals.propose(name, word, alter, who_of(request).person)
    except (CallerError, CodeError, FactError, ReviewError) as error:
        form.wrong("what", str(error))
        return _proposing(request, form)
    return RedirectResponse(f"/console/changes/{made.id}?done=change-proposed", 303)


def _proposing(request: Request, form: Form) -> Response:
    desk = desk_of(request)
    library = Library(desk.own_codes.own)
    return page(
        request,
        "change_propose.html",
        400 if form.problems else 200,
        name=request.path_params["name"],
        form=form,
        what=_WHAT,
        facts=[(fact, desk.vocabulary.fact(fact).ask) for fact in FACTS],
        choices=edition_choices(library),
    )
