"""What the decoder's worker is told and what it answers.

Kept apart from `countenance.media.worker`, so that its caller never loads a picture library.
"""

from enum import Enum

import msgspec

from countenance.media.header import Header
from countenance.media.pixels import Complaint, Decoded, Detail

__all__ = ["Answer", "Ended", "Job", "Said"]


class Job(msgspec.Struct, frozen=True):
    """One picture to decode, its header as the caller read it, and the child's limits.

    `length` is that of the picture in bytes. `room` says which memory file takes the pixels, from
    1; 0 asks for the limits that hold and decodes nothing. `credentials`: a manifest is read too.
    """

    header: Header
    detail: Detail
    length: int
    room: int
    memory: int
    cpu_seconds: int
    seconds: float
    credentials: bool = False


class Ended(Enum):
    """How a child came to its end."""

    ANSWERED = "answered"
    KILLED = "killed"
    LIMITED = "limited"
    LATE = "late"


class Answer(msgspec.Struct, frozen=True):
    """What became of a job: how the child ended, and the bytes it left."""

    ended: Ended
    said: bytes = b""


class Said(msgspec.Struct, frozen=True):
    """What a child says: pixels, or why there are none, or the limits that hold.

    `complaint` is a reason with a name. `too_many`: there are more frames or pages than its job
    allows.
    """

    decoded: Decoded | None = None
    unreadable: str = ""
    too_large: bool = False
    too_many: bool = False
    complaint: Complaint | None = None
    held: dict[str, bool] | None = None
