"""The pages about texts: every code, one of them, an edition, what two differ in, and the map.

    /public/codes                        every code
    /public/codes/ms-aoai-coc            one with its editions
    /public/codes/ms-aoai-coc/2024-05-03 an edition, clause by clause
    /public/diff?from=...&to=...         what two editions differ in
    /public/map?edition=...              what an edition answers

Rules kept here:
 * A name that is not there is a page that names the nearest one.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from countenance.console.asked import signed_in
from countenance.console.pages.maps import MEANING, map_page
from countenance.console.rendering import page
from countenance.console.views.atlas import Atlas
from countenance.console.views.codes import code_rows, code_view, edition_view, judged_by
from countenance.console.views.differences import FEW, diff_view
from countenance.console.views.titles import edition_choices
from countenance.errors import CodeError, DecisionError, PageError
from countenance.gate.desk import Desk
from countenance.gate.people.ruling_view import row_of_ruling

__all__ = ["routes"]

Endpoint = Callable[[Request], Response]



def _let_everybody_in(page: Endpoint) -> Endpoint:
    return page


_BASES: dict[str, Callable[[Endpoint], Endpoint]] = {
    "/public": _let_everybody_in,
    "/console": signed_in,
}


def routes(desk: Desk) -> list[Route]:
    """Where they are."""

    @cache
    def atlas() -> Atlas:
        return Atlas(desk.vocabulary, lambda: desk.own_codes.own)

    def today() -> date:
        return datetime.fromtimestamp(desk.clock() / 1e9, UTC).date()

    return [
        Route(base + path, let_in(each), methods=["GET"])
        for base, let_in in _BASES.items()
        for path, each in _Pages(desk, atlas, today, base).each()
    ]


class _Pages:
    def __init__(
        self, desk: Desk, atlas: Callable[[], Atlas], today: Callable[[], date], base: str
    ) -> None:
        self._desk = desk
        self._made = atlas
        self._today = today
        self._base = base

    @property
    def _atlas(self) -> Atlas:
        return self._made()

    def each(self) -> list[tuple[str, Callable[[Request], Response]]]:
        """Every page with the rest of its address."""
        return [
            ("/codes", self._codes),
            ("/codes/{code}", self._code),
            ("/codes/{code}/{edition}", self._edition),
            ("/diff", self._diff),
            ("/map", self._map),
        ]

    def _rulings(self, name: str) -> list[dict[str, Any]]:
        """The rulings about an edition that count, or that the board may still adopt."""
        day, lapsed = self._desk.rulings.today, self._desk.rulings.lapsed()
        rows = [row_of_ruling(e, day, lapsed.get(e.id)) for e in self._desk.rulings.all(name)]
        return [row for row in rows if row["counts_today"] or row["state"] == "proposed"]

    def _codes(self, request: Request) -> Response:
        rows = code_rows(self._atlas.library, self._today(), self._atlas.vocabulary)
        return page(request, "codes.html", base=self._base, rows=rows, today=self._today())

    def _code(self, request: Request) -> Response:
        try:
            view = code_view(self._atlas.library, request.path_params["code"], self._today())
        except CodeError as error:
            raise HTTPException(404, str(error)) from error
        return page(request, "code.html", base=self._base, view=view, today=self._today())

    def _edition(self, request: Request) -> Response:
        name = "{code}@{edition}".format(**request.path_params)
        try:
            view = edition_view(
                self._atlas.library, name, self._today(), self._atlas.vocabulary
            )
        except CodeError as error:
            raise HTTPException(404, str(error)) from error
        return page(
            request,
            "edition.html",
            base=self._base,
            view=view,
            meaning=MEANING,
            rulings=self._rulings(name),
        )

    def _diff(self, request: Request) -> Response:
        old, new, view, wrong = "", "", None, ""
        try:
            old, new = _two(request)
            if old and new:
                found = self._atlas.comparison(old, new)
                view = diff_view(found, self._atlas.vocabulary)
        except (CodeError, DecisionError, PageError) as error:
            wrong = str(error)
        return page(
            request,
            "diff.html",
            400 if wrong else 200,
            base=self._base,
            view=view,
            wrong=wrong,
            old=old,
            new=new,
            choices=edition_choices(self._atlas.library),
            meaning=MEANING,
            few=FEW,
        )

    def _map(self, request: Request) -> Response:
        binding = judged_by(self._desk, self._today())
        first = next((name for _, names in binding for name in names), None)
        return map_page(request, self._atlas, self._base, first)


def _two(request: Request) -> tuple[str, str]:
    """The two editions that an address names. Raises `PageError`."""
    words = dict(request.query_params)
    others = [name for name in words if name not in ("from", "to")]
    if others or len(words) < len(request.query_params.multi_items()):
        raise PageError("a difference is `from=CODE@EDITION` and `to=CODE@EDITION`, each once")
    return words.get("from", ""), words.get("to", "")
