"""The caller's side of the examiner: a process that is asked, and replaced when it is lost.

Rules kept here:
 * When it dies, answers nonsense or is late, what was asked fails, and the next question gets a
   new process. Nothing of a failed answer is ever used.
 * One that died before it read the question has no part in it: a new process is asked, once, unless
   the question goes on with what earlier ones left.
 * Calls block.
"""

from collections.abc import Sequence
from typing import TypeVar

from countenance.errors import DetectorError
from countenance.faces.messages import Examined, Open, Work
from countenance.faces.weights import Weights
from countenance.media.pipe import (
    Deadline,
    PipeClosedError,
    PipeLateError,
    PipeUnreadError,
    receive_bytes,
)
from countenance.media.process import MemoryFile, Worker

__all__ = ["Examining"]

START_SECONDS = 30.0
_Message = TypeVar("_Message")


class Examining:
    """One examiner over these rooms; it starts when it is first needed."""

    def __init__(self, weights: Weights, rooms: Sequence[MemoryFile]) -> None:
        """Raises `DetectorError` when the weights are not those that were named."""
        self._weights = weights
        self._rooms = rooms
        self._file = MemoryFile("weights")
        self._file.fill(weights.checked())
        self._worker: Worker | None = None

    @property
    def number(self) -> int | None:
        """The number of the process; None while there is none."""
        return self._worker.number if self._worker else None

    def start(self) -> None:
        """Start the process unless it runs. Raises `DetectorError`."""
        if self._worker is not None and self._worker.alive:
            return
        self.stop()
        self._worker = Worker("countenance.faces.examiner", [self._file, *self._rooms])
        weights = self._weights
        opened = Open(weights.kind, len(weights.model), weights.sha256)
        examined = self._asked(opened, Examined, START_SECONDS, again=False)
        if examined.failure is not None:
            self.stop()
            raise DetectorError(examined.failure.says)

    def stop(self) -> None:
        """End the process."""
        if self._worker is not None:
            self._worker.end()
            self._worker = None

    def close(self) -> None:
        """End the process and give the memory of the weights back."""
        self.stop()
        self._file.close()

    def ask(self, job: Work, kind: type[_Message], seconds: float) -> _Message:
        """The answer to a job. Raises `DetectorError`."""
        return self._asked(job, kind, seconds, again=job.stands_alone)

    def _asked(
        self, job: Open | Work, kind: type[_Message], seconds: float, *, again: bool
    ) -> _Message:
        try:
            if self._worker is None:
                raise PipeClosedError("no examiner runs")
            try:
                return self._worker.ask(job, kind, Deadline(seconds))
            except PipeUnreadError:
                if not again:
                    raise
                self.start()
                return self._worker.ask(job, kind, Deadline(seconds))
        except PipeLateError as cause:
            self.stop()
            raise DetectorError("detector: it did not answer in time") from cause
        except PipeClosedError as cause:
            self.stop()
            raise DetectorError("detector: its process was lost") from cause

    def bytes(self, length: int, seconds: float) -> bytes:
        """The bytes that follow an answer. Raises `DetectorError`."""
        assert self._worker is not None
        try:
            return receive_bytes(self._worker.up, length, Deadline(seconds))
        except (PipeClosedError, PipeLateError) as cause:
            self.stop()
            raise DetectorError("detector: its process was lost") from cause
