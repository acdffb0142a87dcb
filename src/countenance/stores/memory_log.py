"""A log in memory that keeps the promises of the one on the disk, save that it ends with us.

For tests, and for trying something out where nothing shall be kept.
"""

import asyncio
from collections.abc import Iterator, Sequence

from countenance.errors import RecordError
from countenance.record.commitment import Opening
from countenance.record.store import Stored
from countenance.stores.head import Row, row_of

__all__ = ["MemoryLog"]


class MemoryLog:
    """A `LogStore`, and the keeping of attestations' ids, without a file.

    `fail` makes every append raise this `RecordError` until it is `None` again.
    """

    def __init__(self) -> None:
        self.fail: RecordError | None = None
        self._rows: list[Row] = []
        self._openings: list[tuple[Opening, ...]] = []
        self._index: dict[str, int] = {}
        self._awaiting: set[str] = set()
        self._claims: dict[tuple[str, str], int] = {}

    def begin(self, data: bytes, openings: Sequence[Opening] = ()) -> "asyncio.Future[int]":
        """Append one entry; its index is there at once, or `RecordError`."""
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        try:
            future.set_result(self.append_now(data, openings))
        except RecordError as error:
            future.set_exception(error)
        return future

    async def append(self, data: bytes, openings: Sequence[Opening] = ()) -> int:
        """Append one entry; its index."""
        return self.append_now(data, openings)

    async def probe(self) -> None:
        """Raises `RecordError` when an append would."""
        if self.fail is not None:
            raise self.fail

    def append_now(self, data: bytes, openings: Sequence[Opening] = ()) -> int:
        """Append one entry; its index. Raises `RecordError`."""
        row = row_of(data)
        if self.fail is not None:
            raise self.fail
        if row.id in self._index:
            raise RecordError(f"record: entry `{row.id}` cannot be appended: it is there already")
        if len({opening.field for opening in openings}) != len(openings):
            raise RecordError(f"record: entry `{row.id}` has two openings for one field")
        self._index[row.id] = len(self._rows)
        self._rows.append(row)
        self._openings.append(tuple(sorted(openings, key=lambda opening: opening.field)))
        if row.awaits:
            self._awaiting.add(row.id)
        elif row.kind == "outcome" and row.prev is not None:
            self._awaiting.discard(row.prev)
        return self._index[row.id]

    def size(self) -> int:
        """How many entries there are."""
        return len(self._rows)

    def entry(self, which: int | str) -> Stored | None:
        """The entry with this index, or with this id."""
        index = self._index.get(which) if isinstance(which, str) else which
        if index is None or not 0 <= index < len(self._rows):
            return None
        return Stored(index, self._rows[index].data, self._rows[index].leaf)

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Stored]:
        """The entries from `start` up to, not including, `stop`."""
        last = len(self._rows) if stop is None else min(stop, len(self._rows))
        for index in range(max(start, 0), last):
            yield Stored(index, self._rows[index].data, self._rows[index].leaf)

    def openings(self, index: int) -> tuple[Opening, ...]:
        """The openings of one entry."""
        return self._openings[index] if 0 <= index < len(self._openings) else ()

    def awaiting(self, owner: int | None = None) -> tuple[str, ...]:
        """The ids of decisions that have no outcome yet; nobody else writes here."""
        return tuple(sorted(self._awaiting)) if not owner else ()

    def claim(self, issuer: str, jti: str, until: int) -> None:
        """Keep an attestation's id until this time."""
        self._claims.setdefault((issuer, jti), until)

    def claimed(self, now: int) -> list[tuple[str, str, int]]:
        """The claims that have not run out; forgets those that have."""
        self._claims = {key: until for key, until in self._claims.items() if until >= now}
        return [(issuer, jti, until) for (issuer, jti), until in self._claims.items()]

    def close(self) -> None:
        """Nothing to close."""
