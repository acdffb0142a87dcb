"""A disk that can be filled: a small one of its own where that may be mounted.

Elsewhere the kernel is told to let one process write no further: its writes fail as those to a
broken disk do, which the gate has to stand alike.
"""

import contextlib
import os
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil

__all__ = ["Disk", "small_disk"]

_PIECES = (1 << 20, 1 << 12, 1)


class Disk:
    """The disk under a folder."""

    def __init__(self, folder: Path, *, is_own: bool) -> None:
        self.is_own = is_own
        self._filler = folder / "filler"

    @contextlib.contextmanager
    def full(self, process: int) -> Iterator[None]:
        """Nothing more can be written in here, by this process or by anybody."""
        if not self.is_own:
            with _no_further(process):
                yield
            return
        file = os.open(self._filler, os.O_CREAT | os.O_WRONLY, 0o600)
        try:
            for piece in _PIECES:
                with contextlib.suppress(OSError):
                    while True:
                        os.write(file, bytes(piece))
            yield
        finally:
            os.close(file)
            self._filler.unlink()


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Disk]:
    """A disk of this size at this folder, if the system lets us; else the one that is there."""
    folder.mkdir(mode=0o700, exist_ok=True)
    words = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "tmpfs", str(folder)]
    is_own = subprocess.run(words, capture_output=True, check=False).returncode == 0
    try:
        yield Disk(folder, is_own=is_own)
    finally:
        if is_own:
            subprocess.run(["umount", "-l", str(folder)], check=True)  # noqa: S607


@contextlib.contextmanager
def _no_further(process: int) -> Iterator[None]:
    before = psutil.Process(process).rlimit(resource.RLIMIT_FSIZE)
    psutil.Process(process).rlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        with contextlib.suppress(psutil.NoSuchProcess):
            psutil.Process(process).rlimit(resource.RLIMIT_FSIZE, before)
