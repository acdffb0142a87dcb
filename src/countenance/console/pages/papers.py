"""Why was my call refused? For whoever has a receipt, or an answer of the gate.

    /public/refused     for everybody
    /console/refused    the same for who is signed in

Rules kept here:
 * What is pasted or handed in as a file is read and explained, never kept.
 * Of entries the page for everybody shows none but those that somebody holds, unless the log gives
   its entries to everybody.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from countenance.console.asked import form_of, signed_in
from countenance.console.form import Form, parse_sent
from countenance.console.front import BODY
from countenance.console.pages.maps import MEANING
from countenance.console.rendering import page
from countenance.console.shield import is_own_origin
from countenance.console.views.atlas import Atlas
from countenance.console.views.explained import explained
from countenance.console.views.papers import Paper, Trust, read_paper
from countenance.errors import PageError
from countenance.gate.desk import Desk
from countenance.record.figures.rows import CALLS

__all__ = ["routes"]

_DIGITS = 18
_WANTED = "a receipt or an answer is one that begins with `{`, such as `receipt-17.json`"
_LONGEST = 200_000
"""Letters of what is pasted, and bytes of a file."""


def routes(desk: Desk) -> list[Route]:
    """Where they are."""
    papers = _Papers(desk)
    return [
        Route("/public/refused", papers.for_everybody, methods=["GET", "POST"]),
        Route("/console/refused", signed_in(papers.inside), methods=["GET", "POST"]),
    ]


class _Papers:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._atlas = cache(lambda: Atlas(desk.vocabulary, lambda: desk.own_codes.own))

    def for_everybody(self, request: Request) -> Response:
        """What a paper or an entry says, in plain words."""

        def told() -> Form:
            if not is_own_origin(request, self._desk.settings.address):
                raise PageError("this form does not come from a page of this gate; send it anew")
            return parse_sent(request.headers.get("content-type", ""), request.scope[BODY])

        return self._shown(request, "/public", told)

    def inside(self, request: Request) -> Response:
        """The same for who is signed in."""
        return self._shown(request, "/console", lambda: form_of(request))

    def _shown(self, request: Request, base: str, form: Callable[[], Form]) -> Response:
        pasted, paper, wrong = "", None, ""
        by_index = base == "/public" and self._desk.public.gives_entries
        try:
            if request.method == "POST":
                sent = form()
                pasted = sent.typed("paper")
                paper = read_paper(_handed_in(sent), self._desk.public.all_keys)
            elif base == "/public" and "entry" in request.query_params:
                paper = self._entry(request.query_params["entry"])
        except PageError as error:
            wrong = str(error)
        answer = page(
            request,
            "refused.html",
            400 if wrong else 200,
            wrong=wrong,
            pasted=pasted if wrong else "",
            most=_LONGEST,
            by_index=by_index,
            paper=paper,
            told=None if paper is None else explained(paper, self._atlas()),
            base=base,
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


def _handed_in(form: Form) -> str:
    """What was pasted, or the text of the file. Raises `PageError`."""
    form.only("paper", "file")
    text = form.text("paper", _LONGEST)
    file = form.text_of_file("file", _LONGEST, _WANTED)
    for says in form.problems.values():
        raise PageError(says)
    if text and file:
        raise PageError("both a file and a text were handed in; one of them is right")
    if not text and not file.strip():
        raise PageError("paste a receipt or an answer, or choose the file that holds it")
    return text or file
