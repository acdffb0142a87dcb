"""Sound for tests, made of a sine."""

import io

import numpy as np
import soundfile  # type: ignore[import-untyped]  # ships no py.typed

from countenance.media.sound import Samples


def tone(seconds: float = 0.5, rate: int = 16_000, channels: int = 1) -> Samples:
    """A sine of 400 Hz at a third of full scale: samples x channels."""
    at = np.arange(int(seconds * rate)) / rate
    wave = (np.sin(at * 2 * np.pi * 400) * 10_000).astype(np.int16)
    return np.repeat(wave[:, None], channels, axis=1)


def written(
    form: str, subtype: str | None = None, samples: Samples | None = None, rate: int = 16_000
) -> bytes:
    """The tone as a file of this format, as the library writes it."""
    file = io.BytesIO()
    given = tone(rate=rate) if samples is None else samples
    data = given / 32768 if subtype in ("FLOAT", "DOUBLE") else given
    soundfile.write(file, data, rate, format=form, subtype=subtype)
    return file.getvalue()
