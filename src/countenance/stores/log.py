"""The log of entries in a database, written by one thread for all who append.

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
 * A commit whose answer was lost is neither acknowledged nor refused until the database can say
   which of the two it is; what comes meanwhile is refused at once.
 * An attestation's id that was claimed is written no later than the entry that follows it.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from pathlib import Path

from countenance.errors import DoubtfulWriteError, RecordError
from countenance.record.commitment import Opening
from countenance.record.make import Prepared
from countenance.stores.database import connect, writing
from countenance.stores.entry_rows import LARGEST_BATCH, insert, insert_all, read_openings
from countenance.stores.faults import CONFLICTS
from countenance.stores.gate_number import Seat, gate_number, owner_of, owners_of, seat_of
from countenance.stores.head import Row, row_of
from countenance.stores.lock import GateLock
from countenance.stores.openings import in_force
from countenance.stores.reader import DatabaseReader
from countenance.stores.waiting import Claim, HandOver, Waiting, tell

__all__ = ["DatabaseLog", "DatabaseReader", "insert", "read_openings"]

_NOW_SECONDS = 30.0
"""The longest that a caller without an event loop waits for an entry."""
_LOOK_AGAIN_SECONDS = 0.25
_DOUBTFUL = "record: the connection was lost during the commit; nothing was written"


class _OneByOneError(Exception):
    """The transaction is undone: one entry of it cannot be there, and is to be found by itself."""


class DatabaseLog(DatabaseReader):
    """The log of one gate or one command: reads, and appends through one writing thread.

    Close it when done; what waits is written first. After that every append is an error.
    """

    def __init__(
        self,
        folder: Path,
        lock: GateLock | None = None,
        owner: int = 0,
        seat: Seat | None = None,
        *,
        keeps: bool = True,
    ) -> None:
        """`owner`: whose the decisions are that it writes. `seat`: of a gate among several.
        `keeps`: whether what commitments were made from is kept to be opened."""
        self._keeps = keeps
        self._lock_of_gate = lock
        self._owner = owner
        self._seat = seat
        self._doubtful: list[Waiting] = []
        self._writing = connect(folder)
        super().__init__(folder)
        self._waiting = HandOver()
        self._more = True
        """Whether more may come; the thread that writes alone touches it."""
        self._probes = 0
        self._thread = threading.Thread(target=self._run, name="record", daemon=True)
        self._thread.start()

    @classmethod
    def for_gate(cls, folder: Path, *, keeps: bool = True) -> "DatabaseLog":
        """The log for a gate: there may be one gate to a folder, until this is closed.

        Raises `RecordError` when another gate keeps its record there.
        """
        with ExitStack() as stack:
            lock = GateLock(folder)
            stack.callback(lock.release)
            seat = seat_of(folder)
            if seat is not None:
                stack.callback(seat.release)
            owner = owner_of(seat.number) if seat else 0
            log = cls(folder, lock, owner, seat, keeps=keeps)
            stack.pop_all()
            return log

    @classmethod
    def for_worker(cls, folder: Path, number: int, *, keeps: bool = True) -> "DatabaseLog":
        """The log for one worker of a gate, from 1; the lock is that of the gate.

        Raises `RecordError` when no gate holds it: then nothing keeps a second one out.
        """
        if not GateLock.is_held(folder):
            raise RecordError(f"{folder}: no gate keeps its record here that this worker is of")
        return cls(folder, owner=owner_of(gate_number(folder), number), keeps=keeps)

    @property
    def lock(self) -> GateLock | None:
        """The lock of a gate."""
        return self._lock_of_gate

    @property
    def is_displaced(self) -> bool:
        """Whether another gate has taken the number of this one: then nothing is written here."""
        return self._seat is not None and self._seat.is_lost

    def begin(self, data: bytes, openings: Sequence[Opening] = ()) -> "asyncio.Future[int]":
        """Begin to append one entry; its index comes once it is durable.

        It ends in `RecordError` when the entry is not one, its id is already there, or it cannot
        be written. Cancelling it does not take the entry back.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[int] = loop.create_future()
        try:
            row = _row_with(data, openings)
            self._put(Waiting(row, openings if self._keeps else (), future, loop))
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
        self._put(Waiting(None, (), future, loop))
        await future

    def append_now(self, data: bytes, openings: Sequence[Opening] = ()) -> int:
        """The same for callers without an event loop; waits."""
        future: Future[int] = Future()
        row = _row_with(data, openings)
        self._put(Waiting(row, openings if self._keeps else (), future))
        try:
            return future.result(_NOW_SECONDS)
        except TimeoutError as error:
            raise DoubtfulWriteError(
                "record: the database does not say whether the entry was written"
            ) from error

    def claim(self, issuer: str, jti: str, until: int) -> None:
        """Keep an attestation's id until this time (seconds since 1970).

        Does not wait; the id is on the disk no later than the next entry that is appended.
        """
        self._put(Claim(issuer, jti, until))

    def claimed(self, now: int) -> list[tuple[str, str, int]]:
        """The claims that have not run out: issuer, id, until. Forgets those that have."""
        with self._in_turn():
            self._connection.execute("DELETE FROM attested WHERE until < ?", (now,))
            return self._connection.execute("SELECT issuer, jti, until FROM attested").fetchall()

    def reconcile(self, unknown_outcome: Callable[[str], Prepared]) -> int:
        """Give every decision that was left without one the outcome that this makes for its id.

        For the start of a gate, before its first call; for that of a worker, of those that it left
        itself. Anybody else may not: what awaits its outcome may be under way in another process.
        How many there were.
        """
        if self._lock_of_gate is None and not self._owner:
            raise RecordError("record: only a gate reconciles what an earlier gate left")
        left = self._left()
        for decision in left:
            outcome = unknown_outcome(decision)
            self.append_now(outcome.data, outcome.openings)
        return len(left)

    def close(self) -> None:
        """Write what waits, then close."""
        if not self._waiting.close():
            return
        self._thread.join()
        self._writing.close()
        super().close()
        if self._seat is not None:
            self._seat.release()
        if self._lock_of_gate is not None:
            self._lock_of_gate.release()

    def _left(self) -> tuple[str, ...]:
        if self._seat is None:
            return self.awaiting(self._owner or None)
        owners = owners_of(self._seat.number)
        rows = self._select(
            "SELECT id FROM awaiting WHERE owner >= ? AND owner < ? ORDER BY id",
            owners.start,
            owners.stop,
        )
        return tuple(row[0] for row in rows)

    def _put(self, what: Waiting | Claim) -> None:
        self._waiting.put(what)

    def _run(self) -> None:
        owed: list[Claim] = []
        while self._more:
            batch: list[Waiting] = []
            # Where something is doubtful: look whether the database can say by now what became.
            seconds = _LOOK_AGAIN_SECONDS if self._doubtful else None
            self._more = self._waiting.take(batch, owed, LARGEST_BATCH, seconds)
            self._write(batch, owed)
        until = time.monotonic() + _NOW_SECONDS
        while self._doubtful and time.monotonic() < until:
            self._write([], owed)
            time.sleep(_LOOK_AGAIN_SECONDS if self._doubtful else 0)
        tell(self._doubtful, [RecordError(_DOUBTFUL)] * len(self._doubtful))

    def _gather(self, batch: list[Waiting], owed: list[Claim]) -> None:
        """Add what came meanwhile."""
        if self._more:
            self._more = self._waiting.take(batch, owed, LARGEST_BATCH)

    def _write(self, batch: list[Waiting], owed: list[Claim]) -> None:
        """Write a batch and what came until it was this log's turn."""
        results: Sequence[int | RecordError] = []
        doubtful, became = self._doubtful, list[int | RecordError]()
        try:
            if self.is_displaced:
                raise RecordError("record: another gate has taken the number of this one")
            try:
                became, results = self._committed(doubtful, batch, owed, self._together)
            except _OneByOneError:
                became, results = self._committed(doubtful, batch, owed, self._one_by_one)
            owed.clear()
            self._doubtful = []
            tell(doubtful, became)
        except DoubtfulWriteError:
            self._doubtful = [*doubtful, *batch]
            return
        except RecordError as error:
            # Nor could what came meanwhile be written; each batch would wait as long again.
            self._gather(batch, owed)
            results = [error] * len(batch)
        except Exception as error:  # noqa: BLE001 - the thread must live; who waits is told
            failure = RecordError(f"record: could not be written: {type(error).__name__}")
            failure.__cause__ = error
            results = [failure] * len(batch)
        tell(batch, results)

    def _committed(
        self,
        doubtful: list[Waiting],
        batch: list[Waiting],
        owed: list[Claim],
        inserted: Callable[[list[Waiting]], Sequence[int | RecordError]],
    ) -> tuple[list[int | RecordError], Sequence[int | RecordError]]:
        """One transaction: what became of those that are doubtful, and of a batch."""
        with writing(self._writing):
            # Whoever has the turn knows: the transaction that it was in is over.
            became = [self._became(waiting) for waiting in doubtful]
            self._gather(batch, owed)
            if owed:
                # Claims that could not be written before: no entry is without them.
                self._writing.executemany(
                    "INSERT INTO attested VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    [(claim.issuer, claim.jti, claim.until) for claim in owed],
                )
            results = inserted(batch)
        return became, results

    def _became(self, waiting: Waiting) -> int | RecordError:
        """What became of an entry whose commit was not answered."""
        found = None
        if waiting.row is not None:
            found = self._writing.execute(
                "SELECT idx FROM entries WHERE id = ?", (waiting.row.id,)
            ).fetchone()
        return RecordError(_DOUBTFUL) if found is None else int(found[0])

    def _together(self, batch: list[Waiting]) -> Sequence[int | RecordError]:
        """All of them at once. Raises `_OneByOneError` where one cannot be among the others."""
        rows = [(waiting.row, waiting.openings) for waiting in batch if waiting.row is not None]
        if len(rows) < len(batch):
            return self._one_by_one(batch)
        try:
            return insert_all(self._writing, rows, self._owner)
        except CONFLICTS as error:
            raise _OneByOneError from error

    def _one_by_one(self, batch: list[Waiting]) -> Sequence[int | RecordError]:
        return [self._insert(waiting) for waiting in batch]

    def _insert(self, waiting: Waiting) -> int | RecordError:
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
        in_force(self._writing)  # raises where openings could not be sealed
        return self._probes


def _row_with(data: bytes, openings: Sequence[Opening]) -> Row:
    row = row_of(data)
    # Here, where it is the fault of one entry, not in the transaction of many.
    if len(openings) > 1 and len({opening.field for opening in openings}) != len(openings):
        raise RecordError(f"record: entry `{row.id}` has two openings for one field")
    return row
