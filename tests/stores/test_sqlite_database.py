import fcntl
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from countenance.errors import RecordError
from countenance.record.entry import FindingRef
from countenance.record.make import Prepared
from countenance.stores.database import FILE, VERSION, connect, writing
from countenance.stores.entry_rows import append
from countenance.stores.head import row_of
from countenance.stores.log import read_openings
from countenance.stores.sqlite_database import SqliteDatabase, open_file
from countenance.stores.sqlite_tables import TABLES
from record.examples import decided as _decided
from record.examples import maker

MAKER = maker()


def decided(**changed: Any) -> Prepared:
    return _decided(MAKER, **changed)


def test_a_commit_is_on_the_disk(tmp_path: Path) -> None:
    with closing(open_file(tmp_path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_new_file_has_large_pages_and_one_that_is_there_keeps_its_own(tmp_path: Path) -> None:
    """Two entries of a call seldom fit a page of 4 KB; what stays empty is written as well."""
    with closing(sqlite3.connect(tmp_path / FILE)) as older:
        older.executescript("PRAGMA page_size = 4096;" + TABLES + "PRAGMA user_version = 1")

    for folder, size in ((tmp_path / "new", 8192), (tmp_path, 4096)):
        for _ in range(2):
            with closing(open_file(folder)) as connection:
                made = decided()
                append(connection, made)
                connection.clear_traces("test")
                assert connection.execute("PRAGMA page_size").fetchone() == (size,)
                assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert (folder / FILE).stat().st_size % size == 0


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "var"

    with closing(connect(folder)) as connection, writing(connection):
        connection.execute("INSERT INTO state VALUES ('x', 1)")
        modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}

    assert modes == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_promise_that_the_disk_does_not_keep_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Lax(SqliteDatabase):
        def execute(self, statement: str, *given: object) -> sqlite3.Cursor:
            weak = statement.replace("synchronous = FULL", "synchronous = NORMAL")
            return super().execute(weak, *given)  # type: ignore[arg-type]

    original = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda *given, **named: original(*given, **{**named, "factory": Lax})
    )

    with pytest.raises(RecordError, match="`synchronous` is `1`"):
        connect(tmp_path)


def test_a_file_of_another_release_is_refused(tmp_path: Path) -> None:
    with closing(open_file(tmp_path)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")

    with pytest.raises(RecordError, match="another release"):
        connect(tmp_path)


def test_the_tables_of_an_older_release_are_brought_up_to_date(tmp_path: Path) -> None:
    """What was refused before counts: it stands in the entries."""
    finding = FindingRef("code@1", "a", "deny", "yes", (), False)
    refused = {"outcome": "refuse", "reason": "denied", "clauses": [finding], "none_speaks": False}
    made = [decided(), decided(**refused), decided(**{**refused, "what_if": True})]
    rows = [row_of(one.data) for one in made]
    with closing(sqlite3.connect(tmp_path / FILE)) as older:
        older.executescript(TABLES + "PRAGMA user_version = 1")
        older.executemany(
            "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (index, row.id, row.kind, row.prev, row.caller, row.data, row.leaf)
                for index, row in enumerate(rows)
            ],
        )
        for index, one in enumerate(made):
            older.executemany(
                "INSERT INTO openings VALUES (?, ?, ?, ?)",
                [(index, each.field, each.salt, each.value) for each in one.openings],
            )
        older.commit()

    with closing(open_file(tmp_path)) as connection:
        found = connection.execute("SELECT * FROM offences").fetchall()
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        opened = [read_openings(connection, index) for index in range(3)]
        connection.clear_traces("test")

    # What was kept in the open is sealed, and nowhere in the open any more.
    assert [set(each) for each in opened] == [set(one.openings) for one in made]
    data = (tmp_path / FILE).read_bytes()
    assert not any(each.salt in data for one in made for each in one.openings)
    assert version == VERSION
    assert found == [(1, rows[1].caller, "code@1#a", rows[1].time)]


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database" * 1000)

    with pytest.raises(RecordError, match="not a database"):
        connect(tmp_path)


def test_a_folder_without_a_database_is_not_given_one_by_a_reader(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="is this the folder of the gate"):
        connect(tmp_path, create=False)

    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(RecordError, match="cannot be opened"):
        connect(tmp_path / "file" / "var")


def test_whoever_writes_has_the_turn_until_its_commit_is_over(tmp_path: Path) -> None:
    """Also when SQLite itself would let the two in: a checkpoint may follow a commit."""
    with closing(open_file(tmp_path)) as one, closing(open_file(tmp_path)) as other:
        other.patience = 0.02
        fcntl.flock(one.turn, fcntl.LOCK_EX)
        with pytest.raises(RecordError, match="kept writing for too long"):
            insert_and_fail(other, KeyError())
        fcntl.flock(one.turn, fcntl.LOCK_UN)
        with writing(other):
            other.execute("INSERT INTO state VALUES ('y', 1)")


def test_a_connection_that_is_closed_writes_nothing(tmp_path: Path) -> None:
    connection = open_file(tmp_path)
    connection.close()

    with pytest.raises(RecordError, match="closed"):
        insert_and_fail(connection, KeyError())


def insert_and_fail(connection: SqliteDatabase, failure: BaseException) -> None:
    with writing(connection):
        connection.execute("INSERT INTO state VALUES ('x', 1)")
        raise failure


@pytest.mark.parametrize(
    ("failure", "seen"), [(KeyError(), KeyError), (sqlite3.OperationalError("x"), RecordError)]
)
def test_an_exception_undoes_everything(
    tmp_path: Path, failure: BaseException, seen: type[BaseException]
) -> None:
    with closing(open_file(tmp_path)) as connection:
        with pytest.raises(seen):
            insert_and_fail(connection, failure)

        assert connection.execute("SELECT * FROM state WHERE name = 'x'").fetchall() == []
        assert not connection.in_transaction


def test_many_open_it_for_the_first_time_at_once(tmp_path: Path) -> None:
    failed: list[RecordError] = []

    def run() -> None:
        try:
            connect(tmp_path).close()
        except RecordError as error:
            failed.append(error)

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []


def test_opening_a_second_connection_keeps_the_locks_of_the_first(tmp_path: Path) -> None:
    """A process that closed the file in between removed the write-ahead log under the first one."""
    first = connect(tmp_path)
    second = connect(tmp_path)
    command = (
        "import pathlib, sys; from countenance.stores.database import connect; "
        "connect(pathlib.Path(sys.argv[1])).close()"
    )
    subprocess.run([sys.executable, "-c", command, str(tmp_path)], check=True)

    with writing(first):
        first.execute("INSERT INTO state VALUES ('kept', 1)")

    reader = (
        "import pathlib, sys; from countenance.stores.database import connect; "
        "c = connect(pathlib.Path(sys.argv[1]), create=False); "
        "print(c.execute(\"SELECT value FROM state WHERE name = 'kept'\").fetchone())"
    )
    seen = subprocess.run(
        [sys.executable, "-c", reader, str(tmp_path)], check=True, capture_output=True, text=True
    )
    second.close()
    first.close()
    assert seen.stdout.strip() == "(1,)"
