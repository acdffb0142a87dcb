"""A bundle of a report, for whoever may read that report, as a ZIP archive of its folder.

    /console/reports/ID/bundle.zip    with the sound; `?for=defence` is written on it

Rules kept here:
 * It is made by what answers the same over HTTP, and holds no more than this person may see.
"""

from typing import get_args

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from countenance.console.asked import signed_in, who_of
from countenance.console.pages.reports import desk_of_reports
from countenance.console.shield import check_own_page
from countenance.errors import ReportError, ReviewError, UnpublishedError
from countenance.gate.desk import Desk
from countenance.reports.opened import hands_of
from countenance.reports.out.handing import zipped
from countenance.reports.out.manifest import Purpose

__all__ = ["routes"]


def routes(_: Desk) -> list[Route]:
    """Where it is."""
    return [Route("/console/reports/{id}/bundle.zip", signed_in(_bundle), methods=["GET"])]


def _bundle(request: Request) -> Response:
    check_own_page(request, "a report is handed out on its page alone")
    purpose = request.query_params.get("for", "")
    if purpose not in get_args(Purpose):
        raise ReviewError("`for` is `defence` or `prosecution`")
    who, id_ = who_of(request).person, request.path_params["id"]
    reports = desk_of_reports(request)
    reports.find(who, id_)
    hands = hands_of(request.app.state.desk, reports, reports.now)
    try:
        files = hands.bundle(
            who, id_, purpose=purpose,  # type: ignore[arg-type]  # one of the words, as was looked
            with_audio=True,
        )  # fmt: skip
    except UnpublishedError as error:
        raise ReviewError(f"{error}; a bundle has the proof of every step") from error
    except ReportError as error:
        raise ReviewError(str(error)) from error
    headers = {
        "content-disposition": f'attachment; filename="{id_}.zip"',
        "cache-control": "no-store",
    }
    return Response(zipped(files, id_), headers=headers, media_type="application/zip")
