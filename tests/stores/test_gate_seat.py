"""The place of a running gate: a number of its own, which nobody else has meanwhile."""

import shutil
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest

from countenance.errors import RecordError
from countenance.record.make import Prepared
from countenance.stores import gate_seat
from countenance.stores.database import connect
from countenance.stores.gate_number import FILE
from countenance.stores.gate_seat import GateSeat
from countenance.stores.log import DatabaseLog
from countenance.stores.place import Place
from countenance.stores.server_lock import ServerLock
from postgres import fresh_place, shared_folder
from record.examples import decided, maker


@pytest.fixture
def place() -> Place:
    return fresh_place()


@pytest.fixture
def folder(tmp_path: Path, place: Place) -> Path:
    return shared_folder(tmp_path / "one", place)


def until(true: Callable[[], bool]) -> None:
    for _ in range(1500):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("it did not come to be so")


def test_a_number_is_given_once_and_kept(tmp_path: Path, folder: Path, place: Place) -> None:
    other = shared_folder(tmp_path / "two", place)
    numbers = []
    for each in (folder, other, folder):
        seat = GateSeat(each, place)
        numbers.append(seat.number)
        seat.release()

    assert numbers[0] == numbers[2] != numbers[1]
    assert (folder / FILE).stat().st_mode & 0o077 == 0


def test_a_folder_that_was_copied_whole_is_no_second_gate(folder: Path, place: Place) -> None:
    seat = GateSeat(folder, place)
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy)
    try:
        with pytest.raises(RecordError, match=rf"lose its `{FILE}`"):
            GateSeat(copy, place)
    finally:
        seat.release()
    GateSeat(copy, place).release()


def test_a_seat_whose_connection_is_lost_is_taken_again(folder: Path, place: Place) -> None:
    seat = GateSeat(folder, place)
    held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 3"
    try:
        with closing(connect(folder)) as database:
            database.execute(held.replace("count(*)", "count(pg_terminate_backend(pid))"))
            until(lambda: database.execute(held).fetchone() == (1,))
        assert not seat.is_lost
    finally:
        seat.release()


def test_whatever_the_server_says_its_seat_is_looked_at_again(
    folder: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that goes down says so to whoever has just come back to it."""
    monkeypatch.setattr(gate_seat, "_LOOK_SECONDS", 0.001)
    looked: list[str] = []

    async def taken(_: ServerLock) -> bool:
        looked.append("")
        if len(looked) < 3:
            raise asyncpg.AdminShutdownError("terminating connection")
        return False

    seat = GateSeat(folder, place)
    monkeypatch.setattr(ServerLock, "taken", taken)
    try:
        until(lambda: seat.is_lost)
    finally:
        seat.release()


def test_a_gate_whose_number_another_has_taken_writes_nothing(folder: Path) -> None:
    with closing(DatabaseLog.for_gate(folder)) as log:
        assert log._seat is not None
        log._seat._lost = True  # type: ignore[attr-defined]  # as the watch finds it

        with pytest.raises(RecordError, match="taken the number"):
            log.append_now(decided(maker()).data)
        assert log.size() == 0


def test_a_gate_ends_what_it_left_itself_and_nothing_of_another(
    tmp_path: Path, folder: Path, place: Place
) -> None:
    making = maker()
    other = shared_folder(tmp_path / "two", place)
    left: list[Prepared] = []
    for each in (folder, other):
        with closing(DatabaseLog.for_gate(each)) as log:
            left.append(decided(making))
            log.append_now(left[-1].data)

    with closing(DatabaseLog.for_gate(folder)) as log:
        ended = log.reconcile(making.unknown_outcome)
        waiting = log.awaiting()

    assert ended == 1
    assert waiting == (left[1].id,)
