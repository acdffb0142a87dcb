"""What people read of reports on the machine of the gate."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from cli.report_at_desk import Desk, begun, desk_in, drafted
from countenance.reports.digests import digest
from countenance.reports.out.wav import samples_of
from countenance.reports.report import Report
from reports.acting import SAMPLES


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Desk]:
    with desk_in(tmp_path, monkeypatch, capsys) as made:
        yield made


def test_reports_are_listed_shown_and_counted(desk: Desk, tmp_path: Path) -> None:
    id_ = drafted(desk, tmp_path)

    assert [each["id"] for each in desk.done("boss", "list", "--ai", "part")] == [id_]
    assert "reyes" in desk.run("boss", "list", "--officer", "reyes").out
    assert desk.run("boss", "list", "--overridden", "any").out == "no report of these\n"
    shown = desk.run("reyes", "show", id_)
    assert "d1 (ai) The officer asked" in shown.out
    assert "lacking: bracket `b1` is open" in shown.err
    assert "1 reports, 1 in part by AI" in desk.run("chief", "figures").out
    assert desk.done("chief", "figures")["reports"] == 1


def test_a_report_is_saved_whole_for_whoever_hands_it_out(desk: Desk, tmp_path: Path) -> None:
    id_ = desk.site.signed()
    into, sound = tmp_path / "report.json", tmp_path / "heard.wav"

    saved = desk.run("reyes", "save", id_, str(into), "--sound", str(sound), "--to", "discovery")

    assert saved.code == 0, saved.err
    whole = msgspec.json.decode(into.read_bytes(), type=Report)
    assert whole.entries[-1].step == "handed-out"
    assert samples_of(sound.read_bytes()) == SAMPLES
    assert digest(whole) in saved.out
    assert desk.run("reyes", "save", id_, str(into)).code == 2


def test_the_words_that_were_heard_are_shown_before_there_is_a_draft(desk: Desk) -> None:
    id_ = begun(desk)

    assert "[00:01] s1 A: Do you know why" in desk.run("boss", "show", id_).out
    assert "s1 A" not in desk.run("reyes", "show", id_).out
