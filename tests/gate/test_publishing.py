"""The log of a running gate, read by somebody without a key."""

import asyncio
import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from countenance.cli.log_reading import files_of
from countenance.errors import LogBusyError, RolledBackError
from countenance.gate import publishing
from countenance.gate.publishing import Publishing, signers_of
from countenance.gate.settings.settings import parse_settings
from countenance.record.audit import audit
from countenance.record.checkpoint import Checkpoint, open_checkpoint
from countenance.record.make import Maker
from countenance.record.note import read_key
from countenance.stores.database import FILE
from countenance.stores.log import DatabaseLog
from countenance.stores.log_keys import LogKeys, open_publisher
from gate.running import Running, running
from record.examples import decided


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("published")
    with running(folder, '[record]\nentries = "everyone"\norigin = "gate.example.org/a"') as one:
        yield one


def head_at(gate: Running, least: int) -> Checkpoint:
    """The head once it covers so many entries."""
    told = httpx.get(f"{gate.address}/.well-known/countenance").json()
    keys = [read_key(key) for key in told["keys"]]
    for _ in range(250):
        answer = httpx.get(f"{gate.address}/log/checkpoint")
        if answer.status_code == 200:
            found = open_checkpoint(answer.content, keys).checkpoint
            if found.size >= least:
                return found
        time.sleep(0.02)
    raise AssertionError("the entries were not published within five seconds")


def test_every_call_is_soon_in_a_log_that_outsiders_find_whole(gate: Running) -> None:
    key = gate.caller("acme", "actor_kind=private_entity")
    entry = gate.ask(key, "Hello").entry

    head = head_at(gate, entry + 1)

    *_, last = audit(head, files_of(f"{gate.address}/log").tile)
    assert last.entries == head.size > entry
    assert head.origin == "gate.example.org/a"


def test_the_command_verifies_it_over_the_wire(gate: Running) -> None:
    head_at(gate, 1)

    said = gate.run("record", "verify", "--log", f"{gate.address}/log")

    assert said.startswith("verified: every one of ")
    assert "unwitnessed" in said


def test_what_is_no_file_of_the_log_is_not_there(gate: Running) -> None:
    head_at(gate, 1)
    for path, status in (
        ("/log/", 404),
        ("/log/record.key", 404),
        ("/log/%2e%2e/record.key", 404),
        ("/log/tile/0/x000/000", 404),
        ("/log/tile/0/999", 404),
        ("/log/tile/64/000", 404),
        ("/log/tile/0/000.p/0", 404),
        ("/log/tile/0/000.p/256", 404),
        ("/log/tile/0/000.p/999", 404),
        ("/log/checkpoint?x=1", 400),
        ("/.well-known/countenance/", 401),
    ):
        assert httpx.get(gate.address + path).status_code == status, path
    answer = httpx.post(f"{gate.address}/log/checkpoint")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_tiles_may_be_kept_and_heads_may_not(gate: Running) -> None:
    size = head_at(gate, 1).size
    tile = httpx.get(f"{gate.address}/log/tile/0/000.p/{size}")

    assert "immutable" in tile.headers["cache-control"]
    assert httpx.get(f"{gate.address}/log/checkpoint").headers["cache-control"] == "no-cache"


def test_entries_are_for_auditors_unless_the_operator_says_otherwise(tmp_path: Path) -> None:
    with running(tmp_path) as one:
        size = head_at(one, 1).size
        tile = httpx.get(f"{one.address}/log/tile/0/000.p/{size}")
        entries = httpx.get(f"{one.address}/log/tile/entries/000.p/{size}")
        told = httpx.get(f"{one.address}/.well-known/countenance").json()

    assert (tile.status_code, len(tile.content)) == (200, 32 * size)
    assert (entries.status_code, told["entries"]) == (403, "nobody")
    assert told["origin"].startswith("127.0.0.1:")


def test_what_was_entered_last_is_published_when_the_gate_ends(tmp_path: Path) -> None:
    with running(tmp_path) as one:
        one.ask(one.caller("acme", "actor_kind=private_entity"), "Hello")
    last = json.loads(one.run("record", "head", "--json"))

    assert last["size"] == len(one.entries())
    assert (tmp_path / "log/checkpoint").read_text(encoding="utf-8") == last["checkpoint"]


def _keys(folder: Path) -> LogKeys:
    return LogKeys(folder, Maker(time.time_ns, os.urandom))


