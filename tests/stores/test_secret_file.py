import stat
from pathlib import Path

import pytest

from countenance.errors import SettingsError
from countenance.stores.secret_file import read_secret, write_secret


def test_a_secret_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "secret"

    write_secret(path, b"secret")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_secret(path) == b"secret"


def test_a_secret_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    write_secret(path, b"one")

    with pytest.raises(SettingsError, match="never overwritten"):
        write_secret(path, b"two")

    assert path.read_bytes() == b"one"


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o666])
def test_a_secret_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "secret"
    write_secret(path, b"secret")
    path.chmod(mode)

    with pytest.raises(SettingsError, match="others can read"):
        read_secret(path)


def test_a_secret_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_secret(tmp_path / "secret")
