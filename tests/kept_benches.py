"""Benches that outlive the gate or the command which used them: the next one takes one over.

The two processes of a bench take half a second to start, and most tests of a gate look at no
picture. What a bench does is the same for every gate with the same settings; the key of its digests
is the gate's own. What it sees in the same bytes is the same too: it looks at them once. Whoever
tests a bench itself, or what starts it, takes a `Bench`.
"""

import atexit
import contextlib
import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

from countenance.cli import evaluate_faces, pictures
from countenance.errors import CountenanceError
from countenance.faces import inspect
from countenance.faces.bench import Bench, commit_key
from countenance.faces.settings import FaceSettings, Inspection

__all__ = ["keep_benches", "new_benches"]

_MOST = 3
_IDLE: list["_Kept"] = []
_SEEN: dict[FaceSettings, dict[bytes, Inspection]] = {}
_LOCK = threading.Lock()


class _Kept(Bench):
    def __init__(self, settings: FaceSettings, *, key: bytes) -> None:
        super().__init__(settings, key=key)
        self.kind = _kind(settings)
        self._seen = _SEEN.setdefault(self.kind, {})

    def inspect(self, data: bytes) -> Inspection:
        """Look, the first time; whatever failed is looked at again."""
        name = hashlib.sha256(data).digest()
        if name not in self._seen:
            self._seen[name] = super().inspect(data)
        return replace(self._seen[name], commit_key=commit_key(self._key, data))

    def taken(self, key: bytes) -> Bench:
        """For another gate."""
        self._key = key
        return self

    def close(self) -> None:
        """Its gate has ended."""
        with _LOCK:
            _IDLE.append(self)
            gone = _IDLE[:-_MOST]
            del _IDLE[:-_MOST]
        for bench in gone:
            bench.end()

    def end(self) -> None:
        """End its processes."""
        super().close()


def _kind(settings: FaceSettings) -> FaceSettings:
    """What a bench goes by: how many of them there are is all the same to each."""
    return replace(settings, workers=1, cached=0)


def _bench(settings: FaceSettings, *, key: bytes) -> Bench:
    with _LOCK:
        for place, bench in enumerate(_IDLE):
            if bench.kind == _kind(settings):
                return _IDLE.pop(place).taken(key)
    return _Kept(settings, key=key)


def keep_benches() -> None:
    """From now on every gate and command of this process takes such benches."""
    _give(_bench)
    atexit.register(_end)


@contextlib.contextmanager
def new_benches() -> Iterator[None]:
    """Each starts its own, as outside the tests."""
    _give(Bench)
    try:
        yield
    finally:
        _give(_bench)


def _give(bench: Callable[..., Bench]) -> None:
    for user in (inspect, pictures, evaluate_faces):
        user.Bench = bench  # type: ignore[attr-defined]  # where they look for it


def _end() -> None:
    for bench in _IDLE:
        with contextlib.suppress(CountenanceError, OSError):
            bench.end()
