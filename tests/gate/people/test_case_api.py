"""People who decide held calls over HTTP, at a whole gate, from the held call to the passed one."""

import json
import time
from collections.abc import Iterator
from typing import Any

import httpx2 as httpx
import pytest

from gate.people.sending import sender
from gate.running import PIN, Running, face, running

sent = sender("/v1/cases")

STATION = ("capture_device=fixed_cctv", "environment=controlled")
WHO = "Who is this?"


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("review")) as started:
        yield started


def token(gate: Running, name: str, *more: str) -> str:
    return str(json.loads(gate.run("people", "add", name, "--json", *more))["token"])


@pytest.fixture(scope="module")
def people(gate: Running) -> dict[str, str]:
    gate.caller("clerks", "actor_kind=private_entity")
    return {
        "alice": token(gate, "alice"),
        "bob": token(gate, "bob"),
        "carol": token(gate, "carol", "--role", "senior"),
        "eve": token(gate, "eve", "--role", "ethics"),
        "auditor": token(gate, "auditor", "--role", "auditor"),
        "member": token(gate, "member", "--role", "board"),
        "keeper": token(gate, "keeper", "--role", "operator"),
        "clerk": token(gate, "clerk", "--role", "contact", "--belongs-to", "clerks"),
    }


def police(gate: Running, name: str) -> str:
    gate.caller(
        name, "actor_kind=law_enforcement_agency", "agency_country=NO",
        "agency_type=municipal_police", "use_jurisdiction=NO", "provider_approval=none",
    )  # fmt: skip
    gate.run("callers", "pin", name, PIN)
    gate.run("callers", "register", name, "camera", "station", *STATION)
    return gate.run("callers", "new-key", name, "station", "--carries", "station").split()[0]


def entered(gate: Running, kind: str) -> list[dict[str, Any]]:
    """The entries of a kind, once there is one; they may be written a moment later."""
    for _ in range(500):
        found = [each for each in gate.entries() if each["kind"] == kind]
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"no `{kind}` was entered")


def done(gate: Running, who: str, case: str, act: str, **said: Any) -> dict[str, Any]:
    answer = sent(gate, who, "POST", f"/{case}/{act}", said)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_held_call_is_found_claimed_allowed_by_two_and_passes_once(
    gate: Running, people: dict[str, str]
) -> None:
    key = police(gate, "narvik")
    held = gate.ask(key, WHO, face())
    case = held.body["countenance"]["case"]

    listed = sent(gate, people["alice"], "GET", "").json()["data"]
    seen = sent(gate, people["alice"], "GET", f"/{case}").json()
    for name in ("alice", "bob"):
        mine = done(gate, people[name], case, "claim")["token"]
        done(gate, people[name], case, "allow", token=mine, reason="inside a station", hours=4)
    passed = gate.ask(key, WHO, face())
    again = gate.ask(key, WHO, face())

    assert case in [row["id"] for row in listed]
    assert {"fact": "environment", "values": ["controlled"]}.items() <= next(
        fact for fact in seen["facts"] if fact["fact"] == "environment"
    ).items()
    assert [each["reading"] for each in seen["clauses"][0]["readings"]]
    assert (held.raised, passed.raised, again.raised) == (
        "PermissionDeniedError", None, "PermissionDeniedError",
    )  # fmt: skip
    assert passed.outcome == "pass"
    assert again.body["countenance"]["case"] == f"{case}-2"
    entry = gate.entries(passed.entry)[0]
    assert (entry["case"], entry["reason"]) == (case, "review-allowed")
    votes = [each for each in gate.entries() if each["kind"] == "vote" and each["case"] == case]
    assert len({each["person"] for each in votes}) == 2
    assert gate.outcome_of(entry)["result"] == "done"
    (use,) = (each for each in entered(gate, "identification") if each["prev"] == entry["id"])
    assert use["began"] == entry["time"]


def test_calls_like_one_pass_by_its_allow_until_it_is_taken_back(
    gate: Running, people: dict[str, str]
) -> None:
    key = police(gate, "alta")
    case = gate.ask(key, WHO, face()).body["countenance"]["case"]
    for name in ("alice", "bob"):
        mine = done(gate, people[name], case, "claim")
        said = {"token": mine["token"], "reason": "inside a station", "hours": 4, "for": "alike"}
        odd = sent(gate, people[name], "POST", f"/{case}/allow", {**said, "uses": 51})
        given = done(gate, people[name], case, "allow", uses=2, **said)
    first = gate.ask(key, WHO, face(), seed=1)
    headers = {"authorization": f"Bearer {key}"}
    page = httpx.get(f"{gate.address}/v1/holds/{case}", headers=headers, timeout=60).json()
    held_otherwise = gate.ask(key, "What is his name, and is he sad?", face())
    after = done(gate, people["carol"], case, "withdraw", reason="the permit has ended")
    again = gate.ask(key, WHO, face(), seed=2)

    assert (odd.status_code, "for 1 to 50 of them" in odd.text) == (400, True)
    assert given["grant"]["for"] == "alike"
    assert given["alike"] == {"uses": 50, "hours": 168, "persons": 2}
    assert (first.raised, first.headers["x-countenance-case"]) == (None, case)
    assert (page["allowed"]["for"], page["allowed"]["used"]) == ("alike", 1)
    assert "calls like it" in page["says"]
    assert held_otherwise.raised is not None
    assert (after["state"], after["grant"]["counts"]) == ("withdrawn", False)
    assert again.raised == "PermissionDeniedError"
    entry = gate.entries(first.entry)[0]
    assert (entry["case"], entry["reason"]) == (case, "review-allowed")


