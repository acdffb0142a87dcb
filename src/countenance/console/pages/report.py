"""One report: an officer's way from the recording to the signature, and what others see of it.

    /console/reports/ID            the text, what is open in it, the sound, the transcript
    /console/reports/ID/history    every draft, edit, decision and entry
    /console/reports/ID/edit       and so on: the acts of the HTTP interface

Rules kept here:
 * What can be done is what the HTTP interface does, by the same desk; a page that forgot to hide a
   form would still be refused.
 * What is wrong is said where it was typed, and what was typed stays.
 * Before the own account is sealed the officer is shown neither words nor sound.
"""

import functools
from itertools import pairwise
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from countenance.console.asked import form_of, signed_in, who_of
from countenance.console.form import Form
from countenance.console.pages.report_forms import FORMS, Asked
from countenance.console.pages.reports import desk_of_reports
from countenance.console.people_named import callers_named, who_is
from countenance.console.rendering import page
from countenance.console.views import report_words as words
from countenance.console.views.report_view import heard, next_letters, pieces, stages, voices
from countenance.console.wrong import status_of
from countenance.errors import ReportError, ReviewError
from countenance.gate.desk import Desk
from countenance.reports.clock import span_clock
from countenance.reports.differences import differences
from countenance.reports.fields import fields_known
from countenance.reports.open_items import open_items, still_lacking
from countenance.reports.opened import named_in
from countenance.reports.out.told import Told, told
from countenance.reports.report import LONGEST, Report
from countenance.reports.settling import SENTENCE
from countenance.review.people import May, Person, Role

__all__ = ["report_page", "routes"]

def routes(_: Desk) -> list[Route]:
    """Where it is."""
    return [
        Route("/console/reports/{id}", signed_in(_shown), methods=["GET"]),
        Route("/console/reports/{id}/history", signed_in(_history), methods=["GET"]),
        *(
            Route(
                f"/console/reports/{{id}}/{act}",
                signed_in(functools.partial(_done, act=act)),
                methods=["POST"],
            )
            for act in FORMS
        ),
    ]


def _shown(request: Request) -> Response:
    desk, who = desk_of_reports(request), who_of(request).person
    return report_page(request, desk.find(who, request.path_params["id"]), Form())


def _done(request: Request, act: str) -> Response:
    desk, form, who = desk_of_reports(request), form_of(request), who_of(request).person
    id_ = request.path_params["id"]
    about = Asked(lambda: desk.find(who, id_), lambda: _readers(request))
    made = FORMS[act](form, about)
    if made.act is None:
        return report_page(request, desk.find(who, id_), form, 400)
    try:
        made.act.does(desk, who, id_, named_in(request.app.state.desk.people))
    except (ReviewError, ReportError) as error:
        status = status_of(error)
        form.wrong(made.field, str(error))
        return report_page(request, desk.find(who, id_), form, status)
    if act == "listen":
        return Response(status_code=204)
    return RedirectResponse(f"/console/reports/{quote(id_)}?done={act}{made.anchor}", 303)


def report_page(request: Request, report: Report, form: Form, status: int = 200) -> Response:
    """The page of a report, with what somebody typed into one of its forms."""
    desk, who = desk_of_reports(request), who_of(request).person
    mine = who.ref == report.officer and who.may(May.WRITE_REPORTS)
    says = _told(report)
    hearing = desk.is_hearing(report.id)
    writes, speak = mine and report.signature is None, voices(report)
    waits = mine and desk.terms.account_first and report.account is None
    return page(
        request,
        "report.html",
        status,
        report=report,
        told=says,
        form=form,
        form_at=lambda at: form if form.at == at else Form(at=at),
        stages=stages(report, desk.terms),
        pieces=() if says is None else pieces(says),
        cues=heard(report),
        voices=speak,
        next_letters=next_letters(speak),
        moved=_moved(report),
        by_sound=report.transcript is not None and report.transcript.is_by_sound,
        hearing=hearing,
        failed="" if hearing or report.state != "decided" else desk.not_heard(who, report.id),
        sounds=not waits,
        mine=mine,
        writes=writes,
        reviews=_reviews(report, who),
        opened=open_items(report),
        lacking=still_lacking(report, desk.terms) if writes else (),
        account_first=desk.terms.account_first,
        certification=desk.certification,
        fields_known=fields_known(),
        readers=_readers(request) if who.may(May.REVIEW_REPORTS) else (),
        who_is=lambda ref: who_is(ref, who),
        span_clock=span_clock,
        caller=callers_named(request.app.state.desk).get(report.organization, report.organization),
        words=words,
        longest=SENTENCE,
        longest_account=LONGEST,
    )


def _history(request: Request) -> Response:
    desk, who = desk_of_reports(request), who_of(request).person
    report = desk.find(who, request.path_params["id"])
    numbers = [each.number for each in report.generations]
    between = [
        (first, second, differences(report, first, second))
        for first, second in pairwise(numbers)
    ]
    return page(
        request,
        "report_history.html",
        report=report,
        told=_told(report),
        between=between,
        who_is=lambda ref: who_is(ref, who),
        words=words,
        span_clock=span_clock,
    )


def _told(report: Report) -> Told | None:
    """All that is told of its text; none while there is none, or while it is not shown yet."""
    return told(report) if report.generations and report.transcript is not None else None


def _moved(report: Report) -> str:
    """The pieces of speech that a person gave to another voice, as they are typed."""
    moved = report.speakers[-1].speakers.moved if report.speakers else {}
    return ", ".join(f"{segment} = {voice}" for segment, voice in moved.items())


def _reviews(report: Report, who: Person) -> bool:
    return (
        who.may(May.REVIEW_REPORTS)
        and who.ref != report.officer
        and who.belongs_to(report.organization)
        and report.state == "signed"
    )


def _readers(request: Request) -> tuple[tuple[str, str], ...]:
    """Who outside may be let read a report: pseudonym, and name with role."""
    people = request.app.state.desk.people.all()
    return tuple(
        (each.person.ref, f"{each.name} ({each.person.role.value})")
        for each in people
        if each.removed is None and each.person.role in (Role.PROSECUTOR, Role.DEFENSE)
    )
