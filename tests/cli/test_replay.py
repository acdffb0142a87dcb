"""The command that makes decisions again."""

import json
from pathlib import Path

import pytest

from cli.running import Commands
from gate.running import Running
from gate.test_replaying import gate

__all__ = ["gate"]


def test_the_command_says_what_a_draft_would_change(
    gate: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = Commands(gate.folder, capsys)
    data = ("--data", str(gate.folder))
    commands.done("codes", "new", "my-org", "--into", str(tmp_path / "codes"))
    (text,) = (tmp_path / "codes/my-org").glob("*.toml")
    name = f"my-org@{text.stem}"

    same = commands.done("replay", *data).out
    draft = ("--edition", name, "--codes", str(tmp_path / "codes"))
    changed = commands.done("replay", *draft, *data).out
    rows = commands.done("replay", *draft, "--json", *data).json
    old = commands.done("replay", "--edition", "ms-aoai-coc@2023", "--from", "2999-01-01", *data)

    assert same == "24 decisions: 24 come out the same\n"
    assert f"of 24 decisions would differ under {name}" in changed
    assert int(changed.split(" ")[0]) == len(rows)
    assert old.out == "0 of 0 decisions would differ under ms-aoai-coc@2023\n"
    json.dumps(rows)


def test_wrong_words_of_the_command_are_named(
    gate: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = Commands(gate.folder, capsys)

    ran = commands.run("replay", "--edition", "ms-aoai-coc@2032", "--data", str(gate.folder))

    assert (ran.code, "did you mean `ms-aoai-coc@2023`?" in ran.err) == (2, True)
