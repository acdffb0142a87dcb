"""What an id stands for that an answer gave out: the evidence of the call that it came from.

Rules kept here:
 * An id is bound to one caller; for anybody else, and when its time is over, it stands for nothing.
 * Ids are kept as keyed digests, and beside them only facts and counts: no picture, no answer.
 * A binding is on the disk before the answer that gives out its id leaves.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from countenance.errors import RecordError
from countenance.facts.known import Evidence
from countenance.stores.faults import FAULTS
from countenance.stores.one_connection import OneConnection

__all__ = ["Bindings", "Bound"]


@dataclass(frozen=True, slots=True)
class Bound:
    """What is known of the picture behind an id: the evidence of the call that showed it, how many
    faces were in it, and the index of that call's entry.

    `visible`: whether a face of it can be seen where it lies now. `upstream`: where it lies, if it
    lies in one place only.
    """

    evidence: tuple[Evidence, ...]
    faces: int
    entry: int
    visible: bool = True
    upstream: str = ""


_DECODER = msgspec.json.Decoder(Bound)
_UNREADABLE: tuple[type[Exception], ...] = (
    *FAULTS, msgspec.MsgspecError, UnicodeDecodeError,
)  # fmt: skip


class Bindings(OneConnection):
    """The ids of one gate, in its database. `secret` is 32 bytes that outlive a restart."""

    def __init__(self, folder: Path, secret: bytes) -> None:
        if len(secret) < 32:
            raise RecordError("bindings: the secret is shorter than 32 bytes")
        super().__init__(folder, "bindings")
        self._secret = secret

    def keep(
        self, caller: str, refers: str, ids: Sequence[tuple[str, int]], bound: Bound, now: int
    ) -> None:
        """Bind ids of one caller, each until its second since 1970; forgets what has run out.

        `refers` is what they are ids of. Raises `RecordError`.
        """
        data = msgspec.json.encode(bound)
        rows = [(self._digest(caller, refers, name), until, data) for name, until in ids]
        with self._in_turn() as connection:
            connection.execute("DELETE FROM bindings WHERE until <= ?", (now,))
            connection.executemany(
                "INSERT INTO bindings VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                "until = excluded.until, bound = excluded.bound",
                rows,
            )

    def find(self, caller: str, refers: str, name: str, now: int) -> Bound | None:
        """What this caller's id stands for at this second, if anything. Raises `RecordError`."""
        try:
            with self._lock:
                row = self._connection.execute(
                    "SELECT bound FROM bindings WHERE id = ? AND until > ?",
                    (self._digest(caller, refers, name), now),
                ).fetchone()
            return None if row is None else _DECODER.decode(row[0])
        except _UNREADABLE as error:
            raise RecordError("bindings: what was kept cannot be read") from error

    def _digest(self, caller: str, refers: str, name: str) -> bytes:
        # Clients write the UUID of a face in either case; it is one id. Others are what they are.
        name = name.lower() if refers == "face" else name
        text = f"{refers}\n{caller}\n{name}"
        return hmac.digest(self._secret, text.encode(), hashlib.sha256)
