"""The promises of a log, kept by the one on the disk and by the one in memory."""

import asyncio
import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from countenance.errors import DoubtfulWriteError, RecordError
from countenance.record.canonical import LIMIT
from countenance.record.commitment import Opening
from countenance.record.make import Maker, Prepared
from countenance.record.store import LogStore
from countenance.stores.database import FILE, connect, writing
from countenance.stores.log import DatabaseLog, DatabaseReader
from countenance.stores.memory_log import MemoryLog
from countenance.stores.postgres_database import PostgresDatabase
from countenance.stores.sqlite_database import SqliteDatabase
from postgres import shared_folder
from record.examples import decided, digest, maker

CRASHING = Path(__file__).with_name("crashing.py")
SOURCE = Path(__file__).resolve().parents[2] / "src"


@pytest.fixture(params=["disk", "server", "memory"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LogStore]:
    folder = shared_folder(tmp_path) if request.param == "server" else tmp_path
    made = MemoryLog() if request.param == "memory" else DatabaseLog(folder)
    yield made
    made.close()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[DatabaseLog]:
    with closing(DatabaseLog.for_gate(tmp_path)) as made:
        yield made


def failures(count: int, making: Maker | None = None) -> list[Prepared]:
    making = making or maker()
    return [making.failure("entry", "RecordError") for _ in range(count)]


def test_entries_are_numbered_from_zero_and_come_back_as_they_were(log: LogStore) -> None:
    made = failures(5)

    indexes = [log.append_now(one.data, one.openings) for one in made]

    assert indexes == [0, 1, 2, 3, 4]
    assert [stored.data for stored in log.entries()] == [one.data for one in made]
    assert log.size() == 5


def test_the_leaf_of_an_entry_is_the_hash_of_rfc_6962(log: LogStore) -> None:
    (made,) = failures(1)
    log.append_now(made.data)

    stored = log.entry(0)

    assert stored is not None
    assert stored.leaf == hashlib.sha256(b"\0" + made.data).digest()


def test_an_entry_is_found_by_index_and_by_id(log: LogStore) -> None:
    made = failures(3)
    for one in made:
        log.append_now(one.data)

    by_index, by_id = log.entry(1), log.entry(made[1].id)

    assert by_index == by_id
    assert by_index is not None
    assert by_index.data == made[1].data
    assert log.entry(3) is None
    assert log.entry(-1) is None
    assert log.entry("unknown") is None


def test_a_stretch_of_entries_is_read(log: LogStore) -> None:
    for one in failures(7):
        log.append_now(one.data)

    assert [stored.index for stored in log.entries(2, 5)] == [2, 3, 4]
    assert [stored.index for stored in log.entries(5)] == [5, 6]
    assert list(log.entries(9)) == []


def test_an_id_is_appended_once(log: LogStore) -> None:
    (made,) = failures(1)
    log.append_now(made.data)

    with pytest.raises(RecordError, match="cannot be appended"):
        log.append_now(made.data)

    assert log.size() == 1


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b'{"kind":"opinion","id":"1","prev":null,"time":"x"}', b"x" * (LIMIT + 1)],
)
def test_what_is_no_entry_is_refused(log: LogStore, data: bytes) -> None:
    with pytest.raises(RecordError):
        log.append_now(data)

    assert log.size() == 0


def test_openings_are_kept_beside_the_entry(log: LogStore) -> None:
    made = decided(personal={"request": digest("all")})

    index = log.append_now(made.data, made.openings)

    assert set(log.openings(index)) == set(made.openings)
    assert log.openings(index + 1) == ()


def test_an_entry_with_two_openings_for_one_field_is_refused_whole(log: LogStore) -> None:
    (made,) = failures(1)
    twice = [Opening("a", bytes(32), b"1"), Opening("a", bytes(32), b"2")]

    with pytest.raises(RecordError):
        log.append_now(made.data, twice)

    assert log.size() == 0
    assert log.append_now(made.data) == 0


def test_a_decision_that_lets_something_go_awaits_its_outcome(log: LogStore) -> None:
    making = maker()
    passed = decided(making)
    redacted = decided(making, outcome="redact", row=4)
    for made in (
        passed,
        redacted,
        decided(making, outcome="refuse", row=2),
        decided(making, outcome="hold", row=6),
        decided(making, what_if=True),
    ):
        log.append_now(made.data)

    before = log.awaiting()
    log.append_now(making.outcome(passed.id, "done", status=200).data)

    assert set(before) == {passed.id, redacted.id}
    assert log.awaiting() == (redacted.id,)


