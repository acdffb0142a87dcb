"""A real PostgreSQL server for the tests: one for each process, started when it is first wanted.

Each test has a database of its own on it, or several of one: a folder of data that names it.
"""

import atexit
import itertools
import shutil
import tempfile
from functools import cache
from pathlib import Path

import pytest

from countenance.stores.database import connect
from countenance.stores.place import Place, write_place
from countenance.stores.postgres_server import PostgresServer

__all__ = ["fresh_place", "in_both", "own_server", "shared_folder", "shared_server"]

_NUMBERS = itertools.count()
_MEMORY = Path("/dev/shm")


def own_server(**options: str) -> PostgresServer:
    """A server for one test alone, started; who takes it stops it."""
    folder = tempfile.mkdtemp(prefix="pg-", dir=_MEMORY if _MEMORY.is_dir() else None)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server = PostgresServer(Path(folder), **options)
    atexit.register(server.crash)
    server.start()
    return server


@cache
def shared_server() -> PostgresServer:
    """The server of this process, with the tables made once."""
    server = own_server()
    with tempfile.TemporaryDirectory() as folder:
        write_place(Path(folder), Place(server.url))
        connect(Path(folder)).close()
    return server


def fresh_place() -> Place:
    """An empty database with its tables."""
    return Place(shared_server().make_database(f"t{next(_NUMBERS)}", like="countenance"))


def shared_folder(folder: Path, place: Place | None = None) -> Path:
    """A folder of data whose record is in that database, else in a fresh one."""
    write_place(folder, place or fresh_place())
    return folder


@pytest.fixture(name="tmp_path", params=["file", "server"])
def in_both(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """For whoever imports it: each test with its record in a file, and on a server."""
    return shared_folder(tmp_path) if request.param == "server" else tmp_path
