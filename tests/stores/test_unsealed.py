"""What lay in the open is sealed as if it had been entered now: each in its case."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from callers.examples import police
from countenance.errors import SealedError
from countenance.record.changes import key_entry
from countenance.stores.database import Database, connect, writing
from countenance.stores.entry_rows import insert, read_openings
from countenance.stores.head import row_of
from countenance.stores.openings import case_of
from countenance.stores.openings_key import KEY_FILE
from countenance.stores.searching import search
from countenance.stores.unsealed import seal_old
from record.examples import decided, digest, maker, picture


def kept_in_the_open(database: Database) -> list[set[object]]:
    """Two calls and two entries about one registration, as an older release kept them."""
    making = maker()
    caller = replace(police(), ref="c-1")
    made = [
        decided(making, media=[picture()]),
        key_entry(making, "made", caller, "ab", ["camera"], None),
        decided(making),
        key_entry(making, "revoked", caller, "ab", ["camera"], None),
    ]
    database.execute(
        "CREATE TABLE openings_unsealed (idx INTEGER, field TEXT, salt BLOB, value BLOB) STRICT"
    )
    with writing(database):
        for one in made:
            index = insert(database, row_of(one.data))
            database.executemany(
                "INSERT INTO openings_unsealed VALUES (?, ?, ?, ?)",
                [(index, each.field, each.salt, each.value) for each in one.openings],
            )
    return [set(one.openings) for one in made]


def test_each_is_sealed_in_its_case_and_found(tmp_path: Path) -> None:
    with closing(connect(tmp_path)) as database:
        made = kept_in_the_open(database)
        with writing(database):
            seal_old(database)

        cases = [case_of(database, index) for index in range(4)]
        assert [set(read_openings(database, index)) for index in range(4)] == made
        assert [case and case.number for case in cases] == [0, 1, 2, 1]
        with database.snapshot():
            assert search(database, [digest("picture 0")]).indexes == (0,)
        tables = database.execute("SELECT name FROM sqlite_schema").fetchall()
        assert ("openings_unsealed",) not in tables


def test_without_a_key_that_can_be_read_it_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_text("no key")
    (tmp_path / KEY_FILE).chmod(0o600)
    with closing(connect(tmp_path)) as database:
        kept_in_the_open(database)
        with pytest.raises(SealedError), writing(database):
            seal_old(database)

        (count,) = database.execute("SELECT count(*) FROM openings_unsealed").fetchone()
        assert count == 5
