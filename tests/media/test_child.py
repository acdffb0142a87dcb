"""One child for one job."""

import os
import signal
import time

from countenance.media.child import ANSWER_MOST, in_child
from countenance.media.messages import Ended


def test_what_a_child_says_is_the_answer() -> None:
    def speak(pipe: int) -> None:
        os.write(pipe, b"done")

    answer = in_child(speak, 5)

    assert (answer.ended, answer.said) == (Ended.ANSWERED, b"done")


def test_a_child_that_fails_or_is_killed_says_nothing() -> None:
    def fail(_: int) -> None:
        raise RuntimeError("lost")

    assert in_child(fail, 5).ended is Ended.KILLED
    assert in_child(lambda _: os.kill(os.getpid(), signal.SIGKILL), 5).ended is Ended.KILLED
    assert in_child(lambda _: os.kill(os.getpid(), signal.SIGXCPU), 5).ended is Ended.LIMITED


def test_a_child_that_is_late_or_says_too_much_is_ended() -> None:
    def talk(speak: int) -> None:
        for _ in range(ANSWER_MOST // 4096 + 32):
            os.write(speak, bytes(4096))

    began = time.monotonic()
    assert in_child(lambda _: time.sleep(60), 0.1).ended is Ended.LATE
    assert in_child(talk, 20).ended is Ended.LATE
    assert time.monotonic() - began < 20


def test_no_child_is_left() -> None:
    for _ in range(3):
        in_child(lambda _: time.sleep(60), 0.05)
    try:
        left = os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        left = (0, 0)
    assert left == (0, 0)
