"""A folder has one database, and says itself which one it is."""

from contextlib import closing
from pathlib import Path

import pytest

from countenance.errors import RecordError
from countenance.stores.database import FILE, connect, writing
from countenance.stores.place import FILE as PLACE
from countenance.stores.postgres_database import PostgresDatabase
from countenance.stores.sqlite_database import SqliteDatabase
from postgres import shared_folder


def test_a_folder_that_says_nothing_has_a_file(tmp_path: Path) -> None:
    with closing(connect(tmp_path)) as database:
        assert isinstance(database, SqliteDatabase)
        with writing(database):
            database.set_state("x", b"1")
        assert database.state("x") == b"1"

    assert (tmp_path / FILE).exists()


def test_a_folder_that_names_a_server_has_no_file(tmp_path: Path) -> None:
    with closing(connect(shared_folder(tmp_path))) as database:
        assert isinstance(database, PostgresDatabase)

    assert not (tmp_path / FILE).exists()


def test_a_folder_that_says_what_cannot_be_read_is_given_no_file_instead(tmp_path: Path) -> None:
    (tmp_path / PLACE).write_text("{}")

    with pytest.raises(RecordError, match="does not say where"):
        connect(tmp_path)

    assert not (tmp_path / FILE).exists()
