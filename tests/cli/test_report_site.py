"""A command opens the desk of a folder for somebody with a token, and closes it again."""

from pathlib import Path

import pytest

from cli.running import Commands


def test_a_command_is_one_act_at_the_desk_of_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COUNTENANCE_DATA", str(tmp_path / "var"))
    monkeypatch.delenv("COUNTENANCE_TOKEN", raising=False)
    commands = Commands(tmp_path / "var", capsys)
    commands.done("callers", "add", "agency", "--organisation", "A", "actor_kind=private_entity")
    added = commands.done("people", "add", "reyes", "--role", "officer", "--belongs-to", "agency")

    nobody = commands.run("report", "list")
    monkeypatch.setenv("COUNTENANCE_TOKEN", added.out.split()[0])
    listed = commands.run("report", "list")
    figures = commands.run("report", "figures")

    assert (nobody.code, "who are you?" in nobody.err) == (2, True)
    assert (listed.code, listed.out) == (0, "no report of these\n")
    assert (figures.code, "`reports.figures` is not for the role" in figures.err) == (2, True)
