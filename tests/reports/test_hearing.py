"""A recording is opened: what is known of it, and the samples that are heard."""

import hashlib
import os
from pathlib import Path

import numpy as np
import pytest

from countenance.errors import UnreadableMediaError
from countenance.media import recording_in
from countenance.reports import hearing
from countenance.reports.hearing import hear, muted_spans, samples_digest
from countenance.reports.recording import Overlay, Span
from media.made_films import film, sound_film
from media.made_sound import tone, written


def test_a_film_is_known_by_its_file_and_its_samples(tmp_path: Path) -> None:
    path, overlay = tmp_path / "a.bin", Overlay("2026-03-01T18:42:10Z", "UNIT 7")
    path.write_bytes(sound_film("mp4", 1.0))

    heard = hear(path, "welfare.mp4", overlay)

    found = heard.recording
    assert (found.file, found.kind, found.video, found.overlay) == (
        "welfare.mp4", "mp4", "dropped", overlay,
    )  # fmt: skip
    assert found.sha256 == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    assert found.samples_sha256 == samples_digest(heard.samples)
    assert found.samples_sha256[7:] == hashlib.sha256(heard.samples.tobytes()).hexdigest()
    assert found.milliseconds == len(heard.samples) * 1000 // 16_000
    assert found.bytes == path.stat().st_size


def test_what_was_muted_before_stays_in_and_is_told(tmp_path: Path) -> None:
    quiet = np.zeros((48_000, 1), np.int16)
    loud = tone(1.0, 48_000)
    path = tmp_path / "buffer.mp4"
    path.write_bytes(film([], "mp4", samples=np.concatenate([quiet, quiet, loud, quiet[:24_000]])))

    found = hear(path).recording

    assert found.video == "none"
    (muted,) = found.muted
    assert muted.start == 0
    assert 1900 <= muted.end <= 2010
    assert 3400 <= found.milliseconds <= 3600


def test_a_quiet_room_is_not_muted() -> None:
    chance = np.random.default_rng(1)
    room = (chance.normal(0, 6, 32_000)).astype(np.int16)

    assert muted_spans(room) == ()
    assert muted_spans(np.full(32_000, -32_768, np.int16)) == ()
    assert muted_spans(np.zeros(100, np.int16)) == ()
    room[16_000:] = 0
    assert muted_spans(room) == (Span(1000, 2000),)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableMediaError, match="No such file"):
        hear(tmp_path / "none.wav")


def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "stop.wav"
    path.write_bytes(written("WAV"))

    def changed(file: int, settings: recording_in.RecordingSettings) -> object:
        sound = recording_in.recorded_sound(file, settings)
        os.utime(path, (1, 1))
        return sound

    monkeypatch.setattr(hearing, "recorded_sound", changed)

    with pytest.raises(UnreadableMediaError, match="changed while it was read"):
        hear(path)
