"""Real witnesses of a running gate, and those that are none."""

import asyncio
import contextlib
import http.server
import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import httpx2 as httpx
import pytest

from countenance.cli import main
from countenance.errors import RecordError, RolledBackError, SettingsError
from countenance.gate.publishing import Publishing, signers_of
from countenance.gate.settings.record import RecordSettings
from countenance.gate.settings.settings import parse_settings
from countenance.gate.witnesses import Witnesses, _Asked, witnesses_of
from countenance.record.checkpoint import Opened, open_checkpoint, read_checkpoint
from countenance.record.make import Maker
from countenance.record.note import Signature, VerifierKey, cosign, read_note
from countenance.record.trust import Trust, read_trust
from countenance.record.witness import read_asked
from countenance.stores.log import DatabaseLog
from countenance.stores.log_keys import LogKeys, open_publisher
from countenance.stores.published import FOLDER, Published, Publisher
from countenance.stores.witnessed import kept_heads, read_standing
from gate.running import Running, running
from gate.witnessing import free_port, witness_process
from record.examples import decided
from record.signing import WITNESS, WITNESS_KEY, WITNESS_NAME

ORIGIN = "gate.example.org/a"
CALLER = ("acme", "actor_kind=private_entity")


def log_key(folder: Path) -> VerifierKey:
    """The key of the log in this folder, which begins."""
    settings = parse_settings(f'[record]\norigin = "{ORIGIN}"', {})
    keys = LogKeys(folder, Maker(time.time_ns, os.urandom))
    return signers_of(keys, settings, os.urandom)[0].key


def policy(folder: Path, key: VerifierKey, url: str, log: VerifierKey) -> Path:
    """A policy with one witness, which has to have signed."""
    file = folder.parent / "trust.txt"
    file.write_text(f"log {log}\nwitness court {key} {url}\nquorum court\n", encoding="utf-8")
    return file


def settings(trust: Path) -> str:
    return f'[record]\nwitnesses = "{trust}"'


def head(folder: Path, *keys: VerifierKey) -> Opened:
    return open_checkpoint(Published(folder / FOLDER).head() or b"", keys)


def signed_by_witness(folder: Path, log: VerifierKey, witness: VerifierKey, least: int) -> bool:
    """Whether a witness signed a head over so many entries; no head may be there yet."""
    if Published(folder / FOLDER).head() is None:
        return False
    opened = head(folder, log, witness)
    return opened.checkpoint.size >= least and bool(opened.witnesses)


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait for at most ten seconds."""
    for _ in range(500):
        if holds():
            return
        time.sleep(0.02)
    raise AssertionError(what)


def metric(gate: Running, name: str) -> float:
    for line in httpx.get(f"{gate.address}/metrics").text.splitlines():
        if line.startswith(f"countenance_{name} "):
            return float(line.rpartition(" ")[2])
    raise AssertionError(f"no metric {name}")


def test_heads_become_witnessed_also_when_the_witness_was_away(tmp_path: Path) -> None:
    folder, port = tmp_path / "var", free_port()
    log = log_key(folder)
    with contextlib.ExitStack() as stack:
        first = stack.enter_context(witness_process(tmp_path / "w", log, port))
        trust = policy(folder, first.key, first.address, log)

        def is_witnessed(least: int) -> bool:
            return signed_by_witness(folder, log, first.key, least)

        gate = stack.enter_context(running(folder, settings(trust)))
        key = gate.caller(*CALLER)
        entry = gate.ask(key, "Hello").entry
        until(lambda: is_witnessed(entry + 1), "the head was not witnessed")
        assert metric(gate, "witnesses_missing") == 0
        served = httpx.get(f"{gate.address}/log/checkpoint").content
        assert open_checkpoint(served, [log, first.key]).witnesses
        assert "unwitnessed" not in gate.run("record", "head")
        said = gate.run("record", "verify", "--log", str(folder / "log"), "--trust", str(trust))
        assert f"witnessed by {first.key.name} at " in said

        # Without it everything goes on, and it is said.
        first.kill()
        answer = gate.ask(key, "Hello")
        assert answer.outcome == "pass"
        until(lambda: metric(gate, "witnesses_missing") == 1, "nobody missed the witness")
        until(lambda: head(folder, log).checkpoint.size > answer.entry, "no head was signed")
        said = gate.run("record", "head")
        assert "\nunwitnessed since 20" in said
        assert "missing: the witness `court` could not be reached" in said
        told = json.loads(gate.run("record", "head", "--json"))
        assert list(told["witnesses_missing"]) == ["court"]

        stack.enter_context(witness_process(tmp_path / "w", log, port))
        until(lambda: is_witnessed(answer.entry + 1), "the witness was not asked again")
        until(lambda: metric(gate, "witnesses_missing") == 0, "it is still missed")
        assert "unwitnessed" not in gate.run("record", "head")


def test_a_log_that_was_rolled_back_signs_nothing_more(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "var"
    log = log_key(folder)
    with witness_process(tmp_path / "w", log, free_port()) as witness:
        trust = policy(folder, witness.key, witness.address, log)
        with running(folder, settings(trust)) as gate:
            key = gate.caller(*CALLER)
            gate.ask(key, "Hello")
        shutil.copytree(folder, tmp_path / "older")
        with running(folder, settings(trust)) as gate:
            gate.ask(key, "Hello")
            last = gate.ask(key, "Hello").entry
            until(
                lambda: signed_by_witness(folder, log, witness.key, last + 1),
                "the head was not witnessed",
            )
        shutil.rmtree(folder)
        shutil.copytree(tmp_path / "older", folder)
        before = Published(folder / FOLDER).head()
        with running(folder, settings(trust)) as gate:
            until(lambda: metric(gate, "log_rolled_back") == 1, "nobody noticed")
            assert gate.ask(key, "Hello").outcome == "pass"
            time.sleep(1.2)
        assert Published(folder / FOLDER).head() == before
        assert capsys.readouterr().out.count("log-rolled-back") == 1
        digest = sha256(ORIGIN.encode()).hexdigest()
        seen = httpx.get(f"{witness.address}/{digest}/checkpoint")
        assert read_checkpoint(read_note(seen.content).text).size > last
    assert main(["record", "head", "--data", str(folder)]) == 5
    assert "has seen" in capsys.readouterr().err


Answers = Callable[[bytes], tuple[int, bytes]]


@contextlib.contextmanager
def false_witness(answers: Answers) -> Iterator[str]:
    """Something that answers for a witness on loopback; its address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["content-length"]))
            status, body = answers(data)
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("location", "/elsewhere")
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def forged(data: bytes) -> tuple[int, bytes]:
    """A signature of the witness under another text."""
    return 200, f"{cosign('another text' + chr(10), WITNESS_NAME, WITNESS, 5)}\n".encode()


