import json
from pathlib import Path

import pytest

from countenance.cli.report_claims import claims_held, grounding, tell_grounding
from reports.made import spoken

TURNS = [
    {"role": "officer", "start": 1.0, "end": 2.0, "text": "Do you have any weapons?"},
    {"role": "driver", "start": 2.4, "end": 3.0, "text": "No, I do not."},
]
CLAIMS = [
    [1, "ok", "The driver denied having any weapons."],
    [0, "negation", "The driver said that he had weapons."],
]


def written(folder: Path, **more: object) -> Path:
    path = folder / "stop.json"
    path.write_text(json.dumps({"media": "stop.wav", "turns": TURNS, **more}))
    return path


def test_claims_are_held_against_what_was_said_and_what_was_recognized(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heard = spoken(("A", "Do you have any weapons?"), ("B", "No, I do not."))

    found = grounding([claims_held(written(tmp_path, claims=CLAIMS), heard)])
    tell_grounding(found)

    assert {against: (each.caught, each.flagged) for against, each in found.items()} == {
        "said": (1, 0), "recognized": (1, 0),
    }  # fmt: skip
    assert "1 of 1" in capsys.readouterr().out


def test_without_claims_there_is_no_figure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    of_another_shape = written(tmp_path, incident_type="of our own", id=7)
    found = grounding([claims_held(of_another_shape, spoken(("A", "Hello.")))])
    tell_grounding(found)

    assert found == {}
    assert capsys.readouterr().out == ""