def test_many_callers_append_at_once_without_a_gap(log: LogStore) -> None:
    made = failures(300)

    async def run() -> list[int]:
        return await asyncio.gather(*(log.append(one.data, one.openings) for one in made))

    indexes = asyncio.run(run())

    assert sorted(indexes) == list(range(300))
    for index, one in zip(indexes, made, strict=True):
        stored = log.entry(index)
        assert stored is not None
        assert stored.data == one.data


def test_a_caller_that_stops_waiting_does_not_take_its_entry_back(log: LogStore) -> None:
    one, other = failures(2)

    async def run() -> int:
        task = asyncio.ensure_future(log.append(one.data))
        await asyncio.sleep(0)
        task.cancel()
        return await log.append(other.data)

    assert asyncio.run(run()) == 1
    assert log.entry(one.id) is not None


def test_what_was_begun_is_written_in_that_order_whoever_waits(
    log: DatabaseLog | MemoryLog,
) -> None:
    made = failures(9)

    async def run() -> list[int]:
        begun = [log.begin(one.data, one.openings) for one in made]
        begun[3].cancel()
        return [await future for future in begun if not future.cancelled()]

    indexes = asyncio.run(run())

    assert indexes in ([0, 1, 2, 4, 5, 6, 7, 8], list(range(9)))  # in memory it was done already
    assert [stored.data for stored in log.entries()] == [one.data for one in made]


def test_what_cannot_be_begun_says_so_when_it_is_waited_for(log: DatabaseLog | MemoryLog) -> None:
    (made,) = failures(1)
    log.append_now(made.data)

    async def run() -> None:
        begun = [log.begin(made.data)]
        if isinstance(log, DatabaseLog):
            begun.insert(0, log.begin(b"no entry"))
        for future in begun:
            with pytest.raises(RecordError):
                await future

    asyncio.run(run())

    assert log.size() == 1


def test_statements_are_as_many_for_a_batch_as_for_one_entry(disk: DatabaseLog) -> None:
    statements: list[str] = []
    making = maker()
    batch = [decided(making) for _ in range(40)]
    assert isinstance(disk._writing, SqliteDatabase)
    disk._writing.set_trace_callback(statements.append)

    async def run() -> None:
        await asyncio.gather(*(disk.begin(one.data, one.openings) for one in batch))

    asyncio.run(run())

    assert disk.awaiting() == tuple(sorted(one.id for one in batch))
    assert sum("INTO entries" in one for one in statements) <= statements.count("COMMIT")


def test_claims_are_kept_until_they_run_out(log: DatabaseLog | MemoryLog) -> None:
    log.claim("c-1", "one", 100)
    log.claim("c-1", "one", 300)
    log.claim("c-1", "two", 200)
    log.append_now(failures(1)[0].data)

    assert sorted(log.claimed(50)) == [("c-1", "one", 100), ("c-1", "two", 200)]
    assert log.claimed(150) == [("c-1", "two", 200)]


def test_what_came_back_is_on_the_disk_for_everyone(disk: DatabaseLog, tmp_path: Path) -> None:
    with closing(DatabaseReader(tmp_path)) as other:
        for made in failures(20):
            index = disk.append_now(made.data)
            stored = other.entry(index)
            assert stored is not None
            assert stored.data == made.data


def test_entries_that_wait_are_committed_together(disk: DatabaseLog) -> None:
    """One fsync for many callers: the disk sets the pace, not how many call."""
    statements: list[str] = []
    assert isinstance(disk._writing, SqliteDatabase)
    disk._writing.set_trace_callback(statements.append)
    made = failures(200)

    async def run() -> None:
        await asyncio.gather(*(disk.append(one.data) for one in made))

    asyncio.run(run())

    # What one turn of the loop began: nobody is committed alone while the others wait.
    assert statements.count("COMMIT") == 1


async def handed_over(log: DatabaseLog) -> None:
    """Wait until the thread that writes has taken what was begun."""
    while not log._waiting.is_empty():
        await asyncio.sleep(0.001)


def test_what_comes_while_another_process_writes_is_committed_together(
    disk: DatabaseLog, tmp_path: Path
) -> None:
    """Workers write in turns: who waits for a turn takes along all who came meanwhile."""
    statements: list[str] = []
    assert isinstance(disk._writing, SqliteDatabase)
    disk._writing.set_trace_callback(statements.append)
    first, *others = failures(20)

    async def run() -> None:
        with closing(connect(tmp_path)) as other, writing(other):
            begun = [disk.begin(first.data)]
            await handed_over(disk)
            begun += [disk.begin(one.data) for one in others]
            await asyncio.sleep(0)  # they go over at the end of this turn
        await asyncio.gather(*begun)

    asyncio.run(asyncio.wait_for(run(), 20))

    assert statements.count("COMMIT") == 1