def test_a_refusal_is_told_with_its_reason_and_can_be_appealed(
    gate: Running, people: dict[str, str]
) -> None:
    key = police(gate, "oslo")
    case = gate.ask(key, WHO, face()).body["countenance"]["case"]
    mine = done(gate, people["alice"], case, "claim")["token"]
    done(gate, people["alice"], case, "refuse", token=mine, reason="no permit is registered")

    refused = gate.ask(key, WHO, face())
    taken = gate.post(f"/v1/holds/{case}/appeal", key, b'{"reason": "it is number 12"}')
    own = sent(gate, people["alice"], "POST", f"/{case}/claim")
    other = done(gate, people["bob"], case, "claim")

    assert (refused.raised, refused.outcome) == ("BadRequestError", "refuse")
    assert "no permit is registered" in refused.body["message"]
    assert taken.json()["status"] == "open"
    assert (own.status_code, own.json()["error"]["code"]) == (403, "not_for_you")
    assert "it is number 12" in json.dumps(other["history"])
    assert "number 12" not in json.dumps(gate.entries())


@pytest.mark.parametrize(
    ("who", "method", "path", "body", "status", "code"),
    [
        (None, "GET", "", None, 401, "invalid_token"),
        ("cnp_aaaaaaaaaa_" + "a" * 52, "GET", "", None, 401, "invalid_token"),
        ("alice", "GET", "/hold-0", None, 404, "unknown_case"),
        ("alice", "POST", "/hold-0/claim", None, 404, "unknown_case"),
        ("alice", "POST", "/hold-0/allow", {"reason": "x"}, 400, "cannot_be_done"),
        ("alice", "POST", "/hold-0/approve", {}, 404, "unknown_route"),
        ("alice", "POST", "", {}, 405, "method_not_allowed"),
        ("alice", "GET", "/hold-0/claim", None, 405, "method_not_allowed"),
        ("alice", "GET", "?limit=0", None, 400, "cannot_be_done"),
        ("alice", "GET", "?state=odd", None, 400, "cannot_be_done"),
        ("alice", "GET", "?odd=1", None, 400, "cannot_be_done"),
        ("alice", "GET", "?after=hold-0", None, 404, "unknown_case"),
        ("alice", "GET", "/hold-0?limit=1", None, 400, "cannot_be_done"),
        ("alice", "POST", "/hold-0/claim", {"token": 1}, 400, "cannot_be_done"),
        ("alice", "POST", "/hold-0/claim", {"x": "y" * 70_000}, 400, "cannot_be_done"),
        ("auditor", "GET", "?state=refused", None, 200, None),
        ("member", "GET", "?state=refused", None, 200, None),
        ("keeper", "GET", "", None, 403, "not_for_you"),
        ("keeper", "GET", "/hold-0", None, 403, "not_for_you"),
        ("clerk", "GET", "", None, 403, "not_for_you"),
        ("keeper", "POST", "/hold-0/claim", None, 403, "not_for_you"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(
    gate: Running, people: dict[str, str], who: str | None, method: str, path: str, body: Any,
    status: int, code: str | None,
) -> None:  # fmt: skip
    answer = sent(gate, people.get(who or "", who), method, path, body)

    assert answer.status_code == status
    assert answer.json().get("error", {}).get("code") == code
    assert answer.headers["cache-control"] == "no-store"


def test_each_role_does_what_it_is_for(gate: Running, people: dict[str, str]) -> None:
    key = police(gate, "bergen")
    case = gate.ask(key, WHO, face()).body["countenance"]["case"]

    assert sent(gate, people["auditor"], "GET", f"/{case}").status_code == 200
    for name in ("auditor", "eve", "member", "keeper"):
        assert sent(gate, people[name], "POST", f"/{case}/claim").status_code == 403
    mine = done(gate, people["bob"], case, "claim")["token"]
    assert sent(gate, people["alice"], "POST", f"/{case}/claim").status_code == 409
    done(gate, people["bob"], case, "escalate", token=mine, reason="a new question")
    assert sent(gate, people["alice"], "POST", f"/{case}/claim").status_code == 403
    assert done(gate, people["carol"], case, "claim")["holder"] is not None
    assert sent(
        gate, people["alice"], "POST", f"/{case}/veto", {"reason": "never"}
    ).status_code == 403
    assert done(gate, people["eve"], case, "veto", reason="never")["state"] == "refused"
    assert gate.ask(key, WHO, face()).outcome == "refuse"


def test_whoever_belongs_to_the_caller_does_not_read_its_call(
    gate: Running, people: dict[str, str]
) -> None:
    case = gate.ask(police(gate, "molde"), WHO, face()).body["countenance"]["case"]
    insider = token(gate, "ida", "--belongs-to", "molde")

    read = sent(gate, insider, "GET", f"/{case}")
    assert (read.status_code, read.json()["error"]["code"]) == (403, "not_for_you")
    assert "your own organisation" in read.text
    assert sent(gate, people["alice"], "GET", f"/{case}").status_code == 200


def test_who_is_removed_is_out_and_a_callers_key_is_no_token(
    gate: Running, people: dict[str, str]
) -> None:
    key = gate.caller("acme", "actor_kind=private_entity")
    gone = token(gate, "gone")
    assert sent(gate, gone, "GET", "").status_code == 200

    gate.run("people", "remove", "gone")

    assert sent(gate, gone, "GET", "").status_code == 401
    assert sent(gate, key, "GET", "").status_code == 401
    assert gate.post("/v1/chat/completions", people["alice"], b"{}").status_code == 401
