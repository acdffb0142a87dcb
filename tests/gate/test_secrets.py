"""Secrets of a gate: made once, kept, for their owner alone."""

from pathlib import Path

import pytest

from countenance.errors import SettingsError
from countenance.gate.secrets import HOLDS, IDS, LOOKS, REPORTS, make_secrets, secret


def test_a_secret_is_made_once_and_found_again(tmp_path: Path) -> None:
    first = secret(tmp_path / HOLDS, lambda size: b"a" * size)

    assert first == b"a" * 32
    assert secret(tmp_path / HOLDS, lambda size: b"b" * size) == first
    assert (tmp_path / HOLDS).stat().st_mode & 0o777 == 0o600


def test_all_of_them_are_made_before_several_processes_want_them(tmp_path: Path) -> None:
    make_secrets(tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == {HOLDS, IDS, LOOKS, REPORTS}
    assert len({path.read_bytes() for path in tmp_path.iterdir()}) == 4


def test_one_that_others_can_read_is_refused(tmp_path: Path) -> None:
    secret(tmp_path / IDS, lambda size: b"a" * size)
    (tmp_path / IDS).chmod(0o640)
    with pytest.raises(SettingsError, match="others can read"):
        secret(tmp_path / IDS, lambda size: b"a" * size)