def test_who_cannot_have_a_turn_is_told_with_all_who_came_meanwhile(
    disk: DatabaseLog, tmp_path: Path
) -> None:
    assert isinstance(disk._writing, SqliteDatabase)
    disk._writing.patience = 0.2
    first, *others = failures(3)

    async def run() -> list[int | BaseException]:
        with closing(connect(tmp_path)) as other, writing(other):
            begun = [disk.begin(first.data)]
            await handed_over(disk)
            begun += [disk.begin(one.data) for one in others]
            return await asyncio.gather(*begun, return_exceptions=True)

    told = asyncio.run(asyncio.wait_for(run(), 20))

    assert {str(one) for one in told} == {
        "record: another process kept writing for too long; try again"
    }
    assert disk.append_now(first.data) == 0


def test_one_bad_entry_leaves_those_committed_with_it_alone(disk: DatabaseLog) -> None:
    made = failures(50)
    disk.append_now(made[7].data)

    async def run() -> list[int | BaseException]:
        appended = (disk.append(one.data) for one in made)
        return await asyncio.gather(*appended, return_exceptions=True)

    results = asyncio.run(run())

    assert isinstance(results[7], RecordError)
    assert disk.size() == 50
    assert sorted(result for result in results if isinstance(result, int)) == list(range(1, 50))


def test_one_bad_entry_among_the_last_keeps_nothing_from_being_written(tmp_path: Path) -> None:
    log = DatabaseLog(tmp_path)
    made = failures(3)
    log.append_now(made[1].data)

    async def run() -> list[int | BaseException]:
        begun = [log.begin(one.data) for one in made]
        log.close()
        return await asyncio.gather(*begun, return_exceptions=True)

    first, bad, last = asyncio.run(asyncio.wait_for(run(), 20))

    assert (first, last) == (1, 2)
    assert isinstance(bad, RecordError)


def test_an_entry_cannot_be_changed_or_removed(disk: DatabaseLog, tmp_path: Path) -> None:
    disk.append_now(failures(1)[0].data)

    with closing(sqlite3.connect(tmp_path / FILE)) as other:
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            other.execute("UPDATE entries SET kind = 'outcome'")
        with pytest.raises(sqlite3.IntegrityError, match="never removed"):
            other.execute("DELETE FROM entries")


def test_a_full_disk_loses_nothing_and_is_recovered_from(disk: DatabaseLog) -> None:
    made = failures(400)
    pages = disk._writing.execute("PRAGMA page_count").fetchone()[0]
    disk._writing.execute(f"PRAGMA max_page_count = {pages + 10}")
    kept: list[Prepared] = []
    refused: list[Prepared] = []
    reasons: set[str] = set()

    for one in made:
        try:
            disk.append_now(one.data)
            kept.append(one)
        except RecordError as error:
            reasons.add(str(error))
            refused.append(one)

    assert kept
    assert refused
    assert reasons == {"record: the disk is full; nothing was written (SQLITE_FULL)"}
    assert [stored.data for stored in disk.entries()] == [one.data for one in kept]
    disk._writing.execute("PRAGMA max_page_count = 1000000")
    assert disk.append_now(refused[0].data) == len(kept)


def test_a_claim_that_could_not_be_written_is_owed_to_the_next_entry(disk: DatabaseLog) -> None:
    """An entry on the disk without its attestation's id would let the token count again."""
    pages = disk._writing.execute("PRAGMA page_count").fetchone()[0]
    disk._writing.execute(f"PRAGMA max_page_count = {pages}")
    disk.claim("c-1", "x" * 64, 100)
    for i in range(200):
        disk.claim("c-1", f"{i:0>64}", 100)
    with pytest.raises(RecordError):
        disk.append_now(decided().data, [Opening("a", bytes(32), bytes(30_000))])
    disk._writing.execute("PRAGMA max_page_count = 1000000")

    disk.append_now(failures(1)[0].data)

    assert len(disk.claimed(50)) == 201


def test_a_locked_database_is_said_so_and_recovered_from(disk: DatabaseLog, tmp_path: Path) -> None:
    one, other = failures(2)
    disk._writing.execute("PRAGMA busy_timeout = 20")
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as greedy:
        greedy.execute("BEGIN IMMEDIATE")
        with pytest.raises(RecordError, match="locked for too long"):
            disk.append_now(one.data)
        greedy.execute("ROLLBACK")

    assert disk.append_now(other.data) == 0


