"""The corners of sketches compared: which of two pictures' corners are the same.

A corner is its codes one after the other; a sketch is some corners. They are made where pictures
are opened (`countenance.media.sketch`), and compared where no picture ever is.
"""

from collections.abc import Sequence

__all__ = ["CODES", "ENOUGH", "codes_of", "corners_in_common"]

CODES = 4
"""Codes of one corner; one of them is enough to know it again."""

ENOUGH = 6
"""Corners in common that make two pictures one; see `make evaluate`."""


def corners_in_common(one: Sequence[bytes], other: Sequence[bytes]) -> int:
    """How many corners of one picture are known again in the other."""
    known = {code for corner in other for code in codes_of(corner)}
    return sum(any(code in known for code in codes_of(corner)) for corner in one)


def codes_of(corner: bytes) -> list[tuple[int, bytes]]:
    """The codes of one corner, each with which of them it is."""
    size = len(corner) // CODES
    return [(which, corner[which * size : (which + 1) * size]) for which in range(CODES)]
