"""Secrets in files of their own, that only their owner can read.

Rules kept here:
 * A secret is written once, to a new file, and is on the disk before anything depends on it.
 * A file that others can read is refused: it may have been read.
"""

import os
import stat
from pathlib import Path

from countenance.errors import SettingsError
from countenance.stores.whole_file import sync_folder

__all__ = ["read_secret", "write_secret"]

_LARGEST = 64 * 1024


def write_secret(path: Path, secret: bytes) -> None:
    """Write a secret to a new file with mode 0600. Raises `SettingsError` when it is there."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(path.parent)
    except FileExistsError as error:
        raise SettingsError(f"{path}: is there already; a secret is never overwritten") from error
    except OSError as error:
        raise SettingsError(f"{path}: cannot be written: {error.strerror}") from error


def read_secret(path: Path) -> bytes:
    """Read a secret. Raises `SettingsError` when it is missing, or others can read it."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if stat.S_IMODE(mode) & 0o077:
                raise SettingsError(
                    f"{path}: others can read this secret; run `chmod 600` on it, "
                    "and replace it if they may have"
                )
            return file.read(_LARGEST)
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
