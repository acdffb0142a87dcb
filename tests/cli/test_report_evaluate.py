"""`countenance report evaluate`, with models that say what they are told."""

import json
from pathlib import Path

import pytest

from cli.report_clips import clips_in, models_in
from cli.running import Commands


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
def test_an_agency_measures_its_own_clips_by_role(clips: Path, commands: Commands) -> None:
    told = commands.run("report", "evaluate", str(clips), "--model", "fast", "--json")
    shown = commands.run("report", "evaluate", str(clips), "--model", "fast")

    found = json.loads(told.out)["together"]
    assert found["roles"]["officer"]["words"] == 5
    assert found["roles"]["officer"]["errors"] == 1
    assert found["roles"]["driver"]["errors"] == 2
    assert found["roles"]["driver"]["word_error_rate"] == 2 / 3
    assert found["roles"]["officer"]["lost_share"] == 0.0
    assert found["word_error_rate"] == 3 / 8
    assert (found["letters"], found["speakers"]) == (2, 2)
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


@pytest.mark.usefixtures("models")
@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"claims": [["yes", "ok", "x"]]}, "stop.json: its claims, facts or speakers"),
        ({"claims": [], "must_appear": [["denial", 9]]}, "turns are counted from 0"),
        ({"turns": [{"role": "officer", "start": 200, "end": 1700, "text": "Any?"}]},
         "ends at second 1700, and the recording at 6.0; times are seconds"),
        ({"turns": [{"role": "officer", "start": 0.2, "end": 1.7, "text": " "}]}, "no words"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_before_anything_is_heard(
    clips: Path, commands: Commands, changed: dict[str, object], says: str
) -> None:
    path = clips / "stop.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changed}))

    shown = commands.run("report", "evaluate", str(clips), "--model", "fast", "--json")

    assert (shown.code, shown.out, says in shown.err) == (5, "", True), shown.err
    assert "... stop" not in shown.err


@pytest.mark.usefixtures("models")
def test_a_recording_of_which_nobody_says_what_was_said_is_named(
    clips: Path, commands: Commands
) -> None:
    for number in range(7):
        (clips / f"more{number}.MP4").write_bytes(b"")

    shown = commands.run("report", "evaluate", str(clips), "--model", "fast", "--json")

    assert shown.code == 0
    assert "nothing beside it says what was said: more0.MP4" in shown.err
    assert "more4.MP4 and others" in shown.err
