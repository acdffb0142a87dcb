"""A running gate erases what was kept long enough, and keeps nothing where it is told to."""

import asyncio
import time
from contextlib import closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from countenance.errors import RecordError
from countenance.gate.expiring import Expiring
from countenance.record.canonical import parse
from countenance.stores.log import DatabaseLog, DatabaseReader
from countenance.stores.openings_key import KEY_FILE
from countenance.stores.sqlite_database import SqliteDatabase
from gate.running import running
from record.examples import decided, maker

DAY = 86_400 * 10**9
NOW = 1_800_000_000_000_000_000


def kept(folder: Path, count: int = 2) -> None:
    making = maker()
    with closing(DatabaseLog(folder)) as log:
        for _ in range(count):
            made = decided(making)
            log.append_now(made.data, made.openings)


def opened(folder: Path) -> list[bool]:
    with closing(DatabaseReader(folder)) as reader:
        return [bool(reader.openings(index)) for index in range(2)]


def test_what_was_kept_for_so_many_days_is_erased(tmp_path: Path) -> None:
    kept(tmp_path)

    early = asyncio.run(Expiring(tmp_path, 10, lambda: NOW + 9 * DAY).look())
    before = opened(tmp_path)
    late = asyncio.run(Expiring(tmp_path, 10, lambda: NOW + 11 * DAY).look())

    assert (early, late) == (0, 2)
    assert before == [True, True]
    assert opened(tmp_path) == [False, False]


def test_it_looks_again_and_again(tmp_path: Path) -> None:
    kept(tmp_path)
    now = [NOW]

    async def run() -> None:
        expiring = Expiring(tmp_path, 10, lambda: now[0], lambda: now[0] / 1e9)
        looking = asyncio.create_task(expiring.run(every=0.01))
        now[0] += 11 * DAY
        until = time.monotonic() + 20
        while any(opened(tmp_path)) and time.monotonic() < until:
            await asyncio.sleep(0.01)
        looking.cancel()

    asyncio.run(run())

    assert opened(tmp_path) == [False, False]


def test_a_clock_that_jumps_ahead_erases_nothing_before_it_has_stood_so_for_a_day(
    tmp_path: Path,
) -> None:
    kept(tmp_path)
    wall, steady = [NOW], [1000.0]
    expiring = Expiring(tmp_path, 10, lambda: wall[0], lambda: steady[0])

    def later(hours: float, jump: int = 0) -> int:
        steady[0] += hours * 3600
        wall[0] += int(hours * 3600) * 10**9 + jump
        return asyncio.run(expiring.look())

    assert later(0) == 0
    assert later(1, jump=400 * DAY) == 0  # a clock that went mad
    assert later(1, jump=-400 * DAY) == 0  # and was put right
    assert later(1, jump=400 * DAY) == 0
    assert [later(12), all(opened(tmp_path))] == [0, True]
    assert [later(12.1), any(opened(tmp_path))] == [2, False]  # it is the time, after all


def test_files_that_could_not_be_cleared_are_cleared_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(tmp_path)
    expiring = Expiring(tmp_path, 10, lambda: NOW + 11 * DAY)
    cleared: list[str] = []

    def busy(_: SqliteDatabase, where: str) -> None:
        raise RecordError(f"{where}: another process kept reading")

    with monkeypatch.context() as patch:
        patch.setattr(SqliteDatabase, "clear_traces", busy)
        first = asyncio.run(expiring.look())
    monkeypatch.setattr(SqliteDatabase, "clear_traces", lambda _, where: cleared.append(where))
    for _ in range(3):
        asyncio.run(expiring.look())

    assert first == 0
    assert opened(tmp_path) == [False, False]
    assert cleared == ["cases"]


def test_what_cannot_be_erased_now_is_said_and_tried_again(tmp_path: Path) -> None:
    kept(tmp_path)
    expiring = Expiring(tmp_path, 10, lambda: NOW + 11 * DAY)
    hidden = tmp_path / "hidden"
    (tmp_path / KEY_FILE).rename(hidden)
    (tmp_path / KEY_FILE).write_text("no key")

    with capture_logs() as said:
        # The entry that says so has nothing to seal, so this needs no key.
        first = asyncio.run(expiring.look())
        second = asyncio.run(Expiring(tmp_path / "none", 10, lambda: NOW).look())

    assert (first, second) == (2, 0)
    assert [each["event"] for each in said] == ["openings-expired", "expiry-failed"]


def test_a_gate_that_is_told_to_keeps_nothing_to_open(tmp_path: Path) -> None:
    with running(tmp_path, "[record]\nopenings_days = 0\n") as gate:
        key = gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")
        index = gate.ask(key, "Hello").entry
    with closing(DatabaseReader(tmp_path)) as reader:
        stored = reader.entry(index)
        openings = reader.openings(index)

    assert stored is not None
    assert set(parse(stored.data)["commit"]) == {"request"}
    assert openings == ()


def test_what_nobody_has_foreseen_ends_no_looking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Expiring) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(Expiring, "_expire", broken)

    with capture_logs() as logs:
        assert asyncio.run(Expiring(tmp_path, 10, lambda: NOW).look()) == 0

    assert [each["error"] for each in logs] == ["ZeroDivisionError"]
