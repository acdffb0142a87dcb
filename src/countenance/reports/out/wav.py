"""Samples as a WAV file that every browser plays: one channel, 16 bits, the rate of a recording."""

import io
import wave

from countenance.errors import ReportError
from countenance.reports.recording import RATE

__all__ = ["WIDTH", "as_wav", "samples_of"]

WIDTH = 2
"""Bytes of a sample."""


def as_wav(samples: bytes) -> bytes:
    """The file. `samples`: 16 bits each, little-endian."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(WIDTH)
        file.setframerate(RATE)
        file.writeframes(samples)
    return out.getvalue()


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
