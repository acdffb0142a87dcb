"""What every page carries along, and whose forms are taken."""

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from console.served import ADDRESS, asked
from countenance.console.shield import HEADERS, is_own_origin

ROUTES = [
    Route("/console/x", lambda _: PlainTextResponse("x")),
    Route("/public/x", lambda _: PlainTextResponse("x")),
]


def test_every_answer_has_every_header_also_one_of_an_error() -> None:
    for path in ("/console/x", "/console/none"):
        answer = asked(ROUTES, path)

        assert {name: answer.headers[name] for name in HEADERS} == dict(HEADERS)
        assert answer.headers["cache-control"] == "no-store"


def test_only_what_is_public_is_kept_by_others() -> None:
    assert "public" in asked(ROUTES, "/public/x").headers["cache-control"]


def test_a_browser_comes_back_by_tls_where_there_is_tls() -> None:
    safe = asked(ROUTES, "/console/x", address="https://gate.example.org")

    assert "strict-transport-security" in safe.headers
    assert "strict-transport-security" not in asked(ROUTES, "/console/x").headers


@pytest.mark.parametrize(
    ("origin", "host", "own"),
    [
        (ADDRESS, "127.0.0.1:8800", True),
        ("http://localhost:9000", "localhost:9000", True),
        (ADDRESS, "inner:80", True),
        ("https://evil.example", "127.0.0.1:8800", False),
        ("http://127.0.0.1:8801", "127.0.0.1:8800", False),
        ("null", "127.0.0.1:8800", False),
        (None, "127.0.0.1:8800", False),
        ("", "", False),
    ],
)
def test_a_form_comes_from_a_page_of_this_address(
    origin: str | None, host: str, own: bool
) -> None:
    headers = [(b"host", host.encode())]
    headers += [] if origin is None else [(b"origin", origin.encode())]
    request = Request({"type": "http", "method": "POST", "path": "/", "headers": headers})

    assert is_own_origin(request, ADDRESS) is own
