"""A store with one connection to the database, which its threads use in turns.

Rules kept here:
 * One thread at a time: also closing waits for a statement that runs. A connection that is closed
   under one takes the whole process with it.
 * What the database says goes on as `RecordError`, with the name of the store.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from countenance.stores.database import Database, connect, writing
from countenance.stores.faults import FAULTS, record_error

__all__ = ["OneConnection"]


class OneConnection:
    """What such a store begins with."""

    def __init__(self, folder: Path, name: str, *, create: bool = True) -> None:
        """`name`: what messages call the store. Raises `RecordError`."""
        self._connection = connect(folder, create=create)
        self._name = name
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _alone(self) -> Iterator[Database]:
        """The connection, for this thread. Raises `RecordError`."""
        try:
            with self._lock:
                yield self._connection
        except FAULTS as error:
            raise record_error(error, self._name) from error

    @contextmanager
    def _in_turn(self) -> Iterator[Database]:
        """The same in one transaction that writes: committed at the end, undone by an exception."""
        with self._alone(), writing(self._connection, self._name):
            yield self._connection

    def _select(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows that a statement finds. Raises `RecordError`."""
        with self._alone() as connection:
            return connection.execute(statement, values).fetchall()
