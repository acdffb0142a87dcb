"""Secrets that the gates of a record have in common: the same one, or no start."""

import os
from pathlib import Path

import pytest

from countenance.errors import RecordError, SettingsError
from countenance.stores.shared_secrets import common_secret
from postgres import fresh_place, shared_folder


def test_a_gate_by_itself_makes_its_own_and_finds_it_again(tmp_path: Path) -> None:
    made = common_secret(tmp_path / "holds.key", os.urandom)

    assert len(made) == 32
    assert common_secret(tmp_path / "holds.key", os.urandom) == made


def test_another_gate_needs_the_same_file(tmp_path: Path) -> None:
    place = fresh_place()
    first, other = (shared_folder(tmp_path / name, place) for name in ("one", "two"))
    made = common_secret(first / "holds.key", os.urandom)

    with pytest.raises(SettingsError, match="copy the file from its folder"):
        common_secret(other / "holds.key", os.urandom)
    assert not (other / "holds.key").exists()

    common_secret(other / "ids.key", os.urandom)
    (other / "holds.key").write_bytes((other / "ids.key").read_bytes())
    (other / "holds.key").chmod(0o600)
    with pytest.raises(RecordError, match="is not the file that the gates"):
        common_secret(other / "holds.key", os.urandom)

    (other / "holds.key").write_bytes((first / "holds.key").read_bytes())
    assert common_secret(other / "holds.key", os.urandom) == made
