"""Tries in the database: counted before, taken back after, and of whom is not to be read."""

from contextlib import closing
from pathlib import Path

import pytest

from countenance.errors import LockedError, SignInError
from countenance.review.people import Role
from countenance.review.tries import ACCOUNT
from countenance.stores.counted_tries import count_try, take_back
from countenance.stores.database import connect, writing
from countenance.stores.people import People

PLACE = "192.0.2.1"


def test_wrong_tries_lock_and_right_ones_are_taken_back(tmp_path: Path) -> None:
    with closing(People(tmp_path)) as people:
        people.add("alice", Role.REVIEWER)
    with closing(connect(tmp_path)) as connection, writing(connection, "tries"):

        def tried() -> bool:
            found = count_try(connection, tmp_path, "alice", PLACE, lambda: 1_000_000)
            return any(each.locks for each in found)

        for _ in range(ACCOUNT.tries * 2):
            take_back(connection, count_try(connection, tmp_path, "alice", PLACE, lambda: 1))
        assert [tried() for _ in range(ACCOUNT.tries)] == [*([False] * 4), True]
        with pytest.raises(LockedError):
            tried()
        count_try(connection, tmp_path, None, PLACE, lambda: 1_000_000)
        rows = connection.execute("SELECT digest FROM tries").fetchall()
        assert len(rows) == 2
        assert not [row for row in rows if b"alice" in row[0] or PLACE.encode() in row[0]]


def test_where_nobody_is_yet_nothing_is_counted(tmp_path: Path) -> None:
    with (
        closing(connect(tmp_path)) as connection,
        writing(connection, "tries"),
        pytest.raises(SignInError, match="is wrong"),
    ):
        count_try(connection, tmp_path, "alice", PLACE, lambda: 1)
