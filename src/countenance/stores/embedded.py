"""The PostgreSQL server that a gate starts itself, in its folder of data.

    DATA/embedded           a server, as `countenance.stores.postgres_server` keeps it
    DATA/embedded/users     held together by all who use it now

Rules kept here:
 * It runs while the gate does: started before it, stopped after it, and started again when it ends
   by itself meanwhile. All processes of a gate use the one server.
 * A command that finds none running starts it for itself, and stops it when nobody else uses it.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from countenance.errors import RecordError
from countenance.stores.place import EMBEDDED, check_driver, is_embedded
from countenance.stores.postgres_server import PostgresServer

__all__ = ["embedded_for_command", "embedded_for_gate", "embedded_for_move"]

_CONNECTIONS = 40
_FOR_EACH_PROCESS = 16
"""Connections that one process of a gate opens at most, and one to spare."""
_LOOK_SECONDS = 0.5
_LONGEST_PAUSE = 30.0
_OTHERS_SECONDS = 5.0
"""How long a command that uses it still is waited for."""
_ANSWER_SECONDS = 30.0

_log = structlog.get_logger("countenance.embedded")


@contextmanager
def embedded_for_gate(folder: Path, processes: int) -> Iterator[None]:
    """Run it for the processes of a gate, where the record of this folder is on it.

    Raises `RecordError` when it cannot be started, or another process has it, and `SettingsError`
    when its package is not here.
    """
    if not is_embedded(folder):
        yield
        return
    with _running(folder, processes):
        yield


@contextmanager
def embedded_for_move(folder: Path) -> Iterator[None]:
    """Run a fresh one, for a record that is moved to it; one that was left is put aside.

    Raises as above.
    """
    if is_embedded(folder):
        raise RecordError(f"{folder}: has its record there already")
    if (folder / EMBEDDED).exists():
        left = _server(folder, 1)
        left.start()  # so that nobody uses it, and none goes on that was left
        left.stop()
        (folder / EMBEDDED).rename(folder / f"{EMBEDDED}.moved-{os.urandom(4).hex()}")
    with _running(folder, 1):
        yield


@contextmanager
def embedded_for_command(folder: Path, *, is_to_be: bool = False) -> Iterator[None]:
    """Have it running for a command, where the record of this folder is on it, or `is_to_be`.

    Raises as above.
    """
    if not is_to_be and not is_embedded(folder):
        yield
        return
    server = _server(folder, 1)
    until = time.monotonic() + _ANSWER_SECONDS
    while not (started := server.start_if_free()) and not server.answers():
        if time.monotonic() > until:
            raise RecordError(f"{folder / EMBEDDED}: another process runs the server, in vain")
        time.sleep(0.05)
    try:
        with _used(folder):
            yield
    finally:
        if started:
            _stop(server, folder)


@contextmanager
def _running(folder: Path, processes: int) -> Iterator[None]:
    server = _server(folder, processes)
    server.start()
    ends = threading.Event()
    keeper = threading.Thread(target=_keep, args=(server, ends), name="embedded", daemon=True)
    keeper.start()
    try:
        with _used(folder):
            yield
    finally:
        ends.set()
        keeper.join()
        _stop(server, folder)


def _server(folder: Path, processes: int) -> PostgresServer:
    check_driver()
    most = _CONNECTIONS + _FOR_EACH_PROCESS * processes
    return PostgresServer(folder / EMBEDDED, max_connections=str(most))


def _keep(server: PostgresServer, ends: threading.Event) -> None:
    """Start it again when it has ended by itself, ever more slowly."""
    failures = 0
    while not ends.wait(min(_LONGEST_PAUSE, _LOOK_SECONDS * 2**failures)):
        if server.process is not None:
            failures = 0
            continue
        try:
            server.start_again()
            _log.warning("embedded-server-started-again")
        except Exception as error:  # noqa: BLE001 - nobody else starts it, and all wait for it
            failures = min(failures + 1, 10)
            says = str(error) if isinstance(error, RecordError) else type(error).__name__
            _log.error("embedded-server-does-not-start", error=says)


@contextmanager
def _used(folder: Path) -> Iterator[None]:
    file = _users(folder)
    try:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield
    finally:
        os.close(file)


def _stop(server: PostgresServer, folder: Path) -> None:
    file = _users(folder)
    try:
        until = time.monotonic() + _OTHERS_SECONDS
        while time.monotonic() < until:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                time.sleep(0.05)
        server.stop()
    finally:
        os.close(file)


def _users(folder: Path) -> int:
    return os.open(folder / EMBEDDED / "users", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
