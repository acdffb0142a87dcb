"""Recordings opened and put into words, by models on this machine or behind a gate."""

from pathlib import Path

import numpy as np
import pytest

from countenance.errors import TranscriptError
from countenance.reports.ports import Ear, Nothing
from countenance.reports.speech.by_sound import BySound
from countenance.reports.speech.ear import GateEar, LocalEar
from countenance.reports.through_gate import GateAnswer
from media.made_films import sound_film
from reports.speech.kept_answers import verbose
from reports.speech.made import Counting, Detecting, line
from reports.speech.sounding import Sounding


def test_no_frame_of_a_film_reaches_a_model(tmp_path: Path) -> None:
    """Whatever the models get is one row of samples, as long as the sound."""
    path = tmp_path / "stop.mp4"
    path.write_bytes(sound_film("mp4", 3.0))
    recognizer = Counting(lambda window: [line("Stop.", window.start)])
    ear: Ear = LocalEar(recognizer, Detecting((500, 2500)))

    opened = ear.open(path, "stop.mp4", None)
    found = ear.hear(opened.samples, opened.recording, lambda _: None, Nothing())

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


class Reading:
    """A gate that keeps what it is sent."""

    address = "https://gate.example"

    def __init__(self) -> None:
        self.got: list[bytes] = []

    def post(self, path: str, body: bytes, content_type: str) -> GateAnswer:
        self.got.append(body)
        return GateAnswer(200, verbose("Stop.").encode(), len(self.got))


def test_a_gate_gets_samples_and_neither_a_frame_nor_a_name(tmp_path: Path) -> None:
    path = tmp_path / "AXON 4711.mp4"
    path.write_bytes(sound_film("mp4", 3.0))
    gate = Reading()
    ear: Ear = GateEar("whisper-1", gate, "azure_openai", Detecting((500, 2500)))

    opened = ear.open(path, path.name, None)
    found = ear.hear(opened.samples, opened.recording, lambda _: None, Nothing())

    assert (ear.service, opened.recording.video) == ("azure_openai", "dropped")
    (piece,) = found.pieces or ()
    assert (piece.entry, piece.words, piece.kept) == (1, 1, 1)
    cut = opened.samples[piece.span.start * 32 : piece.span.end * 32]
    assert cut in gate.got[0]
    assert len(gate.got[0]) < len(cut) + 2000
    assert b"4711" not in gate.got[0]
    assert b"ftyp" not in gate.got[0]
    with pytest.raises(TranscriptError, match="not the samples"):
        ear.hear(opened.samples[:-2], opened.recording, lambda _: None, Nothing())


@pytest.mark.parametrize("by_sound", [True, False])
def test_how_voices_sound_is_looked_at_only_where_that_is_let(
    tmp_path: Path, by_sound: bool
) -> None:
    path = tmp_path / "stop.mp4"
    path.write_bytes(sound_film("mp4", 3.0))
    model = Sounding()
    here = Counting(lambda window: [line("Stop there.", window.start)])
    for ear in (
        LocalEar(here, Detecting((500, 2500)), voices=BySound(model)),
        GateEar("m", Reading(), "azure_openai", Detecting((500, 2500)), voices=BySound(model)),
    ):
        opened = ear.open(path, "stop.mp4", None)
        before = model.asked

        found = ear.hear(opened.samples, opened.recording, by_sound=by_sound)

        assert (ear.separates, found.is_by_sound) == (True, by_sound)
        assert (model.asked > before) == by_sound
