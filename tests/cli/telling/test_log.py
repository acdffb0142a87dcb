"""What a command tells about: the entries under the signed head, whole or not at all."""

from datetime import date
from pathlib import Path

import click
import pytest

from cli.telling.made_log import ORIGIN, damage, made_log
from countenance.cli.telling.log import new_folder, period_of, told
from countenance.errors import ProofError, RecordError
from countenance.record.proof import verify_proof


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return made_log(tmp_path / "var", calls=9).folder


def test_entries_are_those_under_the_head_and_each_has_a_proof(folder: Path) -> None:
    with told(folder) as log:
        found = list(log.entries())
        proofs = [log.proof(stored) for stored, _ in found]

        assert log.head.origin == ORIGIN
        assert len(found) == log.head.size > 9
        for (stored, _), proof in zip(found, proofs, strict=True):
            assert verify_proof(proof, stored.data, log.keys).checkpoint == log.head
        assert log.beside.names == ()


def test_a_log_damaged_in_the_middle_is_told_nothing_about(folder: Path) -> None:
    with told(folder):
        pass
    damage(folder, 7)

    with told(folder) as log, pytest.raises(ProofError, match="entry 7: it is another one"):
        list(log.entries())


def test_where_no_log_has_begun_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="no log has begun here"), told(tmp_path):
        pass


def test_a_period_is_read_from_words() -> None:
    assert period_of("2026-11-01", None).first == date(2026, 11, 1)
    assert period_of(None, None).holds("2026-11-01T00:00:00.000Z")
    for begins, ends, says in (
        ("2026-11-02", "2026-11-01", "is before its first"), ("soon", None, "is not a day"),
    ):  # fmt: skip
        with pytest.raises(click.UsageError, match=says):
            period_of(begins, ends)


def test_a_folder_that_has_something_in_it_is_not_written_to(tmp_path: Path) -> None:
    new_folder(tmp_path / "new")
    new_folder(tmp_path)
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(click.UsageError, match="is there already"):
        new_folder(tmp_path)
