"""Worker processes, and memory that is shared with them.

Rules kept here:
 * A worker gets pipes for its input and output, the memory files it was given, an empty
   environment, and a working directory that is empty and already removed. Nothing else.
 * Its interpreter is ours, isolated (`-I`): no user site, no path from the environment.
 * Memory files have no name and never reach a disk.
 * A worker that ended before it read a job has not begun it, and a new one may be asked. One that
   read of it and ended may have ended of it.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from countenance.media.pipe import (
    Deadline,
    PipeClosedError,
    PipeUnreadError,
    receive,
    send,
    unread,
)

__all__ = ["MemoryFile", "OpenFile", "Worker"]

_Message = TypeVar("_Message")


class MemoryFile:
    """Memory without a name that processes can share."""

    def __init__(self, name: str) -> None:
        self.number = os.memfd_create(name, os.MFD_CLOEXEC)

    def fill(self, data: bytes) -> None:
        """Hold exactly these bytes."""
        self.clear(len(data))
        view = memoryview(data)
        at = 0
        while at < len(data):
            at += os.pwrite(self.number, view[at:], at)

    def clear(self, size: int = 0) -> None:
        """Hold this many zero bytes; nothing of the last picture is left."""
        os.ftruncate(self.number, 0)
        os.ftruncate(self.number, size)

    def close(self) -> None:
        """Give the memory back."""
        with contextlib.suppress(OSError):
            os.close(self.number)


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file that is open already, for reading, to hand to a worker."""

    number: int


class Worker:
    """One process running one module of ours; `down` and `up` are its pipes."""

    def __init__(self, module: str, files: Sequence[MemoryFile | OpenFile]) -> None:
        numbers = [file.number for file in files]
        # The directory goes while the worker stands in it: it is empty and stays so.
        with tempfile.TemporaryDirectory(prefix="countenance-") as empty:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
                [sys.executable, "-I", "-m", module, *map(str, numbers)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pass_fds=numbers,
                cwd=empty,
                env={"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
                start_new_session=True,
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.down = self._process.stdin.fileno()
        self.up = self._process.stdout.fileno()
        os.set_blocking(self.down, False)  # our end of it alone: writing has a deadline
        self._sent: int | None = None

    @property
    def number(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    @property
    def is_limited(self) -> bool:
        """Whether the limit on processor time has ended the process; waits a moment for its end."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(1) == -signal.SIGXCPU
        return False

    def ask(self, job: object, kind: type[_Message], deadline: Deadline) -> _Message:
        """What it answers to a job; raises as `tell` and `answer` do."""
        self.tell(job, deadline)
        return self.answer(kind, deadline)

    def tell(self, job: object, deadline: Deadline) -> None:
        """Hand it a job; one that is lost is killed.

        Raises `PipeLateError` and `PipeClosedError`; `PipeUnreadError` when it has not begun it.
        """
        try:
            self._sent = send(self.down, job, deadline=deadline)
        except PipeClosedError as cause:
            self._kill()
            self._sent = unread(self.down) if isinstance(cause, PipeUnreadError) else None
            raise

    def answer(self, kind: type[_Message], deadline: Deadline) -> _Message:
        """Its answer to the job it was told last; one that is lost is killed.

        Raises `PipeLateError` and `PipeClosedError`; `PipeUnreadError` when it has not begun it.
        """
        try:
            answer = receive(self.up, kind, deadline)
        except PipeClosedError as cause:
            self._kill()  # afterwards nobody reads any more
            if self._sent is not None and unread(self.down) == self._sent:
                raise PipeUnreadError("it ended before it read the job") from cause
            raise
        self._sent = None
        return answer

    def end(self) -> None:
        """Kill the process, wait for its end, close its pipes."""
        self._kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _kill(self) -> None:
        self._process.kill()
        self._process.wait()
