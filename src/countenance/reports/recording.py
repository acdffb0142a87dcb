"""A recording: what is known of the sound that a report is drafted from.

Rules kept here:
 * Times are milliseconds from the first sample of the sound track.
 * Two digests say what it was: of the file as it was handed in, and of the samples that were heard.
 * Pictures never get this far: `video` tells whether there were any that were dropped unseen.
"""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from countenance.errors import ReviewError

__all__ = [
    "RATE", "Milliseconds", "Overlay", "Recording", "Sha256", "Span", "check_handed_in",
]  # fmt: skip

RATE = 16_000
"""Samples a second that every recording is brought to: one channel, 16 bits."""

Milliseconds = Annotated[int, msgspec.Meta(ge=0)]
Sha256 = Annotated[str, msgspec.Meta(pattern="^sha256:[0-9a-f]{64}$")]


class Span(msgspec.Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """From `start` until `end`, which is not in it; milliseconds."""

    start: Milliseconds
    end: Milliseconds

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"span: it ends at {self.end} ms, before it starts at {self.start} ms")

    @property
    def length(self) -> int:
        """Milliseconds."""
        return self.end - self.start

    def overlap(self, other: "Span") -> int:
        """Milliseconds that both have in common."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


class Overlay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody read off the picture of the first sample: a time in UTC and the camera's label.

    A person typed it; nothing of ours has looked at the picture.
    """

    at: str
    label: str = ""


class Recording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One recording. `file`: its name; `kind`: its container; `bytes`: its size.

    `video`: `none`, or `dropped` where there was one, which no model has seen. `muted`: where every
    sample is nought, such as the silent time that a camera keeps from before it was switched on.
    """

    file: str
    kind: Literal["wav", "mp3", "m4a", "mp4", "mov", "mkv", "webm", "flac", "ogg"]
    bytes: Annotated[int, msgspec.Meta(ge=1)]
    sha256: Sha256
    samples_sha256: Sha256
    milliseconds: Annotated[int, msgspec.Meta(ge=1)]
    video: Literal["none", "dropped"]
    muted: tuple[Span, ...] = ()
    overlay: Overlay | None = None


def check_handed_in(name: str, overlay: Overlay | None) -> None:
    """Raise `ReviewError` for a name or a clock that could not stand in a report as it is."""
    if not 1 <= len(name) <= 255 or not name.isprintable():
        raise ReviewError(f"the name of the recording has {len(name)} signs; it takes 1 to 255")
    if overlay is None:
        return
    try:
        timed = datetime.fromisoformat(overlay.at).tzinfo is not None
    except ValueError:
        timed = False
    if not timed or len(overlay.at) > 40:
        raise ReviewError("the clock of the camera is a time like 2026-11-22T10:15:30Z")
    if len(overlay.label) > 80 or not overlay.label.isprintable():
        raise ReviewError("the label of the camera is one line of at most 80 letters")
