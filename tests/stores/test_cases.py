"""Erasing, holding and opening cases: each step an entry, and nothing left of what is erased."""

import itertools
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from callers.examples import VOCABULARY, police
from countenance.errors import CaseError, LegalHoldError, RecordError, SealedError
from countenance.record.canonical import parse
from countenance.record.cases import Person
from countenance.record.make import Prepared
from countenance.stores import sqlite_database
from countenance.stores.cases import LOOKED_DAYS, Cases, Found
from countenance.stores.database import connect, writing
from countenance.stores.log import DatabaseLog, DatabaseReader
from countenance.stores.openings_key import KEY_FILE
from countenance.stores.registry import Registry
from postgres import shared_folder
from record.examples import decided, digest, maker, picture

ANNA = Person("Anna Zyx")
NANOSECONDS = 1_800_000_000_000_000_000
DAY = 86_400 * 10**9


class Kept:
    """A folder with some calls in it, and its cases."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = NANOSECONDS
        self.log = DatabaseLog(folder)
        self.maker = maker()
        self.made = [decided(self.maker, media=[picture(at)]) for at in range(3)]
        for each in self.made:
            self.append(each)
        self.cases = Cases(folder, lambda: self.now)

    def append(self, made: Prepared) -> int:
        return self.log.append_now(made.data, made.openings)

    def last(self) -> dict[str, Any]:
        (stored,) = self.log.newest(1)
        found: dict[str, Any] = parse(stored.data)
        return found

    def bytes(self) -> bytes:
        return b"".join(path.read_bytes() for path in self.folder.iterdir())


@pytest.fixture(params=["file", "server"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kept]:
    made = Kept(tmp_path if request.param == "file" else shared_folder(tmp_path))
    yield made
    made.cases.close()
    made.log.close()


def wrapped_keys(kept: Kept) -> list[bytes]:
    with closing(connect(kept.folder)) as database:
        rows = database.execute("SELECT wrapped FROM cases WHERE wrapped IS NOT NULL")
        return [row[0] for row in rows]


def test_an_erased_case_is_gone_and_an_entry_says_so(kept: Kept) -> None:
    before = wrapped_keys(kept)

    done = kept.cases.erase("1", "objection", ANNA)

    assert (done.case, done.entry, done.entries, done.before) == (kept.made[1].id, 3, 1, False)
    assert kept.last()["case"] == kept.made[1].id
    assert kept.last()["basis"] == "objection"
    assert kept.log.openings(1) == ()
    assert kept.log.openings(0) != ()
    gone = [each for each in before if each not in wrapped_keys(kept)]
    assert len(gone) == 1
    assert gone[0] not in kept.bytes()


def test_to_erase_once_more_changes_nothing(kept: Kept) -> None:
    kept.cases.erase("1", "objection", ANNA)

    again = kept.cases.erase(kept.made[1].id, "child", ANNA)

    assert (again.entry, again.entries, again.before) == (3, 0, True)
    assert kept.log.size() == 4


@pytest.mark.parametrize("name", ["7", "9" * 30, "c-none", "nonsense", ""])
def test_a_case_that_is_not_there_is_named(kept: Kept, name: str) -> None:
    with pytest.raises(CaseError, match=f"no case is called `{name}`"):
        kept.cases.erase(name, "objection", ANNA)

    assert kept.log.size() == 3


def test_what_came_of_a_call_is_of_its_case(kept: Kept) -> None:
    outcome = kept.append(kept.maker.outcome(kept.made[2].id, "done", status=200))
    lost = kept.append(kept.maker.failure("forward", "X", decision=kept.made[0].id))
    alone = kept.append(kept.maker.failure("forward", "X"))

    assert kept.cases.case(str(outcome)).number == 2
    assert kept.cases.case(str(lost)).number == 0
    with pytest.raises(CaseError):
        kept.cases.case(str(alone))


def test_a_case_under_legal_hold_is_not_erased_until_each_hold_is_released(kept: Kept) -> None:
    first = kept.cases.hold("1", "litigation", ANNA)
    second = kept.cases.hold("1", "authority", ANNA)

    with pytest.raises(LegalHoldError, match="under legal hold by entries 3, 4"):
        kept.cases.erase("1", "objection", ANNA)
    with pytest.raises(CaseError, match="held by entries 3, 4; name one"):
        kept.cases.release("1", ANNA)
    with pytest.raises(CaseError, match="entry 0 does not hold"):
        kept.cases.release("1", ANNA, 0)
    assert kept.cases.release("1", ANNA, first) == (first, 5)
    with pytest.raises(LegalHoldError, match=f"by entry {second};"):
        kept.cases.erase("1", "objection", ANNA)
    kept.cases.release("1", ANNA)

    assert kept.cases.holds(kept.cases.case("1")) == ()
    assert not kept.cases.erase("1", "objection", ANNA).before
    with pytest.raises(CaseError, match="under no legal hold"):
        kept.cases.release("1", ANNA)
    with pytest.raises(CaseError, match="nothing is left to hold"):
        kept.cases.hold("1", "authority", ANNA)


def test_a_release_follows_the_hold_that_it_ends(kept: Kept) -> None:
    kept.cases.hold("1", "litigation", ANNA)
    placed = kept.last()
    kept.cases.release("1", ANNA)

    assert kept.last()["prev"] == placed["id"]
    assert (placed["change"], kept.last()["change"]) == ("placed", "released")


def test_whoever_looks_leaves_an_entry(kept: Kept) -> None:
    opened, index = kept.cases.opened(1, "court", Person("Anna Zyx", "for Mr Qwv"))

    entry = kept.last()
    assert set(opened) == set(kept.made[1].openings)
    assert (entry["what"], entry["case"], entry["purpose"]) == ("shown", kept.made[1].id, "court")
    assert index == 3
    assert {each.field for each in kept.log.openings(3)} == {"who", "note"}


def test_what_cannot_be_opened_says_why(kept: Kept) -> None:
    kept.cases.erase("1", "objection", ANNA)
    alone = kept.append(kept.maker.failure("forward", "X"))

    with pytest.raises(CaseError, match="were erased by entry 3; its proof still holds"):
        kept.cases.opened(1, "court", ANNA)
    with pytest.raises(CaseError, match="nothing of it is sealed"):
        kept.cases.opened(alone, "court", ANNA)


def test_entries_about_the_same_bytes_are_found_until_they_are_erased(kept: Kept) -> None:
    kept.append(decided(kept.maker, media=[picture(1)], personal={"request": digest("picture 1")}))
    wanted = [digest("picture 1"), digest("nothing")]

    before = kept.cases.find(wanted, "subject-request", ANNA)
    found = before.found
    kept.cases.erase("1", "objection", ANNA)
    after = kept.cases.find(wanted, "subject-request", ANNA)

    assert [(each.index, each.fields) for each in found] == [
        (1, ("media.0",)), (3, ("media.0", "request")),
    ]  # fmt: skip
    assert isinstance(found[0], Found)
    assert found[0].case == kept.made[1].id
    assert [each.index for each in after.found] == [3]
    assert (before.erased, before.looked, before.without) == (0, 4, 0)
    assert (after.erased, after.looked, after.without) == (1, 3, 0)
    assert kept.last()["found"] == 1


def test_without_the_operators_key_nothing_opens_or_is_found_or_entered(kept: Kept) -> None:
    (kept.folder / KEY_FILE).rename(kept.folder / "away")

    with closing(Cases(kept.folder)) as cases:
        with pytest.raises(SealedError, match="which is not in"):
            cases.opened(1, "court", ANNA)
        with pytest.raises(SealedError, match="put it back"):
            cases.find([digest("picture 1")], "court", ANNA)

    assert kept.log.size() == 3


def test_what_was_kept_long_enough_is_erased_but_not_what_is_held(kept: Kept) -> None:
    kept.cases.hold("1", "litigation", ANNA)
    before = wrapped_keys(kept)

    early = kept.cases.expire(10)
    kept.now += 11 * DAY
    count = kept.cases.expire(10)
    entry = kept.last()

    assert (early, count) == (0, 2)
    assert (entry["basis"], entry["by"], entry["cases"], entry["case"]) == (
        "retention", "gate", 2, None,
    )  # fmt: skip
    assert [bool(kept.log.openings(index)) for index in range(4)] == [False, True, False, True]
    left = wrapped_keys(kept)
    assert not any(each in kept.bytes() for each in before if each not in left)
    assert kept.cases.expire(10) == 0
    kept.now += LOOKED_DAYS * DAY
    assert kept.cases.expire(10) == 1  # who placed the hold


def test_of_several_all_are_erased_or_none(kept: Kept) -> None:
    first, second = kept.cases.case("1"), kept.cases.case("2")
    assert first.number != second.number
    held = kept.cases.hold("2", "litigation", ANNA)
    before = kept.log.size()

    with pytest.raises(LegalHoldError, match="is under legal hold"):
        kept.cases.erase_all(("1",), "objection", ANNA, others=("2",))
    assert (kept.log.size(), kept.cases.case("1").erased) == (before, None)
    kept.cases.release("2", ANNA, held)
    done = kept.cases.erase_all(("1",), "objection", ANNA, others=("2", first.name, "no-such-case"))

    assert [(each.case, each.before) for each in done] == [
        (first.name, False), (second.name, False),
    ]  # fmt: skip
    assert [each.entry for each in done] == [before + 1, before + 2]
    assert kept.log.size() == before + 3
    with pytest.raises(CaseError, match="no case is called"):
        kept.cases.erase_all(("no-such-case",), "objection", ANNA)


def test_many_are_erased_a_few_at_a_time(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("countenance.stores.cases._AT_ONCE", 2)
    kept.now += 11 * DAY

    assert kept.cases.expire(10) == 3
    assert kept.log.size() == 5


def test_others_get_their_turn_while_many_are_erased(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: list[float] = []

    def write(seconds: float) -> None:
        kept.log.claimed(0)  # forgets those that have run out
        turns.append(seconds)

    monkeypatch.setattr("countenance.stores.cases._AT_ONCE", 1)
    monkeypatch.setattr("countenance.stores.cases.time", SimpleNamespace(sleep=write))
    kept.now += 11 * DAY

    assert kept.cases.expire(10) == 3
    assert len(turns) >= 4


def test_to_erase_looks_at_nothing_of_other_cases(tmp_path: Path) -> None:
    """While it is its turn to write no call is entered, however many there were."""
    kept, asked = Kept(tmp_path), list[str]()
    connection = kept.cases._connection
    assert isinstance(connection, sqlite_database.SqliteDatabase)
    with writing(connection):
        connection.execute("INSERT INTO held_sets VALUES (1, 'h', 'd', 'c', 9, 0, 0, 'w', x'00')")

    connection.set_trace_callback(asked.append)
    kept.cases.erase("1", "objection", ANNA)
    kept.now += 11 * DAY
    kept.cases.expire(10)
    connection.set_trace_callback(None)

    plans = {
        each: [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {each}")]
        for each in asked
        if each.startswith(("SELECT", "UPDATE", "DELETE"))
    }
    kept.cases.close()
    kept.log.close()
    assert sum("openings" in each for each in plans) >= 8
    scans = {step.split()[1] for plan in plans.values() for step in plan if "SCAN" in step}
    assert not scans & {"o", "e", "c", "openings", "entries", "cases"}


def registry(kept: Kept) -> Registry:
    clock = itertools.count(NANOSECONDS, 1_000_000)
    return Registry(kept.folder, VOCABULARY, lambda: next(clock), os.urandom)


def test_what_its_pictures_would_be_known_again_by_goes_with_it(kept: Kept) -> None:
    with closing(connect(kept.folder)) as database, writing(database):
        database.execute("INSERT INTO shown (mark, corners, last) VALUES (?, 0, 0)", (b"mark",))
        (shown,) = database.execute("SELECT id FROM shown").fetchone()
        database.insert_rows("shown_looks", [(shown, b"asked", 0, kept.made[1].id, b"[]")])

    kept.cases.erase("1", "objection", ANNA)

    with closing(connect(kept.folder)) as database:
        left = {
            table: [row[0] for row in database.execute(f"SELECT * FROM {table}")]
            for table in ("shown", "shown_looks")
        }
    assert left == {"shown": [], "shown_looks": []}


def test_a_registration_is_erased_once_it_was_removed_with_every_name_of_it(kept: Kept) -> None:
    name = "Wilhelminaquist Marzipan"
    with closing(registry(kept)) as writer:
        ref = writer.add(replace(police(), organisation=name)).ref
        for at in range(40):
            writer.add(replace(police(), id=f"other-{at}", organisation=f"Other {at}"))
        writer.new_key("oslo-police", "desk")
        with pytest.raises(CaseError, match="still registered; `countenance callers remove"):
            kept.cases.erase(ref, "child", ANNA)
        writer.remove("oslo-police")
        before = kept.log.size()

        done = kept.cases.erase(str(before - 1), "child", ANNA)

        assert (done.case, done.entries) == (ref, 2)
        assert name.encode() not in kept.bytes()
        assert len(writer.registrations()) == 40
        assert "changed by hand" not in " ".join(writer.lint(VOCABULARY, date(2026, 11, 22)))


def test_a_registration_runs_out_so_many_days_after_it_was_removed(kept: Kept) -> None:
    with closing(registry(kept)) as writer:
        ref = writer.add(police()).ref
        kept.now += 400 * DAY
        kept.cases.expire(10)
        kept_while_registered = kept.cases.case(ref).erased
        writer.remove("oslo-police")
        kept.now = NANOSECONDS + 5 * DAY
        kept.cases.expire(10)
        kept_at_first = kept.cases.case(ref).erased
        kept.now = NANOSECONDS + 11 * DAY
        kept.cases.expire(10)

    assert kept_while_registered is None
    assert kept_at_first is None
    assert kept.cases.case(ref).erased is not None


def test_another_key_of_the_operator_takes_over_while_a_gate_writes(kept: Kept) -> None:
    file = kept.folder / KEY_FILE
    old = file.read_bytes()

    id_, count = kept.cases.rewrap()
    after = kept.append(decided(kept.maker))

    assert count == 3
    assert kept.log.openings(after)
    assert set(kept.log.openings(1)) == set(kept.made[1].openings)
    assert old.strip() not in kept.bytes()
    entries = [parse(each.data) for each in kept.log.entries()]
    (entry,) = [each for each in entries if each["kind"] == "openings-key"]
    assert entry["key"] == id_
    with closing(DatabaseReader(kept.folder)) as reader:
        assert set(reader.openings(0)) == set(kept.made[0].openings)


def test_a_key_that_the_operator_brings_is_taken(kept: Kept) -> None:
    file = kept.folder / KEY_FILE
    file.write_bytes(file.read_bytes() + b"YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXoxMjM0NTY=\n")

    kept.cases.rewrap()

    assert file.read_bytes() == b"YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXoxMjM0NTY=\n"


def test_a_change_of_key_that_was_interrupted_is_finished(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise RecordError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("countenance.stores.openings.rewrap", broken)
        with pytest.raises(RecordError, match="full"):
            kept.cases.rewrap()
    between = set(kept.log.openings(0))

    id_, count = kept.cases.rewrap()

    assert between == set(kept.log.openings(0)) == set(kept.made[0].openings)
    assert count == 3
    assert len((kept.folder / KEY_FILE).read_bytes().split()) == 1
    kinds = [parse(each.data)["kind"] for each in kept.log.entries()]
    assert kinds.count("openings-key") == 1
    assert id_ == parse(kept.log.entry(3).data)["key"]  # type: ignore[union-attr]  # it is there


def test_who_keeps_reading_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was erased is; only the file could not be cleared yet."""
    kept = Kept(tmp_path)
    monkeypatch.setattr(sqlite_database, "CLEARING_SECONDS", 0.1)
    with closing(connect(kept.folder)) as reading:
        reading.execute("BEGIN")
        reading.execute("SELECT * FROM entries").fetchone()
        with pytest.raises(RecordError, match="kept reading.*run the command again"):
            kept.cases.erase("1", "objection", ANNA)
        reading.execute("COMMIT")

    assert kept.cases.erase("1", "objection", ANNA).before
    assert kept.log.openings(1) == ()
    kept.cases.close()
    kept.log.close()
