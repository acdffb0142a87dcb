"""Holds: an id for the caller, and nothing of what was sent."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from countenance.errors import RecordError
from countenance.stores.holds import Holds

SECRET = b"s" * 32


def test_the_same_call_has_the_same_id_also_after_a_restart(tmp_path: Path) -> None:
    with closing(Holds(tmp_path, SECRET)) as holds:
        first = holds.keep("c-1", "sha256:aa", 7, "2026-11-22T10:00:00+00:00")
    with closing(Holds(tmp_path, SECRET)) as holds:
        again = holds.keep("c-1", "sha256:aa", 9, "2026-11-22T11:00:00+00:00")

    assert again == first
    assert again.entry == 7


def test_another_caller_or_content_has_another_id(tmp_path: Path) -> None:
    with closing(Holds(tmp_path, SECRET)) as holds:
        ids = {holds.id_of(caller, digest) for caller in ("a", "b") for digest in ("x", "y")}

    assert len(ids) == 4


def test_only_the_caller_whose_call_it_was_finds_it(tmp_path: Path) -> None:
    with closing(Holds(tmp_path, SECRET)) as holds:
        kept = holds.keep("c-1", "sha256:aa", 7, "2026-11-22T10:00:00+00:00")

        assert holds.find("c-1", kept.id) == kept
        assert holds.find("c-2", kept.id) is None
        assert holds.find("c-1", "hold-0") is None


def test_nobody_without_the_secret_can_tell_what_was_sent(tmp_path: Path) -> None:
    with closing(Holds(tmp_path, SECRET)) as one, closing(Holds(tmp_path, b"t" * 32)) as other:
        assert one.id_of("c-1", "sha256:aa") != other.id_of("c-1", "sha256:aa")


def test_a_short_secret_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="32 bytes"):
        Holds(tmp_path, b"short")


def test_many_at_once_keep_one_hold(tmp_path: Path) -> None:
    with closing(Holds(tmp_path, SECRET)) as holds, ThreadPoolExecutor(4) as threads:
        kept = list(
            threads.map(
                lambda entry: holds.keep("c-1", "sha256:aa", entry, f"at {entry}"), range(20)
            )
        )

    assert len(set(kept)) == 1


def test_a_hold_that_cannot_be_kept_or_read_is_an_error_of_ours(tmp_path: Path) -> None:
    holds = Holds(tmp_path, SECRET)
    holds.close()

    with pytest.raises(RecordError):
        holds.keep("c-1", "sha256:aa", 7, "2026-11-22T10:00:00+00:00")
    with pytest.raises(RecordError):
        holds.find("c-1", "hold-0")


def test_nothing_of_the_caller_or_the_call_can_be_read_from_the_table(tmp_path: Path) -> None:
    with closing(Holds(tmp_path, SECRET)) as holds:
        kept = holds.keep("c-1", "sha256:" + "ab" * 32, 7, "2026-11-22T10:00:00+00:00")

    content = (tmp_path / "countenance.db").read_bytes()
    assert b"abababab" not in content
    assert "ab" * 8 not in kept.id
