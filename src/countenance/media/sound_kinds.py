"""What a string of bytes is, when it should be sound, judged by its content alone.

Rules kept here:
 * Four kinds are opened. Everything else is refused, by its name where the name is known.
 * Nothing is decoded here and nothing outside the bytes is looked at.
"""

from enum import Enum

from countenance.errors import UnreadableMediaError, UnsupportedMediaError

__all__ = ["SoundKind", "sound_kind_of"]


class SoundKind(Enum):
    """The kinds of sound that are opened."""

    WAV = "wav"
    FLAC = "flac"
    OGG = "ogg"
    MP3 = "mp3"

    @property
    def media_type(self) -> str:
        """The media type, as in `audio/wav`."""
        return "audio/mpeg" if self is SoundKind.MP3 else f"audio/{self.value}"


def sound_kind_of(data: bytes) -> SoundKind:
    """The kind of the sound in these bytes.

    Raises `UnsupportedMediaError` with the name of any other kind, and `UnreadableMediaError` when
    there are no bytes at all.
    """
    if not data:
        raise UnreadableMediaError("sound: it is empty; expected WAV, FLAC, Ogg or MP3")
    if data.startswith(b"RIFF") and data[8:12] == b"WAVE":
        return SoundKind.WAV
    if data.startswith(b"fLaC"):
        return SoundKind.FLAC
    if data.startswith(b"OggS"):
        return SoundKind.OGG
    if data.startswith(b"ID3") or (len(data) > 1 and data[0] == 0xFF and data[1] & 0xE6 in _LAYER3):
        return SoundKind.MP3
    raise UnsupportedMediaError(
        f"sound: its content is {_name(data)}; expected WAV, FLAC, Ogg or MP3"
    )


_LAYER3 = frozenset({0xE2})
"""A frame of MPEG audio, layer III, of any version."""
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x1aE\xdf\xa3", "WebM or Matroska"),
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
        return "MP4, M4A or QuickTime"
    if data[0] == 0xFF and len(data) > 1 and data[1] & 0xF6 == 0xF0:
        return "AAC"
    return "not of a known kind"
