"""The board over HTTP, at a whole gate: asked, voted, counted, vetoed."""

import json
from collections.abc import Iterator
from typing import Any

import httpx2 as httpx
import pytest

from gate.people.sending import sender
from gate.running import Running, running

sent = sender("/v1/board")

MATCHING = {"about": "capability", "needs": "face-matching", "reason": "staff doors"}


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("board"), given=()) as started:
        yield started


@pytest.fixture(scope="module")
def people(gate: Running) -> dict[str, str]:
    gate.caller("acme", "actor_kind=private_entity")
    roles = {"anna": "board", "berit": "board", "carl": "board", "ola": "ethics",
             "auditor": "auditor", "keeper": "operator", "alice": "reviewer"}  # fmt: skip
    made = {
        name: gate.run("people", "add", name, "--json", "--role", role)
        for name, role in roles.items()
    }
    made["dina"] = gate.run(
        "people", "add", "dina", "--json", "--role", "board", "--belongs-to", "acme"
    )
    made["clerk"] = gate.run(
        "people", "add", "clerk", "--json", "--role", "contact", "--belongs-to", "acme"
    )
    return {name: str(json.loads(each)["token"]) for name, each in made.items()}


def done(gate: Running, token: str, path: str, **body: Any) -> dict[str, Any]:
    answer = sent(gate, token, "POST", path, body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_capability_is_asked_for_voted_on_and_vetoed(
    gate: Running, people: dict[str, str]
) -> None:
    motion = done(gate, people["keeper"], "/motions", **MATCHING, caller="acme", days=30)
    path = f"/motions/{motion['id']}"
    assert sent(gate, people["dina"], "POST", f"{path}/vote", {
        "vote": "yes", "reason": "mine"}).status_code == 403  # fmt: skip
    for name in ("anna", "berit", "carl"):
        done(gate, people[name], f"{path}/vote", vote="yes", reason="a need is shown")
    early = sent(gate, people["anna"], "POST", f"{path}/count", {})
    blind = sent(gate, people["ola"], "GET", path).json()

    counted = done(gate, people["ola"], f"{path}/vote", vote="no", reason="I doubt it")
    on = sent(gate, people["auditor"], "GET", "/capabilities").json()["data"]
    vetoed = done(gate, people["ola"], f"{path}/veto", reason="not at the doors")

    assert [each["vote"] for each in blind["members"] if each["vote"]] == ["sealed"] * 3
    assert (early.status_code, early.json()["error"]["code"]) == (409, "outdated")
    assert (counted["state"], counted["yes"], counted["no"]) == ("adopted", 3, 1)
    assert [(each["needs"], each["motion"]) for each in on] == [("face-matching", motion["id"])]
    assert on[0]["caller"].startswith("c-")
    assert vetoed["state"] == "vetoed"
    assert sent(gate, people["auditor"], "GET", "/capabilities").json()["data"] == []
    told = json.dumps(gate.entries())
    assert "a need is shown" not in told
    assert "staff doors" not in told


def test_a_motion_is_listed_by_its_state(gate: Running, people: dict[str, str]) -> None:
    done(gate, people["anna"], "/motions", **MATCHING, expedited=True)

    rows = sent(gate, people["alice"], "GET", "/motions?state=open").json()["data"]

    assert [(row["expedited"], row["voted"], row["voters"]) for row in rows] == [(True, 0, 5)]
    assert 0 < rows[0]["seconds_left"] <= 48 * 3600
    assert len(sent(gate, people["alice"], "GET", "/motions").json()["data"]) >= len(rows)


@pytest.mark.parametrize(
    ("who", "method", "path", "body", "status", "code"),
    [
        (None, "GET", "/motions", None, 401, "invalid_token"),
        ("clerk", "GET", "/motions", None, 403, "not_for_you"),
        ("auditor", "POST", "/motions", MATCHING, 403, "not_for_you"),
        ("alice", "POST", "/motions", MATCHING, 403, "not_for_you"),
        ("anna", "POST", "/motions", {**MATCHING, "caller": "acem"}, 400, "cannot_be_done"),
        ("anna", "POST", "/motions", {**MATCHING, "colour": 1}, 400, "cannot_be_done"),
        ("anna", "POST", "/motions", {**MATCHING, "reason": " "}, 400, "cannot_be_done"),
        ("anna", "POST", "/motions", {"about": "ruling", "digest": "sha256:0", "reason": "x"},
         404, "unknown_ruling"),
        ("anna", "GET", "/motions/motion-0", None, 404, "unknown_motion"),
        ("anna", "POST", "/motions/motion-0/vote", {"vote": "yes", "reason": "x"}, 404,
         "unknown_motion"),
        ("anna", "POST", "/motions/motion-0/vote", {"vote": "maybe"}, 400, "cannot_be_done"),
        ("keeper", "POST", "/motions/motion-0/count", {"x": 1}, 400, "cannot_be_done"),
        ("anna", "POST", "/motions/motion-0/win", {}, 404, "unknown_route"),
        ("anna", "PUT", "/motions", {}, 405, "method_not_allowed"),
        ("anna", "GET", "/motions/motion-0/vote", None, 405, "method_not_allowed"),
        ("anna", "GET", "/motions?state=odd", None, 400, "cannot_be_done"),
        ("anna", "GET", "/motions?limit=3", None, 400, "cannot_be_done"),
        ("anna", "GET", "/capabilities?x=1", None, 400, "cannot_be_done"),
        ("anna", "GET", "/elsewhere", None, 404, "unknown_route"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_by_name(
    gate: Running, people: dict[str, str], who: str | None, method: str, path: str, body: Any,
    status: int, code: str,
) -> None:  # fmt: skip
    answer = sent(gate, people.get(who or ""), method, path, body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.headers["cache-control"] == "no-store"


def test_motions_are_among_the_metrics(gate: Running, people: dict[str, str]) -> None:
    told = httpx.get(f"{gate.address}/metrics").text

    assert "countenance_motions_open " in told
    assert "countenance_motions_lapsed 0" in told
