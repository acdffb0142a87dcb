"""Uses of biometric identification leave entries of their own, by a whole gate and real clients."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from gate.running import Running, face, running
from gate.test_clients_face import APPROVED, PRIVATE, _client, _found, _named


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("identifying")) as gate:
        yield gate


@pytest.fixture(scope="module")
def door(gate: Running) -> str:
    return gate.caller("door", *APPROVED)


def uses(gate: Running, count: int) -> list[dict[str, Any]]:
    """The entries of uses once there are so many; they are written behind their outcomes."""
    for _ in range(500):
        found = [each for each in gate.entries() if each["kind"] == "identification"]
        if len(found) >= count:
            return found
        time.sleep(0.02)
    raise AssertionError(f"{len(found)} uses were entered; {count} are right")


def test_a_search_in_a_gallery_names_it_and_what_matched(gate: Running, door: str) -> None:
    name = _found(gate, door)
    with _client(gate, door) as client:
        (found,) = _named(client, name)
    assert found.candidates

    (entry,) = uses(gate, 1)

    decision = next(each for each in gate.entries() if each["id"] == entry["prev"])
    places = [part["where"] for part in decision["parts"]]
    assert entry["reference"] == ["largePersonGroupId"]
    assert entry["matched"] == ["faceIds[0]"]
    assert {*entry["reference"], *entry["matched"]} <= set(places)
    assert entry["began"] == decision["time"] <= entry["ended"]
    assert entry["verified_by"] == []
    assert entry["caller"]["ref"] == decision["caller"]["ref"]
    assert name not in str(entry)


def test_what_was_refused_or_finds_nobody_leaves_none(gate: Running, door: str) -> None:
    uses(gate, 1)
    acme = gate.caller("acme", *PRIVATE, "provider_approval=none")
    gate.ask(acme, "Who is this?", face())
    gate.ask(acme, "Describe this picture.", face())

    assert len([each for each in gate.entries() if each["kind"] == "identification"]) == 1


def test_a_model_that_answers_in_words_does_not_tell_what_matched(gate: Running) -> None:
    before = len(uses(gate, 1))
    asks = gate.caller(
        "asks", "actor_kind=private_entity", "provider_approval=limited_access_use_case",
        "consent=informed_consent", "use_jurisdiction=NO",
    )  # fmt: skip
    answer = gate.ask(asks, "Who is this? Name this person.", face())

    decision = gate.entries()[answer.entry]
    assert decision["outcome"] == "pass", decision["clauses"][:2]
    entry = uses(gate, before + 1)[-1]

    assert entry["prev"] == decision["id"]
    assert (entry["reference"], entry["matched"]) == ([], None)
