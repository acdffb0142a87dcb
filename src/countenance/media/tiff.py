"""The pages of a TIFF and their sizes, read from its directories (TIFF 6.0, section 2).

Rules kept here:
 * The chain of directories is walked to its end; one that leads back into itself is unreadable.
 * The colors of a page are of a form that the decoder opens; any other is refused by its name.
 * Only this chain is ever shown and made anew. Directories beside it (thumbnails, further
   resolutions, private ones) are not opened and go nowhere.
"""

import struct

from countenance.errors import UnreadableMediaError, UnsupportedMediaError

__all__ = ["tiff_size"]

_WIDTH, _LENGTH, _TURNED, _COLORS = 0x0100, 0x0101, 0x0112, 0x0106
_OPENED = frozenset({0, 1, 2, 3, 5, 6})
"""Gray from white and from black, RGB, a palette, CMYK, YCbCr."""
_NOT_OPENED = {
    4: "a mask",
    8: "CIELab",
    9: "ICCLab",
    10: "ITULab",
    32803: "raw of a sensor",
    32844: "LogL",
    32845: "LogLuv",
    34892: "raw of a sensor",
}
_SHORT, _LONG = 3, 4
_MOST_PAGES = 10_000


def tiff_size(data: bytes) -> tuple[int, int, int]:
    """The largest upright width, the largest upright height, and the number of pages.

    Raises `UnreadableMediaError` when the chain of pages does not add up, and
    `UnsupportedMediaError` for colors that are not opened.
    """
    order = "<" if data[:2] == b"II" else ">"
    (at,) = struct.unpack_from(f"{order}I", data, 4)
    width = height = pages = 0
    seen: set[int] = set()
    while at:
        if at in seen or pages >= _MOST_PAGES:
            raise UnreadableMediaError("tiff: its pages lead back to an earlier one")
        seen.add(at)
        (entries,) = struct.unpack_from(f"{order}H", data, at)
        tags = _tags(data, order, at + 2, entries)
        if _WIDTH not in tags or _LENGTH not in tags:
            raise UnreadableMediaError(f"tiff: page {pages} states no size")
        colors = tags.get(_COLORS, 0)
        if colors not in _OPENED:
            named = _NOT_OPENED.get(colors, f"form {colors}")
            raise UnsupportedMediaError(
                f"tiff: the colors of page {pages} are {named}, "
                "which is not opened; RGB, gray, a palette, CMYK or YCbCr is right"
            )
        wide, high = tags[_WIDTH], tags[_LENGTH]
        if tags.get(_TURNED, 1) in (5, 6, 7, 8):
            wide, high = high, wide
        width, height, pages = max(width, wide), max(height, high), pages + 1
        (at,) = struct.unpack_from(f"{order}I", data, at + 2 + 12 * entries)
    return width, height, pages


def _tags(data: bytes, order: str, at: int, entries: int) -> dict[int, int]:
    """The plain numbers of a directory, by tag; the last one where a tag stands twice."""
    found: dict[int, int] = {}
    for entry in range(entries):
        place = at + 12 * entry
        tag, form, count = struct.unpack_from(f"{order}HHI", data, place)
        if count == 1 and form in (_SHORT, _LONG):
            letter = "H" if form == _SHORT else "I"
            (found[tag],) = struct.unpack_from(f"{order}{letter}", data, place + 8)
    return found
