"""Moving a record: where it was until it is where it shall be, and never in two places."""

import os
import time
from contextlib import closing
from pathlib import Path

import pytest

from countenance.errors import RecordError
from countenance.record.make import Maker
from countenance.stores.database import FILE, connect, open_place, writing
from countenance.stores.log import DatabaseLog, DatabaseReader
from countenance.stores.migrate import to_file, to_server
from countenance.stores.moving import copy_into
from countenance.stores.place import FILE as PLACE
from countenance.stores.place import place_of
from postgres import fresh_place, shared_folder
from record.examples import decided

MAKER = Maker(time.time_ns, os.urandom)
END = MAKER.unknown_outcome


def grow(folder: Path) -> None:
    with closing(DatabaseLog(folder)) as log:
        made = decided(MAKER)
        log.append_now(made.data, made.openings)


def entries(folder: Path) -> list[bytes]:
    with closing(DatabaseReader(folder)) as reader:
        return [stored.data for stored in reader.entries()]


def test_a_record_goes_to_a_server_and_comes_back(tmp_path: Path) -> None:
    place = fresh_place()
    grow(tmp_path)
    here = entries(tmp_path)

    moved = to_server(tmp_path, place, END)
    assert place_of(tmp_path) == place
    assert not (tmp_path / FILE).exists()
    there = entries(tmp_path)
    assert there[:1] == here
    assert (moved.entries, len(there)) == (2, 2)  # the decision got its outcome
    grow(tmp_path)

    assert to_file(tmp_path, END).entries == 4
    assert place_of(tmp_path) is None
    assert entries(tmp_path)[:2] == there
    grow(tmp_path)


def test_what_it_was_moved_from_takes_nothing_more(tmp_path: Path) -> None:
    place = fresh_place()
    grow(tmp_path)
    with closing(DatabaseLog(tmp_path)) as early:
        to_server(tmp_path, place, END)
        with pytest.raises(RecordError, match="this record was moved to postgresql://"):
            early.append_now(MAKER.failure("entry", "RecordError").data)
    with closing(DatabaseLog(tmp_path)) as early:
        to_file(tmp_path, END)
        with pytest.raises(RecordError, match="this record was moved"):
            early.append_now(MAKER.failure("entry", "RecordError").data)
    with pytest.raises(RecordError, match="this record was moved to a file"):
        open_place(place, tmp_path)


def test_a_move_that_was_interrupted_is_made_again(tmp_path: Path) -> None:
    place = fresh_place()
    with closing(DatabaseLog(tmp_path)) as log:
        log.append_now(MAKER.failure("entry", "RecordError").data)
    with (
        closing(connect(tmp_path)) as source,
        closing(open_place(place, tmp_path)) as target,
        writing(source),
    ):
        copy_into(target, source)

    assert to_server(tmp_path, place, END).entries == 1
    assert place_of(tmp_path) == place


def test_a_database_with_another_record_is_not_moved_into(tmp_path: Path) -> None:
    place = fresh_place()
    grow(shared_folder(tmp_path / "other", place))
    grow(tmp_path / "var")

    with pytest.raises(RecordError, match="has another record already"):
        to_server(tmp_path / "var", place, END)
    assert place_of(tmp_path / "var") is None
    grow(tmp_path / "var")


def test_what_is_there_already_is_not_moved_there(tmp_path: Path) -> None:
    grow(tmp_path)
    with pytest.raises(RecordError, match="in a file already"):
        to_file(tmp_path, END)
    to_server(tmp_path, fresh_place(), END)
    with pytest.raises(RecordError, match="on a server already"):
        to_server(tmp_path, fresh_place(), END)


def test_nothing_is_moved_under_a_gate_that_runs(tmp_path: Path) -> None:
    with closing(DatabaseLog.for_gate(tmp_path)), pytest.raises(RecordError, match="another gate"):
        to_server(tmp_path, fresh_place(), END)

    assert not (tmp_path / PLACE).exists()


def test_what_was_written_last_goes_with_the_file_that_it_is_of(tmp_path: Path) -> None:
    """A command that is open still keeps a write-ahead log beside the file."""
    grow(tmp_path)
    with closing(DatabaseLog(tmp_path)):
        to_server(tmp_path, fresh_place(), END)
        left = sorted(path.name for path in tmp_path.glob(f"{FILE}*"))
        to_file(tmp_path, END)

    assert all(name.startswith(f"{FILE}.moved-") for name in left)
    assert len(entries(tmp_path)) == 2
