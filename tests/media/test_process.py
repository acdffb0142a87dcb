import os
import signal
from pathlib import Path

import pytest

from countenance.media.header import Header
from countenance.media.kinds import MediaKind
from countenance.media.messages import Answer, Job
from countenance.media.pipe import (
    Deadline,
    PipeClosedError,
    PipeLateError,
    PipeUnreadError,
    receive,
)
from countenance.media.pixels import Detail
from countenance.media.process import MemoryFile, Worker
from lost_workers import Moment, lose


def test_memory_holds_what_it_was_filled_with_and_forgets_it() -> None:
    memory = MemoryFile("test")
    memory.fill(b"a picture")
    assert os.pread(memory.number, 20, 0) == b"a picture"

    memory.clear(4)

    assert os.pread(memory.number, 20, 0) == bytes(4)
    memory.close()


def test_a_worker_starts_with_almost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "in the parent only")
    memory = [MemoryFile("test") for _ in range(2)]

    worker = Worker("countenance.media.worker", memory)

    receive(worker.up, Answer, Deadline(30))
    proc = Path(f"/proc/{worker.number}")
    environment = (proc / "environ").read_bytes()
    directory = str((proc / "cwd").readlink())
    files = [str(link.readlink()) for link in (proc / "fd").iterdir()]
    worker.end()
    assert b"SECRET_TOKEN" not in environment
    assert b"HOME=" not in environment
    assert directory.endswith("(deleted)")
    assert sum("memfd:test" in file for file in files) == 2
    assert all(file.startswith(("/memfd:", "pipe:", "/dev/null")) for file in files)
    for each in memory:
        each.close()


@pytest.mark.parametrize(("number", "limited"), [(signal.SIGXCPU, True), (signal.SIGKILL, False)])
def test_a_worker_tells_whether_its_limit_on_time_ended_it(number: int, limited: bool) -> None:
    memory = [MemoryFile("test") for _ in range(2)]
    worker = Worker("countenance.media.worker", memory)
    receive(worker.up, Answer, Deadline(30))

    os.kill(worker.number, number)

    assert worker.is_limited is limited
    worker.end()
    for each in memory:
        each.close()


def test_a_worker_that_stands_still_keeps_nobody_who_hands_it_a_job() -> None:
    memory = [MemoryFile("test") for _ in range(2)]
    worker = Worker("countenance.media.worker", memory)
    receive(worker.up, Answer, Deadline(30))
    os.kill(worker.number, signal.SIGSTOP)

    with pytest.raises(PipeLateError):
        worker.tell("x" * (1 << 20), Deadline(0.01))

    worker.end()
    for each in memory:
        each.close()


def test_a_worker_that_was_ended_is_not_alive() -> None:
    memory = [MemoryFile("test") for _ in range(2)]
    worker = Worker("countenance.media.worker", memory)
    before = worker.alive

    worker.end()

    assert (before, worker.alive) == (True, False)
    for each in memory:
        each.close()


@pytest.mark.parametrize("moment", Moment)
def test_a_worker_that_is_lost_has_begun_a_job_or_has_not(
    moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = [MemoryFile("test") for _ in range(2)]
    worker = Worker("countenance.media.worker", memory)
    worker.answer(Answer, Deadline(30))
    lost = lose(monkeypatch, moment, worker.number)
    job = Job(Header(MediaKind.PNG, 1, 1), Detail.VERDICT, 0, 0, 1 << 30, 5, 5.0)

    with pytest.raises(PipeClosedError) as raised:
        worker.ask(job, Answer, Deadline(30))

    assert isinstance(raised.value, PipeUnreadError) is (moment is not Moment.READ)
    assert lost == [worker.number]
    assert not worker.alive
    worker.end()
    for each in memory:
        each.close()
