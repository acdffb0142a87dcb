"""The tables of the file: one version after the other, each named once."""

from contextlib import closing
from pathlib import Path

import pytest

from countenance.stores.database import connect
from countenance.stores.sqlite_tables import ADDED, TABLES, VERSION


def test_the_versions_follow_one_another() -> None:
    assert list(ADDED) == list(range(2, VERSION + 1))


def test_every_table_is_strict() -> None:
    for script in (TABLES, *ADDED.values()):
        for statement in script.split(";"):
            if "CREATE TABLE" in statement:
                assert ") STRICT" in statement, statement


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        ("SELECT data FROM entries WHERE kind = 'log-key' ORDER BY idx DESC", "of_log_key"),
        (
            "SELECT id FROM entries WHERE kind = 'standing' AND caller = 'c' ORDER BY idx DESC",
            "of_standing",
        ),
    ],
)
def test_what_is_looked_for_by_its_kind_is_found_without_reading_all_entries(
    tmp_path: Path, statement: str, index: str
) -> None:
    with closing(connect(tmp_path)) as database:
        plan = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {statement}")]

    assert len(plan) == 1
    assert f"USING INDEX entries_{index}" in plan[0]
