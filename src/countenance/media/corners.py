"""The corners of sketches compared: which of two pictures' corners are the same.

A corner is its codes one after the other; a sketch is some corners. They are made where pictures
are opened (`countenance.media.sketch`), and compared where no picture ever is. A gate remembers
thousands of sketches: there a sketch is one string of bytes, its corners one after the other.
"""

from collections.abc import Sequence
from typing import overload

__all__ = ["CODES", "CORNER", "ENOUGH", "Corners", "codes_of", "corners_in_common"]

CODES = 4
"""Codes of one corner; one of them is enough to know it again."""

CORNER = 20
"""Bytes of one corner."""

ENOUGH = 6
"""Corners in common that make two pictures one; see `make evaluate`."""


def corners_in_common(one: Sequence[bytes], other: Sequence[bytes]) -> int:
    """How many corners of one picture are known again in the other."""
    known = {code for corner in other for code in codes_of(corner)}
    return sum(any(code in known for code in codes_of(corner)) for corner in one)


class Corners(Sequence[bytes]):
    """The corners of a sketch, each cut out when somebody asks for it: mostly nobody does."""

    __slots__ = ("_sketch",)

    def __init__(self, sketch: bytes) -> None:
        self._sketch = sketch

    def __len__(self) -> int:
        return len(range(0, len(self._sketch), CORNER))

    @overload
    def __getitem__(self, at: int) -> bytes: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[bytes, ...]: ...

    def __getitem__(self, at: int | slice) -> bytes | tuple[bytes, ...]:
        places = range(0, len(self._sketch), CORNER)[at]
        if isinstance(places, int):
            return self._sketch[places : places + CORNER]
        return tuple(self._sketch[place : place + CORNER] for place in places)


def codes_of(corner: bytes) -> list[tuple[int, bytes]]:
    """The codes of one corner, each with which of them it is."""
    size = len(corner) // CODES
    return [(which, corner[which * size : (which + 1) * size]) for which in range(CODES)]
