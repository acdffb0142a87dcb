"""A server that belongs to a folder of data: one for all, there when it is wanted, then gone."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from countenance.errors import RecordError
from countenance.stores import embedded, postgres_server
from countenance.stores.database import connect
from countenance.stores.embedded import (
    _keep,
    embedded_for_command,
    embedded_for_gate,
    embedded_for_move,
)
from countenance.stores.place import EMBEDDED, Place, embedded_url, is_embedded, write_place
from countenance.stores.postgres_server import PostgresServer

BOUND = 30.0


def waited(what: Callable[[], bool]) -> None:
    until = time.monotonic() + BOUND
    while not what():
        assert time.monotonic() < until, f"not within {BOUND:g} seconds"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A folder of data that is told of a server of its own; others may enter it, as root's server
    runs as somebody else."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="em-", dir=memory if memory.is_dir() else None))
    folder.chmod(0o711)
    write_place(folder, Place(embedded_url(folder)))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def process_of(folder: Path) -> int:
    """The process of the server, 0 where none runs."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        first = (folder / EMBEDDED / "data/postmaster.pid").read_text("ascii").split()[0]
        if Path(f"/proc/{first}").exists():
            return int(first)
    return 0


def entries(folder: Path) -> int:
    with closing(connect(folder)) as database:
        return int(database.execute("SELECT count(*) FROM entries").fetchone()[0])


def test_a_command_has_it_and_leaves_nothing_behind(home: Path) -> None:
    assert is_embedded(home)
    with embedded_for_command(home):
        assert entries(home) == 0
        assert process_of(home)

    assert not process_of(home)
    with pytest.raises(RecordError, match="cannot be reached"):
        connect(home)


def test_beside_a_gate_a_command_uses_the_same(home: Path) -> None:
    with embedded_for_gate(home, 2):
        runs = process_of(home)
        with embedded_for_command(home):
            assert process_of(home) == runs
            assert entries(home) == 0
        assert process_of(home) == runs
    assert not process_of(home)


def test_of_two_gates_the_second_is_told_who_has_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_server, "_BUSY_SECONDS", 0.1)
    with (
        embedded_for_gate(home, 1),
        pytest.raises(RecordError, match=rf"another process \({os.getpid()}\) runs the server"),
        embedded_for_gate(home, 1),
    ):
        raise AssertionError("both run")


def test_when_it_ends_by_itself_it_is_started_again(home: Path) -> None:
    with embedded_for_gate(home, 1):
        before = process_of(home)
        os.kill(before, signal.SIGKILL)

        waited(lambda: process_of(home) not in (0, before))
        waited(lambda: PostgresServer(home / EMBEDDED).answers())

        assert entries(home) == 0


def test_whoever_could_not_start_it_has_the_folder_still_and_tries_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[str] = []
    ends = threading.Event()

    class Server:
        process = None

        def start_again(self) -> None:
            tried.append("")
            match len(tried):
                case 1:
                    raise OSError("no space left")
                case 2:
                    ends.set()

    monkeypatch.setattr(embedded, "_LOOK_SECONDS", 0.0)
    _keep(Server(), ends)  # type: ignore[arg-type]  # as far as it is asked
    assert len(tried) == 2


def test_one_whose_gate_was_killed_is_stopped_first(home: Path) -> None:
    program = (
        "import os, sys, pathlib\n"
        "from countenance.stores.embedded import embedded_for_gate\n"
        "with embedded_for_gate(pathlib.Path(sys.argv[1]), 1):\n    os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(home)], check=False)
    left = process_of(home)
    assert left

    with embedded_for_command(home):
        assert process_of(home) not in (0, left)
        assert entries(home) == 0


def test_a_number_that_went_to_another_process_is_left_alone(home: Path) -> None:
    """As after the machine was started again."""
    stale = home / EMBEDDED / "data/postmaster.pid"
    stale.write_text(f"{os.getpid()}\n", encoding="ascii")

    with embedded_for_command(home):
        assert process_of(home) not in (0, os.getpid())  # and this one is still there


def test_the_folder_may_be_moved(home: Path) -> None:
    moved = home.with_name(f"{home.name}-moved")
    home.rename(moved)
    try:
        with embedded_for_command(moved):
            assert entries(moved) == 0
    finally:
        moved.rename(home)


def test_without_it_nothing_is_started(tmp_path: Path) -> None:
    with embedded_for_gate(tmp_path, 1), embedded_for_command(tmp_path):
        pass

    assert list(tmp_path.iterdir()) == []


def test_a_record_that_is_there_already_is_not_moved_there(home: Path) -> None:
    with pytest.raises(RecordError, match="has its record there already"), embedded_for_move(home):
        raise AssertionError("moved")
