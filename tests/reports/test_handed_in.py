"""Where a recording lies while it is opened."""

import os
from pathlib import Path

import pytest

from countenance.reports.handed_in import clear, laid_down


def test_it_lies_there_for_nobody_else_and_no_longer_than_needed(tmp_path: Path) -> None:
    def fails() -> None:
        with laid_down(tmp_path / "reports") as (path, file):
            file.write(b"RIFF")
            file.flush()
            assert (path.read_bytes(), path.stat().st_mode & 0o077) == (b"RIFF", 0)
            raise ValueError("as it may be")

    with pytest.raises(ValueError, match="as it may be"):
        fails()
    assert list((tmp_path / "reports").iterdir()) == []


def test_what_a_killed_gate_left_is_removed_a_day_later(tmp_path: Path) -> None:
    old, new, other = (tmp_path / each for each in ("handed-in-1", "handed-in-2", "stop.wav"))
    for each in (old, new, other):
        each.write_bytes(b"RIFF")
    for each in (old, other):
        os.utime(each, (0, 0))

    clear(tmp_path)

    assert [each.exists() for each in (old, new, other)] == [False, True, True]
