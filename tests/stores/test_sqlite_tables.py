"""The tables of the file: one version after the other, each named once."""

from countenance.stores.sqlite_tables import ADDED, TABLES, VERSION


def test_the_versions_follow_one_another() -> None:
    assert list(ADDED) == list(range(2, VERSION + 1))


def test_every_table_is_strict() -> None:
    for script in (TABLES, *ADDED.values()):
        for statement in script.split(";"):
            if "CREATE TABLE" in statement:
                assert ") STRICT" in statement, statement
