"""What goes wrong in a database, whichever it is, and how that is said.

Rules kept here:
 * A store catches `FAULTS` and says where it was with `record_error`; what the driver of a database
   raises is known to its own module alone.
"""

import sqlite3

from countenance.errors import RecordError

__all__ = ["CONFLICTS", "FAULTS", "Conflict", "Fault", "record_error"]

_OF_SQLITE = {
    "SQLITE_FULL": "the disk is full; nothing was written",
    "SQLITE_BUSY": "another process kept the database locked for too long; try again",
    "SQLITE_LOCKED": "the database is locked; try again",
    "SQLITE_READONLY": "the database may not be written by this user",
    "SQLITE_NOTADB": "this file is not a database",
    "SQLITE_CORRUPT": "the database is damaged; restore it from a copy",
}


class Fault(Exception):  # noqa: N818 - it never leaves the stores
    """Something that a database of several gates refused, or could not do."""


class Conflict(Fault):
    """A row that may not be there: one with its key is there already."""


FAULTS: tuple[type[Exception], ...] = (sqlite3.Error, Fault)
"""What may be raised by a statement."""
CONFLICTS: tuple[type[Exception], ...] = (sqlite3.IntegrityError, Conflict)
"""Those of them that are about one row alone."""


def record_error(error: Exception, where: str) -> RecordError:
    """What went wrong in the database, in our words."""
    if isinstance(error, Fault):
        return RecordError(f"{where}: {error}")
    name = getattr(error, "sqlite_errorname", "") or type(error).__name__
    meaning = _OF_SQLITE.get(name)
    if meaning is None and name.startswith("SQLITE_IOERR"):
        meaning = "the disk could not be read or written"
    return RecordError(f"{where}: {meaning or error} ({name})")
