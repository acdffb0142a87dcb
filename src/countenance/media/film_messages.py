"""Limits on films, and what the worker that decodes one is told and answers."""

from dataclasses import dataclass

import msgspec

from countenance.media.capture import NOTHING, Capture
from countenance.media.film_kinds import FilmKind
from countenance.media.sandbox import SandboxLimits

__all__ = ["FilmJob", "FilmLimits", "FilmSaid", "Next", "Reel", "Shape"]


@dataclass(frozen=True, slots=True)
class FilmLimits:
    """What is opened at all: bytes, pixels of a frame, seconds, and frames that leave.

    `rate` is how many frames a second leave at most; 0: every one. What does not leave is not
    looked at, and what is not looked at does not leave.
    """

    bytes: int = 32 * 1024 * 1024
    pixels: int = 9_000_000
    seconds: int = 60
    frames: int = 120
    rate: float = 2.0


@dataclass(frozen=True, slots=True)
class Shape:
    """Width and height of every upright frame, and what the film says of its making."""

    width: int
    height: int
    capture: Capture = NOTHING


@dataclass(frozen=True, slots=True)
class Reel:
    """Frames in the room, in order: the millisecond of each; whether they are the last ones."""

    times: tuple[int, ...]
    is_last: bool


class FilmJob(msgspec.Struct, frozen=True):
    """The one film of a worker: its kind as the caller saw it, its bytes, and the limits."""

    kind: FilmKind
    length: int
    limits: FilmLimits
    sandbox: SandboxLimits


class Next(msgspec.Struct, frozen=True):
    """Asks for at most so many more frames."""

    frames: int


class FilmSaid(msgspec.Struct, frozen=True):
    """What a worker says: which limits hold, a shape, or frames; or why there are none."""

    held: dict[str, bool] | None = None
    shape: Shape | None = None
    reel: Reel | None = None
    unreadable: str = ""
    too_large: str = ""
