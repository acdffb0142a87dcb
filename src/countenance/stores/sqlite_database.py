"""The database of one gate, in a file beside its other data.

Rules kept here:
 * WAL and `synchronous=FULL`, read back when a connection opens: a commit is on the disk.
 * One writer at a time, across processes: every write waits for its turn and begins with `BEGIN
   IMMEDIATE`, so that a command may change the registry while the gate runs.
 * The turn is a lock on a file beside the database, held until the commit and the checkpoint that
   may follow it are over. SQLite before 3.51.3 can damage a database whose log is checkpointed by
   one connection while another one commits; the versions that come with Python are older.
 * Entries cannot be changed or removed, by trigger; what is deleted is overwritten.
 * A new file has pages of 8 KB. An entry of a call has one to four: of pages of 4 KB, which SQLite
   makes by itself, a third stays empty, and what stays empty is written to the disk as well, twice.
   A file that is there keeps the pages it has: nothing here counts in pages.
 * The file and its folder are readable by their owner alone. A file written by a newer release is
   refused, never guessed at.
"""

import fcntl
import os
import sqlite3
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from countenance.errors import RecordError
from countenance.stores.faults import record_error
from countenance.stores.openings_key import OpeningsKeys
from countenance.stores.sqlite_tables import ADDED, TABLES, VERSION
from countenance.stores.unsealed import SEALED_SINCE, seal_old

__all__ = ["BUSY_MILLISECONDS", "FILE", "LARGEST_STATEMENT", "TURN_FILE", "SqliteDatabase",
           "open_file"]  # fmt: skip

FILE = "countenance.db"
"""The name of the database in the folder of data."""

BUSY_MILLISECONDS = 5_000
"""How long a writer waits for its turn before it gives up."""

LARGEST_STATEMENT = 512
"""The most rows of one statement."""

CLEARING_SECONDS = 20.0
"""How long it is tried to empty the write-ahead log while others read."""

TURN_FILE = "write.lock"

PAGE_BYTES = 8192
"""The bytes of a page of a new file."""


