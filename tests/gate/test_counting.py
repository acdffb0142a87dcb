"""What counts as a refusal, and what as no decision at all."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
import pytest

from countenance.dialects.call import Request
from countenance.gate.counting import outcome_counted
from gate.running import Running, face, running
from house.source import ROOT

DECISION, ENTRY = b"x-countenance-decision", b"x-countenance-entry"


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A gate that has published the head of its record."""
    with running(tmp_path_factory.mktemp("counting")) as started:
        until = time.monotonic() + 30
        while httpx.get(f"{started.address}/log/checkpoint").status_code != 200:
            assert time.monotonic() < until
            time.sleep(0.05)
        yield started


def counted(gate: Running) -> dict[tuple[str, str], float]:
    """How many answers there were so far, by outcome and status."""
    text = httpx.get(f"{gate.address}/metrics").text
    found: dict[tuple[str, str], float] = {}
    for labels, number in re.findall(r"^countenance_calls_total\{(.*)\} (\S+)$", text, re.M):
        told = dict(re.findall(r'(\w+)="([^"]*)"', labels))
        place = told["outcome"], told["status"]
        found[place] = found.get(place, 0) + float(number)
    return found


def test_each_answer_counts_once_as_what_it_is(gate: Running) -> None:
    key = gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")
    headers = {"authorization": f"Bearer {key}"}
    before = counted(gate)

    for path in ("/log/checkpoint", "/.well-known/countenance", "/v1/rulings", "/v1/questions",
                 "/v1/models"):  # fmt: skip
        assert httpx.get(gate.address + path, headers=headers).status_code == 200, path
    refused = gate.ask(key, "Who is this?", face())
    for path in ("/v1/decide", "/v1/decide/v1/chat/completions"):
        body = {"model": "gpt-4o", "messages": [{"role": "user", "content": "Hello"}]}
        assert httpx.post(gate.address + path, json=body, headers=headers).status_code == 200
    sent = {**headers, "content-type": "image/jpeg"}
    assert httpx.post(f"{gate.address}/v1/redact", content=face(), headers=sent).status_code == 200
    assert httpx.post(f"{gate.address}/v1/redact", content=b"x", headers=sent).status_code == 415
    assert httpx.get(f"{gate.address}/log/none").status_code == 404
    after = counted(gate)

    assert refused.outcome == "refuse"
    more = {place: after[place] - before.get(place, 0) for place in after}
    assert {place: number for place, number in more.items() if number} == {
        ("no-decision", "200"): 5, ("refuse", "400"): 1, ("refuse", "415"): 1,
        ("asked-pass", "200"): 2, ("covered", "200"): 1, ("refuse", "404"): 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "status", "told", "outcome"),
    [
        ("POST", "/v1/chat/completions", 200, {DECISION: "pass", ENTRY: "7"}, "pass"),
        ("POST", "/v1/chat/completions", 202, {DECISION: "hold", ENTRY: "7"}, "hold"),
        ("POST", "/v1/chat/completions", 500, {DECISION: "pass", ENTRY: "7"}, "pass"),
        ("POST", "/v1/chat/completions", 503, {}, "refuse"),
        ("GET", "/v1/files", 200, {DECISION: "pass", ENTRY: "7"}, "pass"),
        ("GET", "/v1/models", 200, {DECISION: "pass"}, "no-decision"),
        ("GET", "/v1/decide/v1/models", 200, {DECISION: "pass"}, "no-decision"),
        ("POST", "/v1/decide", 200, {DECISION: "refuse", ENTRY: "7"}, "asked-refuse"),
        ("POST", "/v1/decide/v1/messages", 200, {DECISION: "hold", ENTRY: "7"}, "asked-hold"),
        ("POST", "/v1/decide", 400, {DECISION: "refuse", ENTRY: "7"}, "refuse"),
        ("POST", "/v1/decidedly", 404, {DECISION: "refuse"}, "refuse"),
        ("POST", "/v1/redact", 200, {DECISION: "redact", ENTRY: "7"}, "covered"),
        ("GET", "/v1/receipts/7", 200, {DECISION: "pass", ENTRY: "7"}, "no-decision"),
        ("GET", "/v1/receipts/7", 404, {DECISION: "refuse"}, "refuse"),
        ("GET", "/v1/holds/7", 200, {DECISION: "hold", ENTRY: "7"}, "no-decision"),
        ("GET", "/log/checkpoint", 200, {}, "no-decision"),
        ("GET", "/log/checkpoint", 304, {}, "no-decision"),
    ],
)
def test_an_answer_counts_as(
    method: str, path: str, status: int, told: dict[bytes, str], outcome: str
) -> None:
    assert outcome_counted(Request(method, path, (), (), b""), status, told) == outcome


def test_each_outcome_is_on_its_page_of_the_docs() -> None:
    text = (Path(ROOT) / "docs" / "operate.md").read_text(encoding="utf-8")

    words = ("pass", "redact", "refuse", "hold")
    for word in (*words, *(f"asked-{each}" for each in words), "covered", "no-decision"):
        assert f"`{word}`" in text
