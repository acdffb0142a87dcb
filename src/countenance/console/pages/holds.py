"""The held calls of the callers that somebody speaks for, and the appeal.

    /console/holds                 those there are
    /console/holds/ID              how one stands, what is missing, what people said
    /console/holds/ID/appeal       have somebody else look at it, once

Rules kept here:
 * A contact sees the calls of its own callers; those of others are not there.
 * Told is what the HTTP interface tells their caller: what is missing, never which answer would let
   the call pass.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from countenance.callers.registration import Registration
from countenance.console.asked import form_of, signed_in, who_of
from countenance.console.form import Form
from countenance.console.people_named import callers_named
from countenance.console.rendering import page
from countenance.console.views.case_words import STATES
from countenance.dialects.hold_replies import HOLDS
from countenance.errors import ReviewError, UnknownCaseError
from countenance.gate.desk import Desk
from countenance.gate.hold_view import hold_view
from countenance.review.case import Case
from countenance.review.people import May, Person
from countenance.review.reasons import LONGEST_REASON
from countenance.review.steps import appeal

__all__ = ["routes"]

_MOST = 100


def routes(desk: Desk) -> list[Route]:
    """Where they are."""
    holds = _Holds(desk)
    return [
        Route("/console/holds", signed_in(holds.all, May.READ_OWN), methods=["GET"]),
        Route("/console/holds/{id}", signed_in(holds.one, May.READ_OWN), methods=["GET"]),
        Route(
            "/console/holds/{id}/appeal", signed_in(holds.appeal, May.APPEAL_OWN), methods=["POST"]
        ),
    ]


class _Holds:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def all(self, request: Request) -> Response:
        """Those of one's callers."""
        desk, names = self._desk, callers_named(self._desk)
        own = who_of(request).person.callers
        now = desk.clock() // 1_000_000
        return page(
            request,
            "holds.html",
            callers=sorted(names.get(ref, ref) for ref in own),
            rows=[
                {
                    "id": case.id,
                    "short": case.id.removeprefix("hold-")[:12],
                    "caller": names.get(case.caller.ref, case.caller.ref),
                    "state": STATES[case.state],
                    "opened": case.opened,
                    "due": case.due if case.is_waiting else None,
                    "left": case.due - now,
                    "may_appeal": case.may_appeal(now),
                }
                for case in desk.cases.of_callers(own, _MOST)
            ],
        )

    def one(self, request: Request) -> Response:
        """How one stands."""
        return self._page(request, self._own(request), Form())

    def appeal(self, request: Request) -> Response:
        """Have somebody else look at it."""
        form, case = form_of(request), self._own(request)
        form.only("reason")
        reason = form.text("reason", LONGEST_REASON, "say why somebody else should look at it")
        if form.problems:
            return self._page(request, case, form, 400)
        try:
            self._desk.cases.step(case.id, lambda each, now: appeal(each, reason, now))
        except ReviewError as error:
            return self._page(request, self._own(request), form, 409, str(error))
        return RedirectResponse(f"/console/holds/{case.id}?done=appealed", 303)

    def _own(self, request: Request) -> Case:
        who: Person = who_of(request).person
        case = self._desk.cases.find(request.path_params["id"])
        if not who.belongs_to(case.caller.ref):
            raise UnknownCaseError(f"no held call has the id `{case.id}`")
        return case

    def _page(
        self, request: Request, case: Case, form: Form, status: int = 200, says: str = ""
    ) -> Response:
        desk, now = self._desk, self._desk.clock() // 1_000_000
        registration = self._registration(case)
        view = hold_view(
            case,
            () if registration is None else registration.may_state,
            desk.vocabulary,
            desk.cases.reason,
            f"{desk.settings.address}{HOLDS}{case.id}",
            now,
        )
        return page(
            request,
            "hold.html",
            status,
            hold=view,
            form=form,
            says=says,
            state=STATES[case.state],
            caller=case.caller.ref if registration is None else registration.id,
            opened=case.opened,
            due=case.due,
            left=case.due - now,
            appeal_until=case.appeal_until,
            appeal_left=case.appeal_until - now,
            longest=LONGEST_REASON,
        )

    def _registration(self, case: Case) -> Registration | None:
        found = [
            each for each in self._desk.callers.registrations() if each.ref == case.caller.ref
        ]
        return found[0] if found else None
