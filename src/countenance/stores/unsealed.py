"""What the first releases kept in the open, sealed when a newer one opens their database file."""

from countenance.record.commitment import Opening
from countenance.stores.head import row_of
from countenance.stores.openings import ToSeal, insert_openings
from countenance.stores.protocol import Database

__all__ = ["SEALED_SINCE", "seal_old"]

SEALED_SINCE = 5
"""The version of the tables since which openings are sealed."""


def seal_old(database: Database) -> None:
    """Seal the openings that lie in the open, and drop their table. Inside a transaction.

    Raises `RecordError`.
    """
    entries: dict[int, tuple[bytes, list[Opening]]] = {}
    for index, data, *opening in database.execute(
        "SELECT e.idx, e.data, o.field, o.salt, o.value FROM openings_unsealed o "
        "JOIN entries e ON e.idx = o.idx ORDER BY e.idx, o.field"
    ).fetchall():
        entries.setdefault(index, (data, []))[1].append(Opening(*opening))
    made = []
    for index, (data, openings) in entries.items():
        row = row_of(data)
        made.append(ToSeal(index, row.id, row.time, row.ref, openings))
    insert_openings(database, made)
    # `secure_delete` overwrites every page of it.
    database.execute("DROP TABLE openings_unsealed")
