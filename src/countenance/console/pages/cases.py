"""One case: what is asked, what is known and how, what the clauses say, and what one may do.

    /console/cases/ID              everything about it
    /console/cases/ID/claim        and the other acts of the HTTP interface
    /console/cases/ID/pictures/1   a picture of it, and `/revealed` without the blur

Rules kept here:
 * What can be done is what the HTTP interface does, by the same steps; a page that forgot to hide a
   button would still be refused.
 * What is wrong is said at its field, and what was typed stays, also when a claim has lapsed.
 * A picture is shown on the page of its case alone, to who may look at it at that moment.
 * Who may yet be the second person is not told here what the first one said; whoever belongs to
   the caller is not shown the case.
"""

import functools
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from countenance.console.asked import form_of, signed_in, who_of
from countenance.console.form import Form
from countenance.console.people_named import callers_named, who_is
from countenance.console.rendering import page
from countenance.console.shield import HEADERS as SHIELD
from countenance.console.shield import check_own_page
from countenance.console.views.atlas import Atlas
from countenance.console.views.case_pictures import pictures_told
from countenance.console.views.case_words import BARS, HAPPENED, SAID, STATES
from countenance.console.views.explained import Explained, explained
from countenance.console.views.papers import Paper, Trust
from countenance.console.wrong import status_of
from countenance.errors import ReviewError
from countenance.gate.desk import Desk
from countenance.gate.people.case_acts import ACTS, FOR, Said, act_of
from countenance.gate.people.case_pictures import HEADERS
from countenance.gate.people.case_view import view_of_case
from countenance.record.canonical import parse
from countenance.review.case import Case
from countenance.review.people import May, Person
from countenance.review.reasons import LONGEST_REASON

__all__ = ["routes"]

_HOUR = 3_600_000
_MINUTE = 60_000
_CHOICES = ("allow", "refuse", "ask", "escalate")


def routes(desk: Desk) -> list[Route]:
    """Where it is."""
    cases = _Cases(desk)
    may = May.READ_CASES
    return [
        Route("/console/cases/{id}", signed_in(cases.shown, may), methods=["GET"]),
        Route(
            "/console/cases/{id}/pictures/{place:int}",
            signed_in(functools.partial(cases.picture, revealed=False), may),
            methods=["GET"],
        ),
        Route(
            "/console/cases/{id}/pictures/{place:int}/revealed",
            signed_in(functools.partial(cases.picture, revealed=True), may),
            methods=["GET"],
        ),
        Route("/console/cases/{id}/reveal", signed_in(cases.reveal, may), methods=["POST"]),
        Route("/console/cases/{id}/decide", signed_in(cases.decide, may), methods=["POST"]),
        *(
            Route(
                f"/console/cases/{{id}}/{act}",
                signed_in(functools.partial(cases.act, act=act), may),
                methods=["POST"],
            )
            for act in ("claim", "release", "veto", "withdraw")
        ),
    ]


