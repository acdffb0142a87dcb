"""Faults of the record itself: another copy under it, a second gate, a clock, a key, an editor.

In every row a clear error, nothing passed unrecorded, nothing lost, nothing signed that is wrong.
"""

import asyncio
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx2 as httpx
import pytest
import structlog

from countenance.cli import main
from countenance.errors import CountenanceError, RolledBackError
from countenance.gate.application import Gate
from countenance.gate.settings.settings import parse_settings
from countenance.record.audit import audit
from countenance.record.checkpoint import Checkpoint, open_checkpoint
from countenance.record.make import Maker
from countenance.record.signer import Signer, read_signer
from countenance.stores.database import FILE
from countenance.stores.log import DatabaseLog
from countenance.stores.log_keys import KEY_FILE, LogKeys, open_publisher
from countenance.stores.published import CHECKPOINT, FOLDER, Published
from gate.fakes import NOON
from gate.running import Running, running

CALLER = ("acme", "actor_kind=private_entity", "provider_approval=none")
ORIGIN = '[record]\norigin = "gate.example.org/a"'
DAY = 24 * 3600 * 10**9


@dataclass
class Clock:
    """A clock that a test may set."""

    now: int = NOON

    def __call__(self) -> int:
        return self.now


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("gate"), ORIGIN, clock=clock) as started:
        yield started


@pytest.fixture(scope="module")
def key(gate: Running) -> str:
    return gate.caller(*CALLER)


def until(holds: Callable[[], bool], otherwise: str) -> None:
    ends = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < ends, otherwise
        time.sleep(0.02)


def signer_of(folder: Path) -> Signer:
    return read_signer((folder / KEY_FILE).read_text(encoding="ascii").strip())


def head_of(folder: Path) -> Checkpoint:
    head = Published(folder / FOLDER).head() or b""
    return open_checkpoint(head, [signer_of(folder).key]).checkpoint


def covers(folder: Path, entry: int) -> Callable[[], bool]:
    return lambda: (folder / FOLDER / CHECKPOINT).exists() and head_of(folder).size > entry


def metric(gate: Running, name: str) -> float:
    for line in httpx.get(f"{gate.address}/metrics").text.splitlines():
        if line.startswith(f"countenance_{name} "):
            return float(line.rpartition(" ")[2])
    raise AssertionError(f"no metric {name}")


def start(folder: Path, more: str = "") -> None:
    """Open a gate, as `serve` does before it listens, and close it."""

    async def opened() -> None:
        gate = Gate(parse_settings(f'[gate]\ndata = "{folder}"\n{more}', {}), {})
        await gate.open()
        await gate.close()

    asyncio.run(opened())


# Row 7.


def test_a_database_that_goes_back_under_a_running_gate_is_signed_for_no_more(
    tmp_path: Path,
) -> None:
    with running(tmp_path, ORIGIN) as gate, structlog.testing.capture_logs() as logs:
        key = gate.caller(*CALLER)
        last = [gate.ask(key, "Hello").entry for _ in range(3)][-1]
        until(covers(tmp_path, last), "no head was signed")
        signed = Published(tmp_path / FOLDER).head()
        assert metric(gate, "log_rolled_back") == 0

        _go_back(tmp_path, last - 1)
        again = gate.ask(key, "Hello")

        until(lambda: metric(gate, "log_rolled_back") == 1, "nobody noticed")
        assert again.outcome == "pass"
        assert gate.entries()[again.entry]["kind"] == "decision"
        for _ in range(6):  # more than there were: nothing grows over it
            gate.ask(key, "Hello")
        time.sleep(1.1)
    assert Published(tmp_path / FOLDER).head() == signed
    assert [each["event"] for each in logs].count("log-rolled-back") == 1
    with pytest.raises(RolledBackError, match="begin a new log"):
        start(tmp_path)


