"""What has run out is found by spans of numbers: all of it, and what is erased is left alone."""

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from countenance.stores import case_spans
from countenance.stores.case_spans import SPAN, expired, gone_back, span
from countenance.stores.database import Database, connect, writing
from countenance.stores.openings import destroy
from countenance.stores.sqlite_database import SqliteDatabase, open_file
from postgres import shared_folder

ALL = (
    "SELECT number FROM cases c JOIN entries e ON e.idx = c.number WHERE wrapped IS NOT NULL "
    "AND last < ? AND e.kind = 'decision' AND number NOT IN (SELECT number FROM held_cases)"
)
"""What is to be found."""


@pytest.fixture(params=["file", "server"])
def database(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Database]:
    monkeypatch.setattr(case_spans, "SPAN", 8)
    monkeypatch.setattr(case_spans, "_SPANS", 3)
    folder = tmp_path if request.param == "file" else shared_folder(tmp_path)
    with closing(connect(folder)) as made:
        yield made


def day(number: int) -> str:
    return f"2026-01-{number:02}T00:00:00.000Z"


def enter(database: Database, first: int, lasts: list[str], kind: str = "decision") -> None:
    """Entries that are a case each."""
    numbers = range(first, first + len(lasts))
    with writing(database):
        database.take_indexes(len(lasts))
        database.insert_rows(
            "entries", [(at, f"e{at}", kind, None, None, b"{}", bytes(32)) for at in numbers]
        )
        database.insert_rows(
            "cases",
            [(at, None, last, "w", b"k", None) for at, last in zip(numbers, lasts, strict=True)],
        )


def swept(database: Database, before: str, most: int = 5, looked: str | None = None) -> list[int]:
    """What runs out is destroyed, as it is done in a gate."""
    more = True
    while more:
        with writing(database):
            more = span(database)
    done: list[int] = []
    since: int | None = 0
    while since is not None:
        with writing(database):
            numbers, since = expired(database, before, most, looked or before, since)
            for number in numbers:
                destroy(database, number, number)
        assert len(numbers) <= most
        done += numbers
    return done


def spans(database: Database) -> list[tuple[object, ...]]:
    return [tuple(row) for row in database.execute("SELECT * FROM case_spans ORDER BY first")]


@pytest.mark.parametrize("seed", range(4))
def test_all_that_has_run_out_is_found_whatever_the_clock_did(
    database: Database, seed: int
) -> None:
    chance = random.Random(seed)
    size = 0
    for before in range(1, 28, 3):
        lasts = [day(chance.choice([before, before, 1, 28])) for _ in range(chance.randrange(30))]
        enter(database, size, lasts, chance.choice(["decision", "decision", "settings"]))
        size += len(lasts)
        with writing(database):
            for number in chance.sample(range(size), min(size, 3)):
                # One goes on, by whatever clock; one is erased by hand; one is held.
                last = day(chance.randrange(1, 29))
                database.execute("UPDATE cases SET last = ? WHERE number = ?", (last, number))
                gone_back(database, number, last)
            if size:
                destroy(database, chance.randrange(size), size)
                held = chance.randrange(size)
                database.execute(
                    "INSERT INTO held_cases VALUES (?, ?, NULL) ON CONFLICT DO NOTHING",
                    (held, held),
                )
        wanted = [row[0] for row in database.execute(ALL, (day(before),)).fetchall()]

        assert swept(database, day(before), chance.randrange(1, 20)) == sorted(wanted)


def test_what_is_erased_is_not_looked_at_again(database: Database) -> None:
    enter(database, 0, [day(1)] * 40)
    enter(database, 40, [day(9)] * 20)

    assert swept(database, day(2)) == list(range(40))
    assert swept(database, day(2)) == []
    assert spans(database) == [(40, day(9)), (48, day(9))]
    assert swept(database, day(10)) == list(range(40, 60))


def test_a_clock_that_was_ahead_hides_nothing_that_came_after(database: Database) -> None:
    enter(database, 0, [day(1), day(28), *[day(2)] * 30])

    assert swept(database, day(3)) == [0, *range(2, 32)]
    assert swept(database, day(3)) == []
    assert spans(database) == [(0, day(28))]


def test_who_looked_is_kept_for_longer(database: Database) -> None:
    enter(database, 0, [day(1)] * 10, "unsealed")

    assert swept(database, day(5), looked=day(1)) == []
    assert swept(database, day(5), looked=day(2)) == list(range(10))


def test_no_statement_looks_at_every_case(tmp_path: Path) -> None:
    """However many there are: a sweep is made while calls wait for their turn to write."""
    asked: list[str] = []
    with closing(open_file(tmp_path)) as file:
        enter(file, 0, [day(1)] * (SPAN + 1))
        file.set_trace_callback(asked.append)
        swept(file, day(2))
        swept(file, day(2))
        file.set_trace_callback(None)
        plans = {each: plan_of(file, each) for each in asked if " cases " in each}

    assert any("min(last)" in each for each in plans)
    assert [each for each, plan in plans.items() if not plan.startswith("SEARCH")] == []


def plan_of(file: SqliteDatabase, statement: str) -> str:
    return str(file.execute(f"EXPLAIN QUERY PLAN {statement}").fetchone()[3])


def test_what_an_older_release_kept_runs_out_as_well(tmp_path: Path) -> None:
    with closing(open_file(tmp_path)) as older:
        enter(older, 0, [day(1)] * (SPAN + 8))
        older.execute("DROP TABLE case_spans")
        older.execute("CREATE INDEX cases_kept ON cases (last) WHERE wrapped IS NOT NULL")
        older.execute("PRAGMA user_version = 6")

    with closing(open_file(tmp_path)) as newer:
        assert swept(newer, day(2), 500) == list(range(SPAN + 8))
