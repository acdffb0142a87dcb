"""What one request asks: of which gate, by whom, and with which form.

Rules kept here:
 * Who asks comes from the session alone, looked up each time. Who has none is led to the sign-in
   and back; who may not see a page is told which role may.
 * A form is taken with the token of its own session or browser, and from a page of this address
   (`Origin`); otherwise nothing of it is read.
 * The cookie goes to this gate alone, over TLS unless it is on this machine, to no script, and with
   no request that another site began. That of a sign-in by a directory, which lets nobody in, comes
   back with the page that the directory leads to.
"""

import functools
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from hmac import compare_digest
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request, cookie_parser
from starlette.responses import RedirectResponse, Response

from countenance.console.form import FILES, TOKEN, URLENCODED, Form, parse_sent
from countenance.console.front import BODY, SIGN_IN
from countenance.console.shield import is_own_origin
from countenance.gate.desk import Desk
from countenance.gate.settings.settings import Settings
from countenance.review.people import May, Person
from countenance.stores.sessions import SignedIn

__all__ = [
    "LIVE",
    "SIGN_IN",
    "anybody",
    "begin_session",
    "begun_of",
    "browser_of",
    "desk_of",
    "forget_begun",
    "forget_session",
    "form_of",
    "is_signed_in",
    "keep_begun",
    "keep_session",
    "session_of",
    "signed_in",
    "signed_in_by",
    "who_of",
]  # fmt: skip

LIVE = "x-countenance-live"
"""The header with which a list renews itself, while nobody may be looking."""

_BEGUN_SECONDS = 600

Endpoint = Callable[[Request], Response]


def signed_in(endpoint: Endpoint, may: May | None = None) -> Endpoint:
    """A page for who is signed in, and whose role may do this."""

    @functools.wraps(endpoint)
    def shown(request: Request) -> Response:
        id_, who = _looked_up(request)
        if who is None:
            here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            back = here if request.method == "GET" else request.url.path
            return RedirectResponse(f"{SIGN_IN}?next={quote(back, safe='/')}", 303)
        request.state.who = who
        request.state.token = _token(id_)
        if may is not None:
            who.person.check(may)
        _take_form(request)
        return endpoint(request)

    return shown


def anybody(endpoint: Endpoint) -> Endpoint:
    """A page for anybody; who is signed in is known."""

    @functools.wraps(endpoint)
    def shown(request: Request) -> Response:
        id_, who = _looked_up(request)
        if who is not None:
            request.state.who = who
            request.state.token, request.state.browser = _token(id_), id_
            _take_form(request)
            return endpoint(request)
        secure = _is_secure(desk_of(request).settings)
        before = request.cookies.get(_form_cookie(secure), "")
        # What a browser without a session sends along with a form; it lets nobody in.
        mark = before or urlsafe_b64encode(desk_of(request).random(32)).decode().rstrip("=")
        request.state.token, request.state.browser = _token(mark), mark
        _take_form(request)
        answer = endpoint(request)
        if not before:
            _set(answer, _form_cookie(secure), mark, secure)
        return answer

    return shown


def desk_of(request: Request) -> Desk:
    """What the gate lends."""
    desk: Desk = request.app.state.desk
    return desk


def who_of(request: Request) -> SignedIn:
    """Who asks, on a page for who is signed in."""
    who: SignedIn = request.state.who
    return who


def form_of(request: Request) -> Form:
    """The form that came; on a page that was only asked for, an empty one."""
    form: Form = request.state.form
    return form


def session_of(request: Request) -> str:
    """The id of the session that the browser has; empty where it has none."""
    secure = _is_secure(desk_of(request).settings)
    return request.cookies.get(_session_cookie(secure), "")


def browser_of(request: Request) -> str:
    """What this browser alone has, on a page for anybody: its cookie for forms, or its session."""
    found: str = request.state.browser
    return found


def begin_session(request: Request, person: Person) -> str:
    """A fresh session, which the page that is answered with is of already; its id."""
    sessions = desk_of(request).sign_in.sessions
    id_ = sessions.begin(person)
    request.state.who = sessions.find(id_)
    request.state.token = _token(id_)
    return id_


