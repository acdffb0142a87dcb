"""A long recording to the samples that speech is recognized from."""

import io

import numpy as np
import pytest
from numpy.typing import NDArray

from countenance.errors import MediaTooLargeError, UnreadableMediaError
from countenance.media.recorded import decode_recorded
from countenance.media.sound import DecodedSound, SoundLimits
from countenance.media.sound_kinds import SoundKind, sound_kind_of
from media.made_films import sound_film
from media.made_sound import tone, written


def decoded(
    data: bytes, limits: SoundLimits | None = None, kind: SoundKind | None = None
) -> tuple[DecodedSound, NDArray[np.int16]]:
    spaces: list[bytearray] = []

    def room(size: int) -> memoryview:
        spaces.append(bytearray(size))
        return memoryview(spaces[-1])

    limits = limits or SoundLimits(seconds=5, channels=8, rate=96_000)
    result = decode_recorded(io.BytesIO(data), kind or sound_kind_of(data), limits, room)
    assert len(spaces) == 1
    return result, np.frombuffer(spaces[0], np.int16, result.samples)


@pytest.mark.parametrize(
    ("form", "rate", "channels"),
    [("WAV", 8000, 1), ("WAV", 44_100, 4), ("FLAC", 96_000, 2), ("OGG", 48_000, 2),
     ("MP3", 16_000, 1)],
)  # fmt: skip
def test_it_becomes_one_channel_of_16_000_a_second(form: str, rate: int, channels: int) -> None:
    result, samples = decoded(written(form, None, tone(1.0, rate, channels), rate))

    assert (result.channels, result.rate, result.pictures) == (1, 16_000, False)
    assert abs(result.samples - 16_000) < 1300
    heard = np.abs(np.fft.rfft(samples[2000:10_000].astype(float)))
    assert abs(int(heard.argmax()) * 2 - 400) < 5
    assert 8_000 < np.abs(samples[2000:10_000].astype(int)).max() < 12_000


def test_what_is_at_16_000_already_stays_as_it_is() -> None:
    _, samples = decoded(written("WAV", "PCM_16"))

    assert samples.tobytes() == tone().tobytes()


@pytest.mark.parametrize("form", ["mp4", "mov", "webm", "matroska"])
def test_of_a_film_only_the_sound_is_decoded(form: str) -> None:
    result, samples = decoded(sound_film(form, 1.0, 2, late=0.5))

    assert (result.channels, result.rate, result.pictures) == (1, 16_000, True)
    assert abs(result.samples - 24_000) < 1300
    assert np.abs(samples[:6000].astype(int)).max() < 10


def test_pictures_that_no_decoder_could_read_are_not_read() -> None:
    """The proof that nothing of ours opens them: they are no pictures at all."""
    data = bytearray(sound_film("mov", 1.0))  # Motion JPEG
    while (at := data.find(b"\xff\xd8\xff")) >= 0:
        data[at : at + 200] = bytes(200)

    result, samples = decoded(bytes(data))

    assert result.pictures
    assert np.abs(samples.astype(int)).max() > 5_000


def test_what_breaks_off_or_is_something_else_is_unreadable() -> None:
    for data, kind in (
        (written("WAV")[:4000], SoundKind.WAV),
        (written("FLAC")[:200], None),
        (sound_film("mp4", 0.5)[:-30], None),
        (b"RIFF\x00\x00\x00\x00WAVE", None),
        (written("FLAC"), SoundKind.WAV),
    ):
        with pytest.raises(UnreadableMediaError):
            decoded(data, kind=kind)


def test_what_is_beyond_the_limits_is_too_large() -> None:
    for limits in (
        SoundLimits(seconds=1, channels=8),
        SoundLimits(seconds=5, channels=1),
        SoundLimits(seconds=5, rate=12_000),
    ):
        with pytest.raises(MediaTooLargeError):
            decoded(written("WAV", None, tone(2.0, 16_000, 2)), limits)
