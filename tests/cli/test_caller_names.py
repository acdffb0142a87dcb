"""Callers by pseudonym, as long as they are registered."""

from pathlib import Path

import pytest

from countenance.cli import main
from countenance.cli.caller_names import caller_names
from countenance.errors import RecordError


def test_every_registration_is_named_until_it_is_removed(tmp_path: Path) -> None:
    for name in ("acme", "beta"):
        words = ["callers", "add", name, "--organisation", "A", "actor_kind=private_entity"]
        assert main([*words, "use_jurisdiction=NO", "--data", str(tmp_path)]) == 0

    found = caller_names(tmp_path)
    assert main(["callers", "remove", "beta", "--data", str(tmp_path)]) == 0

    assert sorted(found.values()) == ["acme", "beta"]
    assert all(ref.startswith("c-") for ref in found)
    assert list(caller_names(tmp_path).values()) == ["acme"]


def test_where_there_is_no_registry_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(RecordError):
        caller_names(tmp_path / "nothing")
