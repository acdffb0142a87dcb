"""Reads the log of entries in a database; any number of these may be open, in any process."""

from collections.abc import Iterator
from pathlib import Path

from countenance.record.commitment import Opening
from countenance.record.store import Stored
from countenance.stores.entry_rows import read_openings
from countenance.stores.one_connection import OneConnection

__all__ = ["DatabaseReader"]

_PAGE = 500


class DatabaseReader(OneConnection):
    """Reads the log of a folder of data."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "record", create=False)

    def size(self) -> int:
        """How many entries there are."""
        return int(self._select("SELECT coalesce(max(idx) + 1, 0) FROM entries")[0][0])

    def entry(self, which: int | str) -> Stored | None:
        """The entry with this index, or with this id; `None` when there is none."""
        column = "idx" if isinstance(which, int) else "id"
        if isinstance(which, int) and not 0 <= which < 2**63:
            return None
        rows = self._select(f"SELECT idx, data, leaf FROM entries WHERE {column} = ?", which)  # noqa: S608 - one of two words of ours
        return Stored(*rows[0]) if rows else None

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Stored]:
        """The entries from `start` up to, not including, `stop`, in the order of the log."""
        last = self.size() if stop is None else min(stop, self.size())
        for first in range(max(start, 0), last, _PAGE):
            page = self._select(
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
        rows = self._select(
            "SELECT idx, data, leaf FROM entries WHERE (CAST(?1 AS TEXT) IS NULL OR kind = ?1) "
            "AND (CAST(?2 AS TEXT) IS NULL OR caller = ?2) ORDER BY idx DESC LIMIT ?3",
            kind,
            caller,
            count,
        )
        return tuple(Stored(*row) for row in reversed(rows))

    def openings(self, index: int) -> tuple[Opening, ...]:
        """The openings that are still kept for one entry."""
        with self._alone() as connection:
            return read_openings(connection, index)

    def awaiting(self, owner: int | None = None) -> tuple[str, ...]:
        """The ids of decisions that let something go upstream and have no outcome yet.

        `owner`: only those of this worker.
        """
        rows = self._select(
            "SELECT id FROM awaiting WHERE CAST(?1 AS BIGINT) IS NULL OR owner = ?1 ORDER BY id",
            owner,
        )
        return tuple(row[0] for row in rows)
