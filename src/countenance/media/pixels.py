"""Pixels: how they lie in memory, and what is known about them without looking.

Kept apart from `countenance.media.decode`, so that the process that only hands pixels on never
loads a library that opens pictures.
"""

import mmap
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from countenance.media.capture import NOTHING, Capture
from countenance.media.header import Header

__all__ = [
    "Complaint",
    "ComplaintError",
    "Decoded",
    "Detail",
    "Pixels",
    "TooManyFramesError",
    "pixels_in",
    "room_needed",
]

Pixels = NDArray[np.uint8]
"""One frame, height x width x 3, RGB; or several, frames x height x width x 3."""


class TooManyFramesError(Exception):
    """More frames or pages than a header allows; only the decoder could count them."""


class Complaint(Enum):
    """What a decoder can say about a file in a word that its caller knows."""

    TEXT = "text"
    """There is text in it, and no fonts to draw it with."""
    ELSEWHERE = "elsewhere"
    """It shows what stands in another file."""
    ENTITIES = "entities"
    """It declares entities, which could stand for anything."""


class ComplaintError(Exception):
    """A file that is not drawn, for a reason with a name."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint.value)
        self.complaint = complaint


class Detail(Enum):
    """What the pixels are for."""

    VERDICT = "verdict"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Decoded:
    """What stands in the pixels: frames x height x width x 3, then one bare view per `bare` frame.

    `full_width` and `full_height` are the size of the upright picture before scaling; `durations`
    are milliseconds per frame; `loop` is how often to play, 0 for ever, -1 where not stated.
    `sizes` are width and height of each frame where they differ: it stands in the upper left, and
    what is beside it is no part of the picture. `capture` is what the file says of its making.
    """

    width: int
    height: int
    frames: int
    full_width: int
    full_height: int
    bare: tuple[int, ...] = ()
    durations: tuple[int, ...] = ()
    loop: int = -1
    sizes: tuple[tuple[int, int], ...] = ()
    capture: Capture = NOTHING


def room_needed(header: Header) -> int:
    """The most bytes of pixels that `decode` writes for this picture."""
    views = 2 if header.kind.can_hide else 1
    return header.pixels * 3 * views


def pixels_in(number: int, decoded: Decoded) -> Pixels:
    """The frames in a memory file, then its bare views: n x height x width x 3, read only.

    Raises `ValueError` when the file is too small for what is said to be in it.
    """
    views = decoded.frames + len(decoded.bare)
    size = views * decoded.height * decoded.width * 3
    space = mmap.mmap(number, size, prot=mmap.PROT_READ)
    return np.frombuffer(space, np.uint8).reshape(views, decoded.height, decoded.width, 3)
