"""Who may do what, over HTTP at a whole gate."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from countenance.gate.people.people_api import PeopleStore
from countenance.stores.log import DatabaseReader
from countenance.stores.people import People
from gate.people.sending import sender
from gate.running import Running, running

sent = sender("/v1/people")


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("people")) as started:
        yield started


@pytest.fixture(scope="module")
def tokens(gate: Running) -> dict[str, str]:
    gate.caller("acme", "actor_kind=private_entity")
    roles = {"kari": "operator", "auditor": "auditor", "alice": "reviewer", "liv": "operator",
             "berit": "board", "ola": "operator"}  # fmt: skip
    return {
        name: json.loads(gate.run("people", "add", name, "--role", role, "--json"))["token"]
        for name, role in roles.items()
    }


def test_the_people_on_the_disk_are_what_is_asked_for(tmp_path: Path) -> None:
    made = People(tmp_path)
    store: PeopleStore = made

    assert store.all() == ()
    made.close()


def test_somebody_is_let_in_given_another_token_and_removed(
    gate: Running, tokens: dict[str, str]
) -> None:
    kari = tokens["kari"]
    made = sent(
        gate, kari, "POST", "", {"name": "bob", "role": "senior", "belongs_to": ["acme"]}
    ).json()
    first = gate.post("/v1/cases", made["token"], b"").status_code
    again = sent(gate, kari, "POST", "/bob/new-token").json()
    listed = sent(gate, tokens["auditor"], "GET", "").json()
    removed = sent(gate, kari, "POST", "/bob/remove").json()

    assert first == 405  # let in, and told what is right there
    assert sent(gate, made["token"], "GET", "").status_code == 401
    (bob,) = (row for row in listed["data"] if row["name"] == "bob")
    assert (bob["role"], bob["removed"], bob["ref"]) == ("senior", None, made["ref"])
    assert bob["belongs_to"][0].startswith("c-")
    assert "cases.decide" in listed["roles"]["senior"]
    assert again["token"] not in json.dumps(listed)
    assert removed["removed"]
    assert sent(gate, again["token"], "GET", "").status_code == 401


def test_who_changed_it_is_in_the_record_and_ones_own_token_is_ones_own(
    gate: Running, tokens: dict[str, str]
) -> None:
    people = sent(gate, tokens["auditor"], "GET", "").json()["data"]
    (ola,) = (row["ref"] for row in people if row["name"] == "ola")
    sent(gate, tokens["ola"], "POST", "", {"name": "carl", "role": "auditor"})
    sent(gate, tokens["ola"], "POST", "/carl/remove")
    own = sent(gate, tokens["ola"], "POST", "/ola/new-token").json()["token"]

    assert sent(gate, tokens["ola"], "GET", "").status_code == 401
    assert sent(gate, own, "GET", "").status_code == 200
    with closing(DatabaseReader(gate.folder)) as reader:
        made = [json.loads(stored.data) for stored in reader.entries()]
    did = [entry["change"] for entry in made if entry.get("by") == ola]
    assert did == ["added", "removed", "new-token"]


@pytest.mark.parametrize(
    ("who", "method", "path", "body", "status", "code"),
    [
        (None, "GET", "", None, 401, "invalid_token"),
        ("alice", "GET", "", None, 403, "not_for_you"),
        ("auditor", "POST", "", {"name": "x", "role": "auditor"}, 403, "not_for_you"),
        ("auditor", "POST", "/alice/remove", None, 403, "not_for_you"),
        ("kari", "POST", "", {"name": "X!", "role": "auditor"}, 400, "cannot_be_done"),
        ("kari", "POST", "", {"name": "alice", "role": "auditor"}, 400, "cannot_be_done"),
        ("kari", "POST", "", {"name": "eve", "role": "king"}, 400, "cannot_be_done"),
        ("kari", "POST", "", {"name": "eve", "role": "contact"}, 400, "cannot_be_done"),
        ("kari", "POST", "", {"name": "eve"}, 400, "cannot_be_done"),
        ("kari", "POST", "/nobody/remove", None, 400, "cannot_be_done"),
        ("kari", "POST", "/kari/remove", None, 403, "not_for_you"),
        ("kari", "POST", "/liv/remove", None, 403, "not_for_you"),
        ("kari", "POST", "/liv/new-token", None, 403, "not_for_you"),
        ("kari", "POST", "/berit/remove", None, 403, "not_for_you"),
        ("kari", "POST", "/berit/new-token", None, 403, "not_for_you"),
        ("kari", "POST", "", {"name": "eve", "role": "operator"}, 403, "not_for_you"),
        ("kari", "POST", "", {"name": "eve", "role": "board"}, 403, "not_for_you"),
        ("kari", "POST", "", {"name": "eve", "role": "ethics"}, 403, "not_for_you"),
        ("kari", "POST", "/alice/remove", {"x": 1}, 400, "cannot_be_done"),
        ("kari", "GET", "?limit=1", None, 400, "cannot_be_done"),
        ("kari", "GET", "/alice/remove", None, 405, "method_not_allowed"),
        ("kari", "POST", "/alice/promote", None, 404, "unknown_route"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(
    gate: Running, tokens: dict[str, str], who: str | None, method: str, path: str, body: Any,
    status: int, code: str,
) -> None:  # fmt: skip
    answer = sent(gate, tokens.get(who or ""), method, path, body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
