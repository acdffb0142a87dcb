"""A ZIP archive of a folder, written file by file and then taken once, piece by piece.

Rules kept here:
 * It lies in memory while it is small, and else in a file that has no name: what is left of it when
   the gate is killed is nothing.
 * The same files in the same order are the same bytes.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from countenance.errors import RecordError

__all__ = ["Archive"]

_IN_MEMORY = 8 * 1024 * 1024
_PIECE = 64 * 1024


class Archive:
    """An archive under a folder of this name. `room`: where it lies meanwhile, if it is large;
    `alive`: called for each piece that was written."""

    def __init__(self, folder: str, room: Path, alive: Callable[[], None] = lambda: None) -> None:
        self._folder = folder
        self._alive = alive
        # Not in a `with`: it is closed by whoever takes it, or by `close`.
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=str(room))  # noqa: SIM115
        self._zip = ZipFile(self._file, "w", ZIP_STORED)

    def put(self, path: str, pieces: Iterable[bytes], size: int) -> None:
        """Write a file. Raises `RecordError` where there is no room for it."""
        info = ZipInfo(f"{self._folder}/{path}")
        info.file_size = size
        try:
            with self._zip.open(info, "w") as file:
                for piece in pieces:
                    file.write(piece)
                    self._alive()
        except OSError as error:
            raise RecordError(f"archive: cannot be written: {error.strerror}") from error

    def finished(self) -> tuple[int, Iterator[bytes]]:
        """How many bytes it is, and these; it is closed when they were taken."""
        try:
            self._zip.close()
            size = self._file.tell()
            self._file.seek(0)
        except OSError as error:
            raise RecordError(f"archive: cannot be written: {error.strerror}") from error
        return size, self._taken()

    def close(self) -> None:
        """Give it up."""
        with suppress(OSError, ValueError):  # it writes its end, for which there may be no room
            self._zip.close()
        self._file.close()

    def _taken(self) -> Iterator[bytes]:
        with self._file:
            while piece := self._file.read(_PIECE):
                yield piece
