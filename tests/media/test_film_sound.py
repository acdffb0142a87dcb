"""The sound of a film to samples."""

import numpy as np
import pytest
from numpy.typing import NDArray

from countenance.errors import MediaTooLargeError, UnreadableMediaError
from countenance.media.film_kinds import FilmKind, film_kind_of
from countenance.media.film_sound import decode_film_sound
from countenance.media.sound import DecodedSound, SoundLimits
from media.made_films import face_film, film, sound_film


def decoded(
    data: bytes, limits: SoundLimits | None = None
) -> tuple[DecodedSound, NDArray[np.int16]]:
    limits = limits or SoundLimits(seconds=20)
    space = bytearray(limits.room)
    kind = film_kind_of(data)
    assert kind is not None
    result = decode_film_sound(data, kind, limits, lambda size: memoryview(space)[:size])
    samples = np.frombuffer(space, np.int16, result.samples * result.channels)
    return result, samples.reshape(-1, result.channels)


@pytest.mark.parametrize("form", ["mp4", "mov", "webm", "matroska"])
@pytest.mark.parametrize("channels", [1, 2])
def test_the_tone_is_what_was_put_in(form: str, channels: int) -> None:
    result, samples = decoded(sound_film(form, 1.0, channels))

    assert (result.rate, result.channels) == (48_000, channels)
    assert abs(result.samples - 48_000) < 3_000
    heard = np.abs(np.fft.rfft(samples[10_000:34_000, 0].astype(float)))
    assert abs(int(heard.argmax()) * 48_000 / 24_000 - 400) < 3


@pytest.mark.parametrize("form", ["mp4", "webm"])
def test_a_track_that_begins_late_begins_with_silence(form: str) -> None:
    result, samples = decoded(sound_film(form, 0.5, late=1.5))

    assert abs(result.samples / result.rate - 2.0) < 0.1
    assert np.abs(samples[: 48_000 * 14 // 10].astype(int)).max() < 10
    assert np.abs(samples[48_000 * 17 // 10 :].astype(int)).max() > 5_000


def test_what_breaks_off_is_unreadable() -> None:
    whole = sound_film("webm", 4.0)

    for data in (whole[: len(whole) // 3], whole[:300]):
        with pytest.raises(UnreadableMediaError):
            decoded(data)


def test_a_film_without_sound_is_refused() -> None:
    with pytest.raises(UnreadableMediaError, match="no sound"):
        decoded(face_film())


def test_what_is_beyond_the_limits_is_too_large() -> None:
    data = sound_film("mp4", 2.0)

    with pytest.raises(MediaTooLargeError, match="at most 1 seconds"):
        decoded(data, SoundLimits(seconds=1))
    with pytest.raises(MediaTooLargeError, match="samples a second"):
        decoded(data, SoundLimits(seconds=9, rate=44_100))


def test_a_clock_that_runs_away_does_not_fill_the_room() -> None:
    data = sound_film("mp4", 0.2, late=30.0)

    with pytest.raises(MediaTooLargeError, match="at most 20 seconds"):
        decoded(data)


def test_more_channels_are_mixed_down_to_two() -> None:
    six = np.zeros((9600, 6), np.int16)
    six[:, 2] = (np.sin(np.arange(9600) / 20) * 9_000).astype(np.int16)  # the middle one

    result, samples = decoded(film([], "mov", samples=six))

    assert result.channels == 2
    assert np.abs(samples.astype(int)).max() > 1_000


def test_other_rates_become_one_that_can_be_written() -> None:
    odd = film([], "matroska", samples=np.zeros((9600, 1), np.int16), rate=12_345)

    result, _ = decoded(odd)

    assert result.rate == 48_000
    assert film_kind_of(odd) is FilmKind.WEBM
