"""Calls that are held for people: an id for the caller, and nothing of what was sent.

Rules kept here:
 * The id is an HMAC over caller and content digest under a secret of this gate: the same call by
   the same caller has the same id, and nobody can tell from it what was sent.
 * Only the caller whose call it was is told that a hold exists.
"""

import hashlib
import hmac
import threading
from dataclasses import dataclass
from pathlib import Path

from countenance.errors import RecordError
from countenance.stores.database import connect, writing
from countenance.stores.faults import FAULTS, record_error

__all__ = ["Hold", "Holds"]


@dataclass(frozen=True, slots=True)
class Hold:
    """One held call: its id, the index of the entry that held it first, and since when."""

    id: str
    entry: int
    since: str


class Holds:
    """The holds of one gate, in its database. `secret` is 32 bytes that outlive a restart."""

    def __init__(self, folder: Path, secret: bytes) -> None:
        if len(secret) < 32:
            raise RecordError("holds: the secret is shorter than 32 bytes")
        self._secret = secret
        self._lock = threading.Lock()
        self._connection = connect(folder)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def id_of(self, caller: str, digest: str) -> str:
        """The id of this call by this caller."""
        mac = hmac.digest(self._secret, f"{caller}\n{digest}".encode(), hashlib.sha256)
        return f"hold-{mac[:16].hex()}"

    def keep(self, caller: str, digest: str, entry: int, since: str) -> Hold:
        """Keep a hold; a repeated call gets the first one back. Raises `RecordError`."""
        name = self.id_of(caller, digest)
        try:
            with self._lock, writing(self._connection, "holds"):
                self._connection.execute(
                    "INSERT INTO holds VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    (name, caller, entry, since),
                )
        except FAULTS as error:
            raise record_error(error, "holds") from error
        found = self.find(caller, name)
        if found is None:
            raise RecordError("holds: what was kept is not there")
        return found

    def find(self, caller: str, name: str) -> Hold | None:
        """The hold of that id, if it is this caller's. Raises `RecordError`."""
        try:
            with self._lock:
                row = self._connection.execute(
                    "SELECT id, entry, since FROM holds WHERE id = ? AND caller = ?", (name, caller)
                ).fetchone()
        except FAULTS as error:
            raise record_error(error, "holds") from error
        return None if row is None else Hold(*row)
