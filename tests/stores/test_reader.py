"""Reading the log: the same of a file and of a server."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from countenance.errors import RecordError
from countenance.stores.log import DatabaseLog
from countenance.stores.reader import DatabaseReader
from postgres import shared_folder
from record.examples import decided, maker


@pytest.fixture(params=["file", "server"])
def reader(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DatabaseReader]:
    folder = tmp_path if request.param == "file" else shared_folder(tmp_path)
    making = maker()
    with closing(DatabaseLog(folder)) as log:
        for _ in range(3):
            made = decided(making)
            log.append_now(made.data, made.openings)
        log.append_now(making.failure("entry", "RecordError").data)
    with closing(DatabaseReader(folder)) as made_reader:
        yield made_reader


def test_entries_are_found_by_index_by_id_and_in_order(reader: DatabaseReader) -> None:
    entries = list(reader.entries())

    assert reader.size() == 4
    assert [entry.index for entry in entries] == [0, 1, 2, 3]
    assert reader.entry(2) == entries[2]
    assert [entry.index for entry in reader.entries(1, 3)] == [1, 2]
    assert reader.entry(4) is None
    assert reader.entry(-1) is None
    assert reader.entry(2**63) is None
    assert reader.entry("nobody") is None


def test_the_newest_are_found_by_kind_and_by_caller(reader: DatabaseReader) -> None:
    assert [entry.index for entry in reader.newest(2)] == [2, 3]
    assert [entry.index for entry in reader.newest(9, "decision")] == [0, 1, 2]
    assert reader.newest(9, "decision", "c-nobody") == ()


def test_openings_and_what_awaits_are_read(reader: DatabaseReader) -> None:
    assert reader.openings(0)
    assert reader.openings(3) == ()
    assert len(reader.awaiting()) == 3
    assert reader.awaiting(7) == ()


def test_a_folder_without_a_record_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="there is no database"):
        DatabaseReader(tmp_path)
