"""A long recording in, samples out; the worker behind it is the real one."""

import importlib.util
import os
from pathlib import Path

import numpy as np
import pytest

from countenance.errors import MediaTooLargeError, UnreadableMediaError, UnsupportedMediaError
from countenance.media.recording_in import RecordedSound, RecordingSettings, recorded_sound
from countenance.media.sound import SoundLimits
from media.made_films import sound_film
from media.made_sound import tone, written


def opened(path: Path, data: bytes, settings: RecordingSettings | None = None) -> RecordedSound:
    path.write_bytes(data)
    file = os.open(path, os.O_RDONLY)
    try:
        return recorded_sound(file, settings or RecordingSettings())
    finally:
        os.close(file)


def test_sound_and_films_become_samples_in_the_sandbox(tmp_path: Path) -> None:
    wav = opened(tmp_path / "stop", written("WAV"))
    film = opened(tmp_path / "film", sound_film("mp4", 1.0))

    assert (wav.container, wav.pictures) == ("wav", False)
    assert wav.samples.tobytes() == tone().tobytes()
    assert not wav.samples.flags.writeable
    assert (film.container, film.pictures) == ("mp4", True)
    assert abs(len(film.samples) - 16_000) < 1300
    assert np.abs(film.samples.astype(int)).max() > 5_000


def test_what_cannot_be_opened_says_why(tmp_path: Path) -> None:
    limits = SoundLimits(seconds=1)

    for data, settings, error, says in (
        (b"", None, UnreadableMediaError, "empty"),
        (b"%PDF-1.7", None, UnsupportedMediaError, "expected WAV"),
        (sound_film("webm", 1.0)[:2000], None, UnreadableMediaError, "does not decode whole"),
        (written("WAV", None, tone(2.0)), RecordingSettings(limits), MediaTooLargeError, "1 sec"),
        (written("WAV"), RecordingSettings(SoundLimits(40)), MediaTooLargeError, "at most 40"),
    ):
        with pytest.raises(error, match=says):
            opened(tmp_path / "bad", data, settings)


def test_without_the_extra_nothing_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    with pytest.raises(UnsupportedMediaError, match="extra `reports`"):
        opened(tmp_path / "stop", written("WAV"))
