"""Several processes that answer the calls of one gate.

    parent: the lock of the folder, one socket for each worker
      └─ worker 1..N: a gate of its own over the same record, the same address

Rules kept here:
 * The parent holds the lock of the folder, ends what an earlier gate left without an outcome, and
   answers no call. Each worker writes its own entries, in turns with the others.
 * Each worker has a socket of its own on the same address, made and kept open by the parent: the
   system spreads connections over them, and those that wait for a worker that died wait for the
   next one.
 * A worker that ends by itself is started again, and first gives the decisions of the one before
   their outcome. One that cannot start when the gate starts ends the gate; later it is tried again,
   at most every `_LONGEST` seconds.
 * Of gates that share a record each has a number that nobody else has. The parent sees when another
   one has taken it, and ends the workers at once: they would go on writing under it.
 * A first signal drains all of them, a second one ends them at once. When the parent is gone the
   workers drain and end, and the lock ends with the last of them.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import structlog
from prometheus_client import multiprocess

from countenance.errors import SettingsError
from countenance.gate.metrics import SHARED
from countenance.gate.publishing import signers_of
from countenance.gate.secrets import make_secrets
from countenance.gate.settings.settings import Settings
from countenance.gate.sharing import Together, share
from countenance.record.make import Maker
from countenance.stores.log import DatabaseLog
from countenance.stores.log_keys import LogKeys
from countenance.stores.sealed import KEY_BYTES

__all__ = ["Workers", "sockets_for"]

_TICK = 0.05
_LONGEST = 30.0
_START_SECONDS = 120.0
"""The longest that a worker may take until it serves."""
_CLEARING_SECONDS = 20.0
"""What a worker may take to end beyond what its calls may take to finish."""
_COULD_NOT = 5

_log = structlog.get_logger("countenance.workers")


@dataclass
class _Place:
    """The place of one worker: its socket, and the process that has it now."""

    number: int
    socket: socket.socket
    process: subprocess.Popen[bytes] | None = None
    serves: bool = False
    began: float = 0.0
    failures: int = 0
    again: float = field(default=0.0)
    """When it is to be started again."""


class Workers:
    """The workers of one gate, and the process that started them."""

    def __init__(self, settings: Settings, environment: Mapping[str, str]) -> None:
        """Raises `SettingsError` when the limits cannot be shared out."""
        share(settings, settings.gate.workers)
        self._settings = settings
        self._environment = dict(environment)
        self._told = b""
        self._signals = 0

    def run(self, begun: Callable[[], None] = lambda: None) -> int:
        """Serve until stopped; the exit code. `begun`: called once the folder is this gate's.

        Raises the errors of ours that say what is not there.
        """
        folder = Path(self._settings.gate.data)
        with contextlib.ExitStack() as stack:
            log = DatabaseLog.for_gate(folder)
            stack.callback(log.close)
            maker = Maker(time.time_ns, os.urandom)
            log.reconcile(maker.unknown_outcome)
            make_secrets(folder)
            signers_of(LogKeys(folder, maker), self._settings, os.urandom)
            gate = self._settings.gate
            made = sockets_for(gate.host, gate.port, gate.workers)
            for each in made:
                stack.callback(each.close)
            metrics = tempfile.mkdtemp(prefix="countenance-metrics-")
            stack.callback(shutil.rmtree, metrics, ignore_errors=True)
            # On no disk but in what they are told: when the gate is gone nobody has the key.
            together = Together(str(Path(metrics) / "handed-over"), os.urandom(KEY_BYTES))
            told = (msgspec.json.encode(each) for each in (self._settings, together))
            self._told = b"".join(line + b"\n" for line in told)
            begun()
            for which in (signal.SIGTERM, signal.SIGINT):
                stack.callback(signal.signal, which, signal.signal(which, self._signalled))
            places = [_Place(number, each) for number, each in enumerate(made, 1)]
            lock = log.lock
            assert lock is not None  # it is the log of a gate
            try:
                return self._watched(places, lock.file, metrics, lambda: log.is_displaced)
            finally:
                for place in places:
                    _end(place)

    def _signalled(self, *_: object) -> None:
        self._signals += 1

    def _watched(
        self, places: list[_Place], lock: int, metrics: str, is_displaced: Callable[[], bool]
    ) -> int:
        """Start the workers, keep them up, and end them; at once where another gate has taken the
        number that they write under."""
        for place in places:
            self._start(place, lock, metrics)
        while not self._signals and not all(place.serves for place in places):
            for place in places:
                if _begins_to_serve(place):
                    continue
                if not place.serves:
                    _log.error("worker-not-started", worker=place.number)
                    return _COULD_NOT
                # It had served while others were still starting: it is no reason to give up.
                self._keep_up(place, lock, metrics)
            time.sleep(_TICK)
        _log.info("workers-serve", workers=len(places))
        while not self._signals:
            if is_displaced():
                _log.error("gate-number-taken")
                return _COULD_NOT
            for place in places:
                self._keep_up(place, lock, metrics)
            time.sleep(_TICK)
        return self._drained(places)

    def _keep_up(self, place: _Place, lock: int, metrics: str) -> None:
        now = time.monotonic()
        if place.process is None:
            if now >= place.again:
                self._start(place, lock, metrics)
        elif not _begins_to_serve(place):
            if place.process.poll() is None:
                place.process.kill()
            status = place.process.wait()
            multiprocess.mark_process_dead(place.process.pid, metrics)  # type: ignore[no-untyped-call]
            # One that served is started at once; one that did not, ever more slowly.
            place.failures = 0 if place.serves else place.failures + 1
            place.again = now + min(_LONGEST, 2.0**place.failures - 1)
            _end(place)
            place.process = None
            _log.error("worker-ended", worker=place.number, status=status)

    def _start(self, place: _Place, lock: int, metrics: str) -> None:
        listening = place.socket.fileno()
        words = (place.number, self._settings.gate.workers, listening)
        place.process = subprocess.Popen(  # noqa: S603 - this program, with numbers
            [sys.executable, "-m", "countenance.cli.worker", *map(str, words)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            pass_fds=(listening, lock),
            env={**self._environment, SHARED: metrics},
            # Ctrl-C is for the parent, which tells them once.
            start_new_session=True,
        )
        place.serves, place.began = False, time.monotonic()
        assert place.process.stdin is not None
        assert place.process.stdout is not None
        os.set_blocking(place.process.stdout.fileno(), False)
        with contextlib.suppress(BrokenPipeError):  # then it has ended, which is seen next
            place.process.stdin.write(self._told)

    def _drained(self, places: list[_Place]) -> int:
        """Let every worker finish; those that do not in time are ended."""
        gate = self._settings.gate
        told = 0
        until = time.monotonic() + (
            gate.drain_notice_seconds + gate.drain_seconds + _CLEARING_SECONDS
        )
        while any(place.process and place.process.poll() is None for place in places):
            if told < min(self._signals, 2):
                told += 1
                for place in places:
                    if place.process is not None and place.process.poll() is None:
                        place.process.send_signal(signal.SIGTERM)
                    place.socket.close()
            if time.monotonic() > until:
                _log.error("workers-did-not-end")
                return _COULD_NOT
            time.sleep(_TICK)
        return 0


def sockets_for(host: str, port: int, count: int) -> list[socket.socket]:
    """Listening sockets on one address, one for each worker. Raises `SettingsError`.

    Nobody else may have the address: that is tried first, because sockets that share one let any
    program of the same user in.
    """
    place = f"settings: `gate.host` {host}, `gate.port` {port}"
    made: list[socket.socket] = []
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as alone:
            alone.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            alone.bind(address)
            address = alone.getsockname()
        for _ in range(count):
            one = socket.socket(family, socket.SOCK_STREAM)
            made.append(one)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            one.bind(address)
            one.listen(2048)
            one.set_inheritable(True)
    except OSError as error:
        for one in made:
            one.close()
        raise SettingsError(f"{place}: cannot be listened on: {error.strerror}") from error
    return made


def _begins_to_serve(place: _Place) -> bool:
    """Whether a worker is alive, and serves or may yet come to it."""
    process = place.process
    if process is None:
        return False
    assert process.stdout is not None
    # Read first: what has ended may have served.
    if not place.serves and process.stdout.read(16):
        place.serves = True
    if process.poll() is not None:
        return False
    return place.serves or time.monotonic() - place.began < _START_SECONDS


def _end(place: _Place) -> None:
    """End what is left of a worker."""
    process = place.process
    if process is None:
        return
    if process.poll() is None:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
