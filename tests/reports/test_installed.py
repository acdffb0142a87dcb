"""What comes with the program: drafts by rules, and a model that is read when it is wanted."""

import wave
from pathlib import Path

import pytest

from countenance.errors import ModelError
from countenance.gate.reports_settings import ReportsSettings
from countenance.reports.digests import digest
from countenance.reports.draft import Sentence
from countenance.reports.installed import Extractive, OwnEar
from countenance.reports.speech.weights import BUILT_IN
from countenance.reports.transcript import Support
from reports.acting import SAMPLES
from reports.made import RECORDING, SPEAKERS, TRANSCRIPT


def test_a_draft_comes_with_its_flags_and_its_programs() -> None:
    draft = Extractive().draft(TRANSCRIPT, SPEAKERS, RECORDING, "traffic", {"place": "Route 9"})

    assert (draft.transcript, draft.speakers) == (digest(TRANSCRIPT), digest(SPEAKERS))
    assert {"speech-to-text", "drafter"} <= {each.part for each in draft.programs}
    assert any("Route 9" in each.text for each in draft.sentences)
    assert draft.brackets


def test_words_that_nobody_said_are_doubted_and_what_is_missing_is_found() -> None:
    drafter = Extractive()
    wrong = Sentence("d1", "The driver consented to a search.", "ai_edited",
                     (Support("s4", 0, 6),), "B")  # fmt: skip

    assert drafter.check(wrong, TRANSCRIPT, SPEAKERS, {})
    assert {each.kind for each in drafter.omissions((), TRANSCRIPT, SPEAKERS)} >= {"refusal"}


def test_a_recording_is_opened_without_a_model(tmp_path: Path) -> None:
    path = tmp_path / "stop.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(SAMPLES)

    opened = OwnEar(ReportsSettings()).open(path, "stop.wav", None)

    assert (opened.samples, opened.recording.file) == (SAMPLES, "stop.wav")
    assert opened.recording.milliseconds == len(SAMPLES) // 32


def test_a_folder_of_ones_own_needs_its_digest(tmp_path: Path) -> None:
    settings = ReportsSettings(model=str(tmp_path))

    with pytest.raises(ModelError, match=r"`reports\.model_sha256` says which digest"):
        OwnEar(settings).hear(SAMPLES, RECORDING, lambda _: None)
    assert ReportsSettings().model in BUILT_IN
