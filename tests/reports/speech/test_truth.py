"""What was really said in a recording, checked by hand."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from countenance.errors import ReportError
from countenance.reports.speech.truth import check_times, clips_in, without_truth
from house.source import ROOT

TURN = {"role": "officer", "start": 1, "end": 2.5, "text": "Stop."}


def clip(folder: Path, **changed: Any) -> None:
    (folder / "stop.wav").write_bytes(b"RIFF")
    (folder / "stop.json").write_text(json.dumps({"media": "stop.wav", "turns": [TURN], **changed}))


def test_clips_are_read_with_their_turns_in_order(tmp_path: Path) -> None:
    late = {**TURN, "start": 3, "end": 4, "role": "driver", "more": "is not looked at"}
    clip(tmp_path, turns=[late, TURN], sha256=hashlib.sha256(b"RIFF").hexdigest())

    (found,) = clips_in(tmp_path)

    assert (found.name, found.media) == ("stop", tmp_path / "stop.wav")
    assert [turn.role for turn in found.turns] == ["officer", "driver"]


def test_our_own_clips_are_such() -> None:
    assert len(clips_in(ROOT / "tests" / "data" / "speech")) == 4


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"turns": []}, "there are no turns"),
        ({"turns": [{**TURN, "text": ""}]}, "has no role, or no words"),
        ({"turns": [{**TURN, "role": ""}]}, "has no role, or no words"),
        ({"turns": [{**TURN, "end": 0.5}]}, "until second 0.5"),
        ({"turns": [{"text": "Stop."}]}, "role"),
        ({"media": "../stop.wav"}, "a file beside it"),
        ({"media": "none.wav"}, "No such file"),
        ({"sha256": "0" * 64}, "its truth is of 000"),
    ],
)
def test_what_is_wrong_with_one_is_said(changed: dict[str, Any], says: str, tmp_path: Path) -> None:
    clip(tmp_path, **changed)

    with pytest.raises(ReportError, match=says):
        clips_in(tmp_path)


def test_a_folder_without_one_is_no_measure(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="there is no clip"):
        clips_in(tmp_path)


def test_a_turn_after_the_end_of_its_recording_is_refused(tmp_path: Path) -> None:
    clip(tmp_path)
    (found,) = clips_in(tmp_path)

    check_times(found, 2000)  # half a second less is what codecs make of it
    with pytest.raises(ReportError, match="stop.json: a turn ends at second 2.5, .* at 1.0; times"):
        check_times(found, 1000)


def test_recordings_without_a_truth_are_named(tmp_path: Path) -> None:
    clip(tmp_path)
    for name in ("b.mp4", "A.WAV", "notes.txt"):
        (tmp_path / name).write_bytes(b"")

    assert without_truth(tmp_path, clips_in(tmp_path)) == ("A.WAV", "b.mp4")
