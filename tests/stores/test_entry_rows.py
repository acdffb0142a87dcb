"""Entries as rows: everything that goes with them, or nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from countenance.record.commitment import Opening
from countenance.record.entry import FindingRef
from countenance.record.make import Prepared
from countenance.stores.database import Database, connect, writing
from countenance.stores.entry_rows import (
    LARGEST_BATCH,
    append,
    insert,
    insert_all,
    openings_under,
    read_openings,
    reason_given,
)
from countenance.stores.head import row_of
from record.examples import decided, maker

DENIED = {
    "outcome": "refuse", "reason": "denied", "none_speaks": False,
    "clauses": [FindingRef("code@1", "a", "deny", "yes", (), False)],
}  # fmt: skip


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(connect(tmp_path)) as made:
        yield made


def counts(database: Database) -> dict[str, int]:
    return {
        table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("entries", "openings", "awaiting", "offences")
    }


def test_what_goes_with_an_entry_is_written_with_it(database: Database) -> None:
    making = maker()
    passed, refused = decided(making), decided(making, **DENIED)
    ended = making.outcome(passed.id, "done")

    with writing(database):
        indexes = insert_all(
            database, [(row_of(each.data), each.openings) for each in (passed, refused)], 2
        )
    between = counts(database)
    owners = database.execute("SELECT id, owner FROM awaiting").fetchall()
    with writing(database):
        last = insert(database, row_of(ended.data))

    assert (list(indexes), last) == ([0, 1], 2)
    assert between["awaiting"] == between["offences"] == 1
    assert owners == [(passed.id, 2)]
    assert counts(database)["awaiting"] == 0
    assert read_openings(database, 0) == tuple(sorted(passed.openings, key=lambda each: each.field))
    assert openings_under(database, passed.id) == read_openings(database, 0)
    assert openings_under(database, "nobody") == ()


def test_a_transaction_that_fails_leaves_nothing_of_it(database: Database) -> None:
    made: Prepared = decided(maker(), **DENIED)
    row = (row_of(made.data), made.openings)

    with pytest.raises(sqlite3.IntegrityError):
        _twice(database, row)

    assert set(counts(database).values()) == {0}


def _twice(database: Database, row: object) -> None:
    database.execute("BEGIN IMMEDIATE")
    try:
        insert_all(database, [row, row])  # type: ignore[list-item]  # the same row, twice
    finally:
        database.execute("ROLLBACK")


def test_more_rows_than_one_statement_takes_are_written_all_the_same(database: Database) -> None:
    making = maker()
    made = [making.failure("entry", "RecordError") for _ in range(LARGEST_BATCH + 3)]

    with writing(database):
        indexes = insert_all(database, [(row_of(each.data), ()) for each in made])

    assert indexes == range(LARGEST_BATCH + 3)
    assert counts(database)["entries"] == LARGEST_BATCH + 3


def test_a_reason_is_read_as_long_as_its_opening_is_kept(database: Database) -> None:
    making = maker()
    with_reason, without = decided(making), decided(making)
    openings = (Opening("reason", bytes(32), b"it was asked for"),)
    with writing(database):
        append(database, Prepared(with_reason.id, with_reason.data, openings))
        append(database, without)

    assert reason_given(database, with_reason.id) == "it was asked for"
    assert reason_given(database, without.id) is None
    assert reason_given(database, "no entry") is None

    database.execute("UPDATE openings SET sealed = NULL")
    assert reason_given(database, with_reason.id) is None
