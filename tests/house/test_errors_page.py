"""The page of errors: what it says about clause, status and code is what a gate answers."""

import json
import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from gate.running import PIN, Running, face, messages, running
from house.source import ROOT

PAGE = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
OWN = PAGE.partition("## The gate's own reasons")[2]
ROWS = set(re.findall(r"^\| `([\w-]+)` \| (\d{3}) \| `([\w-]+)` \|", OWN, re.MULTILINE))
CHAT = "/v1/chat/completions"
ELSEWHERE = {"obligation-not-accepted", "capability-not-approved", "too-many", "gate-failure",
             "caller-suspended", "not-published"}
"""Reasons that need a gate in trouble, a code of its own, or a person: tried in the tests of the
gate."""


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    fetches = '[pictures]\nfetch = ["nowhere.invalid"]\nfetch_seconds = 1\n'
    with running(tmp_path_factory.mktemp("gate"), fetches) as found:
        yield found


@pytest.fixture(scope="module")
def key(gate: Running) -> str:
    return gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")


def _body(text: str, picture: bytes | None = None, **more: Any) -> bytes:
    return json.dumps({"model": "gpt-4o", "messages": messages(text, picture), **more}).encode()


def _elsewhere(url: str) -> bytes:
    content = [{"type": "image_url", "image_url": {"url": url}}]
    made = {"model": "gpt-4o", "messages": [{"role": "user", "content": content}]}
    return json.dumps(made).encode()


def _huge() -> bytes:
    """A PNG of few bytes and more pixels than are opened."""
    size = 7000
    lines = bytes((1 + size // 8) * size)
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", size, size, 1, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


CALLS: dict[str, tuple[str, bytes, tuple[str, str, str]]] = {
    "not JSON": (CHAT, b"{", ("unreadable", "400", "unreadable_request")),
    "an unknown field": (CHAT, _body("Hi", x=1), ("unsupported", "400", "unsupported_request")),
    "a picture where none is fetched": (
        CHAT, _elsewhere("https://a.example/"), ("unsupported", "400", "url_not_allowed"),
    ),
    "a picture that does not come": (
        CHAT, _elsewhere("https://nowhere.invalid/"), ("unreadable", "400", "url_not_fetched"),
    ),
    "an unknown route": ("/v1/batches", b"{}", ("unsupported", "404", "unknown_route")),
    "another method": ("/v1/models", b"{}", ("unsupported", "405", "method_not_allowed")),
    "a large picture": (CHAT, _body("Hi", _huge()), ("unsupported", "413", "too_large")),
    "another kind of picture": (
        CHAT, _body("Hi", b"BM" + bytes(100)), ("unsupported", "415", "unsupported_media_type"),
    ),
    "a bad statement": (
        CHAT, _body("Hi", countenance="e30.e30.e30"), ("attestation", "400", "invalid_attestation"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", CALLS)
def test_a_call_that_cannot_be_read_is_answered_as_the_page_says(
    what: str, gate: Running, key: str
) -> None:
    path, body, row = CALLS[what]

    assert _row(gate.post(path, key, body)) == row
    assert row in ROWS


def test_no_key_and_no_such_model_are_answered_as_the_page_says(gate: Running, key: str) -> None:
    headers = {"authorization": f"Bearer {key}"}
    found = {
        _row(gate.post(CHAT, None, _body("Hi"))),
        _row(httpx2.get(f"{gate.address}/v1/models/none", headers=headers)),
        _row(httpx2.get(f"{gate.address}/v1/receipts/none", headers=headers)),
    }

    assert found == {
        ("unknown-key", "401", "invalid_api_key"), ("unsupported", "404", "model_not_found"),
        ("unsupported", "404", "unknown_receipt"),
    }  # fmt: skip
    assert found <= ROWS


def test_a_fact_that_is_missing_is_answered_as_the_page_says(gate: Running) -> None:
    police = gate.caller(
        "police", "actor_kind=law_enforcement_agency", "agency_type=national_police",
        "agency_country=NO", "--pin", PIN, "--may-state", "capture_device",
        "--may-state", "environment", "--may-state", "timeliness",
    )  # fmt: skip

    row = _row(gate.post(CHAT, police, _body("Who is this?", face())))

    assert row == ("fact-missing", "400", "content_filter")
    assert row in ROWS


def test_an_upstream_that_fails_is_answered_as_the_page_says(gate: Running, key: str) -> None:
    gate.upstream.script.append("!status:500")

    row = _row(gate.post(CHAT, key, _body("Hi")))

    assert row == ("upstream", "503", "upstream_failed")
    assert row in ROWS


def test_a_clause_refuses_as_the_page_says(gate: Running, key: str) -> None:
    clause, status, code = _row(gate.post(CHAT, key, _body("Who is this?", face())))

    assert clause == "ms-enterprise-ai-coc@4.0#15"
    assert f"| `refuse` | {status} | `{code}` |" in PAGE


def test_every_row_of_the_page_is_tried_here_or_with_the_gate() -> None:
    tried = {row for _, _, row in CALLS.values()} | {
        ("unknown-key", "401", "invalid_api_key"), ("unsupported", "404", "model_not_found"),
        ("unsupported", "404", "unknown_receipt"), ("fact-missing", "400", "content_filter"),
        ("upstream", "503", "upstream_failed"),
    }  # fmt: skip
    gate_tests = "\n".join(
        path.read_text(encoding="utf-8") for path in Path(ROOT, "tests/gate").glob("test_*.py")
    )

    assert {row[0] for row in ROWS - tried} == ELSEWHERE
    assert "too-many" in gate_tests or "429" in gate_tests
    assert "gate-failure" in gate_tests
    assert "caller-suspended" in gate_tests
    assert "not-published" in gate_tests
    assert "capability-not-approved" in gate_tests
    assert "obligation-not-accepted" in gate_tests or "Reason.OBLIGATION" in gate_tests


def _row(answer: Any) -> tuple[str, str, str]:
    clause = answer.headers["x-countenance-clause"]
    return clause, str(answer.status_code), answer.json()["error"]["code"]
