"""The keys that wrap the keys of cases, in a file that only their owner can read.

    <base64 of 32 bytes>      one line for each key, the newest last

Rules kept here:
 * The file lies in the folder of data, or wherever a link of that name leads: an operator may keep
   it on another disk, or have it put there when the gate starts.
 * `COUNTENANCE_OPENINGS_KEY_FILE` names another file, such as a secret that is mounted;
   `COUNTENANCE_OPENINGS_KEY` holds the lines themselves, and then no key is made or given up here.
 * It is looked at again when another process wraps under a key that is not known here.
 * A key that is given up is written over before it is removed.
"""

import base64
import binascii
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from countenance.errors import RecordError, SealedError, SettingsError
from countenance.record.sealing import KEY_BYTES, WrappingKey
from countenance.stores.secret_file import read_secret, write_secret
from countenance.stores.whole_file import sync_folder

__all__ = ["FILE_VARIABLE", "KEY_FILE", "KEY_VARIABLE", "OpeningsKeys"]

FILE_VARIABLE = "COUNTENANCE_OPENINGS_KEY_FILE"
KEY_VARIABLE = "COUNTENANCE_OPENINGS_KEY"

KEY_FILE = "openings.key"
"""The name of the file, or of the link to it, in the folder of data."""


class OpeningsKeys:
    """The keys for one folder of data, as far as they are there."""

    def __init__(self, folder: Path, environment: Mapping[str, str] = os.environ) -> None:
        named = environment.get(FILE_VARIABLE, "")
        self._given = environment.get(KEY_VARIABLE, "")
        self._twice = bool(named and self._given)
        self.path = Path(named) if named else folder / KEY_FILE
        self._known: dict[str, WrappingKey] = {}

    @property
    def where(self) -> str:
        """Where they are looked for, in words."""
        return f"`{KEY_VARIABLE}`" if self._given else str(self.path)

    def named(self, id_: str) -> WrappingKey:
        """The key with this id. Raises `SealedError`, which says what would be needed."""
        if id_ not in self._known:
            self._known = {key.id: key for key in self.all()}
        if id_ not in self._known:
            raise SealedError(
                f"the openings of this record are sealed under the key `{id_}`, which is not in "
                f"{self.where}; put it back there (a file has mode 0600, or is a link to where it "
                "lies)"
            )
        return self._known[id_]

    def all(self) -> tuple[WrappingKey, ...]:
        """Every key that is there, the newest last; none where there is no file.

        Raises `SealedError` for a file that cannot be read, or holds something else.
        """
        if self._twice:
            raise SealedError(f"`{KEY_VARIABLE}` and `{FILE_VARIABLE}` are both set; one is right")
        if not self._given and not self.path.exists():
            return ()
        try:
            lines = self._given.encode().split() if self._given else read_secret(self.path).split()
            return tuple(WrappingKey.of(base64.b64decode(line, validate=True)) for line in lines)
        except (SettingsError, RecordError, binascii.Error) as error:
            why = f": {error}" if isinstance(error, SettingsError) else ""
            raise SealedError(
                f"{self.where}: holds no keys (a line of base64 for each){why}"
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
        if self._given:
            raise RecordError(
                f"the keys are in `{KEY_VARIABLE}`, which nobody can write; to take another one "
                f"put them in a file of mode 0600 that `{FILE_VARIABLE}` names"
            )
        path = self.path.resolve()
        fresh = path.with_name(f".{path.name}.new")
        try:
            fresh.unlink(missing_ok=True)
            write_secret(fresh, b"".join(_written(key) for key in keys))
            old = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
            try:
                # The new file takes the place of the old one, on the disk; then nothing leads to
                # these bytes.
                fresh.replace(path)
                sync_folder(path.parent)
                os.pwrite(old, bytes(os.fstat(old).st_size), 0)
                os.fsync(old)
            finally:
                os.close(old)
        except OSError as error:
            raise RecordError(f"{path}: cannot be written: {error.strerror}") from error


def _written(key: WrappingKey) -> bytes:
    return base64.b64encode(key.secret) + b"\n"
