"""Samples as a WAV file that every browser plays: one channel, 16 bits, the rate of a recording."""

import hashlib
import io
import struct
import wave
from collections.abc import Callable, Iterable, Iterator

from countenance.errors import ReportError
from countenance.reports.out.ranges import Part
from countenance.reports.recording import RATE

__all__ = [
    "WIDTH", "as_wav", "samples_digest", "samples_of", "wav_head", "wav_part", "wav_pieces",
]  # fmt: skip

WIDTH = 2
"""Bytes of a sample."""

_MOST = 2**32 - 37
"""A length in the head of the file has 32 bits."""


def as_wav(samples: bytes) -> bytes:
    """The file. `samples`: 16 bits each, little-endian."""
    return wav_head(len(samples)) + samples


def wav_head(size: int) -> bytes:
    """What stands before so many bytes of samples. Raises `ReportError` for more than fit."""
    if size > _MOST:
        raise ReportError(f"sound: {size} bytes of samples; a WAV file takes {_MOST}")
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, 1, 1, RATE, RATE * WIDTH, WIDTH, 8 * WIDTH,
        b"data", size,
    )  # fmt: skip


def wav_pieces(size: int, samples: Iterable[bytes]) -> Iterator[bytes]:
    """The file piece by piece. `size`: bytes of all its samples."""
    yield wav_head(size)
    yield from samples


def wav_part(
    part: Part, size: int, samples: Callable[[int, int], Iterator[bytes]]
) -> Iterator[bytes]:
    """A part of that file. `size`: bytes of all its samples; `samples`: reads them from byte to
    byte. Raises at once what reading them raises."""
    head, end = wav_head(size), part.last + 1
    lead = head[part.first : end]
    rest = samples(max(0, part.first - len(head)), max(0, end - len(head)))
    return _after(lead, rest)


def _after(lead: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield lead
    yield from rest


def samples_digest(data: bytes) -> str:
    """The SHA-256 of the samples of such a file. Of one that was written here they are not copied,
    which may have hours. Raises `ReportError` for any other."""
    head = wav_head(0)
    samples: bytes | memoryview = memoryview(data)[len(head) :]
    if len(data) < len(head) or data[: len(head)] != wav_head(len(samples)):
        samples = samples_of(data)
    return f"sha256:{hashlib.sha256(samples).hexdigest()}"


def samples_of(data: bytes) -> bytes:
    """The samples of such a file. Raises `ReportError` for any other."""
    try:
        with wave.open(io.BytesIO(data), "rb") as file:
            kind = file.getnchannels(), file.getsampwidth(), file.getframerate()
            if kind != (1, WIDTH, RATE):
                raise ReportError(
                    f"sound: {kind[0]} channels, {8 * kind[1]} bits, {kind[2]} a second; "
                    f"1, {8 * WIDTH} and {RATE} are right"
                )
            return file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise ReportError(f"sound: not a WAV file: {error}") from error
