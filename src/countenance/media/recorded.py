"""A long recording to the samples that speech is recognized from. Runs only inside the sandbox.

Rules kept here:
 * It is read as it goes: hours of sound and gigabytes of film need no more memory than the samples.
 * One channel, 16,000 samples a second: several channels become their mean.
 * A file that is cut off is refused: what was said after that would be missing without a word.
 * Moving pictures are not decoded; that there were any is told.
"""

from collections.abc import Callable
from typing import Any, BinaryIO

import av
import numpy as np
import soundfile  # type: ignore[import-untyped]  # ships no py.typed

from countenance.errors import MediaTooLargeError, UnreadableMediaError
from countenance.media.film_sound import decode_film_sound
from countenance.media.sound import FORMATS, SPEECH_RATE, DecodedSound, SoundLimits
from countenance.media.sound_kinds import SoundKind

__all__ = ["decode_recorded"]

_BLOCK = 1 << 16
_FULL = 1 << 15


def decode_recorded(
    source: BinaryIO, kind: SoundKind, limits: SoundLimits, room: Callable[[int], memoryview]
) -> DecodedSound:
    """Write the samples into `room(bytes)`, which is asked once, and say what they are.

    Raises `UnreadableMediaError` for what does not decode whole, `MediaTooLargeError` past a limit.
    """
    if kind.film is not None:
        return decode_film_sound(source, kind.film, limits, room, speech=True)
    if kind is SoundKind.WAV:
        _check_riff(source)
    try:
        with soundfile.SoundFile(source) as file:
            return _decoded(file, kind, limits, room)
    except (soundfile.SoundFileError, RuntimeError, ValueError, TypeError, OSError) as cause:
        # The library raises whatever its parsers ran into; all of it means the same here.
        raise UnreadableMediaError(
            f"{kind.value}: it does not decode ({type(cause).__name__})"
        ) from cause


def _check_riff(source: BinaryIO) -> None:
    """Refuse a WAV that ends before the length that it states; the library takes what there is."""
    size = source.seek(0, 2)
    source.seek(4)
    stated = int.from_bytes(source.read(4), "little")
    source.seek(0)
    # Recorders that could not go back to write it leave one of these two.
    if stated not in (0, 0xFFFFFFFF) and stated + 8 > size + 1:
        raise UnreadableMediaError(f"wav: it is cut off after {size} of {stated + 8} bytes")


def _decoded(
    file: Any, kind: SoundKind, limits: SoundLimits, room: Callable[[int], memoryview]
) -> DecodedSound:
    name, rate, length = kind.value, file.samplerate, file.frames
    if file.format not in FORMATS[kind]:
        raise UnreadableMediaError(f"{name}: its inside is another kind")
    if not 1 <= rate <= limits.rate or not 1 <= file.channels <= limits.channels:
        raise MediaTooLargeError(f"{name}: {rate} samples a second in {file.channels} channels")
    if length > limits.seconds * rate:
        raise MediaTooLargeError(f"{name}: {length // rate} seconds")
    if length < 1:
        raise UnreadableMediaError(f"{name}: no sound in it")
    samples = np.frombuffer(room(limits.seconds * SPEECH_RATE * 2), np.int16)
    resampler = av.AudioResampler(format="s16", layout="mono", rate=SPEECH_RATE)
    at = count = 0
    while at < length:
        read = file.read(min(_BLOCK, length - at), dtype="float32", always_2d=True)
        if not len(read):
            raise UnreadableMediaError(f"{name}: it ends after {at} of {length} samples")
        at += len(read)
        count = _put(samples, count, resampler.resample(_frame(read, rate)))
    return DecodedSound(_put(samples, count, resampler.resample(None)), 1, SPEECH_RATE)


def _frame(read: Any, rate: int) -> av.AudioFrame:
    """The mean of its channels, 16 bits, as a frame."""
    mean = np.nan_to_num(read.mean(axis=1) * _FULL).round().clip(-_FULL, _FULL - 1)
    frame = av.AudioFrame.from_ndarray(
        mean.astype(np.int16).reshape(1, -1), format="s16", layout="mono"
    )
    frame.sample_rate = rate
    return frame


def _put(samples: Any, count: int, pieces: list[av.AudioFrame]) -> int:
    """Put down what the resampler gave; returns how many samples there are then."""
    for piece in pieces:
        packed = piece.to_ndarray().reshape(-1)[: len(samples) - count]
        samples[count : count + len(packed)] = packed
        count += len(packed)
    return count
