"""Files that are there whole, or as they were before.

Rules kept here:
 * What is new is written beside the old and takes its place at once: nobody reads a half.
 * What is durable is on the disk, with its name, before this returns.
"""

import os
from pathlib import Path

from countenance.errors import RecordError

__all__ = ["sync_folder", "write_whole"]


def write_whole(path: Path, content: bytes, *, durable: bool = False) -> None:
    """Write a file, and the folders that it lies in. Raises `RecordError`."""
    fresh = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        fresh.replace(path)
        if durable:
            sync_folder(path.parent)
    except OSError as error:
        raise RecordError(f"{path}: cannot be written: {error.strerror}") from error


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk. Raises `OSError`."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
