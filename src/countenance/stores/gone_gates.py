"""The gates that share a record: which run, and what one left that does not come back.

Rules kept here:
 * What a gate left is ended by that gate when it starts again. Only of one that does not run, and
   that a person says is gone, are decisions ended by somebody else.
 * Nobody starts under that number meanwhile.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from countenance.errors import RecordError
from countenance.record.make import Prepared
from countenance.stores.database import connect, writing
from countenance.stores.entry_rows import append
from countenance.stores.faults import FAULTS, record_error
from countenance.stores.gate_number import owners_of, running_gates, seat_numbered
from countenance.stores.place import place_of

__all__ = ["OneGate", "end_left_by", "gates"]

_WHERE = "gates"


@dataclass(frozen=True, slots=True)
class OneGate:
    """A gate of a record: its number, since when it is one, whether it runs, and how many of its
    decisions have no outcome."""

    number: int
    since: str
    runs: bool
    left: int


def gates(folder: Path) -> tuple[OneGate, ...]:
    """The gates that share the record of this folder. Raises `RecordError`."""
    if place_of(folder) is None:
        raise RecordError(f"{folder}: the record is in a file, which one gate has for itself")
    try:
        with closing(connect(folder)) as database:
            running = running_gates(database)
            known = database.execute("SELECT number, since FROM gates ORDER BY number").fetchall()
            owners = [row[0] for row in database.execute("SELECT owner FROM awaiting").fetchall()]
    except FAULTS as error:
        raise record_error(error, _WHERE) from error
    return tuple(
        OneGate(
            number, since[:19], number in running, sum(each in owners_of(number) for each in owners)
        )
        for number, since in known
    )


def end_left_by(
    folder: Path, number: int, unknown_outcome: Callable[[str], Prepared]
) -> int:
    """End the decisions of a gate that is gone; how many there were. Raises `RecordError`."""
    if number not in {each.number for each in gates(folder)}:
        raise RecordError(f"{folder}: no gate of this record has the number {number}")
    seat = seat_numbered(folder, number)
    try:
        owners = owners_of(number)
        with closing(connect(folder)) as database, writing(database):
            left = database.execute(
                "SELECT id FROM awaiting WHERE owner >= ? AND owner < ? ORDER BY id",
                (owners.start, owners.stop),
            ).fetchall()
            for (decision,) in left:
                outcome = unknown_outcome(decision)
                append(database, outcome)
    finally:
        seat.release()
    return len(left)
