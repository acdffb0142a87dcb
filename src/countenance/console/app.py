"""The pages put together: for one gate, what it lends them, and every page there is."""

from starlette.applications import Starlette
from starlette.types import ASGIApp

from countenance.console import files
from countenance.console.navigation import PUBLIC
from countenance.console.pages import (
    board,
    callers,
    cases,
    changes,
    codes,
    directory,
    holds,
    keys,
    me,
    overview,
    papers,
    public,
    questions,
    queue,
    record,
    report,
    report_bundle,
    report_new,
    report_sound,
    reports,
    ruling_form,
    rulings,
    settings,
    sign_in,
)
from countenance.console.shield import Shield
from countenance.console.wrong import handlers
from countenance.gate.desk import Desk

__all__ = ["application"]

_PAGES = (
    sign_in, directory, overview, queue, cases, holds, papers, public, codes, questions,
    ruling_form, rulings, board, callers, changes, record, reports, report_new, report,
    report_bundle, report_sound, settings, me, keys,
)  # fmt: skip
"""Each offers `routes(desk)`."""


def application(desk: Desk) -> ASGIApp:
    """The pages of one open gate."""
    pages = [route for each in _PAGES for route in each.routes(desk)]
    if desk.settings.console.public == "off":
        pages = [route for route in pages if not route.path.startswith(PUBLIC)]
    routes = [*files.routes(), *pages]
    made = Starlette(routes=routes, exception_handlers=handlers(desk.recorder))
    made.state.desk = desk
    return Shield(made, desk.settings.address)
