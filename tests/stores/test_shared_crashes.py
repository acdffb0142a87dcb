"""One log on a server, and what happens to those who write it: killed, cut off, without room.

What was acknowledged is there; there is no gap; and it goes on.
"""

import os
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from countenance.errors import RecordError
from countenance.record.make import Maker
from countenance.stores.database import connect
from countenance.stores.log import DatabaseLog, DatabaseReader
from countenance.stores.moving import whole
from countenance.stores.place import Place
from countenance.stores.postgres_database import PostgresDatabase
from postgres import fresh_place, own_server, shared_folder

pytestmark = pytest.mark.long

CRASHING = Path(__file__).with_name("crashing.py")
TESTS = CRASHING.parents[1]
MAKER = Maker(time.time_ns, os.urandom)
PROMISES = 30


def promised(process: "subprocess.Popen[str]", count: int) -> list[tuple[int, str]]:
    """The next promises of a process: an index, and the id of its entry."""
    assert process.stdout is not None
    return [_promise(process.stdout.readline()) for _ in range(count)]


def _promise(line: str) -> tuple[int, str]:
    index, id_ = line.split()
    return int(index), id_


def test_gates_that_are_killed_lose_nothing_that_they_promised(tmp_path: Path) -> None:
    place = fresh_place()
    folders = [shared_folder(tmp_path / name, place) for name in ("one", "two")]
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    gates = [
        subprocess.Popen(
            [sys.executable, str(CRASHING), str(folder), "4"],
            stdout=subprocess.PIPE, text=True, env=environment,
        )
        for folder in folders
    ]  # fmt: skip
    kept: list[tuple[int, str]] = []
    for gate in gates:
        assert gate.stdout is not None
        assert gate.stdout.readline() == "ready\n"
    for _ in range(2):
        for gate in gates:
            kept += promised(gate, PROMISES)
    for gate in gates:
        gate.kill()
        rest, _ = gate.communicate()
        # The last line may be cut short.
        kept += map(_promise, rest.splitlines()[:-1])

    with closing(DatabaseReader(folders[0])) as reader, closing(connect(folders[0])) as database:
        found = [(index, reader.entry(id_)) for index, id_ in kept]
        with database.snapshot():
            there = whole(database).entries
    assert len(kept) >= 4 * PROMISES
    assert all(entry is not None and entry.index == index for index, entry in found)
    assert len({index for index, _ in kept}) == len(kept)
    assert there > max(index for index, _ in kept)
    for folder in folders:
        DatabaseLog.for_gate(folder).close()


def test_a_server_that_crashes_under_load_loses_nothing_and_all_go_on(tmp_path: Path) -> None:
    server = own_server()
    acknowledged: dict[str, int] = {}
    refused = threading.Event()
    over = threading.Event()

    def write(log: DatabaseLog) -> None:
        while not over.is_set():
            made = MAKER.failure("entry", "RecordError")
            try:
                acknowledged[made.id] = log.append_now(made.data)
            except RecordError:
                refused.set()
                time.sleep(0.01)

    try:
        folder = shared_folder(tmp_path, Place(server.url))
        with closing(DatabaseLog(folder)) as log:
            threads = [threading.Thread(target=write, args=(log,)) for _ in range(4)]
            for thread in threads:
                thread.start()
            try:
                while len(acknowledged) < 50:
                    time.sleep(0.005)
                server.crash()
                assert refused.wait(60)
                server.start()
            finally:
                over.set()
                for thread in threads:
                    thread.join()
            log.append_now(MAKER.failure("entry", "RecordError").data)
            found = {id_: log.entry(id_) for id_ in acknowledged}
        with closing(connect(folder)) as database, database.snapshot():
            there = whole(database).entries
    finally:
        server.stop()

    assert all(entry and entry.index == acknowledged[id_] for id_, entry in found.items())
    assert there > len(acknowledged)


def test_without_room_nothing_is_written_and_with_room_it_goes_on(tmp_path: Path) -> None:
    """As the server answers when its disk is full."""
    folder = shared_folder(tmp_path)
    with closing(DatabaseLog(folder)) as log, closing(connect(folder)) as database:
        assert isinstance(database, PostgresDatabase)
        database.execute(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$"
        )
        database.execute(
            "CREATE TRIGGER no_room BEFORE INSERT ON entries EXECUTE FUNCTION no_room()"
        )
        with pytest.raises(RecordError, match="the disk of the database is full; nothing was"):
            log.append_now(MAKER.failure("entry", "RecordError").data)
        assert log.size() == 0

        database.execute("DROP TRIGGER no_room ON entries")
        assert log.append_now(MAKER.failure("entry", "RecordError").data) == 0