class _Cases:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._atlas = functools.cache(
            lambda: Atlas(desk.vocabulary, lambda: desk.own_codes.own)
        )

    def shown(self, request: Request) -> Response:
        """Everything about it."""
        return self._page(request, self._desk.cases.find(request.path_params["id"]), Form())

    def act(self, request: Request, act: str) -> Response:
        """Claim it, give it back, veto it, or take an allow back."""
        form = form_of(request)
        form.only("reason", "claim") if act != "claim" else form.only()
        tells = act in ("veto", "withdraw")
        reason = form.text("reason", LONGEST_REASON, "say why") if tells else ""
        said = Said(
            token=_claim(form) if "token" in ACTS[act] else None,
            reason=reason,
        )
        return self._done(request, form, act, said)

    def picture(self, request: Request, revealed: bool) -> Response:
        """A picture of it, as whoever looks wants it."""
        check_own_page(request, "pictures are shown on the page of their case alone")
        id_, place = request.path_params["id"], request.path_params["place"]
        data = self._desk.pictures.shown(id_, place, who_of(request).person, revealed=revealed)
        # What every page has already is not said twice.
        said = {name: value for name, value in HEADERS if name not in SHIELD}
        return Response(data, headers=said)

    def reveal(self, request: Request) -> Response:
        """Have one picture shown without the blur."""
        form = form_of(request)
        form.only("reason", "claim", "picture")
        place = form.number("picture", 1, 1000, 1)
        reason = form.text("reason", LONGEST_REASON, "say why you need to see the faces")
        form.at = f"picture-{place}-"
        said = Said(token=_claim(form), reason=reason, picture=place)
        return self._done(request, form, "reveal", said)

    def decide(self, request: Request) -> Response:
        """What somebody who has it says."""
        form, case = form_of(request), self._desk.cases.find(request.path_params["id"])
        form.only("say", "reason", "uses", "hours", "fact", "claim", "for")
        act = form.chosen("say", _CHOICES, "choose what is to become of it")
        longest = case.terms.longest // _HOUR
        uses = form.number("uses", 0, 1_000_000, 1)
        hours = form.number("hours", 1, longest, min(72, longest))
        scope = form.chosen("for", FOR) if form.typed("for") else "call"
        needed = "" if act == "ask" else "say why: the caller is told your reason for a refusal"
        reason = form.text("reason", LONGEST_REASON, needed)
        fact = form.typed("fact")
        if act == "ask" and fact not in case.missing:
            form.wrong("fact", "choose which fact to ask for")
        if form.problems:
            return self._page(request, case, form, 400)
        said = Said(token=_claim(form), reason=reason)
        if act == "allow":
            said = Said(
                token=said.token, reason=reason, uses=uses, hours=hours, for_=FOR.get(scope)
            )
        elif act == "ask":
            said = Said(token=said.token, reason=reason, fact=fact)
        return self._done(request, form, act, said)

    def _done(self, request: Request, form: Form, act: str, said: Said) -> Response:
        id_, who = request.path_params["id"], who_of(request).person
        if form.problems:
            return self._page(request, self._desk.cases.find(id_), form, 400)
        try:
            case = self._desk.cases.step(id_, act_of(act, who, said))
        except ReviewError as error:
            status = status_of(error)
            return self._page(request, self._desk.cases.find(id_), form, status, str(error))
        after = "refuse" if act == "veto" else act
        stays = act in ("claim", "veto", "reveal", "withdraw")
        to = f"/console/cases/{case.id}" if stays else "/console/queue"
        return RedirectResponse(f"{to}?done={_DONE[after if act != 'veto' else 'veto']}", 303)

    def _page(
        self, request: Request, case: Case, form: Form, status: int = 200, says: str = ""
    ) -> Response:
        desk, signed = self._desk, who_of(request)
        who, now = signed.person, desk.clock() // 1_000_000
        view = view_of_case(
            case, desk.log, lambda fact: desk.vocabulary.fact(fact).ask, desk.cases.reason, who,
            now, desk.rulings.similar, desk.receipts.answers,
        )  # fmt: skip
        names = callers_named(desk)
        holder = case.held_by(now)
        return page(
            request,
            "case.html",
            status,
            form=Form() if form.at else form,
            says=says,
            case=view,
            pictures=pictures_told(
                case, view["pictures"], signed.preferences, form if form.at else None,
                desk.settings.review,
            ),
            typed=bool(form.typed("say")),
            state=STATES[case.state],
            waits=case.is_waiting,
            caller=names.get(case.caller.ref, case.caller.ref),
            due=case.due,
            left=case.due - now,
            opened=case.opened,
            mine=holder == who.ref,
            holder=None if holder is None else who_is(holder, who),
            lease=case.lease,
            lease_left=case.lease - now,
            may_claim=case.is_waiting and who.may(May.DECIDE_CASES) and holder in (None, who.ref),
            may_veto=who.may(May.VETO_CASES) and (case.is_waiting or case.passes(now)),
            may_withdraw=who.may(May.DECIDE_CASES) and case.passes(now),
            bar=None if case.bar is None else BARS[case.bar][1],
            longest=LONGEST_REASON,
            hours=min(72, case.terms.longest // _HOUR),
            most_hours=case.terms.longest // _HOUR,
            told=self._told(case),
            base="/public",
            votes=_votes(view, who),
            history=_history(view, who),
            pause=_pause(signed.preferences.pause_minutes, signed.since, now),
        )

    def _told(self, case: Case) -> Explained | None:
        """The decision that holds it, in plain words."""
        stored = self._desk.log.entry(case.entry)
        if stored is None:
            return None
        paper = Paper(stored.index, parse(stored.data), None, Trust.VERIFIED)
        return explained(paper, self._atlas())


_DONE = {
    "claim": "claimed",
    "release": "released",
    "allow": "allowed",
    "refuse": "refused",
    "ask": "asked",
    "escalate": "escalated",
    "veto": "vetoed",
    "reveal": "revealed",
    "withdraw": "withdrawn",
}


def _claim(form: Form) -> int:
    """The claim under which somebody acts; one that no claim has where it is odd."""
    typed = form.typed("claim")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else -1


def _votes(view: dict[str, Any], who: Person) -> list[dict[str, Any]]:
    return [
        {"who": who_is(each["person"], who), "said": SAID[each["said"]], "reason": each["reason"]}
        for each in view["votes"]
    ]


def _history(view: dict[str, Any], who: Person) -> list[dict[str, Any]]:
    return [
        {
            "entry": each["entry"],
            "time": _milliseconds(each["time"]),
            "who": who_is(each["person"], who),
            "what": HAPPENED.get(each["what"], each["what"]),
            "reason": each["reason"],
        }
        for each in view["history"]
    ]


def _milliseconds(text: str) -> int:
    return int(datetime.fromisoformat(text).astimezone(UTC).timestamp() * 1000)


def _pause(minutes: int, since: int, now: int) -> int:
    """After how many minutes of being signed in a pause is proposed; 0: not now."""
    if not minutes or not since:
        return 0
    looked = (now - since) // _MINUTE
    # For ten minutes, each time that so many have gone by.
    return looked if looked >= minutes and looked % minutes < 10 else 0
