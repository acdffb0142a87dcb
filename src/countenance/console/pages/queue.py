"""The queue: the calls that wait for people, those that are due first at the top.

    /console/queue             what waits, or with `?state=` what became of others
    /console/queue/next        take the first one that one may take

Rules kept here:
 * A page has so many rows, whatever waits; what is looked up for one does not grow with the queue.
 * Who takes the next case gets the first that nobody has and that is not barred to it.
"""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from countenance.console.asked import form_of, signed_in, who_of
from countenance.console.people_named import callers_named, who_is
from countenance.console.rendering import page
from countenance.console.views.case_words import BARS, STATES
from countenance.errors import NotForYouError, OutdatedError
from countenance.gate.desk import Desk
from countenance.review.case import Case, State
from countenance.review.people import May, Person
from countenance.review.steps import claim

__all__ = ["ROWS", "routes"]

ROWS = 50
"""Cases on one page."""

_LOOKED_AT = 200


def routes(desk: Desk) -> list[Route]:
    """Where it is."""
    queue = _Queue(desk)
    return [
        Route("/console/queue", signed_in(queue.shown, May.READ_CASES), methods=["GET"]),
        Route("/console/queue/next", signed_in(queue.next, May.DECIDE_CASES), methods=["POST"]),
    ]


class _Queue:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def shown(self, request: Request) -> Response:
        """What waits."""
        desk, who = self._desk, who_of(request).person
        state = request.query_params.get("state", "waiting")
        if state == "waiting":
            after = request.query_params.get("after")
            start = None if after is None else desk.cases.find(after)
            found = desk.cases.waiting(ROWS + 1, start)
        elif state in {each.value for each in State}:
            found = desk.cases.newest(State(state), ROWS)
        else:
            raise HTTPException(404, f"no case stands as `{state[:40]}`")
        now, names = desk.clock() // 1_000_000, callers_named(desk)
        counts = desk.cases.count()
        return page(
            request,
            "queue.html",
            state=state,
            rows=[_row(case, names, who, now) for case in found[:ROWS]],
            after=found[ROWS - 1].id if state == "waiting" and len(found) > ROWS else "",
            is_first="after" not in request.query_params,
            waiting=sum(counts.get(each, 0) for each in State if each.value in _WAIT),
            states=[(each.value, STATES[each], counts.get(each, 0)) for each in _CLOSED],
            decides=who.may(May.DECIDE_CASES),
            now=now,
        )

    def next(self, request: Request) -> Response:
        """Take the first that can be taken."""
        form_of(request).only()
        who = who_of(request).person
        for case in self._desk.cases.waiting(_LOOKED_AT):
            if case.held_by(self._desk.clock() // 1_000_000) not in (None, who.ref):
                continue
            try:
                mine = self._desk.cases.step(case.id, lambda each, at: claim(each, who, at))
            except (NotForYouError, OutdatedError):
                continue
            return RedirectResponse(f"/console/cases/{mine.id}?done=claimed", 303)
        return RedirectResponse("/console/queue?done=none-to-take", 303)


_WAIT = ("open", "second", "asked")
_CLOSED = (State.ALLOWED, State.USED, State.REFUSED, State.EXPIRED, State.WITHDRAWN, State.SETTLED)


def _row(case: Case, names: dict[str, str], who: Person, now: int) -> dict[str, object]:
    holder = case.held_by(now)
    return {
        "id": case.id,
        "short": case.id.removeprefix("hold-")[:12],
        "state": STATES[case.state],
        "due": case.due,
        "left": case.due - now,
        "waits": case.is_waiting,
        "caller": names.get(case.caller.ref, case.caller.ref),
        "holder": None if holder is None else who_is(holder, who),
        "until": case.lease - now,
        "notes": _notes(case),
    }


def _notes(case: Case) -> list[str]:
    notes = []
    if case.appealed:
        notes.append("an appeal")
    if case.needs_senior:
        notes.append("for a senior reviewer")
    if case.terms.persons > 1:
        notes.append(f"{case.terms.persons} persons")
    if case.bar is not None:
        notes.append(BARS[case.bar][0])
    return notes
