"""Entries as the record lists them."""

import re
from pathlib import Path

import pytest

from countenance.console.views import entries
from countenance.console.views.entries import KINDS, Sought, followed_by, newest
from countenance.record import entry as kinds
from countenance.record.canonical import parse
from countenance.stores.memory_log import MemoryLog
from record.examples import decided, maker

CLAUSE = kinds.FindingRef("ms-aoai-coc@2024-05-03", "AOAI-ID", "deny", "yes", (), weak=False)


def log_of(count: int) -> MemoryLog:
    log, making = MemoryLog(), maker()
    for number in range(count):
        odd = number % 2
        made = decided(
            making, clauses=(CLAUSE,) if odd else (), none_speaks=not odd,
            outcome="refuse" if odd else "pass", row=2 if odd else 1,
        )  # fmt: skip
        log.append_now(made.data, made.openings)
    return log


def test_the_newest_come_first_and_the_next_page_begins_where_one_ended() -> None:
    log = log_of(120)

    first = newest(log, Sought())
    second = newest(log, Sought(before=first.before))
    last = newest(log, Sought(before=second.before))

    shown = [row.index for page in (first, second, last) for row in page.rows]
    assert shown == list(range(119, -1, -1))
    assert last.before is None


@pytest.mark.parametrize(
    "sought",
    [
        Sought(outcome="refuse"),
        Sought(clause="AOAI-ID"),
        Sought(clause="ms-aoai-coc@2024-05-03"),
        Sought(clause="ms-aoai-coc@2024-05-03 AOAI-ID", kind="decision"),
    ],
)
def test_what_is_looked_for_is_found_and_nothing_else(sought: Sought) -> None:
    found = newest(log_of(20), sought)

    assert [row.index for row in found.rows] == list(range(19, 0, -2))
    assert newest(log_of(20), Sought(kind="registration")).rows == ()


def test_one_look_reads_so_many_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "_READ", 40)
    monkeypatch.setattr(entries, "_CHUNK", 20)

    found = newest(log_of(100), Sought(kind="registration"))

    assert (found.read, found.before, found.size) == (40, 60, 100)


def test_what_follows_on_an_entry_is_found() -> None:
    log, making = MemoryLog(), maker()
    made = decided(making)
    log.append_now(made.data, made.openings)
    ended = making.unknown_outcome(made.id)
    log.append_now(ended.data, ended.openings)

    assert [each.index for each in followed_by(log, 0, made.id)] == [1]
    first = log.entry(0)
    assert first is not None
    assert list(followed_by(log, 1, parse(first.data)["id"])) == []


def test_every_kind_of_entries_is_offered() -> None:
    record = Path(kinds.__file__).parent
    tags = {
        tag
        for path in record.glob("*.py")
        for tag in re.findall(r'Base, frozen=True, tag="([a-z-]+)"', path.read_text("utf-8"))
    }

    assert set(KINDS) == tags
