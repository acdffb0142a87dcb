"""Pages for everybody: what calls are judged by, what became of them, and how to verify the record.

    /public             the codes in force, the counts of a month, the head of the log

Rules kept here:
 * Nobody signs in, and nothing that is shown hangs on who asks.
 * Counts are those of whole months that are over, without the small ones.
"""

from datetime import UTC, date, datetime
from functools import cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from countenance.console.rendering import page
from countenance.console.views.atlas import Atlas
from countenance.console.views.codes import judged_by
from countenance.console.views.figures import Figures
from countenance.console.views.heads import head_told
from countenance.errors import PageError
from countenance.gate.desk import Desk

__all__ = ["routes"]

def routes(desk: Desk) -> list[Route]:
    """Where they are."""
    public = _Public(desk)
    return [
        Route("/public", public.front, methods=["GET"]),
    ]


class _Public:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._atlas = cache(lambda: Atlas(desk.vocabulary, lambda: desk.own_codes.own))
        self._figures = cache(lambda: Figures(desk.log, desk.clock))

    def front(self, request: Request) -> Response:
        """What calls are judged by, the counts of a month, and the head."""
        desk, atlas, wrong = self._desk, self._atlas(), ""
        try:
            figures = self._figures().of(_month(request))
        except PageError as error:
            figures, wrong = self._figures().of(), str(error)
        today = self._today()
        return page(
            request,
            "public.html",
            400 if wrong else 200,
            wrong=wrong,
            address=desk.settings.address,
            services=[
                (service, [atlas.library.edition(name) for name in names])
                for service, names in judged_by(desk, today)
            ],
            laws=[atlas.library.edition(name) for name in desk.codebook.laws(today)],
            figures=figures,
            head=head_told(desk.public, desk.log, desk.folder),
            today=today,
        )

    def _today(self) -> date:
        return datetime.fromtimestamp(self._desk.clock() / 1e9, UTC).date()


def _month(request: Request) -> str:
    """The month that an address names. Raises `PageError`."""
    words = request.query_params.multi_items()
    if any(name != "month" for name, _ in words) or len(words) > 1:
        raise PageError("this page has `month=2026-11`, once, and nothing else")
    return words[0][1] if words else ""

