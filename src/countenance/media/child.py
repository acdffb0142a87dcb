"""One child for one job: forked, listened to for a while, and ended.

A worker that has loaded its libraries forks a child for every job. The child enters the sandbox,
does the job and exits; one that was taken over has nothing to take over next time.

Rules kept here:
 * A child has one job. Its limits on memory and time count for that one.
 * The parent waits for the end of the child before it answers, so nobody writes into shared memory
   any more when somebody looks at it.
 * The child's answer goes on as bytes. The parent does not read it.
"""

import contextlib
import os
import select
import signal
import time
from collections.abc import Callable

from countenance.media.messages import Answer, Ended

__all__ = ["ANSWER_MOST", "in_child"]

ANSWER_MOST = 1 << 20
"""Bytes that a child may say."""


def in_child(work: Callable[[int], None], seconds: float) -> Answer:
    """Fork, run `work(pipe to speak into)` there, and tell what became of it."""
    listen, speak = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        # Whatever happens in the child, it must never return into the parent's loop.
        with contextlib.suppress(BaseException):
            os.close(listen)
            work(speak)
            code = 0
        os._exit(code)
    os.close(speak)
    try:
        said, late = _listen(listen, time.monotonic() + seconds)
    finally:
        os.close(listen)
        # Also after an answer: a child that lingers has no business any more.
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if late:
        return Answer(Ended.LATE)
    if said:
        return Answer(Ended.ANSWERED, said=said)
    limited = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU
    return Answer(Ended.LIMITED if limited else Ended.KILLED)


def _listen(pipe: int, until: float) -> tuple[bytes, bool]:
    """What the child says until it closes its end; whether it took too long or said too much."""
    said = b""
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    while len(said) <= ANSWER_MOST:
        left = until - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            return b"", True
        part = os.read(pipe, 65536)
        if not part:
            return said, False
        said += part
    return b"", True