def signed_well(data: bytes) -> tuple[int, bytes]:
    text = read_note(read_asked(data).checkpoint).text
    return 200, f"{cosign(text, WITNESS_NAME, WITNESS, 5)}\n".encode()


def by_another(data: bytes) -> tuple[int, bytes]:
    text = read_note(read_asked(data).checkpoint).text
    return 200, f"{cosign(text, 'paper.example.org/w1', WITNESS, 5)}\n".encode()


def asked_once(folder: Path, answers: Answers) -> Opened:
    """The head after one witness was asked about it."""
    log = log_key(folder)

    async def ask() -> None:
        with false_witness(answers) as address:
            trust = read_trust(f"witness court {WITNESS_KEY} {address}\nquorum court\n".encode())
            publisher, reader = open_publisher(
                folder, LogKeys(folder, Maker(time.time_ns, os.urandom)).signers()
            )
            publisher.publish()
            witnesses = Witnesses(trust, publisher, folder / FOLDER)
            await witnesses.begin()
            await witnesses.close()
            publisher.close()
            reader.close()

    asyncio.run(ask())
    return head(folder, log, WITNESS_KEY)


def test_what_a_witness_signed_is_added(tmp_path: Path) -> None:
    assert [each.time for each in asked_once(tmp_path, signed_well).witnesses] == [5]
    assert read_standing(tmp_path / FOLDER) is not None
    ((day, kept),) = kept_heads(tmp_path / FOLDER)
    assert day <= f"{datetime.now(UTC):%Y-%m-%d}"
    assert kept == Published(tmp_path / FOLDER).head()


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        (forged, "no signature of its"),
        (by_another, "no signature of its"),
        (lambda _: (200, b""), "no signature of its"),
        (lambda _: (200, b"\xff\xfe"), "no signature of its"),
        (lambda _: (200, b"x" * 200_000), "no signature of its"),
        (lambda _: (404, b"never heard of it"), "status 404"),
        (lambda _: (422, b""), "status 422"),
        (lambda _: (500, b""), "status 500"),
        (lambda _: (302, b""), "status 302"),
        (lambda _: (409, b"many"), "no signature of its"),
        (lambda _: (409, b"0\n"), "twice that it has seen another size"),
    ],
)
def test_what_is_no_cosignature_is_left_out_and_the_witness_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], answers: Answers, why: str
) -> None:
    opened = asked_once(tmp_path, answers)

    assert list(kept_heads(tmp_path / FOLDER)) == []
    assert (len(opened.note.signatures), opened.witnesses) == (1, ())
    standing = read_standing(tmp_path / FOLDER)
    assert standing is not None
    assert why in standing.missing["court"]
    assert standing.since is not None
    assert capsys.readouterr().out.count("witness-missing") == 1


