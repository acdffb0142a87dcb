"""The size of a still that stands in a file of boxes: AVIF and HEIC (ISO 14496-12 and 23008-12).

Rules kept here:
 * The largest size that any picture of the file states is taken: a thumbnail cannot stand for the
   picture, whichever of them is meant to be shown.
 * Cropping and turning are left to the decoder; they make no picture larger.
"""

import struct
from collections.abc import Iterator

from countenance.errors import UnreadableMediaError

__all__ = ["still_size"]

_MOST_BOXES = 4096


def still_size(data: bytes) -> tuple[int, int]:
    """The largest width and the largest height that the file states for a picture.

    Raises `UnreadableMediaError` when it states none, or its boxes do not add up.
    """
    sizes = [
        struct.unpack_from(">II", data, start + 4)
        for name, start, end in _inside(data, b"meta", b"iprp", b"ipco")
        if name == b"ispe" and end - start >= 12
    ]
    if not sizes:
        raise UnreadableMediaError("picture: no size is stated in its boxes")
    return max(width for width, _ in sizes), max(height for _, height in sizes)


def _inside(data: bytes, *names: bytes) -> Iterator[tuple[bytes, int, int]]:
    """The boxes inside the first box of each name, one inside the other."""
    start, end = 0, len(data)
    for name in names:
        found = next((box for box in _boxes(data, start, end) if box[0] == name), None)
        if found is None:
            return
        start, end = found[1:]
        # `meta` is a full box: a version and flags stand before what is in it.
        start += 4 if name == b"meta" else 0
    yield from _boxes(data, start, end)


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and end of what is in each box."""
    at = start
    for _ in range(_MOST_BOXES):
        if at + 8 > end:
            return
        size, name = struct.unpack_from(">I4s", data, at)
        head = 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, at + 8)
            head = 16
        elif size == 0:
            size = end - at
        if size < head or at + size > end:
            raise UnreadableMediaError(f"picture: a box of {size} bytes at byte {at} is cut off")
        yield name, at + head, at + size
        at += size
    raise UnreadableMediaError(f"picture: more than {_MOST_BOXES} boxes")
