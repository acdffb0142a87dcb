"""What the rest of the project asks of a log of entries.

Rules that every store keeps:
 * `append` gives back an index only once the entry is on the disk and survives a crash.
 * Indexes begin at 0 and have no gaps; an entry is never changed and never removed.
 * An id is appended once; a second entry with the same id is an error.
 * When an entry cannot be written `RecordError` is raised, nothing of it is kept, and the next
   append tries again: a store recovers by itself when the disk has room again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from countenance.record.commitment import Opening

__all__ = ["LogReader", "LogStore", "Stored"]


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry as a store gives it back: its index, its bytes, SHA-256(0x00 || bytes)."""

    index: int
    data: bytes
    leaf: bytes


class LogReader(Protocol):
    """Reading a log."""

    def size(self) -> int:
        """How many entries there are."""
        ...

    def entry(self, which: int | str) -> Stored | None:
        """The entry with this index, or with this id; `None` when there is none."""
        ...

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Stored]:
        """The entries from `start` up to, not including, `stop`, in the order of the log."""
        ...

    def openings(self, index: int) -> tuple[Opening, ...]:
        """The openings that are still kept for one entry."""
        ...

    def awaiting(self, owner: int | None = None) -> tuple[str, ...]:
        """The ids of decisions that let something go upstream and have no outcome yet.

        `owner`: only those of this worker, where several write one log.
        """
        ...


class LogStore(LogReader, Protocol):
    """A log that one gate appends to."""

    async def append(self, data: bytes, openings: Sequence[Opening] = ()) -> int:
        """Append one entry; its index, once it is durable. Raises `RecordError`."""
        ...

    async def probe(self) -> None:
        """Write and read back something that is no entry. Raises `RecordError` when it fails."""
        ...

    def append_now(self, data: bytes, openings: Sequence[Opening] = ()) -> int:
        """The same for callers without an event loop; waits."""
        ...