def test_a_signature_that_could_not_be_added_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not only with the next head, for which there may be no entry for long."""
    added, add = [], Publisher.add

    def full_at_first(publisher: Publisher, text: str, signature: Signature) -> bool:
        added.append(text)
        if len(added) == 1:
            raise RecordError("the disk is full")
        return add(publisher, text, signature)

    monkeypatch.setattr(Publisher, "add", full_at_first)

    async def ask() -> None:
        with false_witness(signed_well) as address:
            trust = read_trust(f"witness court {WITNESS_KEY} {address}\nquorum court\n".encode())
            publisher, reader = open_publisher(
                tmp_path, LogKeys(tmp_path, Maker(time.time_ns, os.urandom)).signers()
            )
            publisher.publish()
            asked = _Asked(trust.witnesses[0], publisher)
            with pytest.raises(RecordError):
                await asked.turn()
            assert await asked.turn() == ""
            assert await asked.turn() is None
            await asked.close()
            publisher.close()
            reader.close()

    log = log_key(tmp_path)
    asyncio.run(ask())
    assert head(tmp_path, log, WITNESS_KEY).witnesses
    assert len(added) == 2


def test_a_size_beyond_ours_ends_the_signing_and_the_next_start(tmp_path: Path) -> None:
    asked_once(tmp_path, lambda _: (409, b"999\n"))
    signers = LogKeys(tmp_path, Maker(time.time_ns, os.urandom)).signers()

    with pytest.raises(RolledBackError, match="`court` has seen 999 entries"):
        open_publisher(tmp_path, signers)


def test_a_size_that_the_witness_knows_is_gone_on_from(tmp_path: Path) -> None:
    asked: list[int] = []

    def answers(data: bytes) -> tuple[int, bytes]:
        asked.append(read_asked(data).old)
        return (409, b"1\n") if len(asked) == 1 else signed_well(data)

    assert asked_once(tmp_path, answers).witnesses
    assert asked == [0, 1]


def test_the_witnesses_are_asked_before_a_process_signs_anything(tmp_path: Path) -> None:
    log = log_key(tmp_path)
    signers = LogKeys(tmp_path, Maker(time.time_ns, os.urandom)).signers()

    async def publish(trust: Trust | None, seconds: float) -> None:
        publishing = Publishing(tmp_path, signers, trust)
        publishing.begin()
        await asyncio.sleep(seconds)
        await publishing.close()

    asyncio.run(publish(None, 0))
    size = head(tmp_path, log).checkpoint.size
    entries = DatabaseLog(tmp_path)
    entries.append_now(decided().data)
    entries.close()
    seen: list[int] = []

    def answers(data: bytes) -> tuple[int, bytes]:
        seen.append(read_checkpoint(read_note(read_asked(data).checkpoint).text).size)
        return 409, f"{size + 9}\n".encode()

    with false_witness(answers) as address:
        trust = read_trust(f"witness court {WITNESS_KEY} {address}\nquorum court\n".encode())
        asyncio.run(publish(trust, 1.5))

    assert seen == [size]
    assert head(tmp_path, log).checkpoint.size == size


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("quorum none\n", "no witness has an address"),
        (f"witness court {WITNESS_KEY}\nquorum court\n", "no witness has an address"),
        (f"witness court {WITNESS_KEY} http://w.example\nquorum court\n", "https://"),
        (f"witness court {WITNESS_KEY} https://a@w.example\nquorum court\n", "without user"),
        (f"witness court {WITNESS_KEY} https://w.example:x\nquorum court\n", "https://"),
        (f"witness court {WITNESS_KEY} ftp://w.example\nquorum court\n", "https://"),
        ("witnesses\n", "line 1: expected"),
    ],
)
def test_a_policy_that_cannot_be_meant_stops_the_start(
    tmp_path: Path, text: str, says: str
) -> None:
    file = tmp_path / "trust.txt"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError, match=says):
        witnesses_of(RecordSettings(witnesses=str(file)))


def test_a_policy_that_is_not_there_stops_the_start_and_none_asks_nobody(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"record\.witnesses.*cannot be read"):
        witnesses_of(RecordSettings(witnesses=str(tmp_path / "none")))
    assert witnesses_of(RecordSettings()) is None
