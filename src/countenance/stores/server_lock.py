"""A lock on the server that ends with the connection that took it, whatever becomes of its holder.

Rules kept here:
 * Whoever asks whether it is held asks the server: a connection that does not answer holds nothing.
 * What may be written only by the holder is written by that connection: when it is lost, so is the
   right to write, before another has the lock.
"""

import asyncio
from contextlib import suppress
from typing import Any

import asyncpg

from countenance.stores.faults import Fault
from countenance.stores.place import Place
from countenance.stores.postgres_pool import Connection, Pool, pool_of

__all__ = ["ServerLock"]

_ALIVE_SECONDS = 5.0


class ServerLock:
    """One lock, named by two numbers. Used from any thread."""

    def __init__(self, place: Place, kind: int, number: int = 0) -> None:
        self.pool: Pool = pool_of(place)
        self._name = (kind, number)
        self._connection: Connection = None
        self._one = asyncio.Lock()
        self._released = False
        self.pool.begin()

    def take(self) -> bool:
        """Whether it is held here, from now on if nobody has it. Raises `Fault`."""
        return self.pool.run(self.taken())

    def execute(self, statement: str, *values: Any) -> int:
        """Change something as its holder; how many rows. Raises `Fault` when it is not held."""
        return self.pool.run(self._execute(statement, values))

    def release(self) -> None:
        """Let another have it; it is not taken again."""
        if self._released:
            return
        self._released = True
        with suppress(Fault):
            self.pool.run(self._leave())
        self.pool.end()

    async def taken(self) -> bool:
        """The same as `take`, in the thread that speaks with the server."""
        async with self._one:
            if self._released:
                return False
            if await self._is_alive():
                return True
            connection = await self.pool.open()
            try:
                if await connection.fetchval(
                    "SELECT pg_try_advisory_lock($1::int, $2::int)", *self._name
                ):
                    self._connection = connection
                    return True
            finally:
                if self._connection is None:
                    connection.terminate()
            return False

    async def _execute(self, statement: str, values: tuple[Any, ...]) -> int:
        async with self._one:
            if self._connection is None or self._connection.is_closed():
                raise Fault("another gate may do this by now")
            try:
                done = await self._connection.execute(statement, *values)
            except BaseException:
                self._let_go()
                raise
            return int(str(done).rpartition(" ")[2])

    async def _is_alive(self) -> bool:
        """Whether the connection with the lock still answers; one that does not is let go."""
        if self._connection is None or self._connection.is_closed():
            self._connection = None
            return False
        try:
            async with asyncio.timeout(_ALIVE_SECONDS):
                await self._connection.execute("SELECT 1")
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            self._let_go()
            return False
        return True

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()

    async def _leave(self) -> None:
        async with self._one:
            connection, self._connection = self._connection, None
            if connection is not None and not connection.is_closed():
                await connection.close(timeout=1)
