"""What a string of bytes is, when it should be sound, judged by its content alone.

Rules kept here:
 * Four kinds are opened, and films for their sound. Everything else is refused, by its name where
   the name is known.
 * Nothing is decoded here and nothing outside the bytes is looked at.
"""

from enum import Enum
from typing import Literal

from countenance.errors import UnreadableMediaError, UnsupportedMediaError
from countenance.media.film_kinds import FilmKind, film_kind_of

__all__ = ["EXPECTED", "Container", "SoundKind", "container_of", "sound_kind_of"]

Container = Literal["wav", "mp3", "m4a", "mp4", "mov", "mkv", "webm", "flac", "ogg"]
"""What people call a file, more exactly than it takes to open it."""


class SoundKind(Enum):
    """The kinds of sound that are opened."""

    WAV = "wav"
    FLAC = "flac"
    OGG = "ogg"
    MP3 = "mp3"
    MP4 = "mp4"
    WEBM = "webm"

    @property
    def film(self) -> FilmKind | None:
        """The kind of film whose sound it is, if it is one's."""
        return FilmKind(self.value) if self in (SoundKind.MP4, SoundKind.WEBM) else None

    @property
    def leaves_as(self) -> "SoundKind":
        """What it becomes when it is made anew: the sound of a film becomes an MP3."""
        return SoundKind.MP3 if self.film else self

    @property
    def media_type(self) -> str:
        """The media type, as in `audio/wav`."""
        return "audio/mpeg" if self is SoundKind.MP3 else f"audio/{self.value}"


EXPECTED = "WAV, FLAC, Ogg, MP3, MP4, M4A or WebM"
"""For messages: the kinds by name."""


def sound_kind_of(data: bytes) -> SoundKind:
    """The kind of the sound in these bytes.

    Raises `UnsupportedMediaError` with the name of any other kind, and `UnreadableMediaError` when
    there are no bytes at all.
    """
    if not data:
        raise UnreadableMediaError(f"sound: it is empty; expected {EXPECTED}")
    if data.startswith(b"RIFF") and data[8:12] == b"WAVE":
        return SoundKind.WAV
    if data.startswith(b"fLaC"):
        return SoundKind.FLAC
    if data.startswith(b"OggS"):
        return SoundKind.OGG
    if data.startswith(b"ID3") or (len(data) > 1 and data[0] == 0xFF and data[1] & 0xE6 in _LAYER3):
        return SoundKind.MP3
    if (film := film_kind_of(data)) is not None:
        return SoundKind(film.value)
    raise UnsupportedMediaError(f"sound: its content is {_name(data)}; expected {EXPECTED}")


def container_of(data: bytes) -> Container:
    """The name of the container that these bytes begin; raises as `sound_kind_of` does."""
    match sound_kind_of(data):
        case SoundKind.MP4:
            brand = data[8:12] if data[4:8] == b"ftyp" else b"qt  "
            return "mov" if brand == b"qt  " else "m4a" if brand in _SOUND_ALONE else "mp4"
        case SoundKind.WEBM:
            # RFC 8794, 11.2.4: the name of the document's type stands in the header.
            return "webm" if b"\x42\x82\x84webm" in data[:_HEADER] else "mkv"
        case SoundKind.WAV:
            return "wav"
        case SoundKind.FLAC:
            return "flac"
        case SoundKind.OGG:
            return "ogg"
        case SoundKind.MP3:
            return "mp3"


_SOUND_ALONE = (b"M4A ", b"M4B ")
_HEADER = 128
_LAYER3 = frozenset({0xE2})
"""A frame of MPEG audio, layer III, of any version."""
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"FORM", "AIFF"),
    (b".snd", "AU"),
    (b"caff", "CAF"),
    (b"#!AMR", "AMR"),
    (b"RF64", "RF64"),
    (b"RIFF", "RIFF, not WAV"),
    (b"0&\xb2u", "WMA"),
    (b"#EXTM3U", "an HLS playlist"),
    (b"ffconcat", "an ffconcat list"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG", "a PNG picture"),
)


def _name(data: bytes) -> str:
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return name
    if data[4:8] == b"ftyp":
        return "an AVIF or HEIC picture"
    if data[0] == 0xFF and len(data) > 1 and data[1] & 0xF6 == 0xF0:
        return "AAC"
    return "not of a known kind"
