"""What the examiner is told and what it answers.

Kept apart from `countenance.faces.examiner`, so that its caller never loads a network's runtime.
"""

import msgspec

from countenance.faces.boxes import Face
from countenance.faces.cover import Cover
from countenance.faces.look import Look
from countenance.faces.weights import DetectorKind
from countenance.media.kinds import MediaKind
from countenance.media.pixels import Decoded

__all__ = [
    "Copied",
    "Copy",
    "Examined",
    "Failure",
    "Find",
    "Open",
    "Painted",
    "Render",
    "Roll",
    "Soften",
    "Work",
]


class Open(msgspec.Struct, frozen=True):
    """The first message: which network, how long its file, and its digest."""

    kind: DetectorKind
    length: int
    sha256: str


class Find(msgspec.Struct, frozen=True):
    """Look for faces in the pixels of a room, for at most so many seconds."""

    decoded: Decoded
    room: int
    seconds: float


class Render(msgspec.Struct, frozen=True):
    """Write the full pixels of a room as a file, with these faces covered.

    `digest` is that of the inspected pixels. Where they were scaled down, `inspected` says what
    stands in the room `inspected_room`; else the full pixels themselves have that digest. `mask`:
    what is written only says where the picture was white.
    """

    decoded: Decoded
    room: int
    kind: MediaKind
    lossless: bool
    faces: tuple[Face, ...]
    cover: Cover | None
    digest: str
    inspected: Decoded | None = None
    inspected_room: int = 0
    mask: bool = False


class Roll(msgspec.Struct, frozen=True):
    """Put the frames of a room into a film, at these milliseconds, with these faces covered."""

    decoded: Decoded
    room: int
    times: tuple[int, ...]
    faces: tuple[Face, ...]
    cover: Cover | None
    is_first: bool
    is_last: bool


class Copy(msgspec.Struct, frozen=True):
    """Make small copies of these frames of a room, their faces blurred; and as they are, where they
    are wanted `plain`. No side of one is longer than `side`.

    `digest`, `inspected` and `inspected_room` as those of `Render`; without a digest whoever asks
    compares the one that comes back.
    """

    decoded: Decoded
    room: int
    places: tuple[int, ...]
    faces: tuple[Face, ...]
    side: int
    plain: bool
    digest: str = ""
    inspected: Decoded | None = None
    inspected_room: int = 0


class Soften(msgspec.Struct, frozen=True):
    """Write the one frame of a room as somebody wants to see it."""

    decoded: Decoded
    room: int
    look: Look


class Work(msgspec.Struct, frozen=True):
    """One job: one of these."""

    find: Find | None = None
    render: Render | None = None
    roll: Roll | None = None
    copy: Copy | None = None
    soften: Soften | None = None

    @property
    def stands_alone(self) -> bool:
        """Whether it needs nothing that an earlier job has left with the examiner."""
        return self.roll is None or self.roll.is_first


class Failure(msgspec.Struct, frozen=True):
    """Why there is no answer: `late`, `changed`, or what the detector or the writer said."""

    reason: str
    says: str = ""


class Examined(msgspec.Struct, frozen=True):
    """Faces in pixels of the room, the steps that looked, the digest of the pixels and a sketch of
    the picture (`countenance.media.sketch`)."""

    faces: tuple[Face, ...] = ()
    passes: tuple[str, ...] = ()
    digest: str = ""
    sketch: bytes = b""
    failure: Failure | None = None


class Painted(msgspec.Struct, frozen=True):
    """A file of so many bytes follows; of frames of a film, the digest of what was in the room."""

    length: int = 0
    covered: int = 0
    digest: str = ""
    failure: Failure | None = None


class Copied(msgspec.Struct, frozen=True):
    """Copies of so many bytes follow, of each frame the one with blurred faces and the plain one; 0
    where there is none. `digest` is that of all frames of the room."""

    lengths: tuple[tuple[int, int], ...] = ()
    digest: str = ""
    failure: Failure | None = None
