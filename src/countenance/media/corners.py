"""The corners of sketches compared: which of two pictures' corners are the same.

A corner is its codes one after the other; a sketch is some corners. They are made where pictures
are opened (`countenance.media.sketch`), and compared where no picture ever is. A gate remembers
thousands of sketches: there a sketch is one string of bytes, its corners one after the other.
"""

from collections.abc import Sequence

__all__ = ["CODES", "CORNER", "ENOUGH", "codes_of", "corners_in_common", "corners_of"]

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


def corners_of(sketch: bytes) -> tuple[bytes, ...]:
    """The corners of a sketch."""
    return tuple(sketch[at : at + CORNER] for at in range(0, len(sketch), CORNER))


def codes_of(corner: bytes) -> list[tuple[int, bytes]]:
    """The codes of one corner, each with which of them it is."""
    size = len(corner) // CODES
    return [(which, corner[which * size : (which + 1) * size]) for which in range(CODES)]
