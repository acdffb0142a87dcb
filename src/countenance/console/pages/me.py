"""One's own page: how one wants the pages, password, second factor, token, and signing out.

Rules kept here:
 * Who changes what it signs in with, or makes a token, shows again that it is who it is.
 * A token is shown once; making another one voids the one before.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from countenance.console.asked import (
    begin_session,
    desk_of,
    form_of,
    keep_session,
    signed_in,
    who_of,
)
from countenance.console.form import Form
from countenance.console.rendering import page
from countenance.errors import SignInError
from countenance.gate.desk import Desk
from countenance.review.passwords import LONGEST, SHORTEST
from countenance.review.people import MAY, May
from countenance.review.preferences import BLURS, Preferences

__all__ = ["routes"]

def routes(_: Desk) -> list[Route]:
    """Where it is."""
    return [
        Route("/console/me", signed_in(_shown), methods=["GET"]),
        Route("/console/me/pages", signed_in(_pages), methods=["POST"]),
        Route("/console/me/password", signed_in(_password), methods=["POST"]),
        Route("/console/me/recovery-codes", signed_in(_recovery), methods=["POST"]),
        Route("/console/me/token", signed_in(_token), methods=["POST"]),
    ]


def _shown(request: Request, form: Form | None = None, where: str = "") -> Response:
    who = who_of(request)
    forms = {each: Form(at=f"{each}-") for each in ("pages", "password", "recovery", "token")}
    if form is not None:
        form.at, forms[where] = f"{where}-", form
    return page(
        request,
        "me.html",
        200 if form is None else 400,
        forms=forms,
        may=[what.value for what in May if who.person.role in MAY[what]],
        preferences=who.preferences,
        shortest=SHORTEST,
        longest=LONGEST,
    )  # fmt: skip


def _pages(request: Request) -> Response:
    form = form_of(request)
    form.only("pause_minutes", "keys", "blur", "greyscale")
    pause = form.number("pause_minutes", 0, 480, 45)
    blur = form.chosen("blur", BLURS)
    if form.problems:
        return _shown(request, form, "pages")
    chosen = Preferences(
        pause, form.is_ticked("keys"), BLURS[blur], form.is_ticked("greyscale")
    )
    desk_of(request).sign_in.accounts.keep_preferences(who_of(request).person.ref, chosen)
    return RedirectResponse("/console/me?done=kept", 303)


def _password(request: Request) -> Response:
    form, who, desk = form_of(request), who_of(request), desk_of(request)
    form.only("old", "new", "again", "code")
    code = form.text("code", 20, "type the six digits that your authenticator shows now")
    if form.typed("new") != form.typed("again"):
        form.wrong("again", "this is not what stands above")
    if not form.problems:
        try:
            desk.sign_in.accounts.change_password(
                who.person.ref, form.typed("old"), code, form.typed("new")
            )
        except SignInError as error:
            form.wrong("new" if "password is" in str(error) else "old", str(error))
        else:
            # All sessions have ended, this one too; here a fresh one begins.
            answer = RedirectResponse("/console/me?done=password", 303)
            keep_session(request, answer, begin_session(request, who.person))
            return answer
    return _shown(request, form, "password")


def _recovery(request: Request) -> Response:
    form, who = form_of(request), who_of(request)
    form.only("password", "code")
    code = form.text("code", 20, "type the six digits that your authenticator shows now")
    if not form.problems:
        try:
            codes = desk_of(request).sign_in.accounts.new_recovery_codes(
                who.person.ref, form.typed("password"), code
            )
        except SignInError as error:
            form.wrong("password", str(error))
        else:
            return page(request, "recovery_codes.html", codes=codes, first=False)
    return _shown(request, form, "recovery")


def _token(request: Request) -> Response:
    form, who = form_of(request), who_of(request)
    form.only("what", "password", "code")
    what, people = form.chosen("what", ("make", "void")), desk_of(request).people
    if what == "void":  # by one that nobody has seen
        people.new_token(who.name, by=who.person.ref)
        return RedirectResponse("/console/me?done=token-void", 303)
    code = form.text("code", 20, "type the six digits that your authenticator shows now")
    if not form.problems:
        try:
            desk_of(request).sign_in.accounts.prove(who.person.ref, form.typed("password"), code)
        except SignInError as error:
            form.wrong("password", str(error))
        else:
            made = people.new_token(who.name, by=who.person.ref)
            return page(request, "token.html", secret=made.text)
    return _shown(request, form, "token")
