"""The database of several gates, on a PostgreSQL server.

Rules kept here:
 * Who appends locks the one row of `head` before anything else, until its commit: entries have no
   gap and no index twice, whatever number of gates write. Other writes take turns among themselves.
 * A statement that only reads is asked again, once, when the connection was lost; one that writes
   never is.
 * A commit whose answer was lost is neither done nor undone until somebody looks:
   `DoubtfulWriteError`.
 * Tables of an older version are brought up to date by whoever opens them first; those of a newer
   release are refused.
"""

import itertools
import re
from collections.abc import Collection, Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from hashlib import sha256
from typing import Any, TypeVar

from countenance.errors import DoubtfulWriteError, RecordError
from countenance.stores.faults import Fault, record_error
from countenance.stores.openings_key import OpeningsKeys
from countenance.stores.place import Place
from countenance.stores.postgres_pool import Connection, Lost, Pool, pool_of
from countenance.stores.postgres_tables import ADDED, FIRST, FREEZING, SCHEMA, TABLES
from countenance.stores.sqlite_tables import VERSION

__all__ = ["Found", "PostgresDatabase", "lock_number", "open_server"]

_APART = frozenset({
    "attestations", "bindings", "calls handed over", "gates", "holds", "log", "looks", "secrets",
})  # fmt: skip
"""Those whose transactions append no entry; they take turns among their own alone."""
_CURSORS = itertools.count()
_UNDO_SECONDS = 2.0
_BATCH = 1000
_MIGRATION = 1
_TURNS = 2
"""The first of the two numbers of advisory locks: for bringing tables up to date, for turns."""
_ANEW = frozenset({"cases", "registrations", "keys", "held_sets"})
"""Tables that are written anew, `VACUUM FULL`, to be cleared of what was erased."""
_CLEARED = ("cases", "registrations", "keys", "held_sets", "openings", "held_pictures")
_LARGEST_ANEW = 64 * 1024**2
"""Bytes of a table up to which that is done: every writer waits for it, a second or so."""

_T = TypeVar("_T")


class Found:
    """The rows that a statement found, all of them."""

    def __init__(self, rows: Sequence[Any], rowcount: int) -> None:
        self._rows = iter(rows)
        self.rowcount = rowcount

    def fetchone(self) -> Any:
        """The next row, or `None`."""
        return next(self._rows, None)

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        return list(self._rows)

    def __iter__(self) -> Iterator[Any]:
        """All rows that are left, one by one."""
        return self._rows


