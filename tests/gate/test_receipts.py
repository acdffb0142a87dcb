"""What a caller takes with it from a real gate, and what others are not given."""

import contextlib
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from openai import APIStatusError, OpenAI

from countenance.cli.log_reading import signers_of
from countenance.gate.certifying import check_certificates
from countenance.record import entry as kinds
from countenance.record.canonical import parse_as
from countenance.record.note import read_key
from countenance.record.receipt import Receipt, read_receipt, verify_receipt
from countenance.stores.log_keys import open_publisher
from countenance.stores.packaged import packaged_vocabulary
from gate.running import Answer, Running, face, running
from house.source import ROOT


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("receipts")) as one:
        yield one


@pytest.fixture(scope="module")
def key(gate: Running) -> str:
    return gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")


@pytest.fixture(scope="module")
def refused(gate: Running, key: str) -> Answer:
    return gate.ask(key, "Who is this?", face())


def get(gate: Running, path: str, key: str | None) -> httpx.Response:
    headers = {} if key is None else {"authorization": f"Bearer {key}"}
    return httpx.get(gate.address + path, headers=headers, timeout=60)


def fetched(gate: Running, path: str, key: str) -> httpx.Response:
    """The receipt, once its entry is published."""
    for _ in range(250):
        answer = get(gate, path, key)
        if answer.status_code != 503:
            return answer
        time.sleep(0.02)
    raise AssertionError("the entry was not published within five seconds")


def verified(gate: Running, receipt: Receipt) -> int:
    """How many certificates of a receipt hold, after its proof did."""
    told = httpx.get(f"{gate.address}/.well-known/countenance").json()
    verify_receipt(receipt, [read_key(each) for each in told["keys"]])
    entry = parse_as(receipt.entry.encode(), kinds.Decision)
    return check_certificates(entry, receipt.certificates, packaged_vocabulary())


def error_of(answer: httpx.Response) -> tuple[int, Any, Any]:
    return (
        answer.status_code, answer.json()["error"]["code"],
        answer.headers.get("x-countenance-clause"),
    )  # fmt: skip


def test_a_refused_caller_takes_its_receipt_and_verifies_all_of_it(
    gate: Running, key: str, refused: Answer
) -> None:
    assert refused.outcome == "refuse"
    path = refused.body["countenance"]["receipt"]
    assert path == f"/v1/receipts/{refused.entry}"

    answer = fetched(gate, path, key)
    receipt = read_receipt(answer.content)

    assert answer.status_code == 200
    assert answer.headers["x-countenance-entry"] == str(refused.entry)
    assert answer.headers["cache-control"] == "no-store"
    assert json.loads(receipt.entry) == gate.entries(refused.entry)[0]
    assert receipt.witnesses == "unwitnessed"
    assert len(receipt.keys) == 1
    assert verified(gate, receipt) == len(receipt.certificates) > 0
    assert b"acme" not in answer.content


def test_whoever_has_the_receipt_checks_it_with_one_file_alone(
    gate: Running, key: str, refused: Answer, tmp_path: Path
) -> None:
    told = httpx.get(f"{gate.address}/.well-known/countenance").json()
    receipt = tmp_path / "receipt.json"
    receipt.write_bytes(fetched(gate, f"/v1/receipts/{refused.entry}", key).content)
    folder = ROOT / "verify"
    alone = shutil.copy(folder / "verify_countenance.py", tmp_path)

    def ran(script: str | Path) -> tuple[int, str]:
        words = [sys.executable, "-I", "-S", str(script), str(receipt), told["keys"][0]]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert done.stderr == ""
        return done.returncode, done.stdout

    whole, without = ran(folder / "verify_countenance.py"), ran(alone)

    assert (whole[0], without[0]) == (0, 0)
    assert "certificate of identify: checked: deny, from service = azure_openai; " in whole[1]
    assert "certificate of identify: right in itself: deny, from " in without[1]
    assert "not checked: that these facts are those of the entry" in without[1]
    other = json.loads(receipt.read_bytes())
    certificate = other["certificates"][0]["certificate"]
    other["certificates"][0]["certificate"] = certificate.replace('"deny"', '"allow"', 1)
    receipt.write_text(json.dumps(other), encoding="utf-8")
    assert ran(folder / "verify_countenance.py") == (
        1, "does not verify: certificate of identify: it was changed: the digest of itself is"
        " wrong\n",
    )  # fmt: skip


def test_a_receipt_is_found_by_the_id_of_its_entry(
    gate: Running, key: str, refused: Answer
) -> None:
    entry = gate.entries(refused.entry)[0]

    answer = fetched(gate, f"/v1/receipts/{entry['id']}", key)

    assert answer.json()["index"] == refused.entry


def test_text_alone_has_one_certificate_without_an_act(gate: Running, key: str) -> None:
    entry = gate.ask(key, "Hello").entry

    receipt = read_receipt(fetched(gate, f"/v1/receipts/{entry}", key).content)

    assert [each.act for each in receipt.certificates] == [None]
    assert verified(gate, receipt) == 1


