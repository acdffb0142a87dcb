"""A recording that was handed in, while it is opened: a file that others cannot read.

Rules kept here:
 * It lies there for as long as it is opened, and no longer. One that a killed gate left is removed
   by a gate that starts a day later.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

__all__ = ["clear", "laid_down"]

_LAID = "handed-in-"
_STALE = 24 * 3600
"""Seconds after which nobody opens a recording that was handed in: longer than that may take."""


@contextmanager
def laid_down(folder: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A new file in this folder, to be written; it is removed when it is not needed any more."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=_LAID, dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield Path(name), file
    finally:
        Path(name).unlink()


def clear(folder: Path) -> None:
    """Remove recordings that were being opened when a gate was killed."""
    for each in folder.glob(f"{_LAID}*"):
        with suppress(FileNotFoundError):  # it was another worker's, and is opened by now
            if time.time() - each.stat().st_mtime > _STALE:
                each.unlink()
