"""The database that several gates share, against a real server."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from countenance.errors import DoubtfulWriteError, RecordError
from countenance.record.make import Maker
from countenance.stores.database import Database, connect, writing
from countenance.stores.entry_rows import insert, insert_all
from countenance.stores.faults import Conflict, Fault
from countenance.stores.head import row_of
from countenance.stores.place import Place, place_of
from countenance.stores.postgres_database import PostgresDatabase, lock_number
from countenance.stores.postgres_pool import pool_of
from countenance.stores.postgres_tables import FIRST, SCHEMA, TABLES
from countenance.stores.sqlite_tables import VERSION
from postgres import shared_folder, shared_server
from record.examples import decided, maker

COLUMNS = (
    "SELECT table_name, column_name, data_type FROM information_schema.columns "
    f"WHERE table_schema = '{SCHEMA}' ORDER BY table_name, ordinal_position"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shared_folder(tmp_path / "one")


@pytest.fixture
def database(folder: Path) -> Iterator[PostgresDatabase]:
    with closing(connect(folder)) as made:
        assert isinstance(made, PostgresDatabase)
        yield made


def cut(database: PostgresDatabase) -> None:
    """End every connection to this database, as a server does that goes down."""
    database.execute(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )


def test_what_is_kept_under_a_name_keeps_its_kind(database: Database) -> None:
    for value in (7, "seven", b"\x07"):
        database.set_state("x", value)
        assert database.state("x") == value

    database.set_state("x", None)

    assert database.state("x") is None
    assert database.advance("generation")
    assert database.state("generation") == 1
    assert not database.advance("missing")


def test_the_tables_say_their_version(database: Database) -> None:
    assert database.state("version") == VERSION


def test_tables_of_a_newer_release_are_refused(folder: Path, database: Database) -> None:
    database.set_state("version", VERSION + 1)

    with pytest.raises(RecordError, match="another release"):
        connect(folder)


def test_an_entry_is_never_changed_and_never_removed(database: Database) -> None:
    made = decided(maker())
    with writing(database):
        insert(database, row_of(made.data))

    for statement in (
        "UPDATE entries SET kind = 'x'", "DELETE FROM entries", "TRUNCATE entries CASCADE",
    ):  # fmt: skip
        with pytest.raises(Fault, match="never changed and never removed"):
            database.execute(statement)


def test_an_exception_undoes_everything(database: Database) -> None:
    making = maker()
    with pytest.raises(KeyError):
        _fail(database, row_of(decided(making).data))
    with writing(database):
        index = insert(database, row_of(decided(making).data))

    assert index == 0
    assert database.execute("SELECT count(*) FROM entries").fetchone() == (1,)


def _fail(database: Database, row: object) -> None:
    with writing(database):
        insert_all(database, [(row, ())])  # type: ignore[list-item]
        raise KeyError


def test_an_id_that_is_there_is_a_conflict(database: Database) -> None:
    row = row_of(decided(maker()).data)

    with writing(database):
        insert(database, row)
        database.execute("SAVEPOINT entry")
        with pytest.raises(Conflict):
            insert(database, row)
        database.execute("ROLLBACK TO entry")


def test_two_that_append_leave_no_gap_and_no_index_twice(tmp_path: Path, folder: Path) -> None:
    place = folder / "database.json"
    other = tmp_path / "two"
    other.mkdir()
    (other / place.name).write_bytes(place.read_bytes())
    taken: list[int] = []

    def run(where: Path) -> None:
        making = Maker(time.time_ns, os.urandom)
        with closing(connect(where)) as own:
            for number in range(30):
                rows = [(row_of(decided(making).data), ()) for _ in range(1 + number % 3)]
                with writing(own):
                    taken.extend(insert_all(own, rows))

    threads = [threading.Thread(target=run, args=(where,)) for where in (folder, other, folder)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == list(range(180))


def test_a_connection_that_was_cut_off_is_opened_again(
    folder: Path, database: PostgresDatabase
) -> None:
    with closing(connect(folder)) as other:
        assert isinstance(other, PostgresDatabase)
        other.execute("SELECT 1")
        cut(database)

        assert other.execute("SELECT 1").fetchone() == (1,)
        with writing(other):
            other.set_state("x", 1)


def test_a_change_whose_connection_is_cut_off_is_not_written(database: PostgresDatabase) -> None:
    with pytest.raises(RecordError, match="lost"):
        _written_while_cut(database, "x", "y")

    assert database.state("x") is None


def test_a_commit_whose_answer_is_lost_is_neither_done_nor_undone(
    database: PostgresDatabase,
) -> None:
    with pytest.raises(DoubtfulWriteError, match="not known whether"):
        _written_while_cut(database, "x")


def _written_while_cut(database: PostgresDatabase, first: str, *more: str) -> None:
    with writing(database):
        database.set_state(first, 1)
        database._pool.run(_closed(database))
        for name in more:
            database.set_state(name, 1)


async def _closed(database: PostgresDatabase) -> None:
    database._held.terminate()


def test_what_is_closed_answers_nothing(folder: Path) -> None:
    database = connect(folder)
    database.close()
    database.close()

    with pytest.raises(Fault, match="closed"):
        database.execute("SELECT 1")
    with pytest.raises(RecordError, match="closed"), writing(database):
        pass


def test_a_snapshot_that_cannot_be_begun_keeps_no_connection(
    database: PostgresDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def taken(_: PostgresDatabase, how: str) -> None:
        database._held = await database._pool.borrow()
        raise Fault("no snapshot")

    with monkeypatch.context() as patched:
        patched.setattr(PostgresDatabase, "_take", taken)
        for _ in range(20):  # more than there are connections
            with pytest.raises(Fault, match="no snapshot"), database.snapshot():
                raise AssertionError("begun")

    with database.snapshot():
        assert database.execute("SELECT 1").fetchone() == (1,)


def test_the_number_of_a_lock_fits_the_server() -> None:
    assert -(2**31) <= lock_number("holds") < 2**31
    assert lock_number("holds") != lock_number("looks")


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A folder whose database has no tables."""
    return shared_folder(tmp_path / "empty", Place(shared_server().make_database("empty")))


def test_the_tables_of_an_older_release_are_brought_up_to_date(
    tmp_path: Path, database: PostgresDatabase
) -> None:
    older = shared_folder(tmp_path / "older", Place(shared_server().make_database("older")))
    pool = pool_of(place_of(older) or Place(""))

    async def make() -> None:
        connection = await pool.open()
        await connection.execute(f"CREATE SCHEMA {SCHEMA}; {TABLES}")
        await connection.execute(
            "INSERT INTO state (name, number) VALUES ('version', $1), ('kept', 7)", FIRST
        )
        await connection.close()

    pool.run(make())
    with closing(connect(older)) as brought:
        assert brought.state("version") == VERSION
        assert brought.state("kept") == 7
        assert brought.execute(COLUMNS).fetchall() == database.execute(COLUMNS).fetchall()


def test_many_open_it_for_the_first_time_at_once(empty: Path) -> None:
    failed: list[Exception] = []

    def run() -> None:
        try:
            connect(empty).close()
        except RecordError as error:
            failed.append(error)

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []


def test_a_user_who_may_make_no_tables_is_told_so(tmp_path: Path, database: Database) -> None:
    server = shared_server()
    url = server.make_database("foreign").replace("countenance@", "guest@")
    database.execute("CREATE ROLE guest LOGIN")

    with pytest.raises(RecordError, match="does not let this user do that"):
        connect(shared_folder(tmp_path / "guest", Place(url)))
