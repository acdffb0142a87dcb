"""The group of the commands about reports."""

from pathlib import Path

import pytest

from cli.running import Commands


def test_a_misspelled_word_is_answered_with_the_nearest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = Commands(tmp_path, capsys).run("report", "bundel")

    assert ran.code == 2
    assert "did you mean `bundle`" in ran.err
