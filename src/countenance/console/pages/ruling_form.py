"""A new ruling: fill in a form about a clause, see what it would move, put it before the board.

    /console/rulings/propose?edition=...&clause=...    the form; without a clause, what to choose
    /console/rulings/propose/text                      the same as text, for what no form can say

Rules kept here:
 * The form makes the text, and the text is what is checked and proposed: there is one way in.
 * The effect that is shown is worked out over every situation, each time that it is asked for;
   what may not be adopted is not proposed.
"""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from countenance.codes.model import Clause, Edition
from countenance.console.asked import desk_of, form_of, signed_in, who_of
from countenance.console.form import Form
from countenance.console.pages.maps import MEANING
from countenance.console.rendering import page
from countenance.console.views.clauses import clause_told
from countenance.console.views.ruling import EffectTold, effect_told, template_of, year_after
from countenance.console.views.ruling_form import form_told, free_name, is_open
from countenance.console.views.ruling_typed import (
    OWN,
    TYPED,
    VERDICTS,
    check_said_once,
    check_typed,
    chosen_of,
    draft_of,
    fields_of,
)
from countenance.console.views.titles import edition_choices
from countenance.errors import (
    CodeError,
    CountenanceError,
    DecisionError,
    FactError,
    OutdatedError,
    ReviewError,
    UnknownQuestionError,
)
from countenance.gate.desk import Desk
from countenance.gate.people.ruling_desk import LONGEST
from countenance.gate.people.ruling_view import effect_object
from countenance.review.people import May
from countenance.review.ruling_draft import written
from countenance.stores.library import Library

__all__ = ["routes"]

_ABOUT = ("edition", "clause", "question")
_ACTS = ("effect", "propose", "text")
_PRESS = "press one of the buttons"


def routes(_: Desk) -> list[Route]:
    """Where they are; they stand before the page of one ruling, which any name could be."""
    may, both = May.PROPOSE_RULINGS, ["GET", "POST"]
    return [
        Route("/console/rulings/propose", signed_in(_form, may), methods=both),
        Route("/console/rulings/propose/text", signed_in(_text, may), methods=both),
    ]


def _form(request: Request) -> Response:
    desk, form = desk_of(request), form_of(request)
    posted = request.method == "POST"
    if posted:
        form.only(*fields_of(desk.vocabulary))
    else:
        words = request.query_params
        form = Form({name: words[name] for name in _ABOUT if name in words})
    if not form.typed("edition") or not form.typed("clause"):
        return _choosing(request, form)
    try:
        edition, clause = _about(desk, form.typed("edition"), form.typed("clause"))
    except (CodeError, ReviewError) as error:
        form.wrong("edition", str(error))
        return _choosing(request, form)
    if not posted:
        return _asking(request, _begun(desk, edition, clause, form), edition, clause)
    return _sent(request, form, edition, clause)


def _sent(request: Request, form: Form, edition: Edition, clause: Clause) -> Response:
    desk = desk_of(request)
    act = form.chosen("act", _ACTS, _PRESS)
    draft = draft_of(form, edition, clause, desk.vocabulary)
    text = written(draft)
    if act == "text":
        check_said_once(form)
        if not form.problems:
            return _writing(request, Form({"text": text, "question": form.typed("question")}))
        return _asking(request, form, edition, clause)
    taken = {draft.id} if _is_taken(desk, draft.id) else set[str]()
    check_typed(form, draft, edition, clause, desk.vocabulary, taken)
    asked = [word for word, _ in _questions(desk, edition, clause)]
    form.chosen("question", ["", *asked], "choose one that was asked about this clause, or none")
    if form.problems:
        return _asking(request, form, edition, clause)

    def shown(effect: EffectTold | None) -> Response:
        return _asking(request, form, edition, clause, effect, text)

    return _acted(request, form, text, "where", shown)


def _text(request: Request) -> Response:
    form = form_of(request)
    if request.method != "POST":
        return _writing(request, Form({"text": _template(request)}))
    form.only("text", "question", "act")
    text = form.text("text", LONGEST, "write the ruling down")
    form.chosen("act", ("effect", "propose"), _PRESS)
    if form.problems:
        return _writing(request, form)
    return _acted(request, form, text, "text", lambda effect: _writing(request, form, effect))


