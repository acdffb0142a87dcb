"""The commands about notices."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.running import Commands
from scripted_http import Seen, scripted_http


@pytest.fixture
def commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    monkeypatch.setenv("COUNTENANCE_DATA", str(tmp_path / "var"))
    made = Commands(tmp_path / "var", capsys)
    made.done("callers", "add", "acme", "--organisation", "Acme", "actor_kind=private_entity")
    return made


def taken(_: Seen) -> tuple[int, dict[str, str], Iterator[bytes]]:
    return 200, {"content-length": "0"}, iter(())


def test_the_secret_is_made_once_and_nothing_waits_at_first(commands: Commands) -> None:
    first = commands.done("notices", "key").out

    assert first.startswith("whsec_")
    assert commands.done("notices", "key").out == first
    assert "no notice" in commands.done("notices", "list").out
    assert commands.done("notices", "list", "--json").json == []


def test_a_try_says_who_was_reached(commands: Commands, tmp_path: Path) -> None:
    settings = tmp_path / "countenance.toml"
    with scripted_http(taken) as receiver:
        settings.write_text(
            f'[notices]\nhooks = ["{receiver.url}/x", "http://127.0.0.1:1/"]\n'
            '[[upstream]]\nname = "m"\nkind = "mirror"\nservice = "azure_openai"\n'
        )
        ran = commands.run("notices", "test", "--settings", str(settings))

    assert ran.code == 5
    assert ": told" in ran.err
    assert "could not be reached" in ran.err
    assert len(receiver.seen) == 1


def test_where_nobody_is_told_a_try_is_wrong_usage(commands: Commands) -> None:
    ran = commands.run("notices", "test")

    assert ran.code == 2
    assert "names no `hooks`" in ran.err
