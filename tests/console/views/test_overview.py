"""What is to be looked at now."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from countenance.callers.standing import Step
from countenance.console.views.overview import alarms, days_unwitnessed, waiting
from countenance.stores.published import FOLDER
from countenance.stores.witnessed import Standing, keep_head, note_rolled_back, write_standing

HOUR = 3_600_000


def desk(folder: Path, *, unwritten: int = 0, wrong: str = "", steps: tuple[Step, ...] = ()) -> Any:
    offenders = [SimpleNamespace(ref=f"c-{i}", step=step) for i, step in enumerate(steps)]
    return SimpleNamespace(
        folder=folder,
        recorder=SimpleNamespace(unwritten=unwritten),
        own_codes=SimpleNamespace(wrong=wrong),
        standings=SimpleNamespace(offenders=lambda: offenders),
    )


def test_where_all_is_well_nothing_is_said(tmp_path: Path) -> None:
    assert alarms(desk(tmp_path, steps=(Step.NOTICED,))) == ()


def test_everything_that_is_wrong_has_its_name_among_the_metrics(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    note_rolled_back(tmp_path / FOLDER, "a witness has seen more")
    write_standing(tmp_path / FOLDER, Standing(1, {"court": "down"}))

    found = alarms(desk(tmp_path, unwritten=2, wrong="broken", steps=(Step.REVIEW,)))

    assert [each.metric.removeprefix("countenance_") for each in found] == [
        "log_rolled_back", "entries_unwritten", "witnesses_missing", "codes_refused",
        "callers_review",
    ]  # fmt: skip
    assert all(each.says and each.to_do for each in found)
    assert "court: down" in found[2].says


def test_a_state_that_cannot_be_read_is_wrong_itself(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "witnesses.json").write_text("{", encoding="utf-8")

    (found,) = alarms(desk(tmp_path))

    assert "cannot be read" in found.says


def test_what_waits_is_counted_by_when_it_is_due() -> None:
    cases: Any = [SimpleNamespace(due=due * HOUR) for due in (-1, 2, 23, 30)]

    found = waiting(cases, 0)

    assert (found.count, found.overdue, found.soon, found.first_due) == (4, 1, 2, -HOUR)
    assert waiting([], 0).first_due is None


def test_days_without_a_head_that_enough_signed_are_counted(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    for day in ("2026-11-20", "2026-11-21", "2026-11-28"):
        keep_head(tmp_path / FOLDER, day, b"head")

    found = days_unwitnessed(tmp_path, date(2026, 11, 18), date(2026, 11, 28))

    assert found == (8, 10)
    assert days_unwitnessed(tmp_path, date(2020, 1, 1), date(2026, 11, 28)) == (28, 30)
    assert days_unwitnessed(tmp_path, date(2026, 11, 28), date(2026, 11, 28)) == (0, 0)
