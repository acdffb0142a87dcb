"""Connections to a server, of this process: opened, borrowed, given back, and timed.

Rules kept here:
 * One thread, with an event loop of its own, speaks with the server for everybody else: so each
   thing that is asked has a time by which it is done or has failed, also when the server is silent.
 * What is borrowed is given back or closed. A connection that was lost is closed and never used
   again; the next one that is borrowed is opened anew: when the server is there again, so are we.
 * A connection is used only when the server keeps its promises: a commit is on its disk.
 * What the driver raises leaves this module as one of `countenance.stores.faults`.
"""

import asyncio
import os
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

import asyncpg

from countenance.stores.faults import Conflict, Fault
from countenance.stores.place import Place
from countenance.stores.postgres_tables import SCHEMA

__all__ = ["SECONDS", "Connection", "Lost", "Pool", "pool_of"]

Connection = Any  # asyncpg has no types

SECONDS = 10.0
"""The longest that one thing may take that the server is asked."""
_CONNECT_SECONDS = 5.0
_MOST = 12
"""Connections of one process to one database, besides those that are held for a lock."""

_SETTINGS = {
    "application_name": "countenance",
    "search_path": SCHEMA,
    "lock_timeout": "5000",
    "statement_timeout": "30000",
    # A gate that stands still in the middle of a transaction holds up the others only so long.
    "idle_in_transaction_session_timeout": "10000",
    # What a machine held that is gone is free again in half a minute, not in two hours.
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "client_min_messages": "warning",
}
_PROMISES = ("fsync", "full_page_writes", "synchronous_commit")

_T = TypeVar("_T")


class Lost(Fault):
    """The connection was lost, or could not be made. `again`: another one may do at once."""

    def __init__(self, says: str, *, again: bool = False) -> None:
        super().__init__(says)
        self.again = again


class Pool:
    """The connections of this process to one database. Used from any thread."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._idle: list[Connection] = []
        self._free: asyncio.Semaphore | None = None
        self._users = 0
        self._counting = threading.Lock()

    def run(self, work: Coroutine[Any, Any, _T], seconds: float = SECONDS) -> _T:
        """Have the thread do something; what came of it. Raises `Fault`."""
        return asyncio.run_coroutine_threadsafe(self.timed(work, seconds), _loop()).result()

    async def timed(self, work: Coroutine[Any, Any, _T], seconds: float = SECONDS) -> _T:
        """The same, in the thread itself. Raises `Fault`."""
        try:
            return await asyncio.wait_for(work, seconds)
        except TimeoutError as error:
            raise Lost(f"the database did not answer within {seconds:g} seconds") from error
        except Fault:
            raise
        except Exception as error:
            raise _fault(error) from error

    def submit(self, work: Coroutine[Any, Any, _T]) -> "Future[_T]":
        """Have the thread do something for as long as it takes."""
        return asyncio.run_coroutine_threadsafe(work, _loop())

    async def borrow(self) -> Connection:
        """A connection to use, and to give back."""
        if self._free is None:
            self._free = asyncio.Semaphore(_MOST)
        await self._free.acquire()
        try:
            while self._idle:
                connection = self._idle.pop()
                if not connection.is_closed():
                    return connection
            return await self.open()
        except BaseException:
            self._free.release()
            raise

    def give_back(self, connection: Connection) -> None:
        """Let others use it, if it can be used."""
        assert self._free is not None  # it was borrowed
        self._free.release()
        if connection.is_closed():
            return
        if connection.is_in_transaction() or not self._users:
            connection.terminate()
        else:
            self._idle.append(connection)

    async def open(self) -> Connection:
        """A connection of its own, to be closed by who asked for it. Raises `Fault`."""
        place = self._place
        password = os.environ.get(place.password_env) if place.password_env else None
        try:
            connection = await asyncpg.connect(
                place.url, password=password, timeout=_CONNECT_SECONDS, server_settings=_SETTINGS
            )
        except Exception as error:
            raise Lost(f"the database cannot be reached: {_words(error)}") from error
        try:
            await _check(connection)
        except BaseException:
            connection.terminate()
            raise
        return connection

    def begin(self) -> None:
        """One more uses it."""
        with self._counting:
            self._users += 1

    def end(self) -> None:
        """One less does; after the last one its connections are closed."""
        with self._counting:
            self._users -= 1
            last = not self._users
        if last:
            self.run(self._close())

    async def _close(self) -> None:
        idle, self._idle = self._idle, []
        for connection in idle:
            try:
                await connection.close(timeout=1)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                connection.terminate()


async def _check(connection: Connection) -> None:
    for name in _PROMISES:
        if await connection.fetchval("SELECT current_setting($1)", name) == "off":
            raise Fault(f"the server has `{name}` off: what it commits may be lost; turn it on")


_THREADS = threading.Lock()
_LOOPS: dict[int, asyncio.AbstractEventLoop] = {}
_POOLS: dict[tuple[int, Place], Pool] = {}


def pool_of(place: Place) -> Pool:
    """The connections of this process to that database."""
    with _THREADS:
        return _POOLS.setdefault((os.getpid(), place), Pool(place))


def _loop() -> asyncio.AbstractEventLoop:
    """The loop of the thread that speaks with servers; a process that was forked has its own."""
    with _THREADS:
        loop = _LOOPS.get(os.getpid())
        if loop is None:
            loop = asyncio.new_event_loop()
            threading.Thread(target=loop.run_forever, name="postgres", daemon=True).start()
            _LOOPS[os.getpid()] = loop
        return loop


def _words(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer within {_CONNECT_SECONDS:g} seconds"
    said = str(error).strip().splitlines()
    return said[0] if said else type(error).__name__


def _fault(error: Exception) -> Fault:
    """What the driver raised, in our words."""
    if isinstance(error, asyncpg.UniqueViolationError):
        return Conflict(_words(error))
    lost = (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, OSError,
            asyncpg.AdminShutdownError, asyncpg.CrashShutdownError, asyncpg.CannotConnectNowError,
            asyncpg.IdleInTransactionSessionTimeoutError)  # fmt: skip
    if isinstance(error, lost):
        return Lost(f"the connection to the database was lost: {_words(error)}", again=True)
    if isinstance(error, asyncpg.DiskFullError):
        return Fault("the disk of the database is full; nothing was written")
    if isinstance(error, asyncpg.LockNotAvailableError):
        return Fault("others kept writing for too long; try again")
    if isinstance(error, asyncpg.ReadOnlySQLTransactionError):
        return Fault("the database may not be written: it is a standby, or was made read-only")
    if isinstance(error, asyncpg.InsufficientPrivilegeError):
        return Fault(f"the database does not let this user do that: {_words(error)}")
    state = getattr(error, "sqlstate", None) or type(error).__name__
    return Fault(f"{_words(error)} ({state})")