class PostgresDatabase:
    """Stands for a connection: borrows one for each statement, and one for a whole transaction."""

    def __init__(self, pool: Pool, keys: OpeningsKeys) -> None:
        self.keys = keys
        self._pool = pool
        self._held: Connection = None
        self._closed = False
        pool.begin()

    def close(self) -> None:
        """Close it."""
        if not self._closed:
            self._closed = True
            self._pool.end()

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> Found:
        """Run one statement. Raises `Fault`."""
        text = _dollars(statement)
        reads = text.startswith("SELECT") and self._held is None
        try:
            return self._run(self._execute(text, values))
        except Lost as error:
            if not reads or not error.again:
                raise
            return self._run(self._execute(text, values))

    def executemany(self, statement: str, rows: Sequence[Sequence[Any]], /) -> None:
        """Run one statement for each of these rows of values. Raises `Fault`."""
        self._run(self._executemany(_dollars(statement), rows))

    def insert_rows(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert whole rows into a table. Raises `Fault`."""
        if rows:
            self._run(self._copy(table, rows))

    def take_indexes(self, count: int) -> int:
        """The first of this many indexes for new entries; inside a transaction."""
        (first,) = self.execute(
            "UPDATE head SET size = size + ? RETURNING size - ?", (count, count)
        ).fetchone()
        return int(first)

    def state(self, name: str) -> int | str | bytes | None:
        """What is kept under a name."""
        row = self.execute(
            "SELECT number, text, bytes FROM state WHERE name = ?", (name,)
        ).fetchone()
        found: list[int | str | bytes] = [value for value in row or () if value is not None]
        return found[0] if found else None

    def set_state(self, name: str, value: int | str | bytes | None) -> None:
        """Keep a value under a name; `None`: nothing any more."""
        if value is None:
            self.execute("DELETE FROM state WHERE name = ?", (name,))
            return
        columns = {int: "number", str: "text", bytes: "bytes"}
        kept = [value if type(value) is kind else None for kind in columns]
        self.execute(
            "INSERT INTO state (name, number, text, bytes) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (name) DO UPDATE SET number = excluded.number, text = excluded.text, "
            "bytes = excluded.bytes",
            (name, *kept),
        )

    def advance(self, name: str) -> bool:
        """Count a number up that is kept under a name; whether there is one."""
        done = self.execute("UPDATE state SET number = number + 1 WHERE name = ?", (name,))
        return done.rowcount == 1

    def batches(self, statement: str) -> Iterator[list[tuple[Any, ...]]]:
        """The rows that a statement finds, some at a time. Raises `Fault`."""
        # Whoever copies everything may take long between two of its statements.
        self.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        # A name of its own: what a statement gives is remembered with its text.
        name = f"rows_{next(_CURSORS)}"
        self.execute(f"DECLARE {name} NO SCROLL CURSOR FOR {statement}")
        try:
            while rows := self.execute(f"FETCH {_BATCH} FROM {name}").fetchall():
                yield rows
        finally:
            with suppress(Fault):
                self.execute(f"CLOSE {name}")

    def freeze(self, says: str) -> None:
        """Let nobody append an entry any more, for this reason; inside a transaction."""
        self.set_state("frozen", says)
        for statement in FREEZING:
            self.execute(statement)

    def settle(self) -> None:
        """Count on after the largest number that was inserted."""
        self.execute(
            "SELECT setval(pg_get_serial_sequence('shown', 'id'), coalesce(max(id), 0) + 1, false) "
            "FROM shown"
        )

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read one moment of it, whoever writes meanwhile. Raises `Fault`."""
        try:
            self._run(self._take("ISOLATION LEVEL REPEATABLE READ READ ONLY"))
            yield
        finally:
            self._undo()

    @contextmanager
    def writing(self, where: str) -> Iterator[None]:
        """One transaction that writes, in its turn. Raises `RecordError`."""
        if self._closed:
            raise RecordError(f"{where}: closed; nothing more can be written")
        try:
            self._begin(where)
            yield
        except Fault as error:
            self._undo()
            raise record_error(error, where) from error
        except BaseException:
            self._undo()
            raise
        try:
            self._commit()
        except Lost as error:
            raise DoubtfulWriteError(
                f"{where}: {error}; it is not known whether the last change was written"
            ) from error
        except Fault as error:
            raise record_error(error, where) from error

    def clear_traces(self, where: str, of: Collection[str] = ()) -> None:
        """Write the small tables anew, so that no page of theirs keeps what was removed.

        In one that has grown large what was removed is freed, and stays until something is written
        in its place: nobody's call waits for a table to be copied. What the server has logged,
        replicated or archived of it stays until it is overwritten there. Raises `RecordError`.
        """
        try:
            for table in _CLEARED:
                if not of or table in of:
                    self._run(self._alone(f"VACUUM{self._how(table)} {table}"))
        except Fault as error:
            raise record_error(error, where) from error

    def _how(self, table: str) -> str:
        if table not in _ANEW:
            return ""
        size = self.execute("SELECT pg_relation_size(?)", (table,)).fetchone()[0]
        return " FULL" if size <= _LARGEST_ANEW else ""

    def _begin(self, where: str) -> None:
        turn = (
            f"SELECT pg_advisory_xact_lock({_TURNS}, {lock_number(where)})"
            if where in _APART
            else "SELECT size FROM head FOR UPDATE"
        )
        try:
            self._run(self._take(f"; {turn}"))
        except Lost as error:
            # Nothing was written yet: a connection that lay idle may have been cut off.
            self._undo()
            if not error.again:
                raise
            self._run(self._take(f"; {turn}"))

    def _commit(self) -> None:
        try:
            self._run(self._simple("COMMIT"))
        finally:
            self._undo()

    def _undo(self) -> None:
        """Give back what is held; what was not committed is undone."""
        held, self._held = self._held, None
        if held is None:
            return

        async def undone() -> None:
            try:
                if not held.is_closed() and held.is_in_transaction():
                    await held.execute("ROLLBACK")
            finally:
                self._pool.give_back(held)

        with suppress(Fault):
            self._pool.run(undone(), _UNDO_SECONDS)

    def _run(self, work: Coroutine[Any, Any, _T]) -> _T:
        return self._pool.run(work)

    async def _take(self, how: str) -> None:
        if self._closed:
            raise Fault("closed")
        self._held = await self._pool.borrow()
        await self._held.execute(f"BEGIN {how}")

    async def _alone(self, statement: str) -> None:
        """A statement that no transaction may hold."""
        connection = await self._pool.borrow()
        try:
            await connection.execute(statement)
        finally:
            self._pool.give_back(connection)

    async def _simple(self, statement: str) -> None:
        await self._held.execute(statement)

    async def _execute(self, text: str, values: Sequence[Any]) -> Found:
        if self._closed:
            raise Fault("closed")
        connection = self._held or await self._pool.borrow()
        try:
            if text.startswith(("SELECT", "FETCH")) or "RETURNING" in text:
                rows = await connection.fetch(text, *values)
                return Found([tuple(row) for row in rows], len(rows))
            return Found((), _count(await connection.execute(text, *values)))
        except BaseException:
            if connection is not self._held:
                connection.terminate()
            raise
        finally:
            if connection is not self._held:
                self._pool.give_back(connection)

    async def _executemany(self, text: str, rows: Sequence[Sequence[Any]]) -> None:
        assert self._held is not None  # only inside a transaction
        await self._held.executemany(text, rows)

    async def _copy(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        assert self._held is not None  # only inside a transaction
        await self._held.copy_records_to_table(table, records=rows)


def open_server(place: Place, keys: OpeningsKeys) -> PostgresDatabase:
    """Open the database of a place; its tables are made when they are not there.

    Raises `RecordError`.
    """
    pool = pool_of(place)
    pool.begin()
    try:
        pool.run(_up_to_date(pool), 60.0)
        return PostgresDatabase(pool, keys)
    except Fault as error:
        raise record_error(error, place.url) from error
    finally:
        pool.end()


def lock_number(name: str) -> int:
    """The second number of an advisory lock, from its name."""
    return int.from_bytes(sha256(name.encode()).digest()[:4], "big", signed=True)


async def _up_to_date(pool: Pool) -> None:
    connection = await pool.borrow()
    try:
        there = await _version(connection)
        if there == VERSION:
            await _check_not_frozen(connection)
            return
        async with connection.transaction():
            await connection.execute(f"SELECT pg_advisory_xact_lock({_MIGRATION}, 0)")
            # Another process may have made them while this one waited.
            there = await _version(connection)
            if there is not None and not FIRST <= there <= VERSION:
                raise Fault(
                    f"written by another release (tables {there}, this one knows {VERSION})"
                )
            scripts = {FIRST: TABLES, **ADDED}
            if there is None:
                await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            for number in range((there or FIRST - 1) + 1, VERSION + 1):
                await connection.execute(scripts[number])
            await connection.execute(
                "INSERT INTO state (name, number) VALUES ('version', $1) "
                "ON CONFLICT (name) DO UPDATE SET number = excluded.number", VERSION,
            )  # fmt: skip
    except BaseException:
        connection.terminate()
        raise
    finally:
        pool.give_back(connection)


async def _check_not_frozen(connection: Connection) -> None:
    says = await connection.fetchval("SELECT text FROM state WHERE name = 'frozen'")
    if says is not None:
        raise Fault(says)


async def _version(connection: Connection) -> int | None:
    if await connection.fetchval("SELECT to_regclass($1)", f"{SCHEMA}.state") is None:
        return None
    found = await connection.fetchval("SELECT number FROM state WHERE name = 'version'")
    return None if found is None else int(found)


@lru_cache(512)
def _dollars(statement: str) -> str:
    """A statement of ours as the server reads it: `$1` for `?` and `?1`."""
    seen = 0

    def mark(found: re.Match[str]) -> str:
        nonlocal seen
        seen += 1
        return f"${found[1] or seen}"

    return re.sub(r"\?(\d*)", mark, statement)


def _count(status: str) -> int:
    """How many rows a statement changed, as its status says: `INSERT 0 1`, `DELETE 3`."""
    last = status.rpartition(" ")[2]
    return int(last) if last.isdigit() else 0
