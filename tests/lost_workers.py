"""Workers that are lost at a moment of a job which no chance picks."""

import os
import signal
from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

import pytest

from countenance.media.pipe import Deadline
from countenance.media.process import Worker

__all__ = ["Moment", "lose"]

_Message = TypeVar("_Message")


class Moment(Enum):
    """When a worker is killed."""

    BEFORE = "it was seen alive, and is not told yet"
    UNREAD = "it was told, and has not read"
    READ = "it has read, and its answer has not come"


def lose(
    patch: pytest.MonkeyPatch,
    moment: Moment,
    number: int | None = None,
    *,
    job: Callable[[Any], bool] = lambda _: True,
) -> list[int]:
    """Lose the worker of this number, each worker without one, at a moment of its next such job;
    the numbers of those that were lost."""
    lost: list[int] = []
    told: set[int] = set()
    tell, answer = Worker.tell, Worker.answer

    def telling(worker: Worker, said: object, deadline: Deadline) -> None:
        if number not in (None, worker.number) or not job(said):
            tell(worker, said, deadline)
            return
        told.add(worker.number)
        match moment:
            case Moment.BEFORE:
                _end(worker)
                lost.append(worker.number)
                tell(worker, said, deadline)
            case Moment.UNREAD:
                os.kill(worker.number, signal.SIGSTOP)
                os.waitid(os.P_PID, worker.number, os.WSTOPPED | os.WNOWAIT)
                tell(worker, said, deadline)
                _end(worker)
                lost.append(worker.number)
            case Moment.READ:
                tell(worker, said, deadline)

    def answered(worker: Worker, kind: type[_Message], deadline: Deadline) -> _Message:
        if moment is Moment.READ and worker.number in told and worker.number not in lost:
            os.read(worker.up, 1)  # waits for what it says
            _end(worker)
            lost.append(worker.number)
            while os.read(worker.up, 1 << 20):
                pass
        return answer(worker, kind, deadline)

    patch.setattr(Worker, "tell", telling)
    patch.setattr(Worker, "answer", answered)
    return lost


def _end(worker: Worker) -> None:
    """It has ended, and whoever started it has not looked yet."""
    os.kill(worker.number, signal.SIGKILL)
    os.waitid(os.P_PID, worker.number, os.WEXITED | os.WNOWAIT)
