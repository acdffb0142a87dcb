"""The one database file of a gate: the registry and the record together.

They share a file so that a change of the registry and its entry are one transaction: there is no
change without an entry, and no entry without its change.

Rules kept here:
 * WAL and `synchronous=FULL`, read back when a connection opens: a commit is on the disk.
 * One writer at a time, across processes: every write waits for its turn and begins with `BEGIN
   IMMEDIATE`, so that a command may change the registry while the gate runs.
 * The turn is a lock on a file beside the database, held until the commit and the checkpoint that
   may follow it are over. SQLite before 3.51.3 can damage a database whose log is checkpointed by
   one connection while another one commits; the versions that come with Python are older.
 * Entries cannot be changed or removed, by trigger; what is deleted is overwritten.
 * The file and its folder are readable by their owner alone. A file written by a newer release is
   refused, never guessed at.
"""

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from countenance.errors import RecordError

__all__ = ["FILE", "VERSION", "Database", "connect", "record_error", "writing"]

FILE = "countenance.db"
"""The name of the database in the folder of data."""

VERSION = 3
"""The version of the tables, kept in the file. Those of an older one are brought up to date."""

BUSY_MILLISECONDS = 5_000
"""How long a writer waits for its turn before it gives up."""

TURN_FILE = "write.lock"

_TABLES = """
CREATE TABLE entries (
    idx  INTEGER PRIMARY KEY,
    id   TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    prev TEXT,
    caller TEXT,
    data BLOB NOT NULL,
    leaf BLOB NOT NULL
) STRICT;
CREATE INDEX entries_prev ON entries (prev) WHERE prev IS NOT NULL;
CREATE INDEX entries_kind ON entries (kind, idx);
CREATE TRIGGER entries_stay BEFORE UPDATE ON entries
    BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END;
CREATE TRIGGER entries_remain BEFORE DELETE ON entries
    BEGIN SELECT RAISE(ABORT, 'an entry is never removed'); END;

CREATE TABLE openings (
    idx   INTEGER NOT NULL REFERENCES entries (idx),
    field TEXT NOT NULL,
    salt  BLOB NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (idx, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE awaiting (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE attested (
    issuer TEXT NOT NULL,
    jti    TEXT NOT NULL,
    until  INTEGER NOT NULL,
    PRIMARY KEY (issuer, jti)
) STRICT, WITHOUT ROWID;

CREATE TABLE registrations (
    id       TEXT PRIMARY KEY,
    ref      TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL,
    entry    TEXT NOT NULL,
    document BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE keys (
    key_id    TEXT PRIMARY KEY,
    caller    TEXT NOT NULL,
    name      TEXT NOT NULL,
    last_four TEXT NOT NULL,
    digest    BLOB NOT NULL,
    carries   TEXT NOT NULL,
    made      TEXT NOT NULL,
    revoked   TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE state (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO state VALUES ('generation', 0);
"""

_ADDED = {
    2: """
CREATE TABLE offences (
    idx    INTEGER PRIMARY KEY REFERENCES entries (idx),
    caller TEXT NOT NULL,
    clause TEXT NOT NULL,
    time   TEXT NOT NULL
) STRICT;
CREATE INDEX offences_by_caller ON offences (caller, clause, idx);
INSERT INTO offences
    SELECT idx, caller, coalesce(json_extract(data, '$.clauses[0].edition') || '#' ||
        json_extract(data, '$.clauses[0].clause'), 'unnamed'), json_extract(data, '$.time')
    FROM (SELECT idx, caller, CAST(data AS TEXT) AS data FROM entries WHERE kind = 'decision')
    WHERE caller IS NOT NULL AND json_extract(data, '$.outcome') = 'refuse'
        AND json_extract(data, '$.reason') = 'denied' AND json_extract(data, '$.what_if') = 0;

CREATE TABLE standings (
    caller   TEXT NOT NULL,
    clause   TEXT NOT NULL,
    step     TEXT NOT NULL,
    refusals INTEGER NOT NULL,
    hours    INTEGER NOT NULL,
    time     TEXT NOT NULL,
    idx      INTEGER NOT NULL REFERENCES entries (idx),
    PRIMARY KEY (caller, clause)
) STRICT, WITHOUT ROWID;
""",
    3: "ALTER TABLE awaiting ADD COLUMN owner INTEGER NOT NULL DEFAULT 0;\n",
}
"""What each later version of the tables added, and how it was filled from the entries."""


class Database(sqlite3.Connection):
    """A connection that knows the file whose lock is its turn to write."""

    turn: int = -1
    patience: float = BUSY_MILLISECONDS / 1000
    """Seconds that it waits for its turn."""

    def close(self) -> None:
        """Close the connection, and give up the turn."""
        super().close()
        if self.turn >= 0:
            os.close(self.turn)
            self.turn = -1


def connect(folder: Path, *, create: bool = True) -> Database:
    """Open the database in this folder; makes folder, file and tables when they are not there.

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
            path, isolation_level=None, check_same_thread=False, factory=Database
        )
    except (OSError, sqlite3.Error) as error:
        raise RecordError(f"{path}: cannot be opened: {error}") from error
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


def _make_file(path: Path) -> None:
    """Make the file before SQLite does, so that it is never readable by others.

    INVARIANT: a file that is there is never opened here. Closing any descriptor of it would drop
    the locks that this process's other connections hold, and the next process to close the
    database would take itself for the last one and remove the write-ahead log under us.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))


@contextmanager
def writing(connection: Database, where: str = "record") -> Iterator[None]:
    """One transaction that writes. Committed at the end, undone by any exception.

    Raises `RecordError` when the database cannot be written: full, locked, gone.
    """
    _await_turn(connection, where)
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        _undo(connection)
        raise record_error(error, where) from error
    except BaseException:
        _undo(connection)
        raise
    finally:
        if connection.turn >= 0:
            fcntl.flock(connection.turn, fcntl.LOCK_UN)


def _await_turn(connection: Database, where: str) -> None:
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


def record_error(error: sqlite3.Error, where: str) -> RecordError:
    """What went wrong in the database, in our words."""
    name = getattr(error, "sqlite_errorname", "") or type(error).__name__
    meaning = {
        "SQLITE_FULL": "the disk is full; nothing was written",
        "SQLITE_BUSY": "another process kept the database locked for too long; try again",
        "SQLITE_LOCKED": "the database is locked; try again",
        "SQLITE_READONLY": "the database may not be written by this user",
        "SQLITE_NOTADB": "this file is not a database",
        "SQLITE_CORRUPT": "the database is damaged; restore it from a copy",
    }.get(name)
    if meaning is None and name.startswith("SQLITE_IOERR"):
        meaning = "the disk could not be read or written"
    return RecordError(f"{where}: {meaning or error} ({name})")


def _undo(connection: Database) -> None:
    if connection.in_transaction:
        # A full disk may have rolled back by itself already.
        try:
            connection.execute("ROLLBACK")
        except sqlite3.Error:
            if connection.in_transaction:
                raise


def _prepare(connection: Database, path: Path) -> None:
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
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


def _make_tables(connection: Database, path: Path) -> None:
    with writing(connection, str(path)), closing(connection.cursor()) as cursor:
        # Another process may have made them while this one waited.
        version = cursor.execute("PRAGMA user_version").fetchone()[0]
        scripts = {1: _TABLES, **_ADDED}
        for number in range(version + 1, VERSION + 1):
            for statement in _statements(scripts[number]):
                cursor.execute(statement)
            cursor.execute(f"PRAGMA user_version = {number}")


def _statements(script: str) -> Iterator[str]:
    # `executescript` would commit the transaction that this runs in.
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
