"""Connections: timed, given back, opened again, and only to a server that keeps its promises."""

from contextlib import closing
from pathlib import Path

import pytest

from countenance.errors import RecordError
from countenance.stores.database import connect
from countenance.stores.faults import Fault
from countenance.stores.place import Place
from countenance.stores.postgres_pool import Lost, Pool, pool_of
from postgres import fresh_place, own_server, shared_folder, shared_server


@pytest.fixture
def pool() -> Pool:
    return pool_of(Place(shared_server().url_of("postgres")))


async def _slept(pool: Pool) -> None:
    connection = await pool.borrow()
    try:
        await connection.execute("SELECT pg_sleep(60)")
    finally:
        pool.give_back(connection)


def test_one_process_has_one_pool_for_each_database(pool: Pool) -> None:
    assert pool_of(Place(shared_server().url_of("postgres"))) is pool
    assert pool_of(Place(shared_server().url)) is not pool


def test_a_server_that_does_not_answer_is_not_waited_for(pool: Pool) -> None:
    with pytest.raises(Lost, match="did not answer within 0.1 seconds"):
        pool.run(_slept(pool), 0.1)


def test_a_database_that_is_not_there_is_said(tmp_path: Path) -> None:
    shared_folder(tmp_path, Place(shared_server().url_of("nowhere")))

    with pytest.raises(RecordError, match='cannot be reached: database "nowhere" does not exist'):
        connect(tmp_path)


def test_a_server_that_may_lose_what_it_committed_is_refused(tmp_path: Path) -> None:
    place = fresh_place()
    shared_folder(tmp_path, place)
    name = place.url.rpartition("?")[0].rpartition("/")[2]
    with closing(connect(tmp_path)) as database:
        database.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")

    with pytest.raises(RecordError, match="`synchronous_commit` off"):
        connect(tmp_path)


def test_a_password_comes_from_the_variable_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = fresh_place()
    monkeypatch.setenv("DATABASE_PASSWORD", "not asked for")
    shared_folder(tmp_path, Place(place.url, "DATABASE_PASSWORD"))

    with closing(connect(tmp_path)) as database:
        assert database.execute("SELECT 1").fetchone() == (1,)


def test_a_server_that_stood_still_and_one_that_went_are_used_again(tmp_path: Path) -> None:
    """One server for what happens to servers: it is stopped, and started, as an operator would."""
    server = own_server()
    try:
        shared_folder(tmp_path, Place(server.url))
        with closing(connect(tmp_path)) as database:
            server.stop()
            with pytest.raises(Fault, match="cannot be reached"):
                database.execute("SELECT 1")
            server.start()
            assert database.execute("SELECT 1").fetchone() == (1,)
            server.crash()
            server.start()
            assert database.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop()
