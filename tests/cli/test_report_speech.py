"""`countenance report transcribe` and `evaluate`, with models that say what they are told."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.running import Commands
from countenance.cli import report_speech
from countenance.reports.speech.recognizer import Line
from countenance.reports.speech.weights import SpeechWeights
from media.made_sound import tone, written
from reports.speech.made import Counting, Detecting, said

SHA = "0" * 64


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> None:
    """A recognizer that hears two lines, and a detector that hears more."""
    lines = [
        Line((*said("Any weapons in the", 200), *said("car?", 1400, 300, 400)), -0.2),
        Line(said("No.", 2200), -0.2),
    ]
    monkeypatch.setattr(
        report_speech,
        "Whisper",
        lambda _: Counting(
            lambda window: [
                line for line in lines if window.start <= line.words[0].start < window.end
            ]
        ),
    )
    monkeypatch.setattr(
        report_speech, "built_in", lambda name: SpeechWeights(name, {}, {"model.bin": "sha256:0"})
    )
    monkeypatch.setattr(
        report_speech, "Silero", lambda: Detecting((200, 1700), (2200, 2500), (4000, 5200))
    )


@pytest.fixture
def commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(tmp_path, capsys)


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    (tmp_path / "stop.wav").write_bytes(written("WAV", None, tone(6.0)))
    turns = [
        {"role": "officer", "start": 0.2, "end": 1.7, "text": "Any weapons in the cart?"},
        {"role": "driver", "start": 2.2, "end": 2.5, "text": "No."},
        {"role": "driver", "start": 4.0, "end": 5.2, "text": "Not mine."},
    ]
    (tmp_path / "stop.json").write_text(json.dumps({"media": "stop.wav", "turns": turns}))
    return tmp_path


@pytest.mark.usefixtures("models")
def test_a_recording_is_put_into_words(clips: Path, commands: Commands) -> None:
    shown = commands.run("report", "transcribe", str(clips / "stop.wav"), "--model", "fast")

    assert shown.code == 0, shown.err
    assert "stop.wav: 6.0 s, no pictures" in shown.out
    assert "A  Any weapons in the car?(?)" in shown.out
    assert "[unintelligible]" in shown.out
    assert "6 words, 1 heard unclearly (?), 1 stretch without words" in shown.out
    assert "not tested on real body-camera sound" in shown.out


@pytest.mark.usefixtures("models")
def test_the_same_for_programs_and_as_captions(clips: Path, commands: Commands) -> None:
    file = str(clips / "stop.wav")
    times = ["--overlay", "2026-03-01T18:42:10Z", "--label", "UNIT 7"]

    told = commands.run("report", "transcribe", file, "--model", "fast", "--json", *times)
    captions = commands.run("report", "transcribe", file, "--model", "fast", "--vtt")

    found = json.loads(told.out)
    assert found["recording"]["overlay"] == {"at": "2026-03-01T18:42:10Z", "label": "UNIT 7"}
    assert len(found["transcript"]["segments"]) == 2
    assert found["transcript"]["unintelligible"] == [{"start": 4000, "end": 5200}]
    assert captions.out.startswith("WEBVTT")
    assert "<c.unclear>car?</c>" in captions.out


@pytest.mark.usefixtures("models")
def test_an_agency_measures_its_own_clips_by_role(clips: Path, commands: Commands) -> None:
    told = commands.run("report", "evaluate", str(clips), "--model", "fast", "--json")
    shown = commands.run("report", "evaluate", str(clips), "--model", "fast")

    found = json.loads(told.out)["together"]
    assert found["roles"]["officer"]["words"] == 5
    assert found["roles"]["officer"]["errors"] == 1
    assert found["roles"]["driver"]["errors"] == 2
    assert found["word_error_rate"] == 3 / 8
    assert (found["words_wrong"], found["words_unclear"], found["wrong_and_unclear"]) == (1, 1, 1)
    assert found["lost_share"] == 0.0
    assert "driver" in shown.out
    assert "of the wrong ones 1 (100.0%)" in shown.out


@pytest.mark.usefixtures("models")
def test_claims_and_drafts_of_ones_own_clips_are_counted(clips: Path, commands: Commands) -> None:
    path = clips / "stop.json"
    truth = json.loads(path.read_text())
    claims = [[1, "ok", "The driver denied having any weapons."],
              [0, "number", "The driver said that he had 3 weapons."]]  # fmt: skip
    path.write_text(json.dumps({**truth, "claims": claims, "must_appear": [["denial", 1]]}))

    told = commands.run("report", "evaluate", str(clips), "--model", "fast", "--json")
    shown = commands.run("report", "evaluate", str(clips), "--model", "fast")

    found = json.loads(told.out)
    assert {each: (one["caught"], one["false"]) for each, one in found["grounding"].items()} == {
        "said": (1, 1), "recognized": (1, 1),
    }  # fmt: skip
    for each in found["drafts"].values():
        assert (each["clips"], each["facts"], each["lost"]) == (1, 1, 0)
        assert (each["unsupported"], each["invalid"], each["framed"]) == (0, 0, 0)
    assert "without valid spans" in shown.out


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--model", "large"], 2, "`large` is no model; write `base`, `fast`, or `FOLDER@SHA256`"),
        (["--model", f"/nowhere@{SHA}"], 5, "there is no `model.bin`"),
        (["--vtt", "--json"], 2, "`--vtt` or `--json`"),
        (["--overlay", "18:42"], 2, "write it in UTC as 2026-03-01T18:42:10Z"),
        (["--label", "UNIT 7"], 2, "`--label` comes with `--overlay TIME`"),
        ([], 5, "its content is not of a known kind"),
    ],
)
def test_what_is_wrong_is_said(
    words: list[str], code: int, says: str, tmp_path: Path, models: None, commands: Commands
) -> None:
    (tmp_path / "notes.txt").write_text("no sound")

    shown = commands.run("report", "transcribe", str(tmp_path / "notes.txt"), *words)

    assert (shown.code, says in shown.err) == (code, True), shown.err


def test_a_model_that_does_not_load_is_named(
    clips: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Any) -> Callable[[], None]:
        raise RuntimeError("unsupported model binary version")

    monkeypatch.setattr(report_speech, "Whisper", broken)

    shown = commands.run("report", "transcribe", str(clips / "stop.wav"), "--model", "fast")

    assert shown.code == 5
    assert "whisper-tiny.en: it cannot be loaded" in shown.err
