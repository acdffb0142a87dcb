"""A lock that ends with its connection; what only its holder may write goes with it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from countenance.stores.database import Database, connect
from countenance.stores.faults import Fault
from countenance.stores.place import Place
from countenance.stores.server_lock import ServerLock
from postgres import fresh_place, shared_folder

CUT = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_locks "
    "WHERE locktype = 'advisory' AND classid = 9"
)


@pytest.fixture
def place() -> Place:
    return fresh_place()


@pytest.fixture
def database(tmp_path: Path, place: Place) -> Iterator[Database]:
    with closing(connect(shared_folder(tmp_path, place))) as made:
        yield made


def test_one_has_it_until_it_lets_go(place: Place) -> None:
    one, other = ServerLock(place, 9), ServerLock(place, 9)
    try:
        assert one.take()
        assert one.take()
        assert not other.take()
        one.release()
        assert other.take()
    finally:
        one.release()
        other.release()


def test_locks_of_other_numbers_are_others(place: Place) -> None:
    locks = [ServerLock(place, kind, number) for kind, number in ((9, 0), (9, 1), (8, 0))]
    try:
        assert all(lock.take() for lock in locks)
    finally:
        for lock in locks:
            lock.release()


def test_who_has_lost_it_writes_nothing_as_its_holder(place: Place, database: Database) -> None:
    writes = "INSERT INTO gates (since) VALUES ($1)"
    one, other = ServerLock(place, 9), ServerLock(place, 9)
    try:
        with pytest.raises(Fault, match="another gate may"):
            one.execute(writes, "never held")
        assert one.take()
        assert one.execute(writes, "held") == 1
        database.execute(CUT)
        taken = other.take()
        with pytest.raises(Fault):
            one.execute(writes, "lost")
        assert taken
        assert not one.take()
    finally:
        one.release()
        other.release()

    assert database.execute("SELECT since FROM gates").fetchall() == [("held",)]
