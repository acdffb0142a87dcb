"""Entries as rows of their tables, inside a transaction that somebody else has begun.

Rules kept here:
 * Beside an entry stand its openings, that its decision waits for an outcome, and the refusal that
   counts for its caller: all of it is written with the entry, or none of it.
 * One statement for each table, whatever the number of entries.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

from countenance.record.commitment import Opening
from countenance.stores.head import Row

__all__ = ["LARGEST_BATCH", "insert", "insert_all", "read_openings"]

LARGEST_BATCH = 512
"""The most entries of one transaction, and rows of one statement."""


def insert(
    connection: sqlite3.Connection, row: Row, openings: Sequence[Opening] = (), owner: int = 0
) -> int:
    """Write one entry inside a transaction that is already open; gives back its index.

    `owner`: the worker whose decision it is, if it is one.
    """
    return insert_all(connection, [(row, openings)], owner)[0]


def insert_all(
    connection: sqlite3.Connection,
    entries: Sequence[tuple[Row, Sequence[Opening]]],
    owner: int = 0,
) -> range:
    """Write entries inside a transaction that is already open; gives back their indexes.

    One statement for each table, whatever the number of entries: each statement gives up the lock
    of the interpreter and has to wait for it again.
    """
    (first,) = connection.execute("SELECT coalesce(max(idx) + 1, 0) FROM entries").fetchone()
    indexes = range(first, first + len(entries))
    _insert_rows(connection, "entries", 7, [
        (index, row.id, row.kind, row.prev, row.caller, row.data, row.leaf)
        for index, (row, _) in zip(indexes, entries, strict=True)
    ])  # fmt: skip
    _insert_rows(connection, "openings", 4, [
        (index, opening.field, opening.salt, opening.value)
        for index, (_, openings) in zip(indexes, entries, strict=True)
        for opening in openings
    ])  # fmt: skip
    _insert_rows(connection, "offences", 4, [
        (index, row.caller, row.offence, row.time)
        for index, (row, _) in zip(indexes, entries, strict=True)
        if row.offence is not None and row.caller is not None
    ])  # fmt: skip
    _insert_rows(connection, "awaiting", 2, [(row.id, owner) for row, _ in entries if row.awaits])
    ended = [row.prev for row, _ in entries if row.kind == "outcome"]
    if ended:
        marks = ", ".join("?" * len(ended))
        connection.execute(f"DELETE FROM awaiting WHERE id IN ({marks})", ended)  # noqa: S608 - marks
    return indexes


def _insert_rows(
    connection: sqlite3.Connection, table: str, columns: int, rows: Sequence[tuple[Any, ...]]
) -> None:
    marks = f"({', '.join('?' * columns)})"
    for start in range(0, len(rows), LARGEST_BATCH):
        some = rows[start : start + LARGEST_BATCH]
        connection.execute(
            f"INSERT INTO {table} VALUES {', '.join([marks] * len(some))}",  # noqa: S608 - marks
            [value for row in some for value in row],
        )


def read_openings(connection: sqlite3.Connection, index: int) -> tuple[Opening, ...]:
    """The openings that are still kept for one entry."""
    rows = connection.execute(
        "SELECT field, salt, value FROM openings WHERE idx = ? ORDER BY field", (index,)
    ).fetchall()
    return tuple(Opening(*row) for row in rows)
