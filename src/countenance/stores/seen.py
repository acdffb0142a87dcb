"""Which attestations were accepted already: each one counts once, also after a restart.

Rules kept here:
 * An id is taken the moment it is first shown, before anything is decided on it; whatever then
   becomes of the call, the id is spent.
 * It is handed to the log before the entry of the call is, and the log writes it no later than
   that entry: nothing passes on an attestation that a restart would forget.
 * It is forgotten two days after the attestation ran out, so that a clock that jumped ahead by a
   day and back again lets none be shown twice.
"""

import threading
from pathlib import Path
from typing import Protocol

from countenance.stores.one_connection import OneConnection

__all__ = ["ClaimStore", "SeenAttestations", "SharedAttestations"]

KEPT_SECONDS = 2 * 24 * 3600
"""How long an id is kept after its attestation ran out."""

_PRUNE_EVERY = 1024


class ClaimStore(Protocol):
    """The part of a log that keeps the ids."""

    def claim(self, issuer: str, jti: str, until: int) -> None:
        """Keep an id until this time (seconds since 1970)."""
        ...

    def claimed(self, now: int) -> list[tuple[str, str, int]]:
        """The ids that are still kept at this time."""
        ...


class SeenAttestations:
    """The ids of attestations, for one gate. `now`: seconds since 1970, to forget the old ones."""

    def __init__(self, store: ClaimStore, now: int) -> None:
        self._store = store
        self._until = {
            (issuer, jti): until for issuer, jti, until in store.claimed(now - KEPT_SECONDS)
        }
        self._lock = threading.Lock()
        self._since_pruned = 0

    def accept(self, issuer: str, jti: str, until: int, now: int) -> bool:
        """Take an id that was never shown before; false when it was."""
        key = (issuer, jti)
        with self._lock:
            if key in self._until:
                return False
            self._until[key] = until
            self._since_pruned += 1
            if self._since_pruned >= _PRUNE_EVERY:
                self._since_pruned = 0
                oldest = now - KEPT_SECONDS
                self._until = {known: end for known, end in self._until.items() if end >= oldest}
        self._store.claim(issuer, jti, until)
        return True


class SharedAttestations(OneConnection):
    """The same for one of several workers: none of them remembers for the others, so each id is
    taken in the database, and is on the disk before anything is decided on it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "attestations")

    def accept(self, issuer: str, jti: str, until: int, now: int) -> bool:
        """Take an id that was never shown before; false when it was. Raises `RecordError`."""
        with self._in_turn() as connection:
            connection.execute("DELETE FROM attested WHERE until < ?", (now - KEPT_SECONDS,))
            taken = connection.execute(
                "INSERT INTO attested VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (issuer, jti, until),
            )
            return taken.rowcount == 1
