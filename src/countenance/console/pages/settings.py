"""How the gate is set, to be read: `/console/settings`."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from countenance import __version__
from countenance.console.asked import desk_of, signed_in
from countenance.console.rendering import page
from countenance.console.views.settings import set_tables
from countenance.gate.desk import Desk
from countenance.gate.settings.said import said
from countenance.review.people import May

__all__ = ["routes"]


def routes(_: Desk) -> list[Route]:
    """Where it is."""
    return [Route("/console/settings", signed_in(_shown, May.READ_SETTINGS), methods=["GET"])]


def _shown(request: Request) -> Response:
    tables = set_tables(desk_of(request).settings, said())
    return page(request, "settings.html", tables=tables, program=__version__)
