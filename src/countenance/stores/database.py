"""The one database of a gate: the registry and the record together, in a file or on a server.

They share it so that a change of the registry and its entry are one transaction: there is no change
without an entry, and no entry without its change.

Rules kept here:
 * Every store asks for the same few things, in statements that both databases read alike; what they
   do differently stands in `sqlite_database` and `postgres_database`.
 * The folder of data says which one it is (`countenance.stores.place`): a command and a gate that
   are told of the same folder never read or write two records.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from countenance.stores.place import place_of
from countenance.stores.sqlite_database import FILE, open_file
from countenance.stores.sqlite_tables import VERSION

__all__ = ["FILE", "VERSION", "Database", "Rows", "connect", "writing"]


class Rows(Protocol):
    """What a statement found, or how many rows it changed."""

    @property
    def rowcount(self) -> int:
        """How many rows it changed."""
        ...

    def fetchone(self) -> Any:
        """The next row, or `None`."""
        ...

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]:
        """All rows that are left, one by one."""
        ...


class Database(Protocol):
    """One connection, or what stands for one. Used by one thread at a time.

    In a statement `?` and `?1` stand for values. What goes wrong is one of `faults.FAULTS`.
    """

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> Rows:
        """Run one statement."""
        ...

    def executemany(self, statement: str, rows: Sequence[Sequence[Any]], /) -> object:
        """Run one statement for each of these rows of values."""
        ...

    def insert_rows(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert whole rows into a table, with as few statements as can be."""
        ...

    def take_indexes(self, count: int) -> int:
        """The first of this many indexes for new entries; inside a transaction."""
        ...

    def state(self, name: str) -> int | str | bytes | None:
        """What is kept under a name."""
        ...

    def set_state(self, name: str, value: int | str | bytes | None) -> None:
        """Keep a value under a name; `None`: nothing any more."""
        ...

    def advance(self, name: str) -> bool:
        """Count a number up that is kept under a name; whether there is one."""
        ...

    def writing(self, where: str) -> AbstractContextManager[None]:
        """See `writing`."""
        ...

    def close(self) -> None:
        """Close it."""
        ...


def connect(folder: Path, *, create: bool = True) -> Database:
    """Open the database of this folder; makes folder, file and tables when they are not there.

    Raises `RecordError` when it cannot be opened, is not ours, or does not keep its promises.
    """
    place = place_of(folder)
    if place is None:
        return open_file(folder, create=create)
    # Who keeps the record in a file needs no driver for a server.
    from countenance.stores.postgres_database import open_server  # noqa: PLC0415

    return open_server(place)


@contextmanager
def writing(connection: Database, where: str = "record") -> Iterator[None]:
    """One transaction that writes. Committed at the end, undone by any exception.

    Raises `RecordError` when the database cannot be written: full, locked, gone.
    """
    with connection.writing(where):
        yield
