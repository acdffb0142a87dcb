import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from countenance.errors import RecordError
from countenance.stores.lock import FILE, GateLock


def test_one_gate_holds_a_folder_and_the_next_one_is_told_which(tmp_path: Path) -> None:
    lock = GateLock(tmp_path)

    with pytest.raises(RecordError, match=rf"process {os.getpid()}.*folder of its own"):
        GateLock(tmp_path)

    lock.release()
    lock.release()
    GateLock(tmp_path).release()


def test_two_folders_have_two_gates(tmp_path: Path) -> None:
    one, other = GateLock(tmp_path / "a"), GateLock(tmp_path / "b")

    one.release()
    other.release()


def test_a_gate_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    script = (
        "import sys,time;from pathlib import Path;from countenance.stores.lock import GateLock;"
        "lock=GateLock(Path(sys.argv[1]));print('held',flush=True);time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    with pytest.raises(RecordError, match=f"process {process.pid}"):
        GateLock(tmp_path)

    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()

    GateLock(tmp_path).release()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(RecordError, match=FILE):
        GateLock(tmp_path / "file")


def test_whether_a_gate_keeps_its_record_in_a_folder_is_known_without_disturbing_it(
    tmp_path: Path,
) -> None:
    assert not GateLock.is_held(tmp_path)
    lock = GateLock(tmp_path)

    assert GateLock.is_held(tmp_path)
    assert GateLock.is_held(tmp_path)

    lock.release()
    assert not GateLock.is_held(tmp_path)


def test_a_lock_is_held_as_long_as_anybody_inherited_it(tmp_path: Path) -> None:
    lock = GateLock(tmp_path)
    heir = subprocess.Popen(["sleep", "60"], pass_fds=(lock.file,))
    lock.release()

    assert GateLock.is_held(tmp_path)

    heir.kill()
    heir.wait()
    assert not GateLock.is_held(tmp_path)
