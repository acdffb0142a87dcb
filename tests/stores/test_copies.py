"""Copies of a record in a file: of one moment, whole or not there, and made a record again."""

import os
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from countenance.errors import RecordError
from countenance.record.make import Maker
from countenance.stores.copies import backup, no_gate_runs, put_aside, restore
from countenance.stores.database import FILE
from countenance.stores.head import row_of
from countenance.stores.lock import GateLock
from countenance.stores.log import DatabaseLog, DatabaseReader
from countenance.stores.sqlite_tables import ADDED, TABLES
from postgres import fresh_place, shared_folder

MAKER = Maker(time.time_ns, os.urandom)


@pytest.fixture(params=["file", "server"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    made = tmp_path / "var"
    made.mkdir()
    return shared_folder(made) if request.param == "server" else made


def grow(folder: Path, count: int) -> None:
    with closing(DatabaseLog(folder)) as log:
        for _ in range(count):
            log.append_now(MAKER.failure("entry", "RecordError").data)


def ids(folder: Path) -> list[bytes]:
    with closing(DatabaseReader(folder)) as reader:
        return [stored.data for stored in reader.entries()]


def test_a_copy_is_made_while_others_write_and_is_whole(folder: Path, tmp_path: Path) -> None:
    grow(folder, 3)
    stop = threading.Event()

    def write() -> None:
        with closing(DatabaseLog(folder)) as log:
            while not stop.is_set():
                log.append_now(MAKER.failure("entry", "RecordError").data)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        copied = backup(folder, tmp_path / "copy.db")
    finally:
        stop.set()
        thread.join()

    there = tmp_path / "restored"
    assert restore(there, tmp_path / "copy.db") == copied
    assert copied.entries >= 3
    assert ids(there) == ids(folder)[: copied.entries]
    assert (tmp_path / "copy.db").stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "restored", "var"]


def test_a_copy_takes_the_place_of_nothing(folder: Path, tmp_path: Path) -> None:
    grow(folder, 1)
    (tmp_path / "copy.db").write_bytes(b"mine")

    with pytest.raises(RecordError, match="is there already"):
        backup(folder, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_bytes() == b"mine"


def test_a_record_gives_way_only_when_it_is_said_and_is_kept_aside(
    folder: Path, tmp_path: Path
) -> None:
    grow(folder, 2)
    backup(folder, tmp_path / "copy.db")
    grow(folder, 1)

    with pytest.raises(RecordError, match="there is a record already"):
        restore(folder, tmp_path / "copy.db")
    assert len(ids(folder)) == 3

    restore(folder, tmp_path / "copy.db", over=True)
    assert len(ids(folder)) == 2
    grow(folder, 1)


def test_a_file_that_is_no_copy_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_bytes(b"no database" * 500)

    with pytest.raises(RecordError, match="not a database"):
        restore(tmp_path / "var", tmp_path / "copy.db")
    assert not (tmp_path / "var" / FILE).exists()


def test_nothing_is_restored_under_a_gate_that_runs(tmp_path: Path) -> None:
    """Also where it runs in another folder, over the same database."""
    grow(tmp_path / "one", 1)
    backup(tmp_path / "one", tmp_path / "copy.db")
    place = fresh_place()
    here, there = (shared_folder(tmp_path / name, place) for name in ("here", "there"))

    with closing(DatabaseLog.for_gate(there)), pytest.raises(RecordError, match="stop them first"):
        restore(here, tmp_path / "copy.db")
    with closing(DatabaseLog.for_gate(here)), pytest.raises(RecordError, match="another gate"):
        restore(here, tmp_path / "copy.db")


def test_no_gate_starts_meanwhile(tmp_path: Path) -> None:
    with no_gate_runs(tmp_path):
        assert GateLock.is_held(tmp_path)
    assert not GateLock.is_held(tmp_path)


def test_what_is_put_aside_is_there_still(tmp_path: Path) -> None:
    grow(tmp_path, 1)

    put_aside(tmp_path)

    assert [path for path in tmp_path.iterdir() if path.name.startswith(f"{FILE}.old-")]
    assert not (tmp_path / FILE).exists()


def test_an_older_copy_is_sealed_under_the_keys_of_the_folder(tmp_path: Path) -> None:
    """A key that was made beside the copy would be gone with it."""
    row = row_of(MAKER.failure("entry", "RecordError").data)
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        copy.executescript(TABLES + ADDED[2] + ADDED[3] + ADDED[4] + "PRAGMA user_version = 4")
        copy.execute(
            "INSERT INTO entries VALUES (0, ?, ?, NULL, NULL, ?, ?)",
            (row.id, row.kind, row.data, row.leaf),
        )
        copy.execute("INSERT INTO openings VALUES (0, 'note', x'aa', x'bb')")
        copy.commit()

    restore(tmp_path / "var", tmp_path / "copy.db")

    with closing(DatabaseReader(tmp_path / "var")) as reader:
        assert [(each.field, each.value) for each in reader.openings(0)] == [("note", b"\xbb")]
