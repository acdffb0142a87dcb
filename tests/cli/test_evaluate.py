"""The group of measurements: what it holds, and how wrong use ends."""

from pathlib import Path

import pytest

from cli.running import Commands


@pytest.fixture
def commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(tmp_path, capsys)


def test_the_group_names_its_measurements_and_an_example(commands: Commands) -> None:
    ran = commands.done("evaluate", "--help")

    assert "countenance evaluate faces pictures/" in ran.out
    assert "Measure how well faces are found" in ran.out


def test_faces_asks_for_labels(commands: Commands) -> None:
    ran = commands.run("evaluate", "faces", str(commands.folder))

    assert ran.code == 2
    assert "--labels" in ran.err


def test_an_unknown_measurement_is_wrong_usage(commands: Commands) -> None:
    ran = commands.run("evaluate", "voices")

    assert ran.code == 2
    assert "voices" in ran.err
