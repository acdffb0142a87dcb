"""Rows that workers share: found by all of them, read by nobody else."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from countenance.errors import RecordError
from countenance.stores.database import connect
from countenance.stores.sealed import KEY_BYTES, SealedRows
from postgres import fresh_place, shared_folder

KEY, OTHER = bytes(KEY_BYTES), b"k" * KEY_BYTES
NAME, DATA = b"c-acme\ncall-1", b"Who is Wilhelmina Quist?"


def rows(folder: Path, key: bytes = KEY, most: int = 1000, size: int = 1 << 20) -> SealedRows:
    return SealedRows.in_file(folder / "rows", key, most, size)


def test_what_one_worker_keeps_another_finds_until_its_time(tmp_path: Path) -> None:
    with closing(rows(tmp_path)) as one, closing(rows(tmp_path)) as other:
        one.keep(NAME, DATA, until=60, now=0)

        assert other.find(NAME, now=59) == DATA
        assert other.find(b"c-bolt\ncall-1", now=59) is None
        assert other.find(NAME, now=60) is None


def test_who_has_the_file_reads_nothing_in_it(tmp_path: Path) -> None:
    with closing(rows(tmp_path)) as one:
        one.keep(NAME, DATA, until=60, now=0)

    file = tmp_path / "rows"
    assert file.stat().st_mode & 0o077 == 0
    assert not any(word in file.read_bytes() for word in (NAME, b"acme", DATA, b"Quist"))
    with closing(rows(tmp_path, OTHER)) as stranger:
        assert stranger.find(NAME, now=1) is None


def test_a_row_under_another_name_does_not_open(tmp_path: Path) -> None:
    with closing(rows(tmp_path)) as one:
        one.keep(NAME, DATA, until=60, now=0)
        one.keep(b"another", b"of no use", until=60, now=0)
        with closing(sqlite3.connect(tmp_path / "rows", isolation_level=None)) as forged:
            (sealed,) = forged.execute(
                "SELECT data FROM handed_over ORDER BY at LIMIT 1"
            ).fetchone()
            forged.execute("UPDATE handed_over SET data = ? WHERE at = 2", (sealed,))

        with pytest.raises(RecordError, match="was not sealed by this gate"):
            one.find(b"another", now=1)


def test_a_row_takes_the_place_of_one_of_its_name_and_of_those_that_ran_out(
    tmp_path: Path,
) -> None:
    with closing(rows(tmp_path)) as one:
        one.keep(b"old", DATA, until=10, now=0)
        one.keep(NAME, b"first", until=60, now=0)
        one.keep(NAME, DATA, until=60, now=10)

        assert one.find(NAME, now=11) == DATA
        assert one._connection.execute("SELECT count(*) FROM handed_over").fetchone() == (1,)


@pytest.mark.parametrize(("most", "size"), [(5, 1 << 20), (1000, 5 * 128)])
def test_the_oldest_go_first_where_there_are_too_many(
    tmp_path: Path, most: int, size: int
) -> None:
    with closing(rows(tmp_path, KEY, most, size)) as one:
        for number in range(64):
            one.keep(b"%d" % number, bytes(100), until=60, now=0)

        found = [number for number in range(64) if one.find(b"%d" % number, now=1)]

    assert found == [59, 60, 61, 62, 63]


def test_several_keep_at_once_and_lose_nothing(tmp_path: Path) -> None:
    def keep(which: int) -> None:
        with closing(rows(tmp_path)) as own:
            for number in range(20):
                own.keep(b"%d-%d" % (which, number), DATA, until=60, now=0)

    threads = [threading.Thread(target=keep, args=(which,)) for which in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with closing(rows(tmp_path)) as one:
        assert all(one.find(b"%d-%d" % (w, n), now=1) for w in range(3) for n in range(20))


def test_what_cannot_be_read_or_kept_is_said(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="the key has 3 bytes; 32 are right"):
        rows(tmp_path, b"key")
    (tmp_path / "rows").write_bytes(b"no database" * 100)
    with pytest.raises(RecordError, match="calls handed over: this file is not a database"):
        rows(tmp_path)

    (tmp_path / "rows").unlink()
    with closing(rows(tmp_path)) as one:
        one._connection.execute("PRAGMA query_only = ON")
        with pytest.raises(RecordError, match="calls handed over"):
            one.keep(NAME, DATA, until=60, now=0)


def test_gates_that_share_a_record_find_what_any_of_them_kept(tmp_path: Path) -> None:
    place = fresh_place()
    folders = [shared_folder(tmp_path / name, place) for name in ("one", "two")]
    one, other = (SealedRows(connect(folder), KEY, 5, 1 << 20) for folder in folders)
    with closing(one), closing(other):
        one.keep(NAME, b"first", until=60, now=0)
        other.keep(NAME, DATA, until=60, now=0)
        for number in range(64):
            other.keep(b"%d" % number, bytes(100), until=60, now=0)

        assert one.find(b"63", now=1) == bytes(100)
        assert one.find(b"1", now=1) is None
        assert one.find(b"63", now=60) is None
    with closing(SealedRows(connect(folders[0]), OTHER, 5, 1 << 20)) as stranger:
        assert stranger.find(b"63", now=1) is None