def keep_session(request: Request, answer: Response, id_: str) -> None:
    """Give the browser a session."""
    secure = _is_secure(desk_of(request).settings)
    _set(answer, _session_cookie(secure), id_, secure)


def forget_session(request: Request, answer: Response) -> None:
    """Have the browser forget its session."""
    secure = _is_secure(desk_of(request).settings)
    answer.delete_cookie(
        _session_cookie(secure), path="/", secure=secure, httponly=True, samesite="strict"
    )


def begun_of(request: Request) -> str:
    """The sign-in by a directory that this browser has begun; empty where it has none."""
    return request.cookies.get(_begun_cookie(_is_secure(desk_of(request).settings)), "")


def keep_begun(request: Request, answer: Response, begun: str) -> None:
    """Give the browser what it has begun."""
    secure = _is_secure(desk_of(request).settings)
    answer.set_cookie(
        _begun_cookie(secure), begun, max_age=_BEGUN_SECONDS, path="/", secure=secure,
        httponly=True, samesite="lax",
    )  # fmt: skip


def forget_begun(request: Request, answer: Response) -> None:
    """Have the browser forget what it has begun."""
    secure = _is_secure(desk_of(request).settings)
    answer.delete_cookie(
        _begun_cookie(secure), path="/", secure=secure, httponly=True, samesite="lax"
    )


def is_signed_in(desk: Desk, cookies: str) -> bool:
    """Whether the `cookie` header of a request has a session that counts. Raises `RecordError`."""
    return signed_in_by(desk, cookies) is not None


def signed_in_by(desk: Desk, cookies: str) -> SignedIn | None:
    """Who is signed in by the `cookie` header of a request. Raises `RecordError`."""
    id_ = cookie_parser(cookies).get(_session_cookie(_is_secure(desk.settings)), "")
    return desk.sign_in.sessions.find(id_, looks=False) if id_ else None


def _looked_up(request: Request) -> tuple[str, SignedIn | None]:
    id_ = session_of(request)
    looks = LIVE not in request.headers
    return id_, desk_of(request).sign_in.sessions.find(id_, looks=looks) if id_ else None


def _take_form(request: Request) -> None:
    request.state.form = Form()
    if request.method != "POST":
        return
    if not is_own_origin(request, desk_of(request).settings.address):
        raise HTTPException(403, "this form does not come from a page of this gate")
    kind = request.headers.get("content-type", "")
    if kind.partition(";")[0].strip().lower() not in (URLENCODED, FILES):
        raise HTTPException(415, "a form is sent as a browser sends it")
    body = request.scope[BODY]
    form = body if isinstance(body, Form) else parse_sent(kind, body)
    sent = form.typed(TOKEN)
    if not compare_digest(sent.encode(), request.state.token.encode()):
        raise HTTPException(
            403, "this form is of another session; go back, load the page again, and send it anew"
        )
    request.state.form = form


def _token(id_: str) -> str:
    """The token of a session's forms: made of its id, which it does not give away."""
    return urlsafe_b64encode(sha256(b"form of " + id_.encode()).digest()).decode().rstrip("=")


def _set(answer: Response, name: str, value: str, secure: bool) -> None:
    answer.set_cookie(name, value, path="/", secure=secure, httponly=True, samesite="strict")


def _session_cookie(secure: bool) -> str:
    return "__Host-countenance" if secure else "countenance"


def _form_cookie(secure: bool) -> str:
    return "__Host-countenance-form" if secure else "countenance-form"


def _begun_cookie(secure: bool) -> str:
    return "__Host-countenance-directory" if secure else "countenance-directory"


def _is_secure(settings: Settings) -> bool:
    """Whether people reach the gate over TLS; over nothing else do they reach it from elsewhere."""
    behind = settings.tls.plain == "behind-a-proxy"
    return bool(settings.tls.certificate) or behind or settings.address.startswith("https:")


