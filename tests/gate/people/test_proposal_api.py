"""Changes that take two operators, over HTTP at a whole gate."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from countenance.gate.people.proposal_api import ProposalStore
from countenance.stores.packaged import packaged_vocabulary
from countenance.stores.proposals import Proposals
from gate.people.sending import sender
from gate.running import PIN, Running, running

sent = sender("/v1/proposals")


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("two")) as started:
        yield started


@pytest.fixture(scope="module")
def people(gate: Running) -> dict[str, str]:
    gate.caller("acme", "actor_kind=private_entity")
    roles = {"kari": "operator", "liv": "operator", "auditor": "auditor", "alice": "reviewer"}
    return {
        name: json.loads(gate.run("people", "add", name, "--role", role, "--json"))["token"]
        for name, role in roles.items()
    }


def test_the_gate_has_a_store_as_the_interface_asks_for_it(tmp_path: Path) -> None:
    made = Proposals(tmp_path, packaged_vocabulary())
    store: ProposalStore = made

    assert store.proposals() == ()
    made.close()


def test_one_proposes_and_another_one_lets_it_count(
    gate: Running, people: dict[str, str]
) -> None:
    made = sent(gate, people["kari"], "POST", "", {"caller": "acme", "pin": PIN}).json()
    path = f"/{made['id']}"
    own = sent(gate, people["kari"], "POST", f"{path}/confirm")
    listed = sent(gate, people["auditor"], "GET", "").json()["data"]
    before = json.loads(gate.run("callers", "show", "acme", "--json"))

    done = sent(gate, people["liv"], "POST", f"{path}/confirm").json()

    assert (made["state"], made["before"], made["after"]) == (
        "proposed", {"pin": None}, {"pin": PIN},
    )  # fmt: skip
    assert (own.status_code, own.json()["error"]["code"]) == (403, "not_for_you")
    assert [row["id"] for row in listed] == [made["id"]]
    assert before["pin"] is None
    assert done["state"] == "confirmed"
    assert json.loads(gate.run("callers", "show", "acme", "--json"))["pin"] == PIN
    assert sent(gate, people["liv"], "POST", f"{path}/confirm").status_code == 409
    assert sent(gate, people["auditor"], "GET", "").json()["data"] == []
    assert sent(gate, people["auditor"], "GET", "?all=yes").json()["data"]


@pytest.mark.parametrize(
    ("who", "method", "path", "body", "status", "code"),
    [
        (None, "GET", "", None, 401, "invalid_token"),
        ("alice", "GET", "", None, 403, "not_for_you"),
        ("auditor", "POST", "", {"caller": "acme", "unpin": True}, 403, "not_for_you"),
        ("auditor", "POST", "/change-0/refuse", {"reason": "x"}, 404, "unknown_proposal"),
        ("kari", "POST", "", {"caller": "acem", "unpin": True}, 400, "cannot_be_done"),
        ("kari", "POST", "", {"caller": "acme", "pin": "odd@1"}, 400, "cannot_be_done"),
        ("kari", "POST", "", {"caller": "acme", "facts": {"odd": ["x"]}}, 400, "cannot_be_done"),
        ("kari", "POST", "", {"caller": "acme"}, 400, "cannot_be_done"),
        ("kari", "POST", "/change-0/confirm", {"x": 1}, 400, "cannot_be_done"),
        ("kari", "POST", "/change-0/confirm", None, 404, "unknown_proposal"),
        ("kari", "POST", "/change-0/refuse", {"why": "x"}, 400, "cannot_be_done"),
        ("kari", "GET", "/change-0", None, 404, "unknown_proposal"),
        ("kari", "GET", "?state=open", None, 400, "cannot_be_done"),
        ("kari", "PUT", "/change-0", None, 405, "method_not_allowed"),
        ("kari", "GET", "/change-0/confirm", None, 405, "method_not_allowed"),
        ("kari", "POST", "/change-0/allow", {}, 404, "unknown_route"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(
    gate: Running, people: dict[str, str], who: str | None, method: str, path: str, body: Any,
    status: int, code: str,
) -> None:  # fmt: skip
    answer = sent(gate, people.get(who or ""), method, path, body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
