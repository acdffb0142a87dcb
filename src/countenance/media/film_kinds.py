"""What a string of bytes is, when it should be a film, or the sound of one.

MP4, QuickTime and M4A are one kind of container, WebM and Matroska another. They are opened with a
package that is not installed by default: the extra `film`.

Rules kept here:
 * Judged by the first bytes alone; nothing is decoded and no package is loaded to tell.
 * Without the extra a film is refused by name, and the name of the extra with it.
"""

import importlib.util
from enum import Enum

from countenance.errors import UnsupportedMediaError

__all__ = ["FilmKind", "check_film_extra", "film_kind_of", "has_film_extra"]


class FilmKind(Enum):
    """The kinds of container that are opened."""

    MP4 = "mp4"
    WEBM = "webm"

    @property
    def media_type(self) -> str:
        """The media type, as in `video/mp4`."""
        return f"video/{self.value}"

    def leaves_as(self, frames: int) -> "FilmKind":
        """What a film becomes when it is made anew, however many frames it has."""
        return FilmKind.WEBM

    @property
    def described(self) -> str:
        """In words, for messages."""
        return "MP4, M4A or QuickTime" if self is FilmKind.MP4 else "WebM or Matroska"


_PICTURES = (b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1",
             b"msf1")  # fmt: skip
"""Brands of files that have the same boxes and hold pictures."""
_OLD_QUICKTIME = (b"moov", b"mdat", b"wide", b"pnot")


def film_kind_of(data: bytes) -> FilmKind | None:
    """The kind of container that these bytes begin, if it is one."""
    if data.startswith(b"\x1aE\xdf\xa3"):
        return FilmKind.WEBM
    name = data[4:8]
    if (name == b"ftyp" and data[8:12] not in _PICTURES) or name in _OLD_QUICKTIME:
        return FilmKind.MP4
    return None


def has_film_extra() -> bool:
    """Whether the package that opens films is installed."""
    return importlib.util.find_spec("av") is not None


def check_film_extra(kind: FilmKind, what: str) -> None:
    """Raise `UnsupportedMediaError` when the package that opens films is not installed."""
    if not has_film_extra():
        raise UnsupportedMediaError(
            f"{what}: its content is {kind.described}; to open it, install the extra `film` "
            "(`pip install countenance[film]`)"
        )
