"""The whole record from one database into another: all of it with the same root, or nothing."""

import itertools
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from countenance.errors import RecordError
from countenance.record.make import Maker
from countenance.record.tree import EMPTY
from countenance.stores.database import FILE, Database, connect, writing
from countenance.stores.entry_rows import insert
from countenance.stores.head import Row, row_of
from countenance.stores.looks import Looks, Shown
from countenance.stores.moving import TABLES, copy_into, whole
from postgres import shared_folder
from record.examples import decided, maker

SECRET = b"s" * 32
KINDS = ("file", "server")


def folder_of(kind: str, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return shared_folder(folder) if kind == "server" else folder


def filled(folder: Path) -> None:
    """A record with something in most of its tables."""
    making = maker()
    with closing(connect(folder)) as database:
        for _ in range(5):
            made = decided(making)
            with writing(database):
                insert(database, row_of(made.data), made.openings)
        with writing(database):
            for name, value in (("n", 7), ("t", "seven"), ("b", b"\x07")):
                database.set_state(name, value)
            database.advance("generation")
            database.insert_rows("holds", [("hold-1", "c-1", 2, "2026-11-22T10:00:00+00:00")])
    with closing(Looks(folder, SECRET)) as looks:
        for number in range(3):
            looks.look("c-1", [Shown(f"d{number}")], [], f"e{number}", 100)


def another() -> Row:
    """An entry that no other is like."""
    return row_of(Maker(time.time_ns, os.urandom).failure("entry", "RecordError").data)


def rows(database: Database, table: str) -> list[tuple[object, ...]]:
    return sorted(tuple(row) for row in database.execute(f"SELECT * FROM {table}"))


@pytest.mark.parametrize(("source", "target"), list(itertools.product(KINDS, KINDS)))
def test_everything_is_as_it_was(tmp_path: Path, source: str, target: str) -> None:
    here, there = folder_of(source, tmp_path / "here"), folder_of(target, tmp_path / "there")
    filled(here)
    with closing(connect(here)) as one, closing(connect(there)) as other:
        with one.snapshot():
            copied = copy_into(other, one)

        assert copied.entries == 5
        for table in TABLES:
            assert rows(other, table) == rows(one, table), table
        assert [other.state(name) for name in ("n", "t", "b", "generation")] == [
            7, "seven", b"\x07", 1,
        ]  # fmt: skip
        with writing(other):
            assert insert(other, another()) == 5
    with closing(Looks(there, SECRET)) as looks:
        assert [look.entry for look in looks.look("c-1", [Shown("d9")], [], "e9", 101)] == []
        assert [look.entry for look in looks.earlier("c-1", [Shown("d1")], 101)] == ["e1"]


def test_every_table_is_copied(tmp_path: Path) -> None:
    with closing(connect(tmp_path)) as database:
        there = {
            name
            for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            if not name.startswith("sqlite_")
        }

    assert set(TABLES) | {"state"} == there


def test_a_record_is_never_mixed_with_another(tmp_path: Path) -> None:
    for name in ("one", "two"):
        filled(folder_of("file", tmp_path / name))
    with (
        closing(connect(tmp_path / "one")) as one,
        closing(connect(tmp_path / "two")) as two,
        one.snapshot(),
        pytest.raises(RecordError, match="there is a record already"),
    ):
        copy_into(two, one)


def test_a_copy_is_of_one_moment(tmp_path: Path) -> None:
    here = folder_of("server", tmp_path / "here")
    filled(here)
    with (
        closing(connect(here)) as one,
        closing(connect(here)) as busy,
        closing(connect(tmp_path / "there")) as other,
        one.snapshot(),
    ):
        before = whole(one)
        with writing(busy):
            insert(busy, another())

        assert copy_into(other, one) == before


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("UPDATE entries SET data = x'7b7d' WHERE idx = 2", "entry 2 does not fit its hash"),
        ("DELETE FROM entries WHERE idx = 3", "entry 3 is missing"),
    ],
)
def test_a_record_that_is_not_whole_is_not_copied(
    tmp_path: Path, change: str, says: str
) -> None:
    filled(folder_of("file", tmp_path / "here"))
    with closing(sqlite3.connect(tmp_path / "here" / FILE)) as forged, forged:
        for trigger in ("entries_stay", "entries_remain"):
            forged.execute(f"DROP TRIGGER {trigger}")
        forged.execute(change)
    with closing(connect(tmp_path / "here")) as one, closing(connect(tmp_path / "there")) as other:
        with one.snapshot(), pytest.raises(RecordError, match=says):
            copy_into(other, one)
        assert whole(other).entries == 0


def test_the_root_at_a_mark_is_told_besides(tmp_path: Path) -> None:
    with closing(connect(tmp_path)) as database:
        assert whole(database, 0).marked == EMPTY
    filled(tmp_path)
    with closing(connect(tmp_path)) as database:
        assert whole(database, 5).marked == whole(database).root
        assert whole(database, 6).marked is None
        assert whole(database, 2).marked not in (None, EMPTY, whole(database).root)
