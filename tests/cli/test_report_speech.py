"""`countenance report transcribe`, with models that say what they are told."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.report_clips import clips_in, models_in
from cli.running import Commands
from countenance.cli import report_hears

SHA = "0" * 64


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> None:
    models_in(monkeypatch)


@pytest.fixture
def commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(tmp_path, capsys)


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    return clips_in(tmp_path)


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

    monkeypatch.setattr(report_hears, "Whisper", broken)

    shown = commands.run("report", "transcribe", str(clips / "stop.wav"), "--model", "fast")

    assert shown.code == 5
    assert "whisper-tiny.en: it cannot be loaded" in shown.err
