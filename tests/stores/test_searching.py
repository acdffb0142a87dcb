"""Entries about some bytes are found, and those that cannot be searched are counted."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from countenance.record import entry as kinds
from countenance.record.cases import Person, erasure_entry
from countenance.record.make import Maker, Prepared
from countenance.stores import openings
from countenance.stores.cases import Cases
from countenance.stores.database import Database, connect, writing
from countenance.stores.entry_rows import append, insert_all
from countenance.stores.head import row_of
from countenance.stores.searching import Lost, Searched, lost, search
from postgres import shared_folder
from record.examples import decided, digest, maker, part, picture
from record.test_held import HOLD

WANTED = digest("picture 0")


@pytest.fixture(params=["file", "server"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return tmp_path if request.param == "file" else shared_folder(tmp_path)


@pytest.fixture
def database(folder: Path) -> Iterator[Database]:
    with closing(connect(folder)) as made:
        yield made


def enter(database: Database, *made: Prepared, keeps: bool = True) -> None:
    rows = [(row_of(each.data), each.openings if keeps else ()) for each in made]
    with writing(database):
        insert_all(database, rows)


def change(database: Database, statement: str) -> None:
    with writing(database):
        database.execute(statement)


def looked(database: Database, wanted: bytes = WANTED) -> Searched:
    with database.snapshot():
        return search(database, [wanted])


def compared(database: Database) -> Lost:
    with database.snapshot():
        return lost(database)


def test_entries_about_the_same_bytes_are_found_and_no_others(database: Database) -> None:
    making = maker()
    enter(
        database,
        decided(making, media=[picture()]),
        decided(making),
        decided(making, parts=[part(0, "picture 0")]),
        decided(making, personal={"note": WANTED}),
    )

    assert looked(database) == Searched((0, 2), 4, 0)
    assert looked(database, digest("other")) == Searched((), 4, 0)
    assert compared(database) == Lost((), 0)


def test_where_nothing_is_entered_there_is_nothing_to_search(database: Database) -> None:
    assert looked(database) == Searched((), 0, 0)
    assert compared(database) == Lost((), 0)


def test_calls_that_nothing_was_kept_of_are_counted_and_outcomes_are_not(
    database: Database,
) -> None:
    making = maker()
    call = decided(making, media=[picture()])
    unread = making.unreadable(
        caller=_caller(), clause="unreadable", status=400, size=9, digest=WANTED
    )
    enter(database, call, making.outcome(call.id, "done"), unread, keeps=False)
    nothing_sealed = looked(database)
    enter(database, making.failure("forward", "X"), decided(making))

    assert nothing_sealed == Searched((), 0, 2)
    assert looked(database) == Searched((), 1, 2)
    assert compared(database) == Lost((), 2)


def test_openings_that_are_gone_without_an_erasure_are_counted_and_named(
    folder: Path, database: Database
) -> None:
    making = maker()
    enter(database, *(decided(making, media=[picture()]) for _ in range(5)))
    with closing(Cases(folder)) as cases:
        cases.erase("0", "objection", Person("Anna"))
    assert looked(database) == Searched((1, 2, 3, 4), 4, 0)
    assert compared(database) == Lost((), 0)

    change(database, "DELETE FROM openings WHERE idx = 1")
    change(database, "UPDATE openings SET sealed = NULL, marks = NULL WHERE idx = 2")
    change(database, "UPDATE cases SET wrapped = NULL, wrapper = NULL WHERE number = 3")

    assert looked(database) == Searched((3, 4), 2, 2)
    assert compared(database) == Lost((1, 2, 3), 0)


def test_an_erasure_that_no_entry_tells_of_is_none(database: Database) -> None:
    making = maker()
    enter(database, decided(making), decided(making))
    with writing(database):
        openings.destroy(database, 0, 1)
    with writing(database):
        openings.destroy(database, 1, 2)
        append(database, erasure_entry(making, "x", "objection", 1, Person("Anna")))

    assert compared(database) == Lost((0,), 0)


def test_all_of_them_may_be_gone(database: Database) -> None:
    making = maker()
    enter(database, *(decided(making) for _ in range(1_200)))
    change(database, "DELETE FROM openings")

    assert looked(database) == Searched((), 0, 1_200)
    assert compared(database).gone == tuple(range(1_200))


def test_what_follows_on_others_is_counted_where_openings_are_missing(database: Database) -> None:
    making = maker()
    first = decided(making, media=[picture()])
    enter(database, first)
    enter(database, _copied(making, first.id), decided(making))
    assert looked(database).without == 0

    change(database, "DELETE FROM openings")

    assert looked(database) == Searched((), 0, 3)


def _caller() -> kinds.CallerRef:
    return kinds.CallerRef("c-1", "ab12cd34ef", 1)


def _copied(making: Maker, prev: str) -> Prepared:
    """The entry of a copy that was kept of a held call."""

    def build(id_: str, time: str, commit: dict[str, str]) -> kinds.Entry:
        return replace(HOLD, id=id_, time=time, prev=prev, commit=commit)

    return making.change(build, {"copies.0": WANTED})
