"""The way through a gate, to a server of HTTP that says what it is told."""

import json
from collections.abc import Iterator
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from countenance.errors import ReportError, SettingsError
from countenance.reports.through_gate import GateAnswer, ThroughGate


class Server(HTTPServer):
    """Answers with this status, these headers and this body."""

    answer: tuple[int, dict[str, str], bytes] = (200, {}, b"{}")
    asked: dict[str, Any]

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that leave are part of the tests."""


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.asked = {"path": self.path, "body": body, **_lower(self.headers)}
        status, headers, answer = self.server.answer
        self.send_response(status)
        for name, value in {"content-length": str(len(answer)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def _lower(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as made:
        thread = Thread(target=made.serve_forever, daemon=True)
        thread.start()
        yield made
        made.shutdown()
        thread.join(10)


def ask(server: Server, status: int, headers: dict[str, str], body: bytes) -> GateAnswer:
    server.answer = (status, headers, body)
    way = through(f"http://127.0.0.1:{server.server_address[1]}/")
    try:
        return way.post("/v1/x", b"asked", "text/plain")
    finally:
        way.close()


def through(address: str, key: str = "cnt_key") -> ThroughGate:
    return ThroughGate(address, key, whose="the ear's", then="nothing is done", seconds=10)


def test_what_goes_through_comes_back_with_its_entry(server: Server) -> None:
    found = ask(server, 200, {"x-countenance-entry": "17"}, b"heard")

    assert (found.is_let, found.body, found.entry, found.is_held) == (True, b"heard", 17, False)
    assert (server.asked["path"], server.asked["body"]) == ("/v1/x", b"asked")
    assert server.asked["authorization"] == "Bearer cnt_key"


def test_what_is_held_has_its_case_and_what_is_refused_its_clause(server: Server) -> None:
    held = ask(
        server, 403,
        {"x-countenance-decision": "hold", "x-countenance-case": "hold-1",
         "x-countenance-clause": "northport@2024-05-01#live"},
        b'{"error": {"code": "review_required"}}',
    )  # fmt: skip
    refused = ask(
        server, 400, {"x-countenance-decision": "refuse"},
        json.dumps({"error": {"code": "content_filter"}}).encode(),
    )  # fmt: skip

    assert (held.is_held, held.case, held.is_refused) == (True, "hold-1", False)
    assert held.says == "the gate answered 403 (`northport@2024-05-01#live`)"
    assert (refused.is_held, refused.is_refused) == (False, True)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"error": "x"}', b"\xff", b"[" * 9999])
def test_an_error_of_another_form_is_neither(server: Server, body: bytes) -> None:
    odd = {"x-countenance-entry": "-1", "x-countenance-clause": "<b>", "x-countenance-case": " "}

    found = ask(server, 502, odd, body)

    assert (found.is_let, found.is_held, found.is_refused) == (False, False, False)
    assert (found.entry, found.case, found.says) == (None, None, "the gate answered 502")


def test_an_answer_without_end_is_none(server: Server) -> None:
    with pytest.raises(ReportError, match="too large; nothing is done"):
        ask(server, 200, {}, b"x" * (4 * 1024 * 1024 + 1))


def test_no_redirect_is_followed(server: Server) -> None:
    assert ask(server, 302, {"location": "http://127.0.0.1:1/"}, b"").status == 302


def test_a_gate_that_is_not_there_or_breaks_off_is_told(server: Server) -> None:
    with pytest.raises(ReportError, match="could not be asked; nothing is done"):
        ask(server, 200, {"content-length": "9"}, b"half")
    with pytest.raises(ReportError, match="could not be asked; nothing is done"):
        through("http://127.0.0.1:9").post("/v1/x", b"", "text/plain")


@pytest.mark.parametrize(
    ("address", "key", "says"),
    [
        ("http://models.example", "k", "`http` is for this machine"),
        ("ftp://x", "k", "written like"),
        ("gate", "k", "written like"),
        ("http://[", "k", "written like"),
        ("https://user@gate.example", "k", "written like"),
        ("https://gate.example", "k\nx", "no key of a caller"),
    ],
)
def test_an_address_or_a_key_that_is_none_is_refused(address: str, key: str, says: str) -> None:
    with pytest.raises(SettingsError, match=f"the ear's gate: .*{says}"):
        through(address, key)
