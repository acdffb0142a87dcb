"""Rows that several workers of one gate share, or several gates, sealed for everybody else.

Rules kept here:
 * Each row is sealed (AES-256-GCM). The key of workers was made up when their gate started, and is
   on no disk; gates that share a record make it of a secret that they have in common. Names are
   kept as keyed digests.
 * A row belongs to its name: what was sealed under another one does not open.
 * The file of workers is no part of the record: it lies in the folder that ends with the gate, and
   no commit waits for the disk.
 * Rows run out, and the oldest go first where there are too many or too much in all; that is looked
   at now and then.
"""

import hashlib
import hmac
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from countenance.errors import RecordError
from countenance.stores.faults import FAULTS, record_error
from countenance.stores.protocol import Rows

__all__ = ["KEY_BYTES", "SealedRows"]

KEY_BYTES = 32
_NONCE = 12
_EVERY = 32
"""Rows that are added until it is looked whether there are too many."""
_WAIT_SECONDS = 5.0
_WHERE = "calls handed over"
_TABLE = (
    "CREATE TABLE IF NOT EXISTS handed_over (at INTEGER PRIMARY KEY AUTOINCREMENT, "
    "name BLOB NOT NULL UNIQUE, until REAL NOT NULL, data BLOB NOT NULL) STRICT"
)


class _Rows(Protocol):
    """What is asked of the database that they are in."""

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> Rows: ...

    def writing(self, where: str) -> AbstractContextManager[None]: ...

    def close(self) -> None: ...


class _Temporary(sqlite3.Connection):
    """A file that ends with the gate."""

    @contextmanager
    def writing(self, where: str) -> Iterator[None]:
        with self:
            self.execute("BEGIN IMMEDIATE")
            yield


class SealedRows:
    """The rows. May be used from several threads, and opened by several processes.

    `most` and `size`: how many rows there may be, and how many bytes in all.
    """

    def __init__(self, connection: _Rows, key: bytes, most: int, size: int) -> None:
        """Raises `RecordError`."""
        _check(key)
        self._key = key
        self._seal = AESGCM(hmac.digest(key, b"seal", hashlib.sha256))
        self._most = most
        self._size = size
        self._since = 0
        self._lock = threading.Lock()
        self._connection = connection

    @classmethod
    def in_file(cls, path: Path, key: bytes, most: int, size: int) -> "SealedRows":
        """Rows in a file of their own. Raises `RecordError`."""
        _check(key)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
        try:
            connection = sqlite3.connect(
                path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False,
                factory=_Temporary,
            )  # fmt: skip
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute(_TABLE)
        except sqlite3.Error as error:
            raise record_error(error, _WHERE) from error
        return cls(connection, key, most, size)

    def close(self) -> None:
        """Close what they are in."""
        with self._lock:  # a statement that runs in another thread ends first
            self._connection.close()

    def keep(self, name: bytes, data: bytes, until: float, now: float) -> None:
        """Keep a row until then, in place of one of that name; drop what is over."""
        nonce = os.urandom(_NONCE)
        row = self._row(name)
        sealed = nonce + self._seal.encrypt(nonce, data, row)
        try:
            with self._lock, self._connection.writing(_WHERE):
                connection = self._connection
                connection.execute(
                    "DELETE FROM handed_over WHERE name = ? OR until <= ?", (row, now)
                )
                connection.execute(
                    "INSERT INTO handed_over (name, until, data) VALUES (?, ?, ?)",
                    (row, until, sealed),
                )
                self._since += 1
                if self._since >= _EVERY:
                    self._since = 0
                    connection.execute(_DROP, (self._most, self._size))
        except FAULTS as error:
            raise record_error(error, _WHERE) from error

    def find(self, name: bytes, now: float) -> bytes | None:
        """What is kept under this name now, if anything."""
        row = self._row(name)
        try:
            with self._lock:
                found = self._connection.execute(
                    "SELECT data FROM handed_over WHERE name = ? AND until > ?", (row, now)
                ).fetchone()
            if found is None:
                return None
            return self._seal.decrypt(found[0][:_NONCE], found[0][_NONCE:], row)
        except FAULTS as error:
            raise record_error(error, _WHERE) from error
        except InvalidTag as error:
            raise RecordError(f"{_WHERE}: a row was not sealed by this gate") from error

    def _row(self, name: bytes) -> bytes:
        return hmac.digest(self._key, name, hashlib.sha256)


def _check(key: bytes) -> None:
    if len(key) != KEY_BYTES:
        raise RecordError(f"{_WHERE}: the key has {len(key)} bytes; {KEY_BYTES} are right")


_DROP = """
DELETE FROM handed_over WHERE at IN (
    SELECT at FROM (
        SELECT at, row_number() OVER newest AS place, sum(length(data)) OVER newest AS size
        FROM handed_over WINDOW newest AS (ORDER BY at DESC)
    ) AS kept WHERE place > ?1 OR size > ?2
)
"""
