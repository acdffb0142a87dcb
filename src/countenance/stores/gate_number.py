"""Which one of the gates that share a record this is, by a number that it was given once.

    gate.number      in the folder of data

A decision that let something go upstream is its gate's to end; beside what awaits its outcome
stands whose it is: the gate, and which of its workers. A gate that has its record for itself is
number 0.
"""

from pathlib import Path
from typing import Protocol

from countenance.errors import RecordError
from countenance.stores.database import Database
from countenance.stores.place import check_driver, place_of

__all__ = [
    "FILE", "SEATS", "Seat", "gate_number", "own_state", "owner_of", "owners_of", "running_gates",
    "seat_numbered", "seat_of",
]  # fmt: skip

FILE = "gate.number"
"""The name of the file in the folder of data."""

SEATS = 3
"""The first of the two numbers of the lock that a running gate has on its server."""

_OWNERS = 100
"""The owners of one gate: itself, and at most 64 workers."""


class Seat(Protocol):
    """The number of a running gate, which nobody else has."""

    @property
    def number(self) -> int:
        """The number."""
        ...

    @property
    def is_lost(self) -> bool:
        """Whether another gate has taken it."""
        ...

    def release(self) -> None:
        """Let another gate have it."""
        ...


def seat_of(folder: Path) -> Seat | None:
    """The seat of the gate in this folder among those that share its record; `None` where it has
    the record for itself. Raises `RecordError` when another gate has it."""
    place = place_of(folder)
    if place is None:
        return None
    check_driver()
    # Who keeps the record in a file needs no driver for a server.
    from countenance.stores.gate_seat import GateSeat  # noqa: PLC0415

    return GateSeat(folder, place)


def seat_numbered(folder: Path, number: int) -> Seat:
    """The seat of the gate with this number, which is not running. Raises `RecordError`."""
    place = place_of(folder)
    if place is None:
        raise RecordError(f"{folder}: the record is in a file, which one gate has for itself")
    check_driver()
    # As above.
    from countenance.stores.gate_seat import GateSeat  # noqa: PLC0415

    return GateSeat(folder, place, number)


def gate_number(folder: Path) -> int:
    """The number of the gate in this folder; 0 where it was given none. Raises `RecordError`."""
    path = folder / FILE
    try:
        number = int(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        return 0
    except (OSError, ValueError) as error:
        raise RecordError(f"{path}: is not the number of a gate") from error
    if not 0 < number < 2**31:
        raise RecordError(f"{path}: is not the number of a gate")
    return number


def running_gates(database: Database) -> tuple[int, ...]:
    """The numbers of the gates that run now on this record, which is on a server."""
    rows = database.execute(
        "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND classid = ? AND granted AND "
        "database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
        "ORDER BY objid",
        (SEATS,),
    )
    return tuple(int(row[0]) for row in rows)


def own_state(folder: Path, name: str) -> str:
    """Under which name something is kept that each of the gates of a record has for itself."""
    number = gate_number(folder)
    return f"{name}.{number}" if number else name


def owner_of(number: int, worker: int = 0) -> int:
    """Who a gate, or one of its workers, is beside what awaits its outcome."""
    return number * _OWNERS + worker


def owners_of(number: int) -> range:
    """The gate of this number and its workers."""
    return range(owner_of(number), owner_of(number + 1))