def _acted(
    request: Request,
    form: Form,
    text: str,
    whole: str,
    shown: Callable[[EffectTold | None], Response],
) -> Response:
    """Propose it, or work out what it moves. `whole`: the field of what is wrong with the whole."""
    desk = desk_of(request)
    try:
        if form.typed("act") == "propose":
            question = form.text("question", 80) or None
            docket = desk.rulings.propose(text, who_of(request).person, question)
            return RedirectResponse(f"/console/rulings/{docket.id}?done=proposed", 303)
        ruling, found = desk.rulings.check(text)
    except UnknownQuestionError as error:
        form.wrong("question", str(error))
        return shown(None)
    except (CodeError, DecisionError, FactError, OutdatedError, ReviewError) as error:
        form.wrong(whole, str(error))
        return shown(None)
    return shown(effect_told(effect_object(ruling, found.effect, checked=found)))


def _choosing(request: Request, form: Form) -> Response:
    """The page on which a text is chosen, and a clause of it."""
    desk = desk_of(request)
    clauses: list[dict[str, Any]] = []
    try:
        edition = desk.own_codes.edition(form.typed("edition"))
        for each in edition.clauses:
            if not each.exception_to:
                told = clause_told(edition, each, desk.vocabulary)
                clauses.append({"told": told, "open": is_open(edition, each)})
    except CodeError as error:
        if form.typed("edition"):
            form.wrong("edition", str(error))
    return page(
        request,
        "ruling_choose.html",
        400 if form.problems else 200,
        form=form,
        choices=edition_choices(Library(desk.own_codes.own)),
        clauses=clauses,
    )


def _asking(
    request: Request,
    form: Form,
    edition: Edition,
    clause: Clause,
    effect: EffectTold | None = None,
    text: str = "",
) -> Response:
    """The form."""
    desk = desk_of(request)
    return page(
        request,
        "ruling_form.html",
        400 if form.problems else 200,
        form=form,
        told=form_told(edition, clause, desk.vocabulary),
        questions=_questions(desk, edition, clause),
        effect=effect,
        text=text,
        used=[n for n in fields_of(desk.vocabulary) if form.typed(n).strip() or n in form.problems],
        base="/console",
        meaning=MEANING,
        own=OWN,
        typed=TYPED,
        chosen_of=chosen_of,
        verdicts=[(word, f"{word}: {MEANING[word]}") for word in VERDICTS],
    )


def _writing(request: Request, form: Form, effect: EffectTold | None = None) -> Response:
    """The text area."""
    return page(
        request,
        "ruling_propose.html",
        400 if form.problems else 200,
        form=form,
        effect=effect,
        longest=LONGEST,
        meaning=MEANING,
    )


def _about(desk: Desk, edition: str, clause: str) -> tuple[Edition, Clause]:
    """The clause that a ruling may be about. Raises `CodeError`, `ReviewError`."""
    found = desk.own_codes.edition(edition)
    one = found.clause(clause)
    if one is None:
        raise ReviewError(f"{found.name} has no clause `{clause[:80]}`; choose one of these")
    if one.exception_to:
        raise ReviewError(
            f"{found.name} {one.id} is an exception; rule on `{one.exception_to[0]}`, which it is "
            "an exception to"
        )
    return found, one


def _begun(desk: Desk, edition: Edition, clause: Clause, asked: Form) -> Form:
    """A form to begin with: a name that none has, and a year."""
    day = desk.rulings.today
    form = Form(
        {
            "edition": edition.name,
            "clause": clause.id,
            "id": free_name(clause.id, {each.id for each in desk.rulings.all()}),
            "begins": day.isoformat(),
            "ends": year_after(day).isoformat(),
            "question": asked.typed("question"),
            "reading": "" if clause.readings else OWN,
        }
    )
    about = [word for word, _ in _questions(desk, edition, clause)]
    if form.typed("question") not in ("", *about):
        form.wrong("question", "the question of this link waits for no ruling on this clause")
    return form


def _questions(desk: Desk, edition: Edition, clause: Clause) -> list[tuple[str, str]]:
    """The questions about this clause that wait for an answer, with what they ask."""
    return [
        (row["id"], f"{row['asks'] or 'a question whose words are not shown'} ({row['id']})")
        for row in desk.questions.rows(edition=edition.name)
        if row["clause"] == clause.id and row["days_unanswered"] is not None
    ]


def _is_taken(desk: Desk, name: str) -> bool:
    try:
        return desk.rulings.rulings.find(name).id == name
    except ReviewError:
        return False


def _template(request: Request) -> str:
    """A ruling to begin with, about the clause that the address names."""
    desk, words = desk_of(request), request.query_params
    clause, day = words.get("clause", ""), desk.rulings.today
    try:
        edition = desk.own_codes.edition(words.get("edition", ""))
        return template_of(edition, edition.clause(clause), day)
    except CountenanceError:
        return template_of(None, None, day)
