"""Sound to samples, and samples to sound."""

import numpy as np
import pytest

from countenance.errors import MediaError, MediaTooLargeError, UnreadableMediaError
from countenance.media.sound import (
    DecodedSound,
    Samples,
    SoundLimits,
    decode_sound,
    encoded_sound,
)
from countenance.media.sound_kinds import SoundKind
from media.made_sound import tone, written


def _decoded(
    data: bytes, kind: SoundKind, limits: SoundLimits | None = None
) -> tuple[DecodedSound, Samples]:
    rooms: list[bytearray] = []

    def room(size: int) -> memoryview:
        rooms.append(bytearray(size))
        return memoryview(rooms[-1])

    decoded = decode_sound(data, kind, limits or SoundLimits(), room)
    assert len(rooms) == 1
    samples = np.frombuffer(rooms[0], np.int16).reshape(decoded.samples, decoded.channels)
    return decoded, samples


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"])
def test_samples_without_loss_come_out_as_they_were(subtype: str) -> None:
    decoded, samples = _decoded(written("WAV", subtype), SoundKind.WAV)

    assert decoded == DecodedSound(8000, 1, 16_000)
    assert np.abs(samples.astype(int) - tone()).max() <= 1


@pytest.mark.parametrize(
    ("form", "subtype", "kind"),
    [
        ("FLAC", None, SoundKind.FLAC),
        ("OGG", "VORBIS", SoundKind.OGG),
        ("OGG", "OPUS", SoundKind.OGG),
        ("MP3", None, SoundKind.MP3),
    ],
)
def test_every_kind_sounds_as_it_did(form: str, subtype: str | None, kind: SoundKind) -> None:
    decoded, samples = _decoded(written(form, subtype), kind)
    again, _ = _decoded(encoded_sound(kind, samples, decoded.rate), kind)

    assert decoded.rate == 16_000
    assert abs(decoded.samples - 8000) < 2000
    middle = samples[2000:6000, 0].astype(float)
    assert abs(np.sqrt((middle**2).mean()) - 10_000 / np.sqrt(2)) < 300
    assert abs(again.samples - decoded.samples) < 2000


def test_both_channels_are_kept() -> None:
    decoded, samples = _decoded(written("WAV", samples=tone(channels=2)), SoundKind.WAV)

    assert decoded.channels == 2
    assert (samples == tone(channels=2)).all()


def test_what_is_written_has_no_tags() -> None:
    data = written("WAV")
    tagged = data + b"LIST" + (20).to_bytes(4, "little") + b"INFOINAM" + bytes(12)
    _, samples = _decoded(tagged, SoundKind.WAV)

    assert encoded_sound(SoundKind.WAV, samples, 16_000) == written("WAV", "PCM_16")


@pytest.mark.parametrize(
    "limits",
    [SoundLimits(seconds=0), SoundLimits(rate=8000), SoundLimits(channels=0)],
)
def test_what_is_over_a_limit_is_refused(limits: SoundLimits) -> None:
    with pytest.raises(MediaTooLargeError, match="expected at most"):
        _decoded(written("WAV"), SoundKind.WAV, limits)


def test_a_file_is_of_the_kind_that_it_begins_like() -> None:
    with pytest.raises(UnreadableMediaError, match="another kind"):
        _decoded(written("FLAC"), SoundKind.WAV)


@pytest.mark.parametrize("kind", [kind for kind in SoundKind if not kind.film])
def test_damage_is_unreadable_or_less_sound(kind: SoundKind) -> None:
    whole = written(kind.name)
    seed = np.random.default_rng(7)
    for _ in range(40):
        data = bytearray(whole[: int(seed.integers(8, len(whole)))])
        for _ in range(int(seed.integers(0, 8))):
            data[int(seed.integers(4, len(data)))] = int(seed.integers(0, 256))
        try:
            decoded, _ = _decoded(bytes(data), kind)
        except MediaError:
            continue
        assert decoded.samples <= SoundLimits().seconds * decoded.rate


def test_no_sound_is_no_sound() -> None:
    with pytest.raises(UnreadableMediaError):
        _decoded(written("WAV", samples=tone(0)), SoundKind.WAV)
    with pytest.raises(MediaError, match="cannot be written"):
        encoded_sound(SoundKind.MP3, tone(), 12_345)
