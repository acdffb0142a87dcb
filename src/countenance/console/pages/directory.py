"""Signing in by a directory: to it, back from it, and the code that is asked for here.

    /console/sign-in/directory         leads there
    /console/sign-in/directory/back    where it leads back to
    /console/sign-in/directory/code    takes the code of the authenticator

Rules kept here:
 * A browser is led there by a link and not by a form: forms of these pages go nowhere else.
 * Of what comes back only what is known is read, each of it once. Nothing of it is shown.
 * Coming back from another site, the browser sends no cookie of a session: a page of ours leads on,
   by itself, and the next page knows who it is.
 * Whatever came of it is counted, by a word of ours.
"""

from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from countenance.console.asked import (
    anybody,
    begin_session,
    begun_of,
    browser_of,
    desk_of,
    forget_begun,
    form_of,
    keep_begun,
    keep_session,
    session_of,
)
from countenance.console.form import Form
from countenance.console.pages.sign_in import after_of, sign_in_page
from countenance.console.rendering import page
from countenance.errors import DirectoryError, LockedError, SignInError
from countenance.gate.desk import Desk
from countenance.gate.people.by_directory import ByDirectory
from countenance.gate.settings.oidc import BACK
from countenance.review.directory import Why
from countenance.review.people import Person

__all__ = ["routes"]

_BEGINS = BACK.removesuffix("/back")
_CODE = f"{_BEGINS}/code"
_READ = ("code", "state", "iss", "error")
_STATUS = {Why.FAILED.value: 503, Why.UNKNOWN.value: 403, Why.ANOTHER.value: 403}


def routes(_: Desk) -> list[Route]:
    """Where they are."""
    return [
        Route(_BEGINS, anybody(_with(_begin)), methods=["GET"]),
        Route(BACK, anybody(_with(_back)), methods=["GET"]),
        Route(_CODE, anybody(_with(_code)), methods=["POST"]),
    ]


def _with(endpoint: Callable[[Request, ByDirectory], Response]) -> Callable[[Request], Response]:
    """A page that asks the directory; who is not let in is back at the page to sign in on."""

    def shown(request: Request) -> Response:
        directory = desk_of(request).sign_in.directory
        if directory is None:
            raise HTTPException(404, "nobody signs in by a directory here")
        try:
            return endpoint(request, directory)
        except DirectoryError as error:
            _count(request, error.why)
            status = _STATUS.get(error.why, 401)
            answer = sign_in_page(request, after_of(""), status, says=str(error))
        except LockedError as error:
            _count(request, "locked")
            answer = sign_in_page(request, after_of(""), 429, says=str(error))
        forget_begun(request, answer)
        return answer

    return shown


def _begin(request: Request, directory: ByDirectory) -> Response:
    address, begun = directory.begin(after_of(request.query_params.get("next", "")))
    answer = RedirectResponse(address, 303)
    keep_begun(request, answer, begun)
    return answer


def _back(request: Request, directory: ByDirectory) -> Response:
    told = request.query_params
    # What stands there twice has two readings: neither is taken.
    answer = {name: told[name] for name in _READ if len(told.getlist(name)) == 1}
    came = directory.back(answer, begun_of(request), browser_of(request), _address(request))
    if came.person is None:
        found = page(
            request, "directory_code.html", form=Form(), name=came.name, ticket=came.ticket, says=""
        )
        forget_begun(request, found)
        return found
    return _let_in(request, came.person, came.name, came.after)


def _code(request: Request, directory: ByDirectory) -> Response:
    form = form_of(request)
    form.only("ticket", "code", "name")
    ticket, name = form.typed("ticket"), form.text("name", 64)
    code = form.text("code", 20, "type the six digits that your authenticator shows now")
    status, says = 400, ""
    if not form.problems:
        try:
            person, after = directory.finish(ticket, code, browser_of(request), _address(request))
        except (DirectoryError, LockedError):
            raise
        except SignInError as error:
            _count(request, "wrong")
            status, says = 401, str(error)
        else:
            return _let_in(request, person, name, after)
    return page(
        request, "directory_code.html", status, form=form, name=name, ticket=ticket, says=says
    )


def _let_in(request: Request, person: Person, name: str, after: str) -> Response:
    _count(request, "in")
    if before := session_of(request):
        desk_of(request).sign_in.sessions.end(before)
    id_ = begin_session(request, person)
    if request.method == "POST":  # of a page of ours: the browser sends the session along
        answer: Response = RedirectResponse(after, 303)
    else:
        answer = page(request, "directory_in.html", after=after, name=name)
    keep_session(request, answer, id_)
    forget_begun(request, answer)
    return answer


def _count(request: Request, outcome: str) -> None:
    desk_of(request).metrics.signed_in("directory", outcome)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""

