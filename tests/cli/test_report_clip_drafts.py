import json
from pathlib import Path

import pytest

from countenance.cli.report_clip_drafts import clip_drafts, drafts_together, tell_drafts
from countenance.errors import ReportError
from reports.made import spoken

TURNS = [
    {"role": "officer", "start": 1.0, "end": 2.0, "text": "Do you have any weapons?"},
    {"role": "driver", "start": 2.4, "end": 3.0, "text": "No, I do not."},
]
HEARD = spoken(("A", "Do you have any weapons?"), ("B", "No, I do not."))


def written(folder: Path, **more: object) -> Path:
    path = folder / "stop.json"
    path.write_text(json.dumps({"media": "stop.wav", "turns": TURNS, **more}))
    return path


def test_a_draft_is_counted_of_what_was_said_and_of_what_was_recognized(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clip = clip_drafts(written(tmp_path, claims=[], must_appear=[["denial", 1]]), HEARD)

    found = drafts_together([clip, {}, clip])
    tell_drafts(found)

    assert list(found) == ["said", "recognized"]
    for each in found.values():
        assert each.clips == 2
        assert each.sentences >= 2
        assert (each.unsupported, each.invalid, each.framed) == (0, 0, 0)
    assert (found["said"].facts, found["said"].lost) == (2, 0)
    assert "0 of 2" in capsys.readouterr().out


def test_a_fact_of_which_nothing_was_recognized_is_lost(tmp_path: Path) -> None:
    path = written(tmp_path, claims=[], must_appear=[["denial", 1]])

    found = drafts_together([clip_drafts(path, spoken(("A", "Do you have any weapons?")))])

    assert found["said"].lost == 0
    assert found["recognized"].lost == 1


def test_without_claims_there_is_no_draft(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = drafts_together([clip_drafts(written(tmp_path), HEARD)])
    tell_drafts(found)

    assert found == {}
    assert capsys.readouterr().out == ""


def test_claims_of_another_shape_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="stop.json"):
        clip_drafts(written(tmp_path, claims=[["true"]]), HEARD)
