"""How a log stands with its witnesses, as it lies in its folder."""

from pathlib import Path

import pytest

from countenance.errors import RecordError, RolledBackError
from countenance.stores.witnessed import (
    ROLLED_BACK,
    Standing,
    check_not_rolled_back,
    keep_head,
    kept_heads,
    note_rolled_back,
    read_standing,
    write_standing,
)


def test_what_was_seen_is_read_again_until_nobody_is_asked(tmp_path: Path) -> None:
    standing = Standing(1_795_348_800, {"court": "could not be reached"})
    write_standing(tmp_path, standing)
    assert read_standing(tmp_path) == standing

    write_standing(tmp_path, None)
    write_standing(tmp_path, None)
    assert read_standing(tmp_path) is None


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "witnesses.json").write_text("{", encoding="utf-8")

    with pytest.raises(RecordError, match=r"witnesses\.json: cannot be read"):
        read_standing(tmp_path)


def test_a_log_that_was_rolled_back_stays_so(tmp_path: Path) -> None:
    check_not_rolled_back(tmp_path)
    note_rolled_back(tmp_path, "a witness has seen 9 entries and there are 7")

    with pytest.raises(RolledBackError, match=r"seen 9 entries and there are 7; nothing is signed"):
        check_not_rolled_back(tmp_path)
    (tmp_path / ROLLED_BACK).unlink()
    (tmp_path / ROLLED_BACK).mkdir()
    with pytest.raises(RolledBackError, match="cannot be read; nothing is signed"):
        check_not_rolled_back(tmp_path)


def test_the_newest_head_of_each_day_is_kept_in_order(tmp_path: Path) -> None:
    assert list(kept_heads(tmp_path)) == []
    for day, head in (("2026-11-28", b"a"), ("2026-11-27", b"b"), ("2026-11-28", b"c")):
        keep_head(tmp_path, day, head)
    (tmp_path / "witnessed" / "notes.txt").write_bytes(b"")

    assert list(kept_heads(tmp_path)) == [("2026-11-27", b"b"), ("2026-11-28", b"c")]


def test_heads_that_cannot_be_read_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "witnessed" / "2026-11-28").mkdir(parents=True)

    with pytest.raises(RecordError, match="witnessed: cannot be read"):
        list(kept_heads(tmp_path))
