"""Moving the record of a folder from its file to a server, and back.

    1. no gate runs, and every decision has its outcome
    2. everything is copied, read again, and has the same root
    3. what it was moved from says so, and is written no more
    4. the folder says where it is now

Rules kept here:
 * Before step 4 the record is where it was. A move that was interrupted is made again; what it left
   in the new place is taken up only when it is the same.
"""

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from countenance.errors import RecordError
from countenance.record.make import Prepared
from countenance.stores.copies import no_gate_runs, rename_file
from countenance.stores.database import FILE, Database, connect, open_place, writing
from countenance.stores.entry_rows import append
from countenance.stores.moving import Whole, copy_into, whole
from countenance.stores.place import FILE as PLACE
from countenance.stores.place import Place, place_of, write_place
from countenance.stores.sqlite_database import open_file

__all__ = ["to_file", "to_server"]

_MOVING = "moving"
"""The folder in the folder of data that a file is made in."""


def to_server(folder: Path, place: Place, unknown_outcome: Callable[[str], Prepared]) -> Whole:
    """Move the record of this folder from its file to a server. Raises `RecordError`."""
    if place_of(folder) is not None:
        raise RecordError(f"{folder}: has its record on a server already")
    with no_gate_runs(folder):
        with (
            closing(connect(folder, create=False)) as source,
            closing(open_place(place, folder)) as target,
        ):
            _end(source, unknown_outcome)
            with writing(source):
                moved = _copied(target, source)
                source.freeze(f"this record was moved to {place.url}")
        write_place(folder, place)
        rename_file(folder, _aside())
    return moved


def to_file(folder: Path, unknown_outcome: Callable[[str], Prepared]) -> Whole:
    """Move the record of this folder from a server to a file in it. Raises `RecordError`."""
    place = place_of(folder)
    if place is None:
        raise RecordError(f"{folder}: has its record in a file already")
    fresh = folder / _MOVING
    with no_gate_runs(folder), closing(connect(folder)) as source:
        _end(source, unknown_outcome)
        _remove(fresh)
        rename_file(folder, _aside())
        with writing(source):
            with closing(open_file(fresh)) as target:
                moved = copy_into(target, source)
            (fresh / FILE).rename(folder / FILE)
            source.freeze(
                f"this record was moved to a file in {folder}; if `{PLACE}` is there still, "
                "remove it"
            )
        _remove(fresh)
        (folder / PLACE).unlink()
    return moved


def _copied(target: Database, source: Database) -> Whole:
    """What was copied, now or by a move that was interrupted."""
    if target.execute("SELECT count(*) FROM entries").fetchone() == (0,):
        return copy_into(target, source)
    ours = whole(source)
    with target.snapshot():
        theirs = whole(target)
    if ours != theirs:
        raise RecordError(
            f"store: the database has another record already, of {theirs.entries} entries; "
            "name another one"
        )
    return theirs


def _end(source: Database, unknown_outcome: Callable[[str], Prepared]) -> None:
    """Give decisions that were left without an outcome one, as the start of a gate does."""
    with writing(source):
        for (decision,) in source.execute("SELECT id FROM awaiting ORDER BY id").fetchall():
            outcome = unknown_outcome(decision)
            append(source, outcome)


def _aside() -> str:
    """What a database file is called that nothing is in any more."""
    return f"{FILE}.moved-{os.urandom(4).hex()}"


def _remove(fresh: Path) -> None:
    if fresh.exists():
        for path in fresh.iterdir():
            path.unlink()
        fresh.rmdir()