class SqliteDatabase(sqlite3.Connection):
    """A connection that knows the file whose lock is its turn to write, and the keys by which
    openings are sealed."""

    keys: OpeningsKeys
    turn: int = -1
    patience: float = BUSY_MILLISECONDS / 1000
    """Seconds that it waits for its turn."""

    def insert_rows(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert whole rows into a table.

        One statement for many of them: each statement gives up the lock of the interpreter and has
        to wait for it again.
        """
        if not rows:
            return
        for start in range(0, len(rows), LARGEST_STATEMENT):
            some = rows[start : start + LARGEST_STATEMENT]
            statement = _inserting(table, len(rows[0]), len(some))
            self.execute(statement, list(chain.from_iterable(some)))

    def take_indexes(self, count: int) -> int:
        """The first of this many indexes for new entries; inside a transaction."""
        (first,) = self.execute("SELECT coalesce(max(idx) + 1, 0) FROM entries").fetchone()
        return int(first)

    def state(self, name: str) -> int | str | bytes | None:
        """What is kept under a name."""
        row = self.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        found: int | str | bytes | None = None if row is None else row[0]
        return found

    def set_state(self, name: str, value: int | str | bytes | None) -> None:
        """Keep a value under a name; `None`: nothing any more."""
        if value is None:
            self.execute("DELETE FROM state WHERE name = ?", (name,))
        else:
            self.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))

    def advance(self, name: str) -> bool:
        """Count a number up that is kept under a name; whether there is one."""
        done = self.execute("UPDATE state SET value = value + 1 WHERE name = ?", (name,))
        return done.rowcount == 1

    def batches(self, statement: str) -> Iterator[list[tuple[Any, ...]]]:
        """The rows that a statement finds, some at a time."""
        with closing(self.execute(statement)) as cursor:
            while rows := cursor.fetchmany(LARGEST_STATEMENT):
                yield rows

    def freeze(self, says: str) -> None:
        """Let nobody append an entry any more, for this reason; inside a transaction."""
        quoted = says.replace("'", "''")
        self.execute(
            "CREATE TRIGGER IF NOT EXISTS frozen BEFORE INSERT ON entries "
            f"BEGIN SELECT RAISE(ABORT, '{quoted}'); END"
        )

    def settle(self) -> None:
        """Nothing to do: it counts after the largest number by itself."""

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read one moment of it, whoever writes meanwhile."""
        self.execute("BEGIN")
        try:
            yield
        finally:
            _undo(self)

    @contextmanager
    def writing(self, where: str) -> Iterator[None]:
        """One transaction that writes, in its turn. Raises `RecordError`."""
        _await_turn(self, where)
        try:
            self.execute("BEGIN IMMEDIATE")
            yield
            self.execute("COMMIT")
        except sqlite3.Error as error:
            _undo(self)
            raise record_error(error, where) from error
        except BaseException:
            _undo(self)
            raise
        finally:
            if self.turn >= 0:
                fcntl.flock(self.turn, fcntl.LOCK_UN)

    def clear_traces(self, where: str, of: Collection[str] = ()) -> None:
        """Bring what the write-ahead log holds into the database, and cut the log to nothing.

        Raises `RecordError` when another process keeps reading for too long.
        """
        until = time.monotonic() + CLEARING_SECONDS
        # Whoever waits for a turn to write must not wait for those who read as well.
        self.execute("PRAGMA busy_timeout = 20")
        try:
            while True:
                _await_turn(self, where)
                try:
                    busy, *_ = self.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                finally:
                    fcntl.flock(self.turn, fcntl.LOCK_UN)
                if not busy:
                    return
                if time.monotonic() >= until:
                    raise RecordError(
                        f"{where}: it was erased, but another process kept reading, and bytes of "
                        f"it may still stand in {FILE}-wal; run the command again"
                    )
                time.sleep(0.02)
        except sqlite3.Error as error:
            raise record_error(error, where) from error
        finally:
            self.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")

    def close(self) -> None:
        """Close the connection, and give up the turn."""
        super().close()
        if self.turn >= 0:
            os.close(self.turn)
            self.turn = -1


def open_file(
    folder: Path, *, create: bool = True, keys: OpeningsKeys | None = None
) -> SqliteDatabase:
    """Open the database file in this folder; makes folder, file and tables when they are not there.

    Raises `RecordError` when it cannot be opened, is not ours, or does not keep its promises.
    """
    path = folder / FILE
    try:
        if create:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _make_file(path)
        elif not path.exists():
            raise RecordError(f"{path}: there is no database; is this the folder of the gate?")
        connection = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, factory=SqliteDatabase
        )
    except (OSError, sqlite3.Error) as error:
        raise RecordError(f"{path}: cannot be opened: {error}") from error
    connection.keys = keys or OpeningsKeys(folder)
    try:
        connection.turn = os.open(folder / TURN_FILE, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        _prepare(connection, path)
    except sqlite3.Error as error:
        connection.close()
        raise record_error(error, str(path)) from error
    except OSError as error:
        connection.close()
        raise RecordError(f"{folder / TURN_FILE}: cannot be opened: {error.strerror}") from error
    except RecordError:
        connection.close()
        raise
    return connection


@lru_cache(maxsize=128)
def _inserting(table: str, columns: int, rows: int) -> str:
    marks = f"({', '.join('?' * columns)})"
    return f"INSERT INTO {table} VALUES {', '.join([marks] * rows)}"  # noqa: S608 - marks


def _make_file(path: Path) -> None:
    """Make the file before SQLite does, so that it is never readable by others.

    INVARIANT: a file that is there is never opened here. Closing any descriptor of it would drop
    the locks that this process's other connections hold, and the next process to close the
    database would take itself for the last one and remove the write-ahead log under us.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))


def _await_turn(connection: SqliteDatabase, where: str) -> None:
    if connection.turn < 0:
        raise RecordError(f"{where}: closed; nothing more can be written")
    until = time.monotonic() + connection.patience
    while True:
        try:
            fcntl.flock(connection.turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if time.monotonic() >= until:
                raise RecordError(
                    f"{where}: another process kept writing for too long; try again"
                ) from error
            time.sleep(0.001)


def _undo(connection: SqliteDatabase) -> None:
    if connection.in_transaction:
        # A full disk may have rolled back by itself already.
        try:
            connection.execute("ROLLBACK")
        except sqlite3.Error:
            if connection.in_transaction:
                raise


def _prepare(connection: SqliteDatabase, path: Path) -> None:
    # Before anything is read or written: it is about a file that is empty yet.
    connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    # What SQLite keeps aside to undo a part of a transaction is never in a file of its own.
    connection.execute("PRAGMA temp_store = MEMORY")
    for pragma, wanted in (("journal_mode", "wal"), ("synchronous", 2), ("secure_delete", 1)):
        found = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
        if found != wanted:
            raise RecordError(
                f"{path}: `{pragma}` is `{found}` and cannot be made `{wanted}`; "
                "use a local disk that supports it"
            )
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if 0 <= version < VERSION:
        _make_tables(connection, path)
    elif version != VERSION:
        raise RecordError(
            f"{path}: written by another release (tables {version}, this one knows {VERSION})"
        )


def _make_tables(connection: SqliteDatabase, path: Path) -> None:
    with connection.writing(str(path)), closing(connection.cursor()) as cursor:
        # Another process may have made them while this one waited.
        version = cursor.execute("PRAGMA user_version").fetchone()[0]
        scripts = {1: TABLES, **ADDED}
        for number in range(version + 1, VERSION + 1):
            for statement in _statements(scripts[number]):
                cursor.execute(statement)
            if number == SEALED_SINCE:
                seal_old(connection)
            cursor.execute(f"PRAGMA user_version = {number}")


def _statements(script: str) -> Iterator[str]:
    # `executescript` would commit the transaction that this runs in.
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
