"""Whether a film is all there, by the lengths that its container states.

A demuxer takes the end of the bytes for the end of the film. So a film that was cut off would pass
for a shorter one, and what is said in it would end in the middle without a word about it.

Rules kept here:
 * Every outermost box of an MP4, and the segment of a WebM, has to end within the bytes.
 * A WebM whose segment states no length (as browsers record them) is taken as it comes.
"""

import struct

from countenance.errors import UnreadableMediaError
from countenance.media.film_kinds import FilmKind

__all__ = ["check_length"]

_MOST_BOXES = 4096
_HEADER, _SEGMENT = 0x1A45DFA3, 0x18538067


def check_length(data: bytes, kind: FilmKind) -> None:
    """Raise `UnreadableMediaError` when the bytes end before the film does."""
    try:
        whole = _boxes_end(data) if kind is FilmKind.MP4 else _segment_ends(data)
    except (struct.error, IndexError) as cause:
        raise UnreadableMediaError(f"{kind.value}: it ends inside its header") from cause
    if not whole:
        raise UnreadableMediaError(f"{kind.value}: it is cut off")


def _boxes_end(data: bytes) -> bool:
    """Whether the outermost boxes (ISO 14496-12, 4.2) fill the bytes to their end."""
    at = 0
    for _ in range(_MOST_BOXES):
        if at + 8 > len(data):
            # A few zeros follow the last box of some cameras.
            return 0 < at <= len(data) and not any(data[at:])
        size = struct.unpack_from(">I", data, at)[0]
        if size == 0:
            return True
        if size == 1:
            size = struct.unpack_from(">Q", data, at + 8)[0]
        if size < 8:
            return False
        at += size
    return False


def _segment_ends(data: bytes) -> bool:
    """Whether the segment (RFC 8794 and RFC 9559) ends within the bytes."""
    name, at = _number(data, 0, marked=True)
    if name != _HEADER:
        return False
    length, at = _number(data, at, marked=False)
    at += length or 0
    for _ in range(16):
        name, at = _number(data, at, marked=True)
        length, at = _number(data, at, marked=False)
        if name == _SEGMENT:
            return length is None or at + length <= len(data)
        at += length or 0
    return False


def _number(data: bytes, at: int, *, marked: bool) -> tuple[int | None, int]:
    """A number of variable length, with its marker or without, and where it ends.

    None for the number that says that a length is not known.
    """
    size = 9 - data[at].bit_length()
    if size > 8 or at + size > len(data):
        raise IndexError(at)
    value = int.from_bytes(data[at : at + size], "big")
    if marked:
        return value, at + size
    value &= (1 << 7 * size) - 1
    return (None if value == (1 << 7 * size) - 1 else value), at + size
