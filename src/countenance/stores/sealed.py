"""Rows that several workers of one gate share, and that nobody can read when the gate is gone.

Rules kept here:
 * Each row is sealed (AES-256-GCM) under a key that was made up when the gate started and is handed
   to its workers; it is on no disk. Names are kept as keyed digests.
 * A row belongs to its name: what was sealed under another one does not open.
 * The file is no part of the record: it lies in the folder that ends with the gate, and no commit
   waits for the disk.
 * Rows run out, and the oldest go first where there are too many or too much in all; that is looked
   at now and then.
"""

import hashlib
import hmac
import os
import sqlite3
import threading
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from countenance.errors import RecordError
from countenance.stores.faults import record_error

__all__ = ["KEY_BYTES", "SealedRows"]

KEY_BYTES = 32
_NONCE = 12
_EVERY = 32
"""Rows that are added until it is looked whether there are too many."""
_WAIT_SECONDS = 5.0
_WHERE = "calls handed over"
_TABLE = (
    "CREATE TABLE IF NOT EXISTS rows (at INTEGER PRIMARY KEY AUTOINCREMENT, name BLOB NOT NULL "
    "UNIQUE, until REAL NOT NULL, data BLOB NOT NULL) STRICT"
)


class SealedRows:
    """The rows in one file. May be used from several threads, and opened by several processes.

    `most` and `size`: how many rows there may be, and how many bytes in all.
    """

    def __init__(self, path: Path, key: bytes, most: int, size: int) -> None:
        """Raises `RecordError`."""
        if len(key) != KEY_BYTES:
            raise RecordError(f"{_WHERE}: the key has {len(key)} bytes; {KEY_BYTES} are right")
        self._key = key
        self._seal = AESGCM(hmac.digest(key, b"seal", hashlib.sha256))
        self._most = most
        self._size = size
        self._since = 0
        self._lock = threading.Lock()
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
        try:
            self._connection = sqlite3.connect(
                path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._connection.execute("PRAGMA synchronous = OFF")
            self._connection.execute("PRAGMA secure_delete = ON")
            self._connection.execute(_TABLE)
        except sqlite3.Error as error:
            raise record_error(error, _WHERE) from error

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def keep(self, name: bytes, data: bytes, until: float, now: float) -> None:
        """Keep a row until then, in place of one of that name; drop what is over."""
        nonce = os.urandom(_NONCE)
        row = self._row(name)
        sealed = nonce + self._seal.encrypt(nonce, data, row)
        try:
            with self._lock, self._connection as connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("DELETE FROM rows WHERE name = ? OR until <= ?", (row, now))
                connection.execute(
                    "INSERT INTO rows (name, until, data) VALUES (?, ?, ?)", (row, until, sealed)
                )
                self._since += 1
                if self._since >= _EVERY:
                    self._since = 0
                    connection.execute(_DROP, (self._most, self._size))
        except sqlite3.Error as error:
            raise record_error(error, _WHERE) from error

    def find(self, name: bytes, now: float) -> bytes | None:
        """What is kept under this name now, if anything."""
        row = self._row(name)
        try:
            with self._lock:
                found = self._connection.execute(
                    "SELECT data FROM rows WHERE name = ? AND until > ?", (row, now)
                ).fetchone()
            if found is None:
                return None
            return self._seal.decrypt(found[0][:_NONCE], found[0][_NONCE:], row)
        except sqlite3.Error as error:
            raise record_error(error, _WHERE) from error
        except InvalidTag as error:
            raise RecordError(f"{_WHERE}: a row was not sealed by this gate") from error

    def _row(self, name: bytes) -> bytes:
        return hmac.digest(self._key, name, hashlib.sha256)


_DROP = """
DELETE FROM rows WHERE at IN (
    SELECT at FROM (
        SELECT at, row_number() OVER newest AS place, sum(length(data)) OVER newest AS size
        FROM rows WINDOW newest AS (ORDER BY at DESC)
    ) WHERE place > ?1 OR size > ?2
)
"""
