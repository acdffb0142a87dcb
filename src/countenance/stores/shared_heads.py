"""The head of a log that several gates publish: signed by one of them at a time, the same for all.

Rules kept here:
 * Who signs holds a lock on the server, and writes each head by the connection that holds it.
 * A head is kept here before anybody is told of it, and is never followed by a smaller one.
 * What one gate found out, that the record is an older copy, holds for all.
"""

from countenance.errors import RolledBackError
from countenance.stores.database import Database, writing
from countenance.stores.faults import FAULTS, Fault, record_error
from countenance.stores.place import Place
from countenance.stores.server_lock import ServerLock
from countenance.stores.shared_log import ROLLED_BACK

__all__ = ["SharedHeads"]

_SIGNING = 4
_WHERE = "log"


class SharedHeads:
    """The newest head, for one process of one gate; it closes `database` with itself."""

    def __init__(self, place: Place, database: Database) -> None:
        self._database = database
        self._lock = ServerLock(place, _SIGNING)

    def close(self) -> None:
        """Let another gate sign."""
        self._lock.release()
        self._database.close()

    def leads(self) -> bool:
        """Whether this process is the one that signs now; it is from now on, if nobody is.

        Raises `RecordError` when the server cannot be asked.
        """
        try:
            return self._lock.take()
        except Fault as error:
            raise record_error(error, _WHERE) from error

    def newest(self) -> bytes | None:
        """The newest head as it was signed, if there is one.

        Raises `RolledBackError` when a gate found the record to be an older copy, `RecordError`
        when the server cannot be asked.
        """
        try:
            says = self._database.state(ROLLED_BACK)
            row = self._database.execute("SELECT note FROM checkpoint").fetchone()
        except FAULTS as error:
            raise record_error(error, _WHERE) from error
        if isinstance(says, str):
            raise RolledBackError(
                f"log: {says}; nothing is signed. Restore the newer copy, or begin a new log with "
                "`countenance record begin --anew`"
            )
        return None if row is None else bytes(row[0])

    def put(self, size: int, note: bytes) -> None:
        """Keep a head that this process has signed. Raises `RecordError` when it may not sign."""
        try:
            kept = self._lock.execute(
                "INSERT INTO checkpoint (size, note) VALUES ($1, $2) ON CONFLICT (one) DO UPDATE "
                "SET size = excluded.size, note = excluded.note "
                "WHERE checkpoint.size <= excluded.size",
                size,
                note,
            )
        except Fault as error:
            raise record_error(error, _WHERE) from error
        if not kept:
            raise RolledBackError(
                "log: a head of more entries was signed than the database has: it is an older copy"
            )

    def note_rolled_back(self, says: str) -> None:
        """Let no gate sign any more. Raises `RecordError` when it cannot be kept."""
        with writing(self._database, _WHERE):
            self._database.set_state(ROLLED_BACK, says)
