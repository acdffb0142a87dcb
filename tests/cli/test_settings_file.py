"""Finding the settings file."""

from pathlib import Path

import pytest

from countenance.cli.settings_file import load_settings
from countenance.errors import SettingsError


def test_without_a_file_the_built_in_settings_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTENANCE_GATE_PORT", "9001")

    assert load_settings(None).gate.port == 9001


def test_a_file_is_read_and_named_in_errors(tmp_path: Path) -> None:
    path = tmp_path / "gate.toml"
    path.write_text("[gate]\nport = 70000\n")

    with pytest.raises(SettingsError, match="gate.toml"):
        load_settings(str(path))


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "gate.toml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(str(path))
