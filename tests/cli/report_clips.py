"""Models that say what they are told, and a clip whose words are known, for commands."""

import json
from pathlib import Path

import pytest

from countenance.cli import report_hears
from countenance.reports.speech.recognizer import Line
from countenance.reports.speech.weights import SpeechWeights
from media.made_sound import tone, written
from reports.speech.made import Counting, Detecting, said

__all__ = ["clips_in", "models_in"]


def models_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """A recognizer that hears two lines, and a detector that hears more."""
    lines = [
        Line((*said("Any weapons in the", 200), *said("car?", 1400, 300, 400)), -0.2),
        Line(said("No.", 2200), -0.2),
    ]
    monkeypatch.setattr(
        report_hears,
        "Whisper",
        lambda _: Counting(
            lambda window: [
                line for line in lines if window.start <= line.words[0].start < window.end
            ]
        ),
    )
    monkeypatch.setattr(
        report_hears, "built_in", lambda name: SpeechWeights(name, {}, {"model.bin": "sha256:0"})
    )
    monkeypatch.setattr(
        report_hears, "Silero", lambda: Detecting((200, 1700), (2200, 2500), (4000, 5200))
    )


def clips_in(folder: Path) -> Path:
    """The folder, with a recording and its truth in it."""
    (folder / "stop.wav").write_bytes(written("WAV", None, tone(6.0)))
    turns = [
        {"role": "officer", "start": 0.2, "end": 1.7, "text": "Any weapons in the cart?"},
        {"role": "driver", "start": 2.2, "end": 2.5, "text": "No."},
        {"role": "driver", "start": 4.0, "end": 5.2, "text": "Not mine."},
    ]
    (folder / "stop.json").write_text(json.dumps({"media": "stop.wav", "turns": turns}))
    return folder
