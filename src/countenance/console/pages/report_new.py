"""A report is begun from a recording that an officer chooses as a file.

    GET  /console/reports/new    the form
    POST /console/reports/new    the recording with what is known of it

Rules kept here:
 * The recording is opened, decided and kept as one that comes by command or over HTTP, by the same
   desk, and lies on the disk until it was: nothing of it is in memory whole.
 * What the codes refuse or leave to people is said with the entry and the case.
"""

from typing import get_args
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from countenance.console.asked import form_of, signed_in, signed_in_by, who_of
from countenance.console.form import Form
from countenance.console.front import PATIENCE
from countenance.console.pages.reports import desk_of_reports
from countenance.console.people_named import callers_named
from countenance.console.rendering import page
from countenance.console.upload import Uploads
from countenance.console.wrong import status_of
from countenance.errors import MediaError, NotHeardError, ReportError, ReviewError
from countenance.gate.desk import Desk
from countenance.reports.draft import IncidentType
from countenance.reports.opened import NAME
from countenance.reports.recording import Overlay
from countenance.reports.view import why_not_heard
from countenance.review.people import May
from countenance.stores.reports import FOLDER

__all__ = ["PATH", "routes", "uploads_of"]

PATH = "/console/reports/new"

_FIELDS = (
    "recording", "incident", "evidence", "incident_type", "organization", "key", "overlay_at",
    "overlay_label",
)  # fmt: skip
_LONGEST = 120
_SECONDS = 3.0 * 3600
"""For how long a recording is waited for until it is opened; opening itself takes no longer."""
_KINDS = {
    "traffic": "a stop in traffic",
    "property": "damage, loss or theft",
    "service": "a call for service",
    "other": "something else",
}


def routes(_: Desk) -> list[Route]:
    """Where it is. It stands before the page of one report."""
    return [
        Route(PATH, signed_in(_new, May.WRITE_REPORTS), methods=["GET"]),
        Route(PATH, signed_in(_begun, May.WRITE_REPORTS), methods=["POST"]),
    ]


def uploads_of(desk: Desk) -> Uploads | None:
    """What takes recordings at an open gate; none where it has no reports."""
    if NAME not in desk.rooms:
        return None

    def may(cookies: str) -> bool:
        who = signed_in_by(desk, cookies)
        return who is not None and who.person.may(May.WRITE_REPORTS)

    return Uploads(PATH, desk.folder / FOLDER, desk.settings.reports.max_upload_bytes, may)


def _new(request: Request) -> Response:
    desk_of_reports(request)
    return _page(request, Form())


def _begun(request: Request) -> Response:
    form, who, desk = form_of(request), who_of(request).person, desk_of_reports(request)
    form.only(*_FIELDS)
    laid = form.laid("recording", "choose the recording")
    incident = form.text("incident", _LONGEST, "the number of the incident")
    evidence = form.text("evidence", _LONGEST)
    kind = form.chosen("incident_type", get_args(IncidentType))
    organization = form.chosen("organization", sorted(who.callers), "choose your organization")
    key = form.text("key", _LONGEST) or None
    at, label = form.text("overlay_at", 40), form.text("overlay_label", 80)
    if laid is None or form.problems:
        return _page(request, form, 400)
    request.scope[PATIENCE](_SECONDS)
    try:
        report = desk.new(
            who, laid.path, laid.name, incident=incident, evidence=evidence,
            incident_type=kind,  # type: ignore[arg-type]  # one of the words, as was looked
            organization=organization, key=key, overlay=Overlay(at, label) if at else None,
        )  # fmt: skip
    except NotHeardError as error:
        form.wrong("recording", why_not_heard(error))
        return _page(request, form, 403)
    except (ReviewError, ReportError, MediaError) as error:
        form.wrong("recording", str(error))
        return _page(request, form, status_of(error))
    return RedirectResponse(f"/console/reports/{quote(report.id)}", 303)


def _page(request: Request, form: Form, status: int = 200) -> Response:
    form.at = "new-"
    desk, who = request.app.state.desk, who_of(request).person
    named = callers_named(desk)
    most = desk.settings.reports.max_upload_bytes
    return page(
        request,
        "report_new.html",
        status,
        form=form,
        kinds=tuple(_KINDS.items()),
        organizations=tuple((each, named.get(each, each)) for each in sorted(who.callers)),
        most=f"{most / 1024**3:.3g} GB",
    )
