"""The sound of a film to samples. Runs only inside the sandbox.

Rules kept here:
 * The first track of sound is decoded; moving pictures, subtitles, further tracks and metadata are
   not opened and go nowhere.
 * Time stays true: where the track begins late or pauses there is silence, so that what is said
   stands at its second.
 * More than two channels are mixed down to two, and all of them to one where that is asked for.
"""

from collections.abc import Callable
from typing import Any, BinaryIO

import av
import numpy as np
from av.audio.stream import AudioStream
from numpy.typing import NDArray

from countenance.errors import MediaTooLargeError, UnreadableMediaError
from countenance.media.film_kinds import FilmKind
from countenance.media.film_open import audio_of, moving_in, opened_film
from countenance.media.sound import SPEECH_RATE, DecodedSound, Samples, SoundLimits

__all__ = ["decode_film_sound"]

_GAP = 0.05  # seconds; less is how containers round their times
_SHORT = 1.0  # seconds that a track may end before the end that it states
_LAYOUTS = {1: "mono", 2: "stereo"}
_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
"""Samples a second in which it can be made anew; any other becomes the last."""


def decode_film_sound(
    data: bytes | BinaryIO,
    kind: FilmKind,
    limits: SoundLimits,
    room: Callable[[int], memoryview],
    *,
    speech: bool = False,
) -> DecodedSound:
    """Write the samples into `room(bytes)`, which is asked once, and say what they are.

    `speech`: one channel, as few samples a second as recognition takes. Raises
    `UnreadableMediaError` for what does not decode whole, `MediaTooLargeError` past a limit.
    """
    with opened_film(data, kind) as container:
        stream = audio_of(container)
        if not 1 <= stream.rate <= limits.rate or stream.channels < 1:
            raise MediaTooLargeError(
                f"{kind.value}: {stream.rate} samples a second; expected at most {limits.rate}"
            )
        rate = stream.rate if stream.rate in _RATES else _RATES[-1]
        channels = min(stream.channels, limits.channels, 2)
        if speech:
            rate, channels = SPEECH_RATE, 1
        space = np.frombuffer(room(limits.seconds * rate * channels * 2), np.int16)
        samples = _Samples(space, kind, limits, rate, channels)
        begins = float(container.start_time or 0) / av.time_base
        resampler = av.AudioResampler(format="s16", layout=_LAYOUTS[channels], rate=rate)
        for frame in container.decode(stream):
            if frame.time is not None:
                samples.wait_until(frame.time - begins)
            for piece in resampler.resample(frame):
                samples.add(piece.to_ndarray())
        for piece in resampler.resample(None):
            samples.add(piece.to_ndarray())
        _check_end(stream, begins, samples, kind)
        pictures = moving_in(container)
    return DecodedSound(samples.count, channels, rate, pictures=bool(pictures))


class _Samples:
    """Samples in the room, in order, and how far they go."""

    def __init__(
        self, space: Samples, kind: FilmKind, limits: SoundLimits, rate: int, channels: int
    ) -> None:
        self.count = 0
        self.rate = rate
        self._most = limits.seconds * rate
        self._space = space[: self._most * channels].reshape(self._most, channels)
        self._too_long = f"{kind.value}: expected at most {limits.seconds} seconds"

    def wait_until(self, second: float) -> None:
        """Be silent until this second of the film, where that is later than now."""
        if second > self.count / self.rate + _GAP:
            self._go(round(second * self.rate) - self.count)

    def add(self, packed: NDArray[Any]) -> None:
        """Put down the samples of a packed frame: 1 x (samples x channels)."""
        piece = packed.reshape(-1, self._space.shape[1])
        self._space[self._go(len(piece))] = piece

    def _go(self, count: int) -> slice:
        if self.count + count > self._most:
            raise MediaTooLargeError(self._too_long)
        place = slice(self.count, self.count + count)
        self.count += count
        return place


def _check_end(stream: AudioStream, begins: float, samples: _Samples, kind: FilmKind) -> None:
    """Refuse a track that is empty, or breaks off before the end that it states."""
    if not samples.count:
        raise UnreadableMediaError(f"{kind.value}: no sound in it")
    if stream.duration is None or stream.time_base is None:
        return
    stated = float(((stream.start_time or 0) + stream.duration) * stream.time_base) - begins
    if samples.count / samples.rate < stated - _SHORT:
        raise UnreadableMediaError(f"{kind.value}: its sound ends before the end that it states")
