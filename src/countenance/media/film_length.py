"""Whether a film is all there, by the lengths that its container states.

A demuxer takes the end of the bytes for the end of the film. So a film that was cut off would pass
for a shorter one, and what is said in it would end in the middle without a word about it.

Rules kept here:
 * Every outermost box of an MP4, and the segment of a WebM, has to end within the bytes.
 * A WebM whose segment states no length (as browsers record them) is taken as it comes.
"""

import struct
from collections.abc import Callable
from typing import BinaryIO

from countenance.errors import UnreadableMediaError
from countenance.media.film_kinds import FilmKind

__all__ = ["check_length"]

_MOST_BOXES = 4096
_HEADER, _SEGMENT = 0x1A45DFA3, 0x18538067
_Read = Callable[[int, int], bytes]
"""At a place, so many bytes or as many as there are."""


def check_length(source: BinaryIO, kind: FilmKind) -> None:
    """Raise `UnreadableMediaError` when the bytes end before the film does; begins at its start."""
    size = source.seek(0, 2)

    def read(at: int, count: int) -> bytes:
        source.seek(at)
        return source.read(count)

    ends = _boxes_end if kind is FilmKind.MP4 else _segment_ends
    try:
        whole = ends(read, size)
    except (struct.error, IndexError) as cause:
        raise UnreadableMediaError(f"{kind.value}: it ends inside its header") from cause
    finally:
        source.seek(0)
    if not whole:
        raise UnreadableMediaError(f"{kind.value}: it is cut off")


def _boxes_end(read: _Read, length: int) -> bool:
    """Whether the outermost boxes (ISO 14496-12, 4.2) fill the bytes to their end."""
    at = 0
    for _ in range(_MOST_BOXES):
        if at + 8 > length:
            # A few zeros follow the last box of some cameras.
            return 0 < at <= length and not any(read(at, 8))
        size = struct.unpack(">I", read(at, 4))[0]
        if size == 0:
            return True
        if size == 1:
            size = struct.unpack(">Q", read(at + 8, 8))[0]
        if size < 8:
            return False
        at += size
    return False


def _segment_ends(read: _Read, size: int) -> bool:
    """Whether the segment (RFC 8794 and RFC 9559) ends within the bytes."""
    name, at = _number(read, 0, marked=True)
    if name != _HEADER:
        return False
    length, at = _number(read, at, marked=False)
    at += length or 0
    for _ in range(16):
        name, at = _number(read, at, marked=True)
        length, at = _number(read, at, marked=False)
        if name == _SEGMENT:
            return length is None or at + length <= size
        at += length or 0
    return False


def _number(read: _Read, at: int, *, marked: bool) -> tuple[int | None, int]:
    """A number of variable length, with its marker or without, and where it ends.

    None for the number that says that a length is not known.
    """
    data = read(at, 8)
    size = 9 - data[0].bit_length()
    if not 1 <= size <= len(data):
        raise IndexError(at)
    value = int.from_bytes(data[:size], "big")
    if marked:
        return value, at + size
    value &= (1 << 7 * size) - 1
    return (None if value == (1 << 7 * size) - 1 else value), at + size
