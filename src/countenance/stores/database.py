"""The one database of a gate: the registry and the record together, in a file or on a server.

They share it so that a change of the registry and its entry are one transaction: there is no change
without an entry, and no entry without its change.

Rules kept here:
 * Every store asks for the same few things, in statements that both databases read alike; what they
   do differently stands in `sqlite_database` and `postgres_database`.
 * The folder of data says which one it is (`countenance.stores.place`): a command and a gate that
   are told of the same folder never read or write two records.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from countenance.stores.openings_key import OpeningsKeys
from countenance.stores.place import Place, check_driver, place_of
from countenance.stores.protocol import Database, Rows
from countenance.stores.sqlite_database import FILE, open_file
from countenance.stores.sqlite_tables import VERSION

__all__ = [
    "FILE", "VERSION", "Database", "Rows", "connect", "has_database", "open_place", "writing",
]  # fmt: skip


def connect(folder: Path, *, create: bool = True) -> Database:
    """Open the database of this folder; makes folder, file and tables when they are not there.

    Raises `RecordError` when it cannot be opened, is not ours, or does not keep its promises, and
    `SettingsError` when it is on a server and the driver is not here.
    """
    place = place_of(folder)
    return open_file(folder, create=create) if place is None else open_place(place, folder)


def has_database(folder: Path) -> bool:
    """Whether there is a database of this folder: a file in it, or one on a server."""
    return place_of(folder) is not None or (folder / FILE).exists()


def open_place(place: Place, folder: Path) -> Database:
    """Open a database on a server, for a folder of data; makes its tables when they are not there.

    Raises `RecordError`, and `SettingsError` without the driver.
    """
    check_driver()
    # Who keeps the record in a file needs no driver for a server.
    from countenance.stores.postgres_database import open_server  # noqa: PLC0415

    return open_server(place, OpeningsKeys(folder))


@contextmanager
def writing(connection: Database, where: str = "record") -> Iterator[None]:
    """One transaction that writes. Committed at the end, undone by any exception.

    Raises `RecordError` when the database cannot be written: full, locked, gone.
    """
    with connection.writing(where):
        yield
