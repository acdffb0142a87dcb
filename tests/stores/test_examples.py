"""Sealed examples in a folder: kept, opened, forgotten."""

import errno
import os
from pathlib import Path
from typing import BinaryIO

import pytest

from countenance.errors import RecordError
from countenance.stores.examples import Example, Examples

KEY = bytes(range(32))


class Clock:
    def __init__(self) -> None:
        self.now = 1000

    def __call__(self) -> int:
        return self.now


def test_what_is_kept_is_sealed_and_opens_with_the_key(tmp_path: Path) -> None:
    examples = Examples(tmp_path / "kept", KEY, Clock())
    examples.keep("d-1", b"a blurred picture", until=2000, most=9)

    (path,) = (tmp_path / "kept").iterdir()
    assert b"blurred" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert list(examples.all()) == [Example("d-1", b"a blurred picture")]


def test_its_time_over_it_is_gone(tmp_path: Path) -> None:
    clock = Clock()
    examples = Examples(tmp_path, KEY, clock)
    examples.keep("d-1", b"x", until=2000, most=9)

    clock.now = 2000
    assert list(examples.all()) == []
    assert list(tmp_path.iterdir()) == []


def test_only_so_many_are_kept_the_newest(tmp_path: Path) -> None:
    examples = Examples(tmp_path, KEY, Clock())
    for number in range(5):
        examples.keep(f"d-{number}", b"x", until=2000 + number, most=3)

    assert [example.entry for example in examples.all()] == ["d-2", "d-3", "d-4"]


def test_a_disk_that_fills_up_leaves_no_half_of_one_in_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    examples = Examples(tmp_path, KEY, Clock())
    examples.keep("d-1", b"x", until=2000, most=9)
    opened = os.fdopen

    def full(file: int, mode: str) -> BinaryIO:
        with opened(file, "wb") as half:
            half.write(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fdopen", full)
        with pytest.raises(RecordError, match="cannot be kept: No space left"):
            examples.keep("d-2", b"y", until=2000, most=9)

    assert [example.entry for example in examples.all()] == ["d-1"]


@pytest.mark.parametrize("change", ["key", "name", "time"])
def test_what_was_not_sealed_here_does_not_open(tmp_path: Path, change: str) -> None:
    """A longer life, another entry: what was bound to the picture may not change."""
    Examples(tmp_path, KEY, Clock()).keep("d-1", b"x", until=2000, most=9)
    path = tmp_path / "d-1.sealed"
    if change == "name":
        path.rename(tmp_path / "d-2.sealed")
    elif change == "time":
        data = path.read_bytes()
        path.write_bytes((9000).to_bytes(8, "big") + data[8:])
    key = bytes(32) if change == "key" else KEY

    with pytest.raises(RecordError, match="not sealed"):
        list(Examples(tmp_path, key, Clock()).all())


def test_a_file_that_is_cut_short_does_not_open(tmp_path: Path) -> None:
    Examples(tmp_path, KEY, Clock()).keep("d-1", b"x", until=2000, most=9)
    path = tmp_path / "d-1.sealed"
    path.write_bytes(path.read_bytes()[:12])

    with pytest.raises(RecordError):
        list(Examples(tmp_path, KEY, Clock()).all())


def test_an_id_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="name of a file"):
        Examples(tmp_path, KEY, Clock()).keep("../d-1", b"x", until=2000, most=9)


def test_a_folder_that_cannot_be_written_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    with pytest.raises(RecordError, match="cannot be kept"):
        Examples(tmp_path / "file" / "x", KEY, Clock()).keep("d-1", b"x", until=2000, most=9)
    assert list(Examples(tmp_path / "none", KEY, Clock()).all()) == []
