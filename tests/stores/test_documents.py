"""A document and the entry of its step are there together, or neither is."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from countenance.errors import RecordError
from countenance.record.make import Prepared
from countenance.stores.database import Database, connect, writing
from countenance.stores.documents import Documents
from record.examples import decided, maker


class Thing(msgspec.Struct, frozen=True):
    id: str
    says: str


THINGS = Documents("questions", Thing, "things")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(connect(tmp_path)) as made:
        yield made


def add(database: Database, made: Prepared, thing: Thing) -> Thing:
    with writing(database):
        return THINGS.add(database, made, thing, id=thing.id, state="open", asked=7)


def entries(database: Database) -> int:
    return int(database.execute("SELECT count(*) FROM entries").fetchone()[0])


def test_a_step_is_written_with_its_entry(database: Database) -> None:
    making = maker()
    one, other = Thing("a", "first"), Thing("b", "second")
    add(database, decided(making), one)
    add(database, decided(making), other)

    with writing(database):
        after = THINGS.change(database, decided(making), Thing("a", "third"), "a", state="closed")

    assert THINGS.one(database, "id = ?", "a") == after == Thing("a", "third")
    assert THINGS.one(database, "id = ?", "c") is None
    assert THINGS.many(database, "asked = ? ORDER BY state DESC", 7) == (other, after)
    assert THINGS.many(database, "state = ?", "closed") == (after,)
    assert entries(database) == 3


def test_a_step_that_cannot_be_written_leaves_no_entry(database: Database) -> None:
    making = maker()
    add(database, decided(making), Thing("a", "first"))

    with pytest.raises(RecordError):
        add(database, decided(making), Thing("a", "again"))
    there = "things: `b` is not there; the database is damaged"
    with pytest.raises(RecordError, match=there), writing(database):
        THINGS.change(database, decided(making), Thing("b", "lost"), "b", state="closed")

    assert entries(database) == 1
    assert THINGS.many(database, "id <> ?", "") == (Thing("a", "first"),)


def test_an_entry_that_cannot_be_written_leaves_no_step(database: Database) -> None:
    twice = decided(maker())
    add(database, twice, Thing("a", "first"))

    with pytest.raises(RecordError):
        add(database, twice, Thing("b", "second"))

    assert THINGS.one(database, "id = ?", "b") is None


@pytest.mark.parametrize("document", [b"{", b"\xff", b"[]"])
def test_what_cannot_be_read_is_said(database: Database, document: bytes) -> None:
    add(database, decided(maker()), Thing("a", "first"))
    database.execute("UPDATE questions SET document = ?", (document,))

    with pytest.raises(RecordError, match="things: one cannot be read"):
        THINGS.one(database, "id = ?", "a")
    with pytest.raises(RecordError, match="things: one cannot be read"):
        THINGS.many(database, "id = ?", "a")
