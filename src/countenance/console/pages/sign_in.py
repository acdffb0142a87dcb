"""Signing in and out, and beginning an account by a link.

Rules kept here:
 * Who signs in gets a fresh session; whatever id the browser had before means nothing any more.
 * Looking at a link does not use it up: a program that opens links in messages takes none.
 * Each browser that opens a link is shown a second factor of its own: who saw the link on its way
   has not seen that of who uses it.
 * One is led back to a page of the console, and nowhere else.
"""

import re
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from countenance.console.asked import (
    SIGN_IN,
    anybody,
    begin_session,
    browser_of,
    desk_of,
    forget_session,
    form_of,
    keep_session,
    session_of,
    signed_in,
    who_of,
)
from countenance.console.form import Form
from countenance.console.rendering import page
from countenance.errors import LockedError, NotForYouError, SignInError
from countenance.gate.desk import Desk
from countenance.review.passwords import LONGEST, SHORTEST
from countenance.review.second_factor import address_of, secret_text

__all__ = ["after_of", "routes", "sign_in_page"]

_NEXT = re.compile(r"/console(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*(\?[A-Za-z0-9._~=&%-]*)?")
_LONGEST_NEXT = 1000
"""Letters of an address that somebody is led back to: a cookie holds it meanwhile."""
_ISSUER = "countenance"


def routes(_: Desk) -> list[Route]:
    """Where they are."""
    return [
        Route(SIGN_IN, anybody(_sign_in), methods=["GET", "POST"]),
        Route("/console/sign-out", signed_in(_sign_out), methods=["POST"]),
        Route("/console/sign-out-everywhere", signed_in(_everywhere), methods=["POST"]),
        Route("/console/begin/{link}", anybody(_begin), methods=["GET", "POST"]),
    ]


def _sign_in(request: Request) -> Response:
    form = form_of(request)
    after = after_of(form.typed("next") or request.query_params.get("next", ""))
    if request.method != "POST":
        return sign_in_page(request, after)
    _refuse_where_off(request)
    form.only("name", "password", "code", "next")
    name = form.text("name", 64, "type the name that the operator gave you")
    password = form.typed("password")
    code = form.text("code", 20, "type the six digits that your authenticator shows now")
    if not password:
        form.wrong("password", "type your password")
    if form.problems:
        return sign_in_page(request, after, 400, form)
    desk = desk_of(request)
    address = request.client.host if request.client else ""
    try:
        person = desk.sign_in.accounts.sign_in(name, password, code, address)
    except SignInError as error:
        status = 429 if isinstance(error, LockedError) else 401
        desk.metrics.signed_in("password", "locked" if status == 429 else "wrong")
        return sign_in_page(request, after, status, form, str(error))
    desk.metrics.signed_in("password", "in")
    if before := session_of(request):
        desk.sign_in.sessions.end(before)
    answer = RedirectResponse(after, 303)
    keep_session(request, answer, begin_session(request, person))
    return answer


def sign_in_page(
    request: Request, after: str, status: int = 200, form: Form | None = None, says: str = ""
) -> Response:
    """The page to sign in on. `after`: where one wants to go; `says`: what went wrong."""
    directory = desk_of(request).sign_in.directory
    to_directory = None
    if directory is not None:
        # Where the directory leads back to is where the cookie has to be: by that name of the gate.
        to_directory = f"{directory.begins_at}?{urlencode({'next': after})}"
    return page(
        request,
        "sign_in.html",
        status,
        form=form or Form({"next": after}),
        says=says,
        after=after,
        label=None if directory is None else directory.label,
        to_directory=to_directory,
        passwords=directory is None or directory.takes_passwords,
    )


def _refuse_where_off(request: Request) -> None:
    directory = desk_of(request).sign_in.directory
    if directory is not None and not directory.takes_passwords:
        raise NotForYouError(
            "here people sign in by the directory; a password counts for nothing "
            "(`oidc.passwords`)"
        )


def _sign_out(request: Request) -> Response:
    desk_of(request).sign_in.sessions.end(session_of(request))
    return _signed_out(request)


def _everywhere(request: Request) -> Response:
    desk_of(request).sign_in.sessions.end_all(who_of(request).person.ref)
    return _signed_out(request)


def _signed_out(request: Request) -> Response:
    answer = RedirectResponse(f"{SIGN_IN}?done=signed-out", 303)
    forget_session(request, answer)
    return answer


def _begin(request: Request) -> Response:
    desk, form, link = desk_of(request), form_of(request), request.path_params["link"]
    browser = browser_of(request)
    try:
        invited = desk.sign_in.accounts.invited(link, browser)
    except SignInError as error:
        return page(request, "no_link.html", 404, says=str(error))
    shown: dict[str, Any] = {
        "form": form,
        "name": invited.name,
        "role": invited.person.role.value,
        "secret": secret_text(invited.secret),
        "address": address_of(invited.secret, invited.name, _ISSUER),
        "shortest": SHORTEST,
        "longest": LONGEST,
    }
    if request.method != "POST":
        return page(request, "begin.html", **shown)
    form.only("password", "again", "code")
    code = form.text("code", 20, "type the six digits that your authenticator shows now")
    if form.typed("password") != form.typed("again"):
        form.wrong("again", "this is not what stands above")
    if not form.problems:
        try:
            person, codes = desk.sign_in.accounts.enrol(
                link, browser, form.typed("password"), code
            )
        except SignInError as error:
            form.wrong("code" if "code" in str(error) else "password", str(error))
        else:
            id_ = begin_session(request, person)
            answer = page(request, "recovery_codes.html", codes=codes, first=True)
            keep_session(request, answer, id_)
            return answer
    return page(request, "begin.html", 400, **shown)


def after_of(wanted: str) -> str:
    """Where somebody is led to: a page of the console that it wanted, or the first one."""
    fits = len(wanted) <= _LONGEST_NEXT and _NEXT.fullmatch(wanted)
    return wanted if fits else "/console"
