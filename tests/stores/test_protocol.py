"""Both databases can do all that the stores ask for."""

import inspect

import pytest

from countenance.stores.postgres_database import PostgresDatabase
from countenance.stores.protocol import Database
from countenance.stores.sqlite_database import SqliteDatabase

ASKED = {
    name: member
    for name, member in vars(Database).items()
    if inspect.isfunction(member) and not name.startswith("_")
}


@pytest.mark.parametrize("kind", [SqliteDatabase, PostgresDatabase])
def test_it_can_do_whatever_is_asked_of_it(kind: type) -> None:
    assert len(ASKED) >= 9
    for name in ASKED:
        assert callable(getattr(kind, name))
        assert (inspect.getdoc(getattr(kind, name)) or "").strip(), name
