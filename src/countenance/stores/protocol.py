"""What every store asks of a database, whichever it is."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from countenance.stores.openings_key import OpeningsKeys

__all__ = ["Database", "Rows", "places"]


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

    @property
    def keys(self) -> OpeningsKeys:
        """The keys of the operator, under which those of cases are wrapped."""
        ...

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

    def batches(self, statement: str) -> Iterator[list[tuple[Any, ...]]]:
        """The rows that a statement finds, some at a time; inside a transaction or a snapshot."""
        ...

    def freeze(self, says: str) -> None:
        """Let nobody append an entry any more, for this reason; inside a transaction."""
        ...

    def settle(self) -> None:
        """Rows with numbers of their own were inserted: go on counting after them."""
        ...

    def snapshot(self) -> AbstractContextManager[None]:
        """Read one moment of it, whoever writes meanwhile."""
        ...

    def writing(self, where: str) -> AbstractContextManager[None]:
        """See `writing`."""
        ...

    def clear_traces(self, where: str, of: Collection[str] = ()) -> None:
        """See to it that nothing of what was erased is left in the files, as far as it can.

        `of`: the tables that it was erased from, where it is not known to be from any.
        Outside a transaction. Raises `RecordError` when it cannot be done now.
        """
        ...

    def close(self) -> None:
        """Close it."""
        ...


def places(values: Collection[object]) -> str:
    """So many places of a statement as there are values; no word of anybody stands in it."""
    return ", ".join("?" * len(values))
