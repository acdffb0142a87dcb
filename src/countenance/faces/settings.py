"""What an operator may choose about faces, and what an inspection or a rendering tells.

The values only; `countenance.faces.inspect` does the work.
"""

from dataclasses import dataclass, field

from countenance.faces.boxes import Face
from countenance.faces.weights import Weights
from countenance.media.capture import NOTHING, Capture
from countenance.media.decoder import Unsandboxed
from countenance.media.film_kinds import FilmKind
from countenance.media.film_messages import FilmLimits
from countenance.media.header import Limits
from countenance.media.kinds import MediaKind
from countenance.media.printed import Line
from countenance.media.sandbox import SandboxLimits

__all__ = ["FaceSettings", "Inspection", "Rendered", "Still"]


@dataclass(frozen=True, slots=True)
class FaceSettings:
    """The detector's weights, the limits on pictures and films, and how many are judged at once.

    `seconds` is the time for one picture, decoding and looking, `film_seconds` that for one film;
    `cached` the number of verdicts that are remembered. `read_text`: print in pictures is read;
    `read_credentials`: so are manifests of content credentials.
    """

    weights: Weights
    limits: Limits = field(default_factory=Limits)
    sandbox: SandboxLimits = field(default_factory=SandboxLimits)
    workers: int = 2
    seconds: float = 30.0
    films: FilmLimits = field(default_factory=FilmLimits)
    film_seconds: float = 50.0
    cached: int = 4096
    unsandboxed: Unsandboxed = Unsandboxed.REFUSE
    read_text: bool = False
    read_credentials: bool = False


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found in one picture or film, both upright: boxes are in pixels of that.

    `passes` are the steps that looked, on any frame; `detector` is the network with its digest;
    `inspected` is the size at which the detector saw the picture, `digest` the SHA-256 of those
    pixels; `commit_key` tells the bytes apart, and means nothing outside of this process.
    `capture` is what the file says of its making, `printed` what was read in the picture; `times`
    are the milliseconds of a film's frames. By `sketch`, its corners one after the
    other, a copy is known again that was scaled, cut or saved anew (`countenance.media.sketch`); a
    film has none.
    """

    kind: MediaKind | FilmKind
    width: int
    height: int
    frames: int
    faces: tuple[Face, ...]
    passes: tuple[str, ...]
    detector: str
    inspected: tuple[int, int]
    digest: str
    commit_key: str
    capture: Capture = NOTHING
    printed: tuple[Line, ...] = ()
    times: tuple[int, ...] = ()
    sketch: bytes = b""

    @property
    def leaves_as(self) -> MediaKind | FilmKind:
        """The kind of file that it becomes when it is made anew."""
        return self.kind.leaves_as(self.frames)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A picture or film as it may leave: bytes made of inspected pixels, and how many faces in it
    are hidden."""

    data: bytes
    media_type: str
    covered: int


@dataclass(frozen=True, slots=True)
class Still:
    """A small copy of one frame, for people: JPEG, its faces blurred; and as it was (`plain`), or
    empty where that was not wanted."""

    frame: int
    faces: int
    blurred: bytes
    plain: bytes = b""