def _go_back(folder: Path, size: int) -> None:
    """Take entries away as no command can: what another database that took over might lack."""
    with closing(sqlite3.connect(folder / FILE, timeout=30)) as database, database:
        database.execute("DROP TRIGGER entries_remain")
        for table in ("openings", "offences", "entries"):
            database.execute(f"DELETE FROM {table} WHERE idx >= ?", (size,))


# Row 9.


def test_a_second_gate_over_the_folder_ends_and_says_who_is_there(
    gate: Running, key: str, tmp_path: Path
) -> None:
    settings = tmp_path / "second.toml"
    settings.write_text(f'[gate]\nport = 1\ndata = "{gate.folder}"\n', encoding="utf-8")
    before = gate.calls()

    second = subprocess.run(
        [sys.executable, "-c", "import sys; from countenance.cli import main; sys.exit(main())",
         "serve", "--settings", str(settings)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert second.returncode == 5
    assert "another gate (process " in second.stderr
    assert "give this gate a folder of its own" in second.stderr
    assert gate.ask(key, "Hello").outcome == "pass"
    assert gate.calls() == before + 1


# Row 16.


def test_a_clock_that_jumps_a_day_on_and_two_back_loses_and_doubles_nothing(
    gate: Running, key: str, clock: Clock
) -> None:
    told = []
    for step in (0, DAY, -2 * DAY, 0, DAY):
        clock.now += step
        answers = [gate.ask(key, "Hello") for _ in range(2)]
        told += [answer.entry for answer in answers]
        assert [answer.outcome for answer in answers] == ["pass", "pass"]
    entries = gate.entries()
    decisions = [entries[index] for index in told]
    outcomes = [gate.outcome_of(decision) for decision in decisions]
    until(covers(gate.folder, told[-1]), "no head was signed")

    # In the order of the log, each with the day that the clock said.
    assert told == sorted(set(told))
    assert [decision["time"][:10] for decision in decisions] == [
        *["2026-11-22"] * 2, *["2026-11-23"] * 2, *["2026-11-21"] * 4, *["2026-11-22"] * 2,
    ]  # fmt: skip
    assert {outcome["result"] for outcome in outcomes} == {"done"}
    *_, last = audit(head_of(gate.folder), Published(gate.folder / FOLDER).tile)
    assert last.entries > told[-1]


# Row 19.


def _gone(path: Path) -> None:
    path.unlink()


def _readable_by_all(path: Path) -> None:
    path.chmod(0o644)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _of_another(path: Path) -> None:
    path.write_text(f"{Signer('gate.example.org/a', b'o' * 32)}\n", encoding="ascii")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a gate that has a log, and is not running."""
    folder = tmp_path_factory.mktemp("begun")
    start(folder, ORIGIN)
    return folder


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (_gone, "is not there, and the log `gate.example.org/a` has begun"),
        (_readable_by_all, "others can read this secret"),
        (_cut, "key of the log"),
        (_empty, "is empty"),
        (_of_another, "which the record does not have"),
    ],
)
def test_a_gate_whose_log_has_begun_does_not_start_without_its_key(
    begun: Path, tmp_path: Path, harm: Callable[[Path], None], says: str
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(begun, folder)
    harm(folder / KEY_FILE)
    there = (folder / KEY_FILE).read_bytes() if (folder / KEY_FILE).exists() else None

    with pytest.raises(CountenanceError, match=says) as refused:
        start(folder, ORIGIN)

    assert KEY_FILE in str(refused.value)
    left = (folder / KEY_FILE).read_bytes() if (folder / KEY_FILE).exists() else None
    assert left == there
    assert Published(folder / FOLDER).head() == Published(begun / FOLDER).head()


# Row 48.


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of data with a published log of three hundred entries."""
    folder = tmp_path_factory.mktemp("whole")
    making = Maker(time.time_ns, os.urandom)
    signer = LogKeys(folder, making).begin("gate.example.org/a")

    async def grown() -> None:
        log = DatabaseLog(folder)
        made = [making.failure("entry", "RecordError") for _ in range(299)]
        await asyncio.gather(*(log.begin(each.data) for each in made))
        log.close()

    asyncio.run(grown())
    publisher, reader = open_publisher(folder, (signer,))
    publisher.publish()
    publisher.close()
    reader.close()
    return folder


def _replaced(path: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    def edit(log: Path) -> None:
        file = log / path
        data = file.read_bytes()
        assert old in data
        file.write_bytes(data.replace(old, new, 1))

    return edit


def _swapped_entries(log: Path) -> None:
    """Two entries that follow each other, the one before the other."""
    file = log / "tile/entries/000"
    data, at = file.read_bytes(), 0
    for _ in range(100):
        at += 2 + int.from_bytes(data[at : at + 2], "big")
    first = 2 + int.from_bytes(data[at : at + 2], "big")
    second = 2 + int.from_bytes(data[at + first : at + first + 2], "big")
    middle = data[at + first : at + first + second] + data[at : at + first]
    file.write_bytes(data[:at] + middle + data[at + first + second :])


def _fewer_bytes(log: Path) -> None:
    (partial,) = (log / "tile/entries/001.p").iterdir()  # it was published once
    partial.write_bytes(partial.read_bytes()[:-40])


def _no_last_bundle(log: Path) -> None:
    shutil.rmtree(log / "tile/entries/001.p")


def _smaller(log: Path) -> None:
    lines = (log / CHECKPOINT).read_text(encoding="utf-8").split("\n")
    lines[1] = str(int(lines[1]) - 1)
    (log / CHECKPOINT).write_text("\n".join(lines), encoding="utf-8")


def _other_hash(log: Path) -> None:
    file = log / "tile/0/000"
    data = bytearray(file.read_bytes())
    data[32 * 77] ^= 1
    file.write_bytes(data)


@pytest.mark.parametrize(
    ("edit", "status", "says"),
    [
        (_replaced("tile/entries/000", b'"stage":"entry"', b'"stage":"extra"'), 1, "entry 1: "),
        (_swapped_entries, 1, "entry 100: it is another one"),
        (_other_hash, 1, "entry 77: it is another one"),
        (_replaced("tile/1/000.p/1", b"", b"x"), 1, "tile/1/000.p/1: "),
        (_fewer_bytes, 1, "tile/entries/001.p/[0-9]+: it ends within an entry"),
        (_no_last_bundle, 5, "tile/entries/001.p/[0-9]+: is not there"),
        (_smaller, 1, "the signature of `gate.example.org/a` does not verify"),
        (_replaced(CHECKPOINT, b"gate.example.org/a\n", b"gate.example.org/b\n"), 1,
         "does not verify"),
        (lambda log: (log / CHECKPOINT).unlink(), 5, "there is no `checkpoint`"),
    ],
)  # fmt: skip
def test_whatever_is_edited_in_a_log_the_first_wrong_place_is_named(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    edit: Callable[[Path], None], status: int, says: str,
) -> None:  # fmt: skip
    log = tmp_path / "log"
    shutil.copytree(whole / FOLDER, log)
    words = ["record", "verify", "--log", str(log), "--key", str(signer_of(whole).key)]
    assert main(words) == 0
    capsys.readouterr()

    edit(log)

    assert main(words) == status
    said = capsys.readouterr()
    assert re.search(says, said.out + said.err), said


def test_an_entry_that_is_edited_in_the_database_is_not_published_again(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(whole, folder)
    with closing(sqlite3.connect(folder / FILE)) as database, database:
        database.execute("DROP TRIGGER entries_stay")
        database.execute(
            "UPDATE entries SET leaf = ?, "
            "data = CAST(replace(CAST(data AS TEXT), 'entry', 'extra') AS BLOB) WHERE idx = 100",
            (b"x" * 32,),
        )
    before = Published(folder / FOLDER).head()

    assert main(["record", "rebuild", "--data", str(folder)]) == 5

    assert "nothing is signed" in capsys.readouterr().err
    assert Published(folder / FOLDER).head() == before
