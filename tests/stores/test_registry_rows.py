from contextlib import closing
from pathlib import Path

import pytest

from countenance.errors import CallerError, RecordError
from countenance.stores.database import connect
from countenance.stores.registry_rows import (
    KeyRow,
    decoded,
    hint,
    key_named,
    rows_of,
    state_number,
    stored_pepper,
    stored_registration,
)


def test_a_word_that_is_not_known_is_answered_with_the_nearest_or_with_all() -> None:
    assert hint("stat", ["station", "car"]) == "; did you mean `station`?"
    assert hint("x", ["station", "car"]) == "; there are: station, car"
    assert hint("x", []) == "; there are: none"
    assert hint("x", [f"name-{i}" for i in range(30)]).endswith("and 10 more")


def test_a_key_is_found_by_name_and_by_id() -> None:
    row = KeyRow("ab12cd34ef", "first", "wxyz", (), "2026", None)

    assert key_named([row], "first", "acme") is row
    assert key_named([row], "ab12cd34ef", "acme") is row
    with pytest.raises(CallerError, match="no key called `last`"):
        key_named([row], "last", "acme")


def test_a_damaged_registration_is_an_error() -> None:
    with pytest.raises(RecordError, match="cannot be read"):
        decoded(b'{"id":1}')


def test_a_database_without_its_state_is_damaged(tmp_path: Path) -> None:
    with closing(connect(tmp_path)) as connection:
        connection.execute("DELETE FROM state")

        with pytest.raises(RecordError, match="damaged"):
            state_number(connection, "generation")


def test_an_empty_registry_has_no_pepper_and_no_callers(tmp_path: Path) -> None:
    with closing(connect(tmp_path)) as connection:
        assert stored_pepper(connection, tmp_path) is None
        assert rows_of(connection, "SELECT id FROM registrations") == []
        with pytest.raises(CallerError, match="there are: none"):
            stored_registration(connection, "acme")


def test_a_connection_that_is_closed_is_an_error(tmp_path: Path) -> None:
    connection = connect(tmp_path)
    connection.close()

    with pytest.raises(RecordError):
        rows_of(connection, "SELECT 1")
