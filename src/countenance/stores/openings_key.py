"""The keys that wrap the keys of cases, in a file that only their owner can read.

    <base64 of 32 bytes>      one line for each key, the newest last

Rules kept here:
 * The file lies in the folder of data, or wherever a link of that name leads: an operator may keep
   it on another disk, or have it put there when the gate starts.
 * It is looked at again when another process wraps under a key that is not known here.
 * A key that is given up is written over before it is removed.
"""

import base64
import binascii
import os
from collections.abc import Callable
from pathlib import Path

from countenance.errors import RecordError, SealedError, SettingsError
from countenance.record.sealing import KEY_BYTES, WrappingKey
from countenance.stores.secret_file import read_secret, write_secret

__all__ = ["KEY_FILE", "OpeningsKeys"]

KEY_FILE = "openings.key"
"""The name of the file, or of the link to it, in the folder of data."""


class OpeningsKeys:
    """The keys in one folder of data, as far as they are there."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / KEY_FILE
        self._known: dict[str, WrappingKey] = {}

    def named(self, id_: str) -> WrappingKey:
        """The key with this id. Raises `SealedError`, which says what would be needed."""
        if id_ not in self._known:
            self._known = {key.id: key for key in self.all()}
        if id_ not in self._known:
            raise SealedError(
                f"the openings of this record are sealed under the key `{id_}`, which is not in "
                f"{self.path}; put it back there (mode 0600), or a link to where it lies"
            )
        return self._known[id_]

    def all(self) -> tuple[WrappingKey, ...]:
        """Every key in the file, the newest last; none where there is no file.

        Raises `SealedError` for a file that cannot be read, or holds something else.
        """
        if not self.path.exists():
            return ()
        try:
            lines = read_secret(self.path).split()
            return tuple(WrappingKey.of(base64.b64decode(line, validate=True)) for line in lines)
        except (SettingsError, RecordError, binascii.Error) as error:
            why = f": {error}" if isinstance(error, SettingsError) else ""
            raise SealedError(
                f"{self.path}: is no file of keys (a line of base64 for each){why}"
            ) from error

    def newest(self, random: Callable[[int], bytes]) -> WrappingKey:
        """The newest key; the first is made when there is none.

        One process at a time: it is asked for inside a transaction.
        """
        if not self.all():
            # Whoever was to write the first one may have ended before it did: nothing is in it.
            self.path.resolve().unlink(missing_ok=True)
            write_secret(self.path.resolve(), _written(WrappingKey.of(random(KEY_BYTES))))
        return self.all()[-1]

    def add(self, random: Callable[[int], bytes]) -> WrappingKey:
        """Another key behind those that are there."""
        key = WrappingKey.of(random(KEY_BYTES))
        self._replace((*self.all(), key))
        return key

    def keep_only(self, id_: str) -> int:
        """Give up every key but this one; how many were given up."""
        keys = self.all()
        kept = tuple(key for key in keys if key.id == id_)
        if kept and len(kept) < len(keys):
            self._replace(kept)
            self._known = {}
        return len(keys) - len(kept)

    def _replace(self, keys: tuple[WrappingKey, ...]) -> None:
        path = self.path.resolve()
        fresh = path.with_name(f".{path.name}.new")
        try:
            fresh.unlink(missing_ok=True)
            write_secret(fresh, b"".join(_written(key) for key in keys))
            old = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
            try:
                # The new file takes the place of the old one; then nothing leads to these bytes.
                fresh.replace(path)
                os.pwrite(old, bytes(os.fstat(old).st_size), 0)
                os.fsync(old)
            finally:
                os.close(old)
        except OSError as error:
            raise RecordError(f"{path}: cannot be written: {error.strerror}") from error


def _written(key: WrappingKey) -> bytes:
    return base64.b64encode(key.secret) + b"\n"
