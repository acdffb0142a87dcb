"""Random bytes for what every call needs a few of, drawn from the system many at a time.

The interpreter lets other threads go on while it asks the system: four times in a call, and each
time the loop may have to wait for whoever took its place.

Rules kept here:
 * No byte is handed out twice: not to two threads, and not in two processes after a fork.
 * For salts and ids. A key that lasts is drawn for itself.
"""

import os
import threading
from collections.abc import Callable

__all__ = ["DRAWN", "Drawn"]

DRAWN = 4096
"""Bytes that are drawn at a time; who wants more than that gets them from the system."""

_forks = 0


def _forked() -> None:
    global _forks
    _forks += 1


os.register_at_fork(after_in_child=_forked)


class Drawn:
    """So many random bytes, out of those drawn. `random`: the source."""

    def __init__(self, random: Callable[[int], bytes]) -> None:
        self._random = random
        self._lock = threading.Lock()
        self._here = b""
        self._at = 0
        self._forks = _forks

    def __call__(self, count: int) -> bytes:
        """The next bytes."""
        if count > DRAWN:
            return self._random(count)
        with self._lock:
            if self._at + count > len(self._here) or self._forks != _forks:
                self._here, self._at, self._forks = self._random(DRAWN), 0, _forks
            start, self._at = self._at, self._at + count
            return self._here[start : self._at]
