"""The log of entries in SQLite, written by one thread for all who append.

    append ──┐
    append ──┼─> queue ─> one transaction ─> COMMIT (one fsync) ─> every index goes back
    append ──┘

Rules kept here:
 * An index goes back only after the COMMIT that holds its entry.
 * What waits while a commit runs, or while another process writes, is committed together next: the
   disk, not the number of callers, sets the pace.
 * A transaction that fails takes its entries with it: each caller gets the `RecordError`, nothing
   of it is kept, and the next transaction begins afresh.
 * The index of an entry is read inside the transaction: a command that changes the registry
   appends to the same log between two of ours, without a gap.
 * An attestation's id that was claimed is written no later than the entry that follows it.
"""

import asyncio
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from countenance.errors import RecordError
from countenance.record.commitment import Opening
from countenance.record.make import Prepared
from countenance.record.store import Stored
from countenance.stores.database import connect, writing
from countenance.stores.entry_rows import LARGEST_BATCH, insert, insert_all, read_openings
from countenance.stores.faults import CONFLICTS, FAULTS, record_error
from countenance.stores.head import Row, row_of
from countenance.stores.lock import GateLock

__all__ = ["SqliteLog", "SqliteReader", "insert", "read_openings"]

_PAGE = 500


@dataclass(slots=True)
class _Waiting:
    """One entry on its way to the disk, and who waits for it. Without a row: only a probe.

    Who waits in an event loop gives it; everybody else waits in a thread.
    """

    row: Row | None
    openings: Sequence[Opening]
    future: "Future[int] | asyncio.Future[int]"
    loop: asyncio.AbstractEventLoop | None = None


@dataclass(slots=True)
class _Claim:
    """One attestation's id on its way to the disk."""

    issuer: str
    jti: str
    until: int


