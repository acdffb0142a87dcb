"""Questions about what a code means: asked by anybody, answered by people, each with one address.

    /public/questions                 those there are, with how long they have waited
    /public/questions/ask             ask one
    /public/questions/ID              one; this address stays for good
    /console/questions, .../ID        the same, with what people do about them

Rules kept here:
 * Nobody says who they are to ask. Where an answer is to be sent is on no page.
 * An answer in words decides nothing; a ruling does.
"""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from countenance.console.asked import anybody, desk_of, form_of, signed_in, who_of
from countenance.console.form import Form
from countenance.console.rendering import page
from countenance.console.views.clauses import anchor_of
from countenance.console.views.titles import edition_choices
from countenance.errors import CodeError, ReviewError, TooManyError, UnknownQuestionError
from countenance.gate.desk import Desk
from countenance.gate.people.question_api import ACTS
from countenance.review.people import May
from countenance.review.question import LONGEST
from countenance.stores.library import Library

__all__ = ["routes"]


def routes(_: Desk) -> list[Route]:
    """Where they are."""
    may = May.READ_RULINGS
    return [
        Route("/public/questions", _all, methods=["GET"]),
        Route("/public/questions/ask", anybody(_ask), methods=["GET", "POST"]),
        Route("/public/questions/{id}", _one, methods=["GET"]),
        Route("/console/questions", signed_in(_all, may), methods=["GET"]),
        Route("/console/questions/{id}", signed_in(_one, may), methods=["GET"]),
        *(
            Route(f"/console/questions/{{id}}/{act}", signed_in(_done(act), may), methods=["POST"])
            for act in ACTS
        ),
    ]


def _base(request: Request) -> str:
    return "/public" if request.url.path.startswith("/public") else "/console"


def _all(request: Request) -> Response:
    rows = desk_of(request).questions.rows()
    rows.sort(key=lambda row: -(row["days_unanswered"] or -1))
    waiting = [row["days_unanswered"] for row in rows if row["days_unanswered"] is not None]
    return page(request, "questions.html", base=_base(request), rows=rows, waiting=waiting)


def _one(request: Request, form: Form | None = None) -> Response:
    desk = desk_of(request)
    try:
        told = desk.questions.view(request.path_params["id"])
    except UnknownQuestionError as error:
        raise HTTPException(404, str(error)) from error
    who = getattr(request.state, "who", None)
    return page(
        request,
        "question.html",
        400 if form else 200,
        base=_base(request),
        told=told,
        anchor=anchor_of(told["edition"], told["clause"]),
        form=form or Form(),
        may_answer=who is not None and who.person.may(May.ANSWER_QUESTIONS),
        may_take_up=who is not None and who.person.may(May.TAKE_UP_QUESTIONS),
        may_propose=who is not None and who.person.may(May.PROPOSE_RULINGS),
        says=LONGEST,
    )


def _ask(request: Request) -> Response:
    desk, form = desk_of(request), form_of(request)
    if request.method != "POST":
        words = request.query_params
        return _asking(
            request, Form({name: words[name] for name in ("edition", "clause") if name in words})
        )
    form.only("edition", "clause", "term", "asks", "contact")
    edition = form.text("edition", 120, "name the edition, as CODE@EDITION")
    clause = form.text("clause", 120, "name the clause")
    asks = form.text("asks", LONGEST, "write the question")
    term = form.text("term", 120) or None
    contact = form.text("contact", 320)
    if form.problems:
        return _asking(request, form)
    try:
        address = request.client.host if request.client else ""
        asked = desk.questions.ask(edition, clause, asks, term, contact, address)
    except TooManyError as error:
        raise HTTPException(429, str(error)) from error
    except (CodeError, ReviewError) as error:
        form.wrong("asks" if isinstance(error, ReviewError) else "edition", str(error))
        return _asking(request, form)
    return RedirectResponse(f"/public/questions/{asked.id}?done=question", 303)


def _asking(request: Request, form: Form) -> Response:
    desk = desk_of(request)
    library = Library(desk.own_codes.own)
    waiting, oldest = desk.questions.unanswered()
    answer = page(
        request,
        "question_ask.html",
        400 if form.problems else 200,
        form=form,
        choices=edition_choices(library),
        waiting=waiting,
        oldest=oldest,
        **_about(desk, form.typed("edition")),
        longest=LONGEST,
    )
    answer.headers["cache-control"] = "no-store"  # it has the token of this browser
    return answer


def _about(desk: Desk, name: str) -> dict[str, list[tuple[str, str]]]:
    """The clauses and the terms of an edition to choose from, where one is named."""
    try:
        edition = desk.own_codes.edition(name)
    except CodeError:
        return {"clauses": [], "terms": []}
    used = {term for clause in edition.clauses for term in clause.terms}
    return {
        "clauses": [
            (each.id, f"{each.id}: {' '.join(each.says.split())[:90]}") for each in edition.clauses
        ],
        "terms": [(each.id, each.question) for key, each in edition.terms.items() if key in used],
    }


def _done(act: str) -> Any:
    """What takes the form of one act."""

    def taken(request: Request) -> Response:
        desk, form, who = desk_of(request).questions, form_of(request), who_of(request).person
        id_ = request.path_params["id"]
        form.only(*ACTS[act])
        says = form.text("says", LONGEST, "write the answer") if act == "answer" else ""
        source = form.text("source", 500) if act == "answer" else ""
        reason = form.text("reason", 2000, "say why") if act == "close" else ""
        if form.problems:
            return _one(request, form)
        try:
            match act:
                case "take-up":
                    desk.take_up(id_, who)
                case "answer":
                    desk.answer(id_, who, says, source)
                case "close":
                    desk.close(id_, who, reason)
                case _:
                    desk.hide(id_, who)
        except UnknownQuestionError as error:
            raise HTTPException(404, str(error)) from error
        except ReviewError as error:
            form.wrong("says", str(error))
            return _one(request, form)
        return RedirectResponse(f"/console/questions/{id_}?done=kept-question", 303)

    return taken
