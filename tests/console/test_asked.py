"""Who asks, and whether it may."""

from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from console.served import ADDRESS, Nobody, asked, desk
from countenance.console.asked import anybody, form_of, is_signed_in, signed_in, who_of
from countenance.gate.settings.settings import parse_settings
from countenance.review.people import May, Person, Role
from countenance.review.preferences import Preferences
from countenance.stores.sessions import SignedIn

AUDITOR = SignedIn(Person("p-1", Role.AUDITOR), "alice", Preferences())


class One(Nobody):
    """The sessions of one auditor, whose id is `mine`."""

    def find(self, id_: str, *, looks: bool = True) -> Any:
        return AUDITOR if id_ == "mine" else None


def _page(request: Request) -> Response:
    return PlainTextResponse(f"{who_of(request).name} {form_of(request).typed('a')}")


def _open(request: Request) -> Response:
    return PlainTextResponse(str(request.state.token))


ROUTES = [
    Route("/console/x", signed_in(_page), methods=["GET", "POST"]),
    Route("/console/board", signed_in(_page, May.VOTE_MOTIONS)),
    Route("/console/open", anybody(_open), methods=["GET", "POST"]),
]
DESK = desk(sign_in=type("S", (), {"sessions": One()})())


def _asked(path: str, cookie: str = "", method: str = "GET", **more: Any) -> Any:
    headers = {"cookie": cookie, "origin": ADDRESS, **more.pop("headers", {})}
    return asked(ROUTES, path, method, desk=more.pop("at", DESK), headers=headers, **more)


def test_who_is_not_signed_in_is_led_to_the_sign_in_and_back() -> None:
    led = _asked("/console/x?a=1&b=%2F")

    assert led.status_code == 303
    assert led.headers["location"] == "/console/sign-in?next=/console/x%3Fa%3D1%26b%3D%252F"
    assert _asked("/console/x", "countenance=other").status_code == 303


def test_a_session_is_told_from_the_cookies_before_there_is_a_page() -> None:
    assert is_signed_in(DESK, "a=b; countenance=mine")
    assert not is_signed_in(DESK, "countenance=other")
    assert not is_signed_in(DESK, "countenance-form=mine")


def test_who_is_signed_in_sees_its_page_and_no_page_of_another_role() -> None:
    assert _asked("/console/x", "countenance=mine").text == "alice "
    refused = _asked("/console/board", "countenance=mine")
    assert (refused.status_code, "`auditor`" in refused.text) == (403, True)


def test_a_form_needs_the_token_of_its_session() -> None:
    token = _asked("/console/open", "countenance=mine").text
    good = {"a": "1", "token": token}

    assert _asked("/console/x", "countenance=mine", "POST", data=good).text == "alice 1"
    for bad in ({"a": "1"}, {**good, "token": "é"}, {**good, "token": token[:-1]}):
        assert _asked("/console/x", "countenance=mine", "POST", data=bad).status_code == 403


def test_a_browser_without_a_session_gets_a_mark_for_its_forms() -> None:
    first = _asked("/console/open")
    (mark,) = [each.split(";")[0] for each in first.headers.get_list("set-cookie")]
    again = _asked("/console/open", mark)

    assert again.text == first.text
    assert "set-cookie" not in again.headers
    assert _asked("/console/open", mark, "POST", data={"token": first.text}).status_code == 200
    assert _asked("/console/open", "", "POST", data={"token": first.text}).status_code == 403


@pytest.mark.parametrize(
    ("text", "secure"),
    [
        ("", False),
        ('[gate]\nname = "https://gate.example.org"\n', True),
        ('[tls]\nplain = "behind-a-proxy"\n', True),
    ],
)
def test_over_tls_the_cookie_is_for_tls_alone(text: str, secure: bool) -> None:
    here = desk(settings=parse_settings(text, {}), sign_in=DESK.sign_in)
    set_ = _asked("/console/open", at=here).headers["set-cookie"]

    assert ("Secure" in set_, set_.startswith("__Host-")) == (secure, secure)
