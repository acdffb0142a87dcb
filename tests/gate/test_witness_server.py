"""A witness in a process of its own, as a log asks it."""

import asyncio
import socket
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from countenance.gate.witness_server import WitnessServer
from countenance.record.checkpoint import Checkpoint, open_checkpoint
from countenance.record.note import Note, read_note, signatures_in, verified
from countenance.record.tree import consistency_proof, root_of
from countenance.record.witness import LIMIT, submission
from countenance.stores.witness import WitnessStore, witness_signer
from gate.witnessing import NAME, WitnessProcess, free_port, witness_process
from record.signing import ENTRIES, LOG_KEY, NODES, ORIGIN, head, signed
from record.trees import nodes_of

pytestmark = pytest.mark.long

DIGEST = sha256(ORIGIN.encode()).hexdigest()


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[WitnessProcess]:
    with witness_process(tmp_path / "w", LOG_KEY, free_port()) as one:
        yield one


def add(witness: WitnessProcess, old: int, new: int) -> httpx.Response:
    data = submission(old, consistency_proof(old, new, NODES), signed(head(new)).decode())
    return httpx.post(f"{witness.address}/add-checkpoint", content=data)


def test_what_grew_is_cosigned_and_shown_to_everybody(witness: WitnessProcess) -> None:
    assert httpx.get(f"{witness.address}/{DIGEST}/checkpoint").status_code == 404
    for old, new in ((0, 7), (7, 7), (7, 20)):
        answer = add(witness, old, new)
        assert answer.status_code == 200
        note = Note(head(new).text, signatures_in(answer.text))
        assert [each.key for each in verified(note, [witness.key])] == [witness.key]
    shown = httpx.get(f"{witness.address}/{DIGEST}/checkpoint")
    opened = open_checkpoint(shown.content, [LOG_KEY, witness.key])
    assert (opened.checkpoint, len(opened.witnesses)) == (head(20), 1)


def test_a_forked_or_rolled_back_log_gets_no_cosignature_in_fifty_tries(
    witness: WitnessProcess,
) -> None:
    add(witness, 0, 20)
    for number in range(25):
        nodes = nodes_of([*ENTRIES[:number % 20], b"another", *ENTRIES[number % 20 + 1 :]])
        size = 20 + number % 20
        fork = Checkpoint(ORIGIN, size, root_of(size, nodes))
        data = submission(20, consistency_proof(20, size, nodes), signed(fork).decode())
        answer = httpx.post(f"{witness.address}/add-checkpoint", content=data)
        assert (answer.status_code, "\N{EM DASH}" in answer.text) == (422, False)
    for number in range(25):
        answer = add(witness, min(number, 19) // 2, min(number, 19))
        assert (answer.status_code, answer.text) == (409, "20\n")
        assert answer.headers["content-type"] == "text/x.tlog.size"
    shown = httpx.get(f"{witness.address}/{DIGEST}/checkpoint").content
    assert read_note(shown).text == head(20).text


def test_what_it_signed_survives_being_killed(tmp_path: Path) -> None:
    port = free_port()
    with witness_process(tmp_path / "w", LOG_KEY, port) as first:
        assert add(first, 0, 9).status_code == 200
        first.kill()
    with witness_process(tmp_path / "w", LOG_KEY, port) as second:
        assert second.key == first.key
        assert (add(second, 0, 12).status_code, add(second, 9, 12).status_code) == (409, 200)


def test_what_is_no_request_of_the_protocol_is_refused(witness: WitnessProcess) -> None:
    for method, path, status in (
        ("GET", "/add-checkpoint", 405),
        ("POST", f"/{DIGEST}/checkpoint", 405),
        ("GET", "/witness.key", 404),
        ("GET", f"/{DIGEST.upper()}/checkpoint", 404),
        ("GET", f"/{DIGEST}/../witness.key", 404),
        ("POST", "/", 404),
    ):
        assert httpx.request(method, witness.address + path).status_code == status, path
    for body, status in ((b"", 400), (b"x" * LIMIT, 400), (b"x" * (LIMIT + 1), 413)):
        answer = httpx.post(f"{witness.address}/add-checkpoint", content=body)
        assert answer.status_code == status


def test_the_length_of_a_body_is_not_believed(witness: WitnessProcess) -> None:
    port = int(witness.address.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), 10) as client:
        client.sendall(b"POST /add-checkpoint HTTP/1.1\r\nhost: x\r\ncontent-length: 9")
        client.sendall(b"00000\r\n\r\n" + b"x" * (LIMIT + 1))
        assert client.recv(64).startswith(b"HTTP/1.1 413")


def asked(server: WitnessServer, body: bytes | None) -> int:
    """The status of one answer; None is a body that does not come."""
    sent: list[dict[str, Any]] = []

    async def receive() -> Mapping[str, Any]:
        if body is None:
            await asyncio.sleep(60)
        return {"type": "http.request", "body": body}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/add-checkpoint"}
    asyncio.run(server(scope, receive, send))
    return int(sent[0]["status"])


def test_a_disk_that_fails_or_a_body_that_does_not_come_gets_no_cosignature(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = WitnessStore(
        tmp_path, witness_signer(tmp_path, NAME), {ORIGIN: [LOG_KEY]}, lambda: 10**18
    )
    (tmp_path / "logs" / f".{DIGEST}.new").mkdir()
    server = WitnessServer(store, body_seconds=0.05)

    assert asked(server, submission(0, (), signed(head(3)).decode())) == 503
    assert "witness-failed" in capsys.readouterr().out
    assert asked(server, None) == 408