@pytest.mark.parametrize("prompt", ["Make it bluer", "Say who this is", "Cover the face"])
def test_what_an_operation_asks_beside_is_certified_with_the_rest(
    gate: Running, key: str, prompt: str
) -> None:
    client = OpenAI(base_url=f"{gate.address}/v1", api_key=key)
    with client, contextlib.suppress(APIStatusError):
        client.images.edit(model="gpt-image-2", prompt=prompt, image=("a.jpg", face()))
    entry = max(i for i, each in enumerate(gate.entries()) if each["kind"] == "decision")

    receipt = read_receipt(fetched(gate, f"/v1/receipts/{entry}", key).content)

    acts = [each["label"] for each in json.loads(receipt.entry)["acts"]]
    assert len(acts) > 1 or acts == ["synth"]
    assert verified(gate, receipt) == len(acts)


def test_an_entry_that_is_no_decision_has_none(gate: Running, key: str) -> None:
    broken = gate.post("/v1/chat/completions", key, b"{")
    entry = broken.headers["x-countenance-entry"]
    assert broken.json()["error"]["countenance"]["receipt"] == f"/v1/receipts/{entry}"

    receipt = read_receipt(fetched(gate, f"/v1/receipts/{entry}", key).content)

    assert json.loads(receipt.entry)["kind"] == "unreadable"
    assert receipt.certificates == ()


def test_entries_of_others_and_of_nobody_are_not_there(
    gate: Running, key: str, refused: Answer
) -> None:
    other = gate.caller("other", "actor_kind=private_entity")
    started = next(i for i, each in enumerate(gate.entries()) if each["kind"] == "startup")
    for path, asking in (
        (f"/v1/receipts/{refused.entry}", other),
        (f"/v1/receipts/{gate.entries(refused.entry)[0]['id']}", other),
        (f"/v1/receipts/{started}", key),
        ("/v1/receipts/999999", key),
        ("/v1/receipts/9999999999999999999999", key),
        (f"/v1/receipts/0{refused.entry}", key),
        ("/v1/receipts/", key),
        ("/v1/receipts/%31", key),
    ):
        assert error_of(get(gate, path, asking)) == (404, "unknown_receipt", "unsupported"), path
    assert get(gate, f"/v1/receipts/{refused.entry}", None).status_code == 401


def test_what_is_asked_wrongly_is_named_and_entered(
    gate: Running, key: str, refused: Answer
) -> None:
    path = f"/v1/receipts/{refused.entry}"

    posted = gate.post(path, key, b"")
    queried = get(gate, f"{path}?x=1", key)
    keyed = get(gate, f"{path}?api-key=x", key)

    assert error_of(posted) == (405, "method_not_allowed", "unsupported")
    assert posted.headers["allow"] == "GET"
    assert error_of(queried) == (400, "unsupported_request", "unsupported")
    assert "holds a key" in keyed.json()["error"]["message"]
    for answer in (posted, queried, keyed):
        entered = gate.entries(int(answer.headers["x-countenance-entry"]))[0]
        assert entered["kind"] == "unreadable"


def test_a_suspended_caller_is_given_its_receipts_and_nothing_else(gate: Running) -> None:
    key = gate.caller("barred", "actor_kind=private_entity")
    entry = gate.ask(key, "Hello").entry
    fetched(gate, f"/v1/receipts/{entry}", key)
    gate.run("callers", "suspend", "barred", "--reason", "a test")

    asked = gate.ask(key, "Hello")
    answer = fetched(gate, f"/v1/receipts/{entry}", key)
    suspension = fetched(gate, f"/v1/receipts/{asked.entry}", key)

    assert asked.clause == "caller-suspended"
    assert answer.status_code == 200
    assert json.loads(suspension.json()["entry"])["change"] == "suspended"
    assert get(gate, "/v1/models", key).status_code == 403
    assert get(gate, f"/v1/decide/v1/receipts/{entry}", key).status_code == 403


def test_what_is_not_published_yet_is_said_with_when_to_come_again(tmp_path: Path) -> None:
    with running(tmp_path):
        pass
    publisher, reader = open_publisher(tmp_path, signers_of(tmp_path))  # the gate finds it taken
    try:
        with running(tmp_path) as one:
            key = one.caller("acme", "actor_kind=private_entity")
            entry = one.ask(key, "Hello").entry
            answer = get(one, f"/v1/receipts/{entry}", key)
            publisher.publish()
            after = get(one, f"/v1/receipts/{entry}", key)
    finally:
        publisher.close()
        reader.close()

    assert error_of(answer) == (503, "not_published", "not-published")
    assert answer.headers["retry-after"] == "1"
    assert after.status_code == 200


def test_a_receipt_that_cannot_be_made_is_entered_as_a_failure(
    gate: Running, key: str, refused: Answer
) -> None:
    fetched(gate, f"/v1/receipts/{refused.entry}", key)
    head = gate.folder / "log/checkpoint"
    whole = head.read_bytes()
    head.write_bytes(b"no checkpoint")
    try:
        answer = get(gate, f"/v1/receipts/{refused.entry}", key)
    finally:
        head.write_bytes(whole)

    assert error_of(answer) == (503, "gate_failure", "gate-failure")
    assert "receipt" not in answer.json()["error"]["countenance"]
    entered = gate.entries(int(answer.headers["x-countenance-entry"]))[0]
    assert (entered["kind"], entered["stage"]) == ("gate-failure", "receipt")
