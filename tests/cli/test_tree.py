"""The tree of commands: names, help, exit codes."""

import importlib
import subprocess
import sys

import click
import pytest

from countenance import __version__
from countenance.cli import main, tree
from countenance.errors import SettingsError


def test_the_version_is_printed_without_loading_the_tree(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"countenance {__version__}\n"


@pytest.mark.parametrize("name", sorted(tree.COMMANDS))
def test_every_command_exists_and_shows_an_example(name: str) -> None:
    module, attribute, _ = tree.COMMANDS[name]
    command = getattr(importlib.import_module(module), attribute)

    pending = [command]
    while pending:
        current = pending.pop()
        assert isinstance(current, click.Command)
        if isinstance(current, click.Group):
            pending.extend(current.commands.values())
        elif current is not command or not isinstance(command, click.Group):
            assert "Example" in (current.help or ""), f"{name} {current.name}: no example"


def test_completion_offers_every_name_and_imports_no_command() -> None:
    shown = "import sys; print(*sorted(m for m in sys.modules if m in HOMES))"
    ask = (
        "from countenance.cli import tree; import click; "
        "HOMES = {home for home, _, _ in tree.COMMANDS.values()}; "
        "context = click.Context(tree.root); "
        "print(*(item.value for item in tree.root.shell_complete(context, ''))); "
        f"{shown}"
    )

    ran = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)

    offered, imported = ran.stdout.split("\n")[:2]
    assert offered.split() == sorted(tree.COMMANDS)
    assert imported == ""


def test_a_near_miss_is_named_and_exits_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chek"]) == 2
    assert "did you mean `check`?" in capsys.readouterr().err


def test_an_error_of_ours_is_one_line_and_exits_five(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _break(monkeypatch, SettingsError("no such port"))

    assert main(["broken"]) == 5
    assert capsys.readouterr().err == "countenance: no such port\n"


def test_any_other_exception_exits_five_and_keeps_what_it_held_to_itself(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _break(monkeypatch, ValueError("a secret prompt"))

    assert main(["broken"]) == 5
    assert "secret" not in capsys.readouterr().err


def _break(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    @click.command()
    def broken() -> None:
        raise error

    monkeypatch.setattr(tree.root, "get_command", lambda _ctx, _name: broken)