def test_a_log_begins_once_and_keeps_its_name(tmp_path: Path) -> None:
    settings = parse_settings('[record]\norigin = "gate.example.org/a"', {})
    first = signers_of(_keys(tmp_path), settings, os.urandom)
    other = parse_settings('[record]\norigin = "other"', {})
    again = signers_of(_keys(tmp_path), other, os.urandom)

    assert first == again
    assert first[0].name == "gate.example.org/a"


def test_a_gate_over_an_older_copy_does_not_start(tmp_path: Path) -> None:
    log = DatabaseLog(tmp_path)
    signers = signers_of(_keys(tmp_path), parse_settings("", {}), os.urandom)
    copy = (tmp_path / FILE).read_bytes(), (tmp_path / f"{FILE}-wal").read_bytes()
    log.append_now(decided().data)

    async def publish() -> None:
        publishing = Publishing(tmp_path, signers)
        publishing.begin()
        await publishing.close()

    asyncio.run(publish())
    log.close()
    (tmp_path / FILE).write_bytes(copy[0])
    (tmp_path / f"{FILE}-wal").write_bytes(copy[1])
    (tmp_path / f"{FILE}-shm").unlink(missing_ok=True)

    with pytest.raises(RolledBackError, match="older copy"):
        asyncio.run(publish())


def test_another_process_takes_over_when_the_one_that_publishes_ends(tmp_path: Path) -> None:
    signers = signers_of(_keys(tmp_path), parse_settings("", {}), os.urandom)

    async def both() -> tuple[int, int]:
        first, second = Publishing(tmp_path, signers), Publishing(tmp_path, signers)
        first.begin()
        second.begin()
        await first.close()
        before = (tmp_path / "log/checkpoint").read_text(encoding="utf-8").split("\n")[1]
        log = DatabaseLog(tmp_path)
        log.append_now(decided().data)
        log.close()
        for _ in range(250):
            after = (tmp_path / "log/checkpoint").read_text(encoding="utf-8").split("\n")[1]
            if after != before:
                break
            await asyncio.sleep(0.02)
        await second.close()
        return int(before), int(after)

    before, after = asyncio.run(both())
    assert after == before + 1


def test_a_folder_that_cannot_be_written_is_said_and_stops_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    signers = signers_of(_keys(tmp_path), parse_settings("", {}), os.urandom)
    (tmp_path / "log").mkdir()
    (tmp_path / "log/tile").write_bytes(b"in the way")

    async def publish() -> None:
        publishing = Publishing(tmp_path, signers)
        publishing.begin()
        await publishing.close()

    asyncio.run(publish())

    assert "log-not-published" in capsys.readouterr().out
    assert files_of(str(tmp_path / "log")).head() is None


def test_whatever_goes_wrong_in_one_turn_the_next_one_publishes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signers = signers_of(_keys(tmp_path), parse_settings("", {}), os.urandom)
    wrong = [LogBusyError("busy"), OSError("no space left"), ZeroDivisionError()]

    def opened(*given: Any) -> Any:
        if wrong:
            raise wrong.pop(0)
        return open_publisher(*given)

    monkeypatch.setattr(publishing, "open_publisher", opened)
    monkeypatch.setattr(publishing, "_EVERY_SECONDS", 0.001)

    async def publish() -> None:
        made = Publishing(tmp_path, signers)
        made.begin()
        async with asyncio.timeout(20):
            while not (tmp_path / "log/checkpoint").exists():
                await asyncio.sleep(0.01)
        await made.close()

    asyncio.run(publish())


def test_what_its_thread_does_has_ended_before_it_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signers = signers_of(_keys(tmp_path), parse_settings("", {}), os.urandom)
    began, may, said = threading.Event(), threading.Event(), []

    def turn(_: Publishing) -> None:
        began.set()
        may.wait(10)
        said.append("turned")

    def publish(_: Publishing) -> None:
        said.append("published what was left")
        may.set()

    monkeypatch.setattr(Publishing, "_turn", turn)
    monkeypatch.setattr(Publishing, "_publish", publish)
    monkeypatch.setattr(publishing, "_EVERY_SECONDS", 0.0)

    async def close() -> None:
        made = Publishing(tmp_path, signers)
        made.begin()
        await asyncio.to_thread(began.wait, 10)
        closing = asyncio.ensure_future(made.close())
        await asyncio.sleep(0)  # it has begun to close, and waits for the thread
        may.set()
        await closing

    asyncio.run(close())

    assert said == ["turned", "published what was left"]
