"""A copy of a record in one file, made while a gate writes it, and a record made from such a file.

Rules kept here:
 * The file is a database as a gate by itself has it, whatever the record is kept in: a copy of one
   made from the other is a way from each to each.
 * The file is there when it is whole, and not before. It holds no secret of the gate.
 * A record is made from a copy only where no gate runs and none is there; one that shall give way
   is put aside, never overwritten.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from countenance.errors import RecordError
from countenance.stores.database import FILE, connect
from countenance.stores.gate_number import running_gates
from countenance.stores.lock import GateLock
from countenance.stores.moving import Whole, copy_into
from countenance.stores.openings_key import OpeningsKeys
from countenance.stores.place import place_of
from countenance.stores.postgres_tables import SCHEMA
from countenance.stores.sqlite_database import open_file

__all__ = ["backup", "no_gate_runs", "put_aside", "rename_file", "restore"]


def backup(folder: Path, file: Path) -> Whole:
    """Copy the record of this folder into a file that is not there yet. Raises `RecordError`."""
    if file.exists():
        raise RecordError(f"{file}: is there already; a copy takes the place of nothing")
    with closing(connect(folder, create=False)) as source, _made(file) as fresh:
        with closing(open_file(fresh)) as target, source.snapshot():
            copied = copy_into(target, source)
        _put(fresh / FILE, file)
    return copied


def restore(folder: Path, file: Path, *, over: bool = False) -> Whole:
    """Make the record of this folder from a copy. `over`: one that is there is put aside.

    Raises `RecordError`.
    """
    with no_gate_runs(folder), _made(folder / FILE) as fresh:
        try:
            shutil.copyfile(file, fresh / FILE)
            (fresh / FILE).chmod(0o600)
        except OSError as error:
            raise RecordError(f"{file}: cannot be read: {error.strerror}") from error
        # An older copy is sealed when it is opened: under the keys of this folder.
        with closing(open_file(fresh, keys=OpeningsKeys(folder))) as source:
            if over:
                put_aside(folder)
            with closing(connect(folder)) as target, source.snapshot():
                return copy_into(target, source)


@contextmanager
def no_gate_runs(folder: Path) -> Iterator[None]:
    """Keep every gate out that would write this record. Raises `RecordError` when one runs."""
    lock = GateLock(folder)
    try:
        if place_of(folder) is not None:
            with closing(connect(folder)) as database:
                running = running_gates(database)
            if running:
                numbers = ", ".join(map(str, running))
                raise RecordError(
                    f"{folder}: gates of this record run, by number: {numbers}; stop them first"
                )
        yield
    finally:
        lock.release()


def put_aside(folder: Path) -> None:
    """Put the record of a folder aside, under another name beside it. Raises `RecordError`."""
    mark = os.urandom(4).hex()
    if place_of(folder) is not None:
        with closing(connect(folder)) as database:
            database.execute(f"ALTER SCHEMA {SCHEMA} RENAME TO {SCHEMA}_{mark}")
        return
    rename_file(folder, f"{FILE}.old-{mark}")


def rename_file(folder: Path, name: str) -> None:
    """Give the database file another name, if there is one, with what belongs to it.

    What was written last may stand beside it, and may not be taken for that of the next file.
    """
    for end in ("", "-wal", "-shm"):
        if (folder / f"{FILE}{end}").exists():
            (folder / f"{FILE}{end}").rename(folder / f"{name}{end}")


@contextmanager
def _made(file: Path) -> Iterator[Path]:
    """A folder beside a file, for as long as it takes."""
    try:
        name = tempfile.mkdtemp(prefix=f".{file.name}.", dir=file.absolute().parent)
    except OSError as error:
        raise RecordError(f"{file}: cannot be written beside: {error.strerror}") from error
    try:
        yield Path(name)
    finally:
        shutil.rmtree(name, ignore_errors=True)


def _put(made: Path, file: Path) -> None:
    """Give a finished file its name, on the disk."""
    try:
        _sync(made)
        made.rename(file)
        _sync(file.absolute().parent)
    except OSError as error:
        raise RecordError(f"{file}: cannot be written: {error.strerror}") from error


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
