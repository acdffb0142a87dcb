"""One gate to a folder of data.

Two gates that append to one SQLite file would each believe that their memory of attestations is
the whole of it. A lock of the operating system on a file beside the database keeps the second one
out; it ends with the process that holds it, however that ends. Commands need no lock.

The workers of one gate share its lock: they inherit the open file, so that it ends with the last of
them, also when the process that started them is gone.
"""

import fcntl
import os
from pathlib import Path

from countenance.errors import RecordError

__all__ = ["FILE", "GateLock"]

FILE = "gate.lock"


class GateLock:
    """The lock of one folder, held from the moment it is made until `release`.

    Raises `RecordError` when another gate holds it, or the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / FILE
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise RecordError(f"{path}: cannot be opened: {error.strerror}") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(self._file, 20).decode("ascii", "replace").strip()
            os.close(self._file)
            who = f" (process {holder})" if holder.isdigit() else ""
            raise RecordError(
                f"{folder}: another gate{who} keeps its record here; "
                "stop it, or give this gate a folder of its own"
            ) from error
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)

    @property
    def file(self) -> int:
        """The open file, for a worker to inherit."""
        return self._file

    @staticmethod
    def is_held(folder: Path) -> bool:
        """Whether a gate keeps its record in this folder now."""
        try:
            file = os.open(folder / FILE, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(file)
        return False

    def release(self) -> None:
        """Let the next gate in."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
