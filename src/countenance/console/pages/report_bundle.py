"""A bundle of a report, for whoever may read that report, as a ZIP archive of its folder.

    POST /console/reports/ID/bundle.zip    to whom, for which side, with the sound, without what

Rules kept here:
 * It is made by what answers the same over HTTP, and holds no more than this person may see.
 * It is a form, and no address: that it is handed out is entered, with to whom.
"""

from typing import get_args

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from countenance.console.asked import form_of, signed_in, who_of
from countenance.console.download import Download
from countenance.console.form import Form
from countenance.console.front import PATIENCE
from countenance.console.pages.report import report_page
from countenance.console.pages.reports import desk_of_reports
from countenance.console.wrong import status_of
from countenance.errors import ReportError, ReviewError, UnknownReportError, UnpublishedError
from countenance.gate.desk import Desk
from countenance.reports.opened import hands_of
from countenance.reports.out.manifest import Purpose
from countenance.reports.out.withheld import Withheld, read_withheld

__all__ = ["routes"]

_LIST = 64 * 1024
_SECONDS = 60.0
"""For how long a page is waited for once more with each piece of the bundle that is written."""


def routes(_: Desk) -> list[Route]:
    """Where it is."""
    return [Route("/console/reports/{id}/bundle.zip", signed_in(_bundle), methods=["POST"])]


def _bundle(request: Request) -> Response:
    form, who, id_ = form_of(request), who_of(request).person, request.path_params["id"]
    form.only("to", "for", "audio", "withheld")
    form.at = "bundle-"
    reports = desk_of_reports(request)
    report = reports.find(who, id_)
    to = form.text("to", 200, "say to whom it goes")
    purpose = form.chosen("for", get_args(Purpose), "choose for whom it is made")
    withheld = _withheld(form)
    if withheld and not purpose:
        form.wrong("for", "say for which side: something is withheld")
    if form.problems:
        return report_page(request, report, form, 400)
    patience = request.scope[PATIENCE]
    hands = hands_of(request.app.state.desk, reports, reports.now)
    try:
        size, pieces = hands.archive(
            who, id_, to, lambda: patience(_SECONDS),
            purpose=purpose,  # type: ignore[arg-type]  # one of the words, as was looked
            withheld=withheld,
            with_audio=form.is_ticked("audio"),
        )  # fmt: skip
    except UnknownReportError:
        raise
    except (ReviewError, ReportError) as error:
        form.wrong("to", str(error))
        return report_page(request, report, form, status_of(error))
    except UnpublishedError as error:
        form.wrong("to", f"{error}; a bundle has the proof of every step")
        return report_page(request, report, form, 503)
    headers = {
        "content-disposition": f'attachment; filename="{id_}.zip"',
        "cache-control": "no-store",
    }
    return Download(pieces, size, "application/zip", headers=headers)


def _withheld(form: Form) -> tuple[Withheld, ...]:
    listed = form.text_of_file("withheld", _LIST, "a list in TOML is right")
    if not listed.strip():
        return ()
    try:
        return read_withheld(listed.encode(), "this list")
    except ReportError as error:
        form.wrong("withheld", str(error))
        return ()