def test_a_failure_that_nobody_foresaw_is_told_and_the_thread_lives(disk: DatabaseLog) -> None:
    one, other = failures(2)
    strange = [Opening("a", bytes(32), object())]  # type: ignore[arg-type]  # that is the fault

    with pytest.raises(RecordError):
        disk.append_now(one.data, strange)

    assert disk.append_now(other.data) == 0


def test_a_probe_writes_no_entry(log: LogStore) -> None:
    asyncio.run(log.probe())
    asyncio.run(log.probe())

    assert log.size() == 0


def test_a_probe_tells_that_nothing_can_be_written(disk: DatabaseLog, tmp_path: Path) -> None:
    disk._writing.execute("PRAGMA busy_timeout = 20")

    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as greedy:
        greedy.execute("BEGIN IMMEDIATE")
        with pytest.raises(RecordError):
            asyncio.run(disk.probe())
        greedy.execute("ROLLBACK")
    asyncio.run(disk.probe())


def test_after_closing_nothing_is_appended(tmp_path: Path) -> None:
    log = DatabaseLog(tmp_path)
    (made,) = failures(1)
    log.close()
    log.close()

    with pytest.raises(RecordError, match="closed"):
        log.append_now(made.data)


def test_what_waits_is_written_before_closing(tmp_path: Path) -> None:
    log = DatabaseLog(tmp_path)
    made = failures(50)
    threads = [threading.Thread(target=log.append_now, args=(one.data,)) for one in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log.close()

    with closing(DatabaseReader(tmp_path)) as reader:
        assert reader.size() == 50


def test_a_second_gate_is_kept_out_and_a_command_is_not(disk: DatabaseLog, tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=rf"another gate \(process {os.getpid()}\)"):
        DatabaseLog.for_gate(tmp_path)
    with closing(DatabaseLog(tmp_path)) as command:
        assert command.append_now(failures(1)[0].data) == 0


def test_two_writers_share_one_log_without_a_gap(disk: DatabaseLog, tmp_path: Path) -> None:
    made = failures(120)
    with closing(DatabaseLog(tmp_path)) as other:

        def run(log: DatabaseLog, mine: list[Prepared]) -> None:
            for one in mine:
                log.append_now(one.data)

        threads = [
            threading.Thread(target=run, args=(disk, made[:60])),
            threading.Thread(target=run, args=(other, made[60:])),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert [stored.index for stored in disk.entries()] == list(range(120))


def test_the_next_gate_closes_what_the_last_one_left_open(tmp_path: Path) -> None:
    making = maker()
    left, closed = decided(making), decided(making)
    with closing(DatabaseLog.for_gate(tmp_path)) as log:
        for made in (left, closed, making.outcome(closed.id, "done", status=200)):
            log.append_now(made.data)

    with closing(DatabaseLog.for_gate(tmp_path)) as log:
        assert log.reconcile(making.unknown_outcome) == 1
        assert log.reconcile(making.unknown_outcome) == 0
        (last,) = log.newest(1)
        assert b"unknown-after-crash" in last.data
        assert left.id.encode() in last.data
        assert log.awaiting() == ()


def test_only_a_gate_reconciles(tmp_path: Path) -> None:
    """A command cannot know whether the decision is under way in a gate that runs."""
    with closing(DatabaseLog(tmp_path)) as log, pytest.raises(RecordError, match="only a gate"):
        log.reconcile(maker().unknown_outcome)


def test_the_newest_are_found_by_kind_and_caller(disk: DatabaseLog) -> None:
    making = maker()
    for made in (decided(making), *failures(3, making), decided(making)):
        disk.append_now(made.data)

    assert [stored.index for stored in disk.newest(2)] == [3, 4]
    assert [stored.index for stored in disk.newest(9, "decision")] == [0, 4]
    assert [stored.index for stored in disk.newest(9, None, "c-0123456789abcdef0123")] == [0, 4]
    assert disk.newest(9, "outcome") == ()


def _run_and_kill(folder: Path, seconds: float) -> list[tuple[int, str]]:
    """Start a process that appends, wait, kill it with -9; what it promised."""
    process = subprocess.Popen(
        [sys.executable, str(CRASHING), str(folder), "8"],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    said = process.stdout.read().split(b"\n")[:-1]  # what has no line end was not said
    process.wait()
    process.stdout.close()
    pairs = [line.decode().split() for line in said]
    return [(int(index), id_) for index, id_ in pairs]


@pytest.mark.long
def test_kill_9_loses_no_entry_that_was_promised(tmp_path: Path) -> None:
    """Twenty times, each on the record that the last one left behind."""
    promised: list[tuple[int, str]] = []
    for run in range(20):
        promised += _run_and_kill(tmp_path, seconds=0.004 * run)

    with closing(DatabaseReader(tmp_path)) as reader:
        stored = list(reader.entries())
        lost = [
            (index, id_)
            for index, id_ in promised
            if (found := reader.entry(id_)) is None or found.index != index
        ]

    assert len(promised) > 50
    assert lost == []
    assert [one.index for one in stored] == list(range(len(stored)))
    assert all(one.leaf == hashlib.sha256(b"\0" + one.data).digest() for one in stored)
    with closing(sqlite3.connect(tmp_path / FILE)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace to watch the disk")
def test_a_promise_follows_a_sync(tmp_path: Path) -> None:
    watched = tmp_path / "trace"
    script = (
        "import os,sys,time;from pathlib import Path;"
        "from countenance.stores.log import DatabaseLog;from countenance.record.make import Maker;"
        "log=DatabaseLog(Path(sys.argv[1]));m=Maker(time.time_ns,os.urandom);"
        "[(log.append_now(m.failure('e','E').data), os.write(1,b'promise')) for _ in range(5)];"
        "log.close()"
    )
    subprocess.run(
        ["strace", "-f", "-e", "trace=fdatasync,fsync,write", "-o", str(watched),
         sys.executable, "-c", script, str(tmp_path / "data")],
        check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )  # fmt: skip

    seen = [
        "promise" if "promise" in line else "sync"
        for line in watched.read_text().splitlines()
        if "promise" in line or ("sync(" in line and line.rstrip().endswith("= 0"))
    ]
    assert seen.count("promise") == 5
    for place, what in enumerate(seen):
        if what == "promise":
            assert seen[place - 1] == "sync"


def test_a_maker_of_a_gate_makes_entries_that_a_log_takes(disk: DatabaseLog) -> None:
    made = Maker(time.time_ns, os.urandom).failure("faces", "DetectorError")

    assert disk.append_now(made.data) == 0


def test_a_worker_ends_what_it_left_itself_and_nothing_else(tmp_path: Path) -> None:
    making = maker()
    with closing(DatabaseLog.for_gate(tmp_path)):
        with closing(DatabaseLog.for_worker(tmp_path, 1)) as one:
            mine = decided(making)
            one.append_now(mine.data, mine.openings)
        with closing(DatabaseLog.for_worker(tmp_path, 2)) as two:
            other = decided(making)
            two.append_now(other.data, other.openings)
        with closing(DatabaseLog.for_worker(tmp_path, 1)) as again:
            assert again.awaiting(1) == (mine.id,)
            assert again.reconcile(making.unknown_outcome) == 1
            assert again.awaiting() == (other.id,)


def test_a_worker_of_no_gate_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="no gate keeps its record"):
        DatabaseLog.for_worker(tmp_path, 1)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DatabaseLog]:
    with closing(DatabaseLog.for_gate(shared_folder(tmp_path))) as made:
        yield made


def lose_the_answer(log: DatabaseLog, monkeypatch: pytest.MonkeyPatch, *, done: bool) -> None:
    """Lose the answer to the next commit, which the server has carried out, or not."""
    database = log._writing
    assert isinstance(database, PostgresDatabase)
    commit = database._commit

    async def cut() -> None:
        database._held.terminate()

    def lost() -> None:
        monkeypatch.setattr(database, "_commit", commit)
        if done:
            database._run(database._simple("COMMIT"))
        database._run(cut())
        commit()

    monkeypatch.setattr(database, "_commit", lost)


@pytest.mark.parametrize("done", [True, False])
def test_a_commit_whose_answer_is_lost_is_told_as_it_turned_out(
    server: DatabaseLog, monkeypatch: pytest.MonkeyPatch, done: bool
) -> None:
    """Nobody asks again: who waits is told all the same, once the database can say."""
    first, second = failures(2)
    lose_the_answer(server, monkeypatch, done=done)

    if done:
        assert server.append_now(first.data) == 0
    else:
        with pytest.raises(RecordError, match="nothing was written"):
            server.append_now(first.data)

    assert server.append_now(second.data) == int(done)
    assert server.size() == 1 + done


def test_what_is_not_known_at_the_end_is_told_as_an_error(
    server: DatabaseLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("countenance.stores.log._NOW_SECONDS", 0.3)
    (first,) = failures(1)
    lose_the_answer(server, monkeypatch, done=False)
    monkeypatch.setattr(server, "_became", _unknown)

    with pytest.raises(DoubtfulWriteError, match="does not say whether"):
        server.append_now(first.data)


def _unknown(waiting: object) -> int:
    raise RecordError("the server is gone")
