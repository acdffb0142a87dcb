"""Reads the log of entries in a database; any number of these may be open, in any process."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from countenance.record.commitment import Opening
from countenance.record.store import Stored
from countenance.stores.database import connect
from countenance.stores.entry_rows import read_openings
from countenance.stores.faults import FAULTS, record_error

__all__ = ["DatabaseReader"]

_PAGE = 500


class DatabaseReader:
    """Reads the log of a folder of data."""

    def __init__(self, folder: Path) -> None:
        self._reading = connect(folder, create=False)
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the connection."""
        with self._lock:  # a statement that runs in another thread ends first
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
