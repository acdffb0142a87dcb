"""Sound to samples, and samples to sound.

`decode_sound` is the code that hands hostile bytes to a library: it runs in a process that can open
nothing and reach nobody. `encoded_sound` gets samples alone, so it runs in ours.

Rules kept here:
 * What leaves is made from samples: no tag, cover picture, cue, chapter or trailing byte of the
   original can be in it, because the original is not there.
 * Every sample that leaves was decoded. A file that is not of the kind that its first bytes say, or
   has fewer samples than it counts, is unreadable.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import soundfile  # type: ignore[import-untyped]  # ships no py.typed
from numpy.typing import NDArray

from countenance.errors import MediaError, MediaTooLargeError, UnreadableMediaError
from countenance.media.sound_kinds import SoundKind

__all__ = [
    "FORMATS",
    "SPEECH_RATE",
    "DecodedSound",
    "Samples",
    "SoundLimits",
    "decode_sound",
    "encoded_sound",
]

Samples = NDArray[np.int16]
"""Samples x channels, 16 bits."""

SPEECH_RATE = 16_000
"""Samples a second from which speech is recognized."""

_BLOCK = 1 << 16
_FULL = 1 << 15
FORMATS = {
    SoundKind.WAV: ("WAV", "WAVEX"),
    SoundKind.FLAC: ("FLAC",),
    SoundKind.OGG: ("OGG",),
    SoundKind.MP3: ("MPEG", "MP3"),
}
"""What the library calls a kind."""
_WRITTEN = {
    SoundKind.WAV: ("WAV", "PCM_16"),
    SoundKind.FLAC: ("FLAC", "PCM_16"),
    SoundKind.OGG: ("OGG", "VORBIS"),
    SoundKind.MP3: ("MP3", "MPEG_LAYER_III"),
}


@dataclass(frozen=True, slots=True)
class SoundLimits:
    """What is opened at all: bytes, seconds, samples a second, and channels."""

    bytes: int = 25 * 1024 * 1024
    seconds: int = 1500
    rate: int = 48_000
    channels: int = 2

    @property
    def room(self) -> int:
        """Most bytes of samples."""
        return self.seconds * self.rate * self.channels * 2


@dataclass(frozen=True, slots=True)
class DecodedSound:
    """What stands in the room: `samples` x `channels` of 16 bits, `rate` of them a second.

    `pictures`: whether moving pictures stood beside the sound; they were not opened.
    """

    samples: int
    channels: int
    rate: int
    pictures: bool = False


def decode_sound(
    data: bytes, kind: SoundKind, limits: SoundLimits, room: Callable[[int], memoryview]
) -> DecodedSound:
    """Write the samples into `room(bytes)`, which is asked once, and say what they are.

    Raises `UnreadableMediaError` for what does not decode whole, `MediaTooLargeError` past a limit.
    """
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            return _decoded(file, kind, limits, room)
    except (soundfile.SoundFileError, RuntimeError, ValueError, TypeError, OSError) as cause:
        # The library raises whatever its parsers ran into; all of it means the same here.
        raise UnreadableMediaError(
            f"{kind.value}: it does not decode ({type(cause).__name__})"
        ) from cause


def encoded_sound(kind: SoundKind, samples: Samples, rate: int) -> bytes:
    """The samples as one file without tags, of the kind that `kind` leaves as.

    Raises `MediaError` when the writer fails.
    """
    kind = kind.leaves_as
    file = io.BytesIO()
    form, subtype = _WRITTEN[kind]
    try:
        soundfile.write(file, samples, rate, format=form, subtype=subtype)
    except (soundfile.SoundFileError, RuntimeError, ValueError, TypeError) as cause:
        raise MediaError(f"{kind.value}: the sound cannot be written") from cause
    return file.getvalue()


def _decoded(
    file: Any, kind: SoundKind, limits: SoundLimits, room: Callable[[int], memoryview]
) -> DecodedSound:
    name, rate, channels, length = kind.value, file.samplerate, file.channels, file.frames
    if file.format not in FORMATS[kind]:
        raise UnreadableMediaError(f"{name}: its inside is another kind")
    if not 1 <= rate <= limits.rate or not 1 <= channels <= limits.channels:
        raise MediaTooLargeError(
            f"{name}: {rate} samples a second in {channels} channels; expected at most "
            f"{limits.rate} in {limits.channels}"
        )
    if length > limits.seconds * rate:
        raise MediaTooLargeError(
            f"{name}: {length // rate} seconds; expected at most {limits.seconds}"
        )
    if length < 1:
        raise UnreadableMediaError(f"{name}: no sound in it")
    samples = np.frombuffer(room(length * channels * 2), np.int16).reshape(length, channels)
    at = 0
    while at < length:
        # As fractions of full scale, whatever the file stores: whole numbers would not be scaled.
        read = file.read(min(_BLOCK, length - at), dtype="float32", always_2d=True)
        if not len(read):
            raise UnreadableMediaError(f"{name}: it ends after {at} of {length} samples")
        scaled = np.nan_to_num(read * _FULL).round().clip(-_FULL, _FULL - 1)
        samples[at : at + len(read)] = scaled.astype(np.int16)
        at += len(read)
    return DecodedSound(length, channels, rate)
