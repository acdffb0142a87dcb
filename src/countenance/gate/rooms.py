"""Rooms after this one that are opened with a gate: what they put together, and their interface.

Rules kept here:
 * A gate knows no room after it: each is handed in, is lent what the pages are lent, and ends with
   the gate.
"""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from countenance.gate.desk import Desk
from countenance.gate.people.door import Room

__all__ = ["OpenedRoom", "Opens"]


@dataclass(frozen=True, slots=True)
class OpenedRoom:
    """A room that was opened: its name, what it put together, and its interface for people."""

    name: str
    made: object
    room: Room


Opens = Callable[[Desk, AsyncExitStack], OpenedRoom | None]
"""Opens a room with a gate, until the stack is closed; none: it is not in use here."""
