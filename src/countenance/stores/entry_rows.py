"""Entries as rows of their tables, inside a transaction that somebody else has begun.

Rules kept here:
 * Beside an entry stand its openings, that its decision waits for an outcome, and the refusal that
   counts for its caller: all of it is written with the entry, or none of it.
 * One statement for each table, whatever the number of entries.
"""

from collections.abc import Sequence

from countenance.record.commitment import Opening
from countenance.record.make import Prepared
from countenance.stores import openings as sealed
from countenance.stores.database import Database
from countenance.stores.head import Row, row_of
from countenance.stores.openings import ToSeal, insert_openings
from countenance.stores.protocol import places

__all__ = [
    "LARGEST_BATCH",
    "append",
    "insert",
    "insert_all",
    "openings_under",
    "read_openings",
    "reason_given",
]

LARGEST_BATCH = 512
"""The most entries of one transaction."""


def append(connection: Database, made: Prepared, owner: int = 0) -> int:
    """Write an entry that was made, with its openings, inside a transaction that is already open;
    gives back its index. Raises `RecordError`."""
    return insert(connection, row_of(made.data), made.openings, owner)


def insert(
    connection: Database, row: Row, openings: Sequence[Opening] = (), owner: int = 0
) -> int:
    """Write one entry inside a transaction that is already open; gives back its index.

    `owner`: the worker whose decision it is, if it is one.
    """
    return insert_all(connection, [(row, openings)], owner)[0]


def insert_all(
    connection: Database,
    entries: Sequence[tuple[Row, Sequence[Opening]]],
    owner: int = 0,
) -> range:
    """Write entries inside a transaction that is already open; gives back their indexes.

    Raises `RecordError` when openings cannot be sealed.
    """
    first = connection.take_indexes(len(entries))
    rows: list[tuple[object, ...]] = []
    sealed: list[ToSeal] = []
    offences: list[tuple[object, ...]] = []
    awaiting: list[tuple[object, ...]] = []
    ended: list[str | None] = []
    for index, (row, openings) in enumerate(entries, first):
        rows.append((index, row.id, row.kind, row.prev, row.caller, row.data, row.leaf))
        if openings:
            sealed.append(ToSeal(index, row.id, row.time, row.ref, openings))
        if row.offence is not None and row.caller is not None:
            offences.append((index, row.caller, row.offence, row.time))
        if row.awaits:
            awaiting.append((row.id, owner))
        if row.kind == "outcome":
            ended.append(row.prev)
    connection.insert_rows("entries", rows)
    insert_openings(connection, sealed)
    connection.insert_rows("offences", offences)
    connection.insert_rows("awaiting", awaiting)
    if ended:
        connection.execute(f"DELETE FROM awaiting WHERE id IN ({places(ended)})", ended)  # noqa: S608 - marks
    return range(first, first + len(entries))


def read_openings(connection: Database, index: int) -> tuple[Opening, ...]:
    """The openings that are still kept for one entry. Raises `SealedError` without the key."""
    return sealed.read_openings(connection, index)


def openings_under(connection: Database, id_: str) -> tuple[Opening, ...]:
    """The same for the entry with this id; none when there is no such entry."""
    row = connection.execute("SELECT idx FROM entries WHERE id = ?", (id_,)).fetchone()
    return () if row is None else sealed.read_openings(connection, row[0])


def reason_given(connection: Database, id_: str) -> str | None:
    """The reason that somebody gave in the entry with this id, as long as its opening is kept."""
    kept = [each.value for each in openings_under(connection, id_) if each.field == "reason"]
    return kept[0].decode() if kept else None
