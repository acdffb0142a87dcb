"""What the reader of print is told and what it answers.

Kept apart from `countenance.media.print_worker`, so that its caller never loads a network.
"""

from typing import Final

import msgspec

from countenance.media.pixels import Decoded
from countenance.media.printed import Line

__all__ = ["MOST_FRAMES", "PrintFound", "PrintJob"]

MOST_FRAMES: Final = 8
"""Frames or pages of one file that are read, spread evenly over it; more of them are not read."""


class PrintJob(msgspec.Struct, frozen=True):
    """Read the pixels in a room, for at most so many seconds."""

    decoded: Decoded
    room: int
    seconds: float


class PrintFound(msgspec.Struct, frozen=True):
    """The lines that were read; or why there are none: `late`, or what the reader said."""

    lines: tuple[Line, ...] = ()
    failure: str = ""