class SqliteReader:
    """Reads the log; any number of these may be open, in any process."""

    def __init__(self, folder: Path) -> None:
        self._reading = connect(folder, create=False)
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the connection."""
        self._reading.close()

    def size(self) -> int:
        """How many entries there are."""
        return int(self._rows("SELECT coalesce(max(idx) + 1, 0) FROM entries")[0][0])

    def entry(self, which: int | str) -> Stored | None:
        """The entry with this index, or with this id; `None` when there is none."""
        column = "idx" if isinstance(which, int) else "id"
        if isinstance(which, int) and not 0 <= which < 2**63:
            return None
        rows = self._rows(f"SELECT idx, data, leaf FROM entries WHERE {column} = ?", which)  # noqa: S608 - one of two words of ours
        return Stored(*rows[0]) if rows else None

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Stored]:
        """The entries from `start` up to, not including, `stop`, in the order of the log."""
        last = self.size() if stop is None else min(stop, self.size())
        for first in range(max(start, 0), last, _PAGE):
            page = self._rows(
                "SELECT idx, data, leaf FROM entries WHERE idx >= ? AND idx < ? ORDER BY idx",
                first,
                min(first + _PAGE, last),
            )
            for row in page:
                yield Stored(*row)

    def newest(
        self, count: int, kind: str | None = None, caller: str | None = None
    ) -> tuple[Stored, ...]:
        """The newest entries of this kind and about this caller (its pseudonym), oldest first."""
        rows = self._rows(
            "SELECT idx, data, leaf FROM entries WHERE (CAST(?1 AS TEXT) IS NULL OR kind = ?1) "
            "AND (CAST(?2 AS TEXT) IS NULL OR caller = ?2) ORDER BY idx DESC LIMIT ?3",
            kind,
            caller,
            count,
        )
        return tuple(Stored(*row) for row in reversed(rows))

    def openings(self, index: int) -> tuple[Opening, ...]:
        """The openings that are still kept for one entry."""
        try:
            with self._lock:
                return read_openings(self._reading, index)
        except FAULTS as error:
            raise record_error(error, "record") from error

    def awaiting(self, owner: int | None = None) -> tuple[str, ...]:
        """The ids of decisions that let something go upstream and have no outcome yet.

        `owner`: only those of this worker.
        """
        rows = self._rows(
            "SELECT id FROM awaiting WHERE CAST(?1 AS BIGINT) IS NULL OR owner = ?1 ORDER BY id",
            owner,
        )
        return tuple(row[0] for row in rows)

    def _rows(self, statement: str, *values: int | str | None) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._reading.execute(statement, values).fetchall()
        except FAULTS as error:
            raise record_error(error, "record") from error


class SqliteLog(SqliteReader):
    """The log of one gate or one command: reads, and appends through one writing thread.

    Close it when done; what waits is written first. After that every append is an error.
    """

    def __init__(self, folder: Path, lock: GateLock | None = None, owner: int = 0) -> None:
        self._lock_of_gate = lock
        self._owner = owner
        self._writing = connect(folder)
        super().__init__(folder)
        self._queue: queue.SimpleQueue[_Waiting | _Claim | None] = queue.SimpleQueue()
        self._closing = threading.Lock()
        self._closed = False
        self._probes = 0
        self._thread = threading.Thread(target=self._run, name="record", daemon=True)
        self._thread.start()

    @classmethod
    def for_gate(cls, folder: Path) -> "SqliteLog":
        """The log for a gate: there may be one gate to a folder, until this is closed.

        Raises `RecordError` when another gate keeps its record there.
        """
        lock = GateLock(folder)
        try:
            return cls(folder, lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def for_worker(cls, folder: Path, number: int) -> "SqliteLog":
        """The log for one worker of a gate, from 1; the lock is that of the gate.

        Raises `RecordError` when no gate holds it: then nothing keeps a second one out.
        """
        if not GateLock.is_held(folder):
            raise RecordError(f"{folder}: no gate keeps its record here that this worker is of")
        return cls(folder, owner=number)

    @property
    def lock(self) -> GateLock | None:
        """The lock of a gate."""
        return self._lock_of_gate

    def begin(self, data: bytes, openings: Sequence[Opening] = ()) -> "asyncio.Future[int]":
        """Begin to append one entry; its index comes once it is durable.

        It ends in `RecordError` when the entry is not one, its id is already there, or it cannot
        be written. Cancelling it does not take the entry back.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[int] = loop.create_future()
        try:
            self._put(_Waiting(_row_with(data, openings), openings, future, loop))
        except RecordError as error:
            future.set_exception(error)
        return future

    async def append(self, data: bytes, openings: Sequence[Opening] = ()) -> int:
        """Append one entry; its index, once it is durable. Raises `RecordError` as `begin` does.

        A caller that stops waiting does not take the entry back.
        """
        return await self.begin(data, openings)

    async def probe(self) -> None:
        """Write and read back something that is no entry: can the record be written now?

        Raises `RecordError` when it cannot.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[int] = loop.create_future()
        self._put(_Waiting(None, (), future, loop))
        await future

    def append_now(self, data: bytes, openings: Sequence[Opening] = ()) -> int:
        """The same for callers without an event loop; waits."""
        future: Future[int] = Future()
        self._put(_Waiting(_row_with(data, openings), openings, future))
        return future.result()

    def claim(self, issuer: str, jti: str, until: int) -> None:
        """Keep an attestation's id until this time (seconds since 1970).

        Does not wait; the id is on the disk no later than the next entry that is appended.
        """
        self._put(_Claim(issuer, jti, until))

    def claimed(self, now: int) -> list[tuple[str, str, int]]:
        """The claims that have not run out: issuer, id, until. Forgets those that have."""
        with self._lock, writing(self._reading, "attestations"):
            self._reading.execute("DELETE FROM attested WHERE until < ?", (now,))
            return self._reading.execute("SELECT issuer, jti, until FROM attested").fetchall()

    def reconcile(self, unknown_outcome: Callable[[str], Prepared]) -> int:
        """Give every decision that was left without one the outcome that this makes for its id.

        For the start of a gate, before its first call; for that of a worker, of those that it left
        itself. Anybody else may not: what awaits its outcome may be under way in another process.
        How many there were.
        """
        if self._lock_of_gate is None and not self._owner:
            raise RecordError("record: only a gate reconciles what an earlier gate left")
        left = self.awaiting(self._owner or None)
        for decision in left:
            outcome = unknown_outcome(decision)
            self.append_now(outcome.data, outcome.openings)
        return len(left)

    def close(self) -> None:
        """Write what waits, then close."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
        self._thread.join()
        self._writing.close()
        super().close()
        if self._lock_of_gate is not None:
            self._lock_of_gate.release()

    def _put(self, what: _Waiting | _Claim) -> None:
        with self._closing:
            if self._closed:
                raise RecordError("record: closed; nothing more can be appended")
            self._queue.put(what)

    def _run(self) -> None:
        owed: list[_Claim] = []
        more = True
        while more:
            batch: list[_Waiting] = []
            more = self._sort(self._queue.get(), batch, owed)
            more = self._write(batch, owed, more=more)

    def _gather(self, batch: list[_Waiting], owed: list[_Claim], *, more: bool) -> bool:
        """Add what waits; whether more may come."""
        while more and len(batch) < LARGEST_BATCH:
            try:
                more = self._sort(self._queue.get_nowait(), batch, owed)
            except queue.Empty:
                break
        return more

    @staticmethod
    def _sort(what: _Waiting | _Claim | None, batch: list[_Waiting], owed: list[_Claim]) -> bool:
        if isinstance(what, _Waiting):
            batch.append(what)
        elif isinstance(what, _Claim):
            owed.append(what)
        return what is not None

    def _write(self, batch: list[_Waiting], owed: list[_Claim], *, more: bool) -> bool:
        """Write a batch and what came until it was this log's turn; whether more may come."""
        results: Sequence[int | RecordError] = []
        try:
            with writing(self._writing):
                more = self._gather(batch, owed, more=more)
                if owed:
                    # Claims that could not be written before: no entry is without them.
                    self._writing.executemany(
                        "INSERT INTO attested VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                        [(claim.issuer, claim.jti, claim.until) for claim in owed],
                    )
                results = self._inserted(batch)
            owed.clear()
        except RecordError as error:
            # Nor could what came meanwhile be written; each batch would wait as long again.
            more = self._gather(batch, owed, more=more)
            results = [error] * len(batch)
        except Exception as error:  # noqa: BLE001 - the thread must live; who waits is told
            failure = RecordError(f"record: could not be written: {type(error).__name__}")
            failure.__cause__ = error
            results = [failure] * len(batch)
        _tell(batch, results)
        return more

    def _inserted(self, batch: list[_Waiting]) -> Sequence[int | RecordError]:
        """All of them at once; one by one only where one cannot be among them."""
        rows = [(waiting.row, waiting.openings) for waiting in batch if waiting.row is not None]
        if len(rows) < len(batch):
            return [self._insert(waiting) for waiting in batch]
        self._writing.execute("SAVEPOINT batch")
        try:
            indexes = insert_all(self._writing, rows, self._owner)
        except CONFLICTS:
            self._writing.execute("ROLLBACK TO batch")
            return [self._insert(waiting) for waiting in batch]
        return indexes

    def _insert(self, waiting: _Waiting) -> int | RecordError:
        """One entry; its own fault (an id that is there already) leaves the others alone."""
        if waiting.row is None:
            return self._probe()
        self._writing.execute("SAVEPOINT entry")
        try:
            index = insert(self._writing, waiting.row, waiting.openings, self._owner)
            self._writing.execute("RELEASE entry")
            return index
        except CONFLICTS as error:
            self._writing.execute("ROLLBACK TO entry")
            self._writing.execute("RELEASE entry")
            return RecordError(f"record: entry `{waiting.row.id}` cannot be appended: {error}")

    def _probe(self) -> int | RecordError:
        self._probes += 1
        self._writing.set_state("probe", self._probes)
        if self._writing.state("probe") != self._probes:
            return RecordError("record: what was written does not read back")
        return self._probes


def _row_with(data: bytes, openings: Sequence[Opening]) -> Row:
    row = row_of(data)
    # Here, where it is the fault of one entry, not in the transaction of many.
    if len({opening.field for opening in openings}) != len(openings):
        raise RecordError(f"record: entry `{row.id}` has two openings for one field")
    return row


def _tell(batch: Sequence[_Waiting], results: Sequence[int | RecordError]) -> None:
    """Tell everybody who waits; each event loop is woken once."""
    woken: dict[asyncio.AbstractEventLoop, list[tuple[_Waiting, int | RecordError]]] = {}
    for waiting, result in zip(batch, results, strict=True):
        if waiting.loop is None:
            _settle(waiting, result)
        else:
            woken.setdefault(waiting.loop, []).append((waiting, result))
    for loop, told in woken.items():
        # A loop that is closed by now raises: then nobody waits any more.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle_all, told)


def _settle_all(told: Sequence[tuple[_Waiting, int | RecordError]]) -> None:
    for waiting, result in told:
        if not waiting.future.done():
            _settle(waiting, result)


def _settle(waiting: _Waiting, result: int | RecordError) -> None:
    if isinstance(result, RecordError):
        waiting.future.set_exception(result)
    else:
        waiting.future.set_result(result)
