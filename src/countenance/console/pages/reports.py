"""The reports that one sees, what is looked for among them, and what can be counted.

    /console/reports           the newest first; `?ai=part`, `?overridden=any` and so on
    /console/reports/figures   figures of an organization, without content

Rules kept here:
 * A report that somebody may not see is in no list of theirs; figures open none.
"""

from typing import get_args

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from countenance.console.asked import signed_in, who_of
from countenance.console.people_named import who_is
from countenance.console.rendering import page
from countenance.console.views.report_words import STATES
from countenance.errors import ReviewError, SettingsError
from countenance.gate.desk import Desk
from countenance.reports.desk import ReportDesk
from countenance.reports.draft import FlagKind
from countenance.reports.opened import report_desk
from countenance.reports.reading import Sought
from countenance.review.people import May

__all__ = ["desk_of_reports", "routes"]

_LONGEST = 120


def routes(_: Desk) -> list[Route]:
    """Where they are."""
    return [
        Route("/console/reports", signed_in(_all), methods=["GET"]),
        Route(
            "/console/reports/figures", signed_in(_figures, May.READ_REPORT_FIGURES),
            methods=["GET"],
        ),
    ]  # fmt: skip


def desk_of_reports(request: Request) -> ReportDesk:
    """The desk of reports of this gate; a gate that has none has no such page."""
    try:
        return report_desk(request.app.state.desk)
    except SettingsError as error:
        raise HTTPException(404, str(error)) from error


def _all(request: Request) -> Response:
    desk, who = desk_of_reports(request), who_of(request).person
    if not (who.may(May.READ_REPORTS) or who.may(May.READ_SIGNED_REPORTS)):
        who.check(May.READ_REPORT_FIGURES)
        return RedirectResponse("/console/reports/figures", 303)
    words = request.query_params
    given = {
        name: words[name].strip()[:_LONGEST] for name in Sought.__struct_fields__ if name in words
    }
    try:
        sought = msgspec.convert(given, Sought)
    except msgspec.ValidationError as error:
        raise ReviewError(f"what is looked for: {error}") from error
    return page(
        request,
        "reports.html",
        rows=desk.all(who, sought),
        sought=sought,
        is_sought=any(given.values()),
        states=STATES,
        flags=get_args(FlagKind),
        me=who.ref,
        who_is=lambda ref: who_is(ref, who),
        writes=who.may(May.WRITE_REPORTS),
        counts=who.may(May.READ_REPORT_FIGURES),
        outside=who.may(May.READ_SIGNED_REPORTS),
    )


def _figures(request: Request) -> Response:
    desk, who = desk_of_reports(request), who_of(request).person
    figures = desk.figures(who)
    sentences = sum(msgspec.structs.astuple(figures.origins))
    return page(
        request,
        "report_figures.html",
        figures=figures,
        states=STATES,
        sentences=sentences,
        who_is=lambda ref: who_is(ref, who),
    )
