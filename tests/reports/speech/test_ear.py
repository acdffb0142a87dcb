"""Recordings opened and put into words by models on this machine."""

from pathlib import Path

import numpy as np
import pytest

from countenance.errors import TranscriptError
from countenance.reports.ports import Ear
from countenance.reports.speech.ear import LocalEar
from media.made_films import sound_film
from reports.speech.made import Counting, Detecting, line


def test_no_frame_of_a_film_reaches_a_model(tmp_path: Path) -> None:
    """Whatever the models get is one row of samples, as long as the sound."""
    path = tmp_path / "stop.mp4"
    path.write_bytes(sound_film("mp4", 3.0))
    recognizer = Counting(lambda window: [line("Stop.", window.start)])
    ear: Ear = LocalEar(recognizer, Detecting((500, 2500)))

    opened = ear.open(path, "stop.mp4", None)
    found = ear.hear(opened.samples, opened.recording, lambda _: None)

    assert opened.recording.video == "dropped"
    assert found.samples_sha256 == opened.recording.samples_sha256
    assert len(recognizer.got) >= 1
    for given in recognizer.got:
        assert (given.dtype, given.ndim) == (np.dtype(np.int16), 1)
        assert len(given) <= opened.recording.milliseconds * 16


def test_samples_of_another_recording_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "stop.mp4"
    path.write_bytes(sound_film("mp4", 1.0))
    ear = LocalEar(Counting(lambda _: []), Detecting())
    opened = ear.open(path, "stop.mp4", None)
    as_array = np.frombuffer(opened.samples, np.int16)

    assert ear.hear(as_array, opened.recording) == ear.hear(opened.samples, opened.recording)
    with pytest.raises(TranscriptError, match="not the samples"):
        ear.hear(opened.samples[:-2], opened.recording)


def test_who_hears_is_a_model_on_the_premises() -> None:
    ear = LocalEar(Counting(lambda _: []), Detecting())

    assert ear.service == "on_premises_model"
