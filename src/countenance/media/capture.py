"""What a file says of its own making: which camera or program, and when.

Rules kept here:
 * These are words that somebody wrote into the file: easily forged, easily taken away. They go
   nowhere from here; what leaves is made anew from pixels and says nothing.
 * Every word is short: one line, at most `MOST` letters; of longer ones the beginning is kept.
   What comes out of a decoder and is not so was not made by it.
 * They never show in a `repr`: a model of a camera may tell whose it is.

Reading them out of bytes is done in the decoder's process (`countenance.media.metadata`). What they
prove about a call is the matter of `countenance.evidence`.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

__all__ = ["MOST", "MOST_NAMES", "NOTHING", "Capture", "Origin", "Signed", "is_short", "short"]

MOST: Final = 64
"""Letters of one word of a file."""
MOST_NAMES: Final = 48
"""Names of properties, or of source types, of one file."""


class Origin(Enum):
    """What made the file, as EXIF has it in `FileSource`."""

    NOT_SAID = ""
    CAMERA = "camera"
    SCANNER = "scanner"


class Signed(Enum):
    """What became of a manifest of content credentials (C2PA)."""

    NONE = ""
    VALID = "valid"
    """The signature holds and fits the file; who signed is another matter."""
    INVALID = "invalid"
    ELSEWHERE = "elsewhere"
    """It stands at another place, from where nothing is fetched."""


@dataclass(frozen=True, slots=True)
class Capture:
    """What one file says of its making.

    `taken` is a time as in ISO 8601, with the offset from UTC only where the file states one.
    `located`: it says where. `properties` are names of its XMP properties, without their values;
    `sources` the digital source types that it names, as IPTC has them; `credentials` those that a
    valid manifest names, and `generator` what made that manifest.
    """

    make: str = field(default="", repr=False)
    model: str = field(default="", repr=False)
    software: str = field(default="", repr=False)
    taken: str = field(default="", repr=False)
    located: bool = False
    origin: Origin = Origin.NOT_SAID
    properties: tuple[str, ...] = field(default=(), repr=False)
    sources: tuple[str, ...] = field(default=(), repr=False)
    signed: Signed = Signed.NONE
    generator: str = field(default="", repr=False)
    credentials: tuple[str, ...] = field(default=(), repr=False)


NOTHING: Final = Capture()
"""A file that says nothing."""


def short(raw: object) -> str:
    """A word of a file as one short line; empty for what is no text."""
    if isinstance(raw, bytes):
        raw = raw[: 4 * MOST].decode("utf-8", "replace")
    if not isinstance(raw, str):
        return ""
    seen = "".join(letter if letter.isprintable() else " " for letter in raw[: 4 * MOST])
    return " ".join(seen.split())[:MOST].strip()


def is_short(capture: Capture) -> bool:
    """Whether every word in it is as `short` makes it, and there are not too many."""
    words = (capture.make, capture.model, capture.software, capture.taken, capture.generator)
    lists = (words, capture.properties, capture.sources, capture.credentials)
    return all(
        len(names) <= MOST_NAMES and all(short(word) == word for word in names) for names in lists
    )
