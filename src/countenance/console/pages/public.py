"""Pages for everybody: what calls are judged by, what became of them, and how to verify the record.

    /public             the codes in force, the counts of a month, the head of the log
    /public/refused     why was my call refused? for whoever has a receipt or an answer

Rules kept here:
 * Nobody signs in, and nothing that is shown hangs on who asks. Nothing that is pasted is kept.
 * Counts are those of whole months that are over, without the small ones. Of entries the page for
   refusals shows none but those that somebody holds, unless the log gives its entries to everybody.
"""

from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from countenance.console.form import parse_form
from countenance.console.front import BODY
from countenance.console.pages.maps import MEANING
from countenance.console.rendering import page
from countenance.console.shield import is_own_origin
from countenance.console.views.atlas import Atlas
from countenance.console.views.codes import judged_by
from countenance.console.views.explained import explained
from countenance.console.views.figures import Figures
from countenance.console.views.heads import head_told
from countenance.console.views.papers import Paper, Trust, read_paper
from countenance.errors import PageError
from countenance.gate.desk import Desk
from countenance.record.figures.rows import CALLS

__all__ = ["routes"]

_DIGITS = 18
_LONGEST = 200_000


def routes(desk: Desk) -> list[Route]:
    """Where they are."""
    public = _Public(desk)
    return [
        Route("/public", public.front, methods=["GET"]),
        Route("/public/refused", public.refused, methods=["GET", "POST"]),
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

    def refused(self, request: Request) -> Response:
        """What a paper or an entry says, in plain words."""
        pasted, paper, wrong = "", None, ""
        try:
            if request.method == "POST":
                pasted = _pasted(request, self._desk.settings.address)
                paper = read_paper(pasted, self._desk.public.keys)
            elif "entry" in request.query_params:
                paper = self._entry(request.query_params["entry"])
        except PageError as error:
            wrong = str(error)
        answer = page(
            request,
            "refused.html",
            400 if wrong else 200,
            wrong=wrong,
            pasted=pasted if wrong else "",
            by_index=self._desk.public.gives_entries,
            paper=paper,
            told=None if paper is None else explained(paper, self._atlas()),
            origin=self._origin(),
            base="/public",
            meaning=MEANING,
        )
        if request.method == "POST":  # what somebody pasted is for nobody else
            answer.headers["cache-control"] = "no-store"
        return answer

    def _entry(self, which: str) -> Paper:
        """The entry of that index, where everybody may read entries. Raises `PageError`."""
        if not self._desk.public.gives_entries:
            raise PageError(
                "this log gives its entries to its auditors alone; paste your receipt instead"
            )
        if not (which.isascii() and which.isdecimal() and len(which) <= _DIGITS):
            raise PageError("an entry is asked for by its number, as `x-countenance-entry` has it")
        stored = self._desk.log.entry(int(which))
        entry: Any = None if stored is None else msgspec.json.decode(stored.data)
        if entry is None or entry["kind"] not in CALLS:
            raise PageError(f"there is no entry {int(which)} about a call")
        return Paper(int(which), entry, None, Trust.VERIFIED)

    def _origin(self) -> str:
        keys = self._desk.public.keys
        return keys[0].name if keys else ""

    def _today(self) -> date:
        return datetime.fromtimestamp(self._desk.clock() / 1e9, UTC).date()


def _month(request: Request) -> str:
    """The month that an address names. Raises `PageError`."""
    words = request.query_params.multi_items()
    if any(name != "month" for name, _ in words) or len(words) > 1:
        raise PageError("this page has `month=2026-11`, once, and nothing else")
    return words[0][1] if words else ""


def _pasted(request: Request, address: str) -> str:
    """What was pasted into the form of a page of this gate. Raises `PageError`."""
    if not is_own_origin(request, address):
        raise PageError("this form does not come from a page of this gate; paste it here again")
    form = parse_form(request.scope[BODY])
    form.only("paper")
    text = form.text("paper", _LONGEST, "paste a receipt or an answer")
    if form.problems:
        raise PageError(form.problems["paper"])
    return text
