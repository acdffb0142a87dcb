"""Sealed openings in the database: with their entry, under the key of their case, or not at all."""

import os
import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from callers.examples import police
from countenance.errors import SealedError
from countenance.record import entry as kinds
from countenance.record.changes import key_entry
from countenance.record.make import Maker, Prepared
from countenance.stores import openings, postgres_database, searching
from countenance.stores.database import FILE, Database, connect, writing
from countenance.stores.entry_rows import insert, insert_all, read_openings
from countenance.stores.head import row_of
from countenance.stores.openings_key import KEY_FILE
from postgres import shared_folder
from record.examples import decided, digest, maker, part, picture


@pytest.fixture(params=["file", "server"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    folder = tmp_path if request.param == "file" else shared_folder(tmp_path)
    with closing(connect(folder)) as made:
        yield made


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Database]:
    with closing(connect(tmp_path)) as made:
        yield made


def enter(database: Database, made: Prepared) -> int:
    with writing(database):
        return insert(database, row_of(made.data), made.openings)


def about(ref: str, making: Maker) -> Prepared:
    """An entry about one registration."""
    registration = replace(police(), ref=ref)
    return key_entry(making, "made", registration, "ab12", ["camera"], None)


def test_nothing_of_an_opening_is_in_the_file(file: Database, tmp_path: Path) -> None:
    made = decided(personal={"request": digest("all"), "note": b"Wilhelminaquist"})

    index = enter(file, made)
    file.clear_traces("test")

    data = (tmp_path / FILE).read_bytes()
    assert set(read_openings(file, index)) == set(made.openings)
    for opening in made.openings:
        assert opening.salt not in data
        assert opening.value not in data


def test_a_call_is_a_case_and_a_registration_is_one(database: Database) -> None:
    making = maker()
    calls = [enter(database, decided(making)) for _ in range(2)]
    ones = [enter(database, about("c-1", making)) for _ in range(3)]
    other = enter(database, about("c-2", making))

    numbers = [openings.case_of(database, index) for index in (*calls, *ones, other)]

    assert [case and case.number for case in numbers] == [0, 1, 2, 2, 2, 5]
    assert openings.case_named(database, "c-1") == numbers[2]
    assert openings.case_named(database, "c-3") is None
    assert all(len(read_openings(database, index)) == 1 for index in ones)


def test_what_people_say_about_a_held_call_is_of_its_case(database: Database) -> None:
    making = maker()
    caller = kinds.CallerRef("c-1", None, 1)

    def vote(case: str) -> Prepared:
        return making.change(
            lambda id_, time, commit: kinds.Vote(
                id=id_, time=time, commit=commit, caller=caller, case=case, vote="refuse",
                state="refused", person="p-1", token=1, uses=None, until=None, appealed=False,
            ),
            {"reason": b"I know Mr Qwv"},
        )  # fmt: skip

    held = enter(database, decided(making, outcome="hold", row=6, case="hold-1"))
    votes = [enter(database, vote(name)) for name in ("hold-1", "hold-2", "hold-1")]

    named, of_vote = (
        openings.case_named(database, "hold-1"), openings.case_of(database, votes[2]),
    )  # fmt: skip
    with writing(database):
        count = openings.destroy(database, held, 9)

    assert named == of_vote
    assert count == 3
    assert [bool(read_openings(database, index)) for index in votes] == [False, True, False]


def test_without_the_operators_key_nothing_is_written_and_nothing_opens(
    database: Database, tmp_path: Path
) -> None:
    making = maker()
    index = enter(database, decided(making))
    (tmp_path / KEY_FILE).rename(tmp_path / "away")

    with closing(connect(tmp_path)) as other:
        with pytest.raises(SealedError, match="is not in"):
            enter(other, decided(making))
        with pytest.raises(SealedError, match="put it back"):
            read_openings(other, index)
        assert enter(other, making.failure("entry", "RecordError")) == index + 1


def test_a_transaction_that_fails_keeps_no_opening(database: Database) -> None:
    made = decided()

    with pytest.raises(KeyError):
        _fail(database, made)

    counted = [
        database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("entries", "openings", "cases")
    ]
    assert counted == [0, 0, 0]


def _fail(database: Database, made: Prepared) -> None:
    with writing(database):
        insert(database, row_of(made.data), made.openings)
        raise KeyError


def test_an_erased_case_has_no_openings_and_does_not_go_on(database: Database) -> None:
    making = maker()
    for _ in range(3):
        enter(database, about("c-1", making))
    kept = enter(database, decided(making, media=[picture()]))

    with writing(database):
        count = openings.destroy(database, 0, 99)

    assert count == 3
    assert [read_openings(database, index) for index in range(3)] == [(), (), ()]
    assert read_openings(database, kept)
    assert openings.erased_count(database) == 1
    late = enter(database, about("c-1", making))
    own = openings.case_of(database, late)
    assert read_openings(database, late)
    assert (own and own.number, own and own.ref, own and own.erased) == (late, None, None)


@pytest.mark.parametrize("seed", range(2))
def test_what_is_erased_leaves_not_a_byte(file: Database, tmp_path: Path, seed: int) -> None:
    """Whatever was written before, between and after, without the database being written anew:
    rows grow at the end of their tables and are never moved, so no page keeps a copy."""
    chance = random.Random(seed)
    making = maker()

    def enter_some(count: int) -> None:
        made = [
            decided(
                making, media=[picture()],
                parts=[part(at, os.urandom(9).hex()) for at in range(chance.choice([1, 2, 30]))],
                personal={"note": os.urandom(chance.choice([1, 400, 6000]))},
            )
            for _ in range(count)
        ]  # fmt: skip
        with writing(file):
            insert_all(file, [(row_of(each.data), each.openings) for each in made])

    for _ in range(5):
        enter_some(24)
    secrets = {
        number: rest
        for number, *rest in file.execute(
            "SELECT c.number, c.wrapped, o.sealed, o.marks FROM cases c "
            "JOIN openings o ON o.idx = c.number"
        )
    }
    gone = chance.sample(sorted(secrets), 60)
    for at in range(0, len(gone), 15):
        with writing(file):
            for number in gone[at : at + 15]:
                openings.destroy(file, number, 1)
        enter_some(3)
    file.clear_traces("test")

    data = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for number, (wrapped, sealed, marks) in secrets.items():
        pieces = [wrapped[:16], wrapped[-16:], sealed[:16], marks[:16], marks[-16:]]
        pieces += [sealed[at : at + 16] for at in range(16, len(sealed) - 16, 331)]
        seen = [piece in data for piece in pieces]
        # Of a long one a piece may lie on two pages.
        assert not any(seen) if number in set(gone) else sum(seen) >= len(seen) * 0.8


def test_the_table_of_a_server_keeps_no_key_of_what_was_erased(tmp_path: Path) -> None:
    """Its log does, until it is overwritten; that is not ours to clear."""
    with closing(connect(shared_folder(tmp_path))) as server:
        making = maker()
        for _ in range(20):
            enter(server, decided(making))
        wrapped = dict(server.execute("SELECT number, wrapped FROM cases").fetchall())
        where: str = server.execute(
            "SELECT setting FROM pg_settings WHERE name = 'data_directory'"
        ).fetchone()[0]

        def table() -> bytes:
            server.execute("CHECKPOINT")
            path: str = server.execute("SELECT pg_relation_filepath('cases')").fetchone()[0]
            return Path(where, path).read_bytes()

        before = table()
        with writing(server):
            for number in range(10):
                openings.destroy(server, number, 1)
        server.clear_traces("test")
        after = table()

    assert all(key in before for key in wrapped.values())
    assert [number for number, key in wrapped.items() if key in after] == list(range(10, 20))


def test_a_large_table_of_the_server_is_copied_by_nobody_while_calls_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(connect(shared_folder(tmp_path))) as server:
        where = "SELECT pg_relation_filenode('cases'), pg_relation_filenode('keys')"
        enter(server, decided(maker()))
        before = server.execute(where).fetchone()
        monkeypatch.setattr(postgres_database, "_LARGEST_ANEW", 0)
        server.clear_traces("test", ("cases",))
        kept = server.execute(where).fetchone()
        monkeypatch.undo()
        server.clear_traces("test", ("cases",))
        anew = server.execute(where).fetchone()

    assert kept == before
    assert anew[0] != before[0]
    assert anew[1] == before[1]


def test_keys_of_cases_are_wrapped_anew_a_few_at_a_time(database: Database) -> None:
    making = maker()
    made = [decided(making) for _ in range(5)]
    for each in made:
        enter(database, each)
    with writing(database):
        old, marks_key = openings.in_force(database)
        new = database.keys.add(os.urandom)
        openings.wrap_under(database, new, marks_key)
        first = openings.rewrap(database, new, 3)
    enter(database, decided(making))

    left = openings.count_under_others(database, new.id)
    with writing(database):
        second = openings.rewrap(database, new, 3)
        third = openings.rewrap(database, new, 3)
    database.keys.keep_only(new.id)

    assert (first, left, second, third) == (3, 2, 2, 0)
    assert old != new
    for index, each in enumerate(made):
        assert set(read_openings(database, index)) == set(each.openings)
    with database.snapshot():
        assert searching.search(database, [digest("words")]).indexes == tuple(range(6))


def test_a_wrapped_key_belongs_to_its_case(database: Database) -> None:
    making = maker()
    for _ in range(2):
        enter(database, decided(making))

    database.execute(
        "UPDATE cases SET wrapped = (SELECT wrapped FROM cases WHERE number = 0) WHERE number = 1"
    )

    with pytest.raises(SealedError, match="was not wrapped"):
        read_openings(database, 1)
