"""Starting the gate."""

import base64
import contextlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from countenance.callers.registration import Registration
from countenance.cli.serve import DEVELOPMENT, development_key
from countenance.gate.application import Gate
from countenance.gate.settings.settings import parse_settings
from countenance.stores.registry import RegistryReader
from gate.running import UPSTREAM_KEY, Running, face, messages
from upstream import scripted_upstream

COMMAND = [sys.executable, "-c", "import sys; from countenance.cli import main; sys.exit(main())"]


def environment(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("COUNTENANCE_")}
    return {**kept, **more}


def found(folder: Path, key: str) -> Registration | None:
    reader = RegistryReader(folder)
    try:
        return reader.caller_for_key(key)
    finally:
        reader.close()


def test_each_start_has_a_development_key_of_its_own(tmp_path: Path) -> None:
    first = development_key(tmp_path)
    second = development_key(tmp_path)

    now = found(tmp_path, second)
    assert found(tmp_path, first) is None
    assert now is not None
    assert now.id == DEVELOPMENT


def test_a_gate_starts_answers_what_it_printed_and_stops(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = environment(
        COUNTENANCE_GATE_PORT=str(port), COUNTENANCE_GATE_DATA=str(tmp_path), PYTHONUNBUFFERED="1"
    )
    gate = subprocess.Popen(
        [*COMMAND, "serve", "--development"], env=told, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(300):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/readyz").close()
                break
            time.sleep(0.1)
        assert gate.stdout is not None
        printed = [gate.stdout.readline() for _ in range(9)]
        key = next(line.strip() for line in printed if line.strip().startswith("cnt_"))
        body = b'{"model": "gpt-4o", "messages": [{"role": "user", "content": "Hello"}]}'
        headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
        request = urllib.request.Request(
            f"{address}/v1/chat/completions", data=body, headers=headers
        )
        with urllib.request.urlopen(request) as answer:
            said = answer.read().decode()
        lines = iter(gate.stdout.readline, "")
        link = next(line.strip() for line in lines if "/console/begin/" in line)
        with urllib.request.urlopen(link) as answer:
            begins = answer.read().decode()
    finally:
        gate.terminate()
        _, errors = gate.communicate(timeout=30)

    assert "stand-in" in said
    assert "Begin as operator" in begins
    assert link.rsplit("/", 1)[1] not in errors
    assert "Hello" not in errors
    assert key not in errors
    assert gate.returncode in (0, -signal.SIGTERM)


def test_a_gate_that_cannot_start_says_why_and_exits_five(tmp_path: Path) -> None:
    settings = tmp_path / "countenance.toml"
    settings.write_text(
        '[[upstream]]\nname = "m"\nkind = "mirror"\nservice = "on_premises_model"\n',
        encoding="utf-8",
    )

    done = subprocess.run(
        [*COMMAND, "serve", "--settings", str(settings)], env=environment(), cwd=tmp_path,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode == 5
    assert "no active code binds it" in done.stderr
    assert "Traceback" not in done.stderr


class Serving:
    """A gate that runs as its own process, as an operator starts it."""

    def __init__(
        self,
        folder: Path,
        url: str,
        more: str = "",
        trusting: ssl.SSLContext | None = None,
        gate: str = "",
    ) -> None:
        """`more`: further tables of the settings, `gate`: further keys of `[gate]`."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder = folder / "data"
        self.settings = folder / "countenance.toml"
        self.settings.write_text(
            f'[gate]\nport = {self.port}\ndata = "{self.folder}"\nmax_body_bytes = 200000\n{gate}'
            f'[faces]\nworkers = 1\n[[upstream]]\nname = "scripted"\nkind = "openai"\n'
            f'service = "azure_openai"\nurl = "{url}"\nkey_env = "SCRIPTED_KEY"\n{more}',
            encoding="utf-8",
        )
        self.errors = folder / "stderr"
        self.trusting = trusting
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        """Start it, and wait until it is ready."""
        with self.errors.open("ab") as errors:
            process = subprocess.Popen(
                [*COMMAND, "serve", "--settings", str(self.settings)],
                env=environment(SCRIPTED_KEY=UPSTREAM_KEY), stdout=errors, stderr=errors,
            )  # fmt: skip
        for _ in range(300):
            with contextlib.suppress(OSError):
                scheme = "https" if self.trusting else "http"
                ready = f"{scheme}://127.0.0.1:{self.port}/readyz"
                urllib.request.urlopen(ready, context=self.trusting).close()
                return process
            assert process.poll() is None, self.errors.read_text(encoding="utf-8")
            time.sleep(0.1)
        raise AssertionError("the gate did not become ready")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it; its exit code."""
        self.process.send_signal(how)
        return self.process.wait(timeout=60)

    def post(
        self, key: str, body: bytes, path: str = "/v1/chat/completions", **more: str
    ) -> tuple[int, str]:
        """One request: its status, and headers and body as text. `more`: further headers."""
        headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
        headers |= {name.replace("_", "-"): value for name, value in more.items()}
        address = f"http://127.0.0.1:{self.port}{path}"
        try:
            answer = urllib.request.urlopen(
                urllib.request.Request(address, data=body, headers=headers)
            )
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return answer.status, f"{answer.headers}\n{answer.read().decode()}"

    def streaming(self, key: str, body: bytes) -> socket.socket:
        """A connection on which one request was sent."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        head = (
            "POST /v1/chat/completions HTTP/1.1\r\nHost: gate\r\nConnection: close\r\n"
            f"Authorization: Bearer {key}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        connection.sendall(head.encode() + body)
        return connection

    def metrics(self) -> dict[str, float]:
        """What it counted."""
        address = f"http://127.0.0.1:{self.port}/metrics"
        with urllib.request.urlopen(address) as answer:
            lines = answer.read().decode().splitlines()
        return {
            name: float(value)
            for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")
        }

    def raw(self, request: bytes) -> bytes:
        """What comes back to bytes as they are, until the connection is closed."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(request)
            return b"".join(iter(lambda: connection.recv(65536), b""))


PROMPT = "Is this Wilhelmina Quist of Harbour Lane?"
SECRET_FACT = "The safe word is marzipan-octopus."


def test_nothing_of_a_call_is_left_in_logs_entries_answers_or_tables(tmp_path: Path) -> None:
    with scripted_upstream() as upstream:
        serving = Serving(tmp_path, upstream.url)
        try:
            local = Running("", serving.folder, upstream, Gate(parse_settings("", {}), {}))
            key = local.caller("acme", "actor_kind=private_entity", "provider_approval=none")
            answers = []
            for text, picture in (
                (PROMPT, face()), (f"Describe it. {SECRET_FACT}", face()), (SECRET_FACT, None),
                (PROMPT, face()[:900]),
            ):  # fmt: skip
                body = {"model": "gpt-4o", "messages": messages(text, picture)}
                answers.append(serving.post(key, json.dumps(body).encode()))
            upstream.script += ["!reset", "!status:500", f"She is Wilhelmina Quist. {SECRET_FACT}"]
            for _ in range(3):
                body = {"model": "gpt-4o", "messages": messages("Describe it.", face())}
                answers.append(serving.post(key, json.dumps(body).encode()))
            answers += [
                serving.post(key, b'{"model": "odd-model-canary", "messages": 7}'),
                serving.post(key, b'{"model": "gpt-4o", "odd_field_canary": 1}', "/v1/decide"),
                serving.post("cnt_wrong-key-canary", b"{}"),
                serving.post(key, b"{}", f"/v1/{key}"),
            ]
        finally:
            status = serving.stop()

    said = "\n".join(text for _, text in answers)
    errors = serving.errors.read_text(encoding="utf-8")
    tables = everything_in(serving.folder)
    letters = base64.b64encode(face()).decode()
    middle = len(letters) // 2
    pieces = [letters[200:240], letters[middle : middle + 40]]
    assert [number for number, _ in answers[1:4]] == [200, 200, 400]
    assert [number for number, _ in answers[4:7]] == [503, 503, 200]
    assert status in (0, -signal.SIGTERM)
    for canary in ("Wilhelmina", "Harbour", "marzipan", *pieces, UPSTREAM_KEY):
        assert canary not in said
        assert canary not in errors
        assert not [name for name, content in tables.items() if canary.encode() in content]
    # What a caller named wrongly is said back to it, and to nobody else.
    for canary in (key, key.split("_", 2)[-1], "wrong-key-canary", "odd-model", "odd_field"):
        assert canary not in errors
        assert not [name for name, content in tables.items() if canary.encode() in content]
    assert face()[500:540] not in b"".join(tables.values())
    assert "acme Zyx" not in said + errors
    outside = {name for name, content in tables.items() if b"acme Zyx" in content}
    assert outside <= {"registrations"}


def everything_in(folder: Path) -> dict[str, bytes]:
    """What every table holds, and every other file but the database itself."""
    connection = sqlite3.connect(folder / "countenance.db")
    try:
        names = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        found = {}
        for name in names:
            rows = connection.execute(f"SELECT * FROM {name}").fetchall()
            cells = [cell for row in rows for cell in row if cell is not None]
            found[name] = b"\n".join(
                cell if isinstance(cell, bytes) else str(cell).encode() for cell in cells
            )
    finally:
        connection.close()
    files = [path for path in folder.rglob("*") if path.is_file()]
    plain = [path for path in files if not path.name.startswith("countenance.db")]
    return {**found, **{str(path.relative_to(folder)): path.read_bytes() for path in plain}}


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with scripted_upstream() as upstream:
        started = Serving(tmp_path_factory.mktemp("serving"), upstream.url)
        try:
            yield started
        finally:
            started.stop()
        assert upstream.reached == []


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: 4\r\nContent-Length: 5\r\n",
        b"Host: one\r\nContent-Length: 0\r\n",
        b"Content-Length : 0\r\n",
        b"Transfer-Encoding: xchunked\r\n",
    ],
)
def test_as_it_is_started_it_reads_no_request_in_two_ways(
    serving: Serving, headers: bytes
) -> None:
    hidden = b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
    first = b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"

    answer = serving.raw(first + headers + b"\r\n0\r\n\r\n" + hidden)

    assert answer.startswith(b"HTTP/1.1 400")
    assert answer.count(b"HTTP/1.1 ") == 1


def test_as_it_is_started_it_does_not_say_what_it_is_made_of(serving: Serving) -> None:
    answer = serving.raw(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").lower()

    assert b"401" in answer.split(b"\r\n")[0]
    assert b"server:" not in answer
    assert b"uvicorn" not in answer


def test_a_second_gate_on_the_folder_says_so_and_exits_five(serving: Serving) -> None:
    done = subprocess.run(
        [*COMMAND, "serve", "--settings", str(serving.settings)],
        env=environment(SCRIPTED_KEY="k", COUNTENANCE_GATE_PORT="0"), capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode == 5
    assert "another gate" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.long
@pytest.mark.parametrize(
    ("written", "status", "said"),
    [
        (
            '[[upstream]]\nname = "m"\nkind = "openai"\nservice = "azure_openai"\n'
            'url = "https://a.example"\nkey_env = "NO_SUCH_KEY"\n',
            5,
            "`NO_SUCH_KEY` is not set",
        ),
        ('[gate]\ndata = "/dev/null/below"\n', 5, "/dev/null"),
        ('[codes]\nactive = ["axon-ethics-board"]\n', 5, "no active code binds it"),
        ("[gate]\nfail_open = true\n", None, "has no key `fail_open`"),
    ],
)
def test_what_is_missing_at_the_start_is_named(
    tmp_path: Path, written: str, status: int | None, said: str
) -> None:
    settings = tmp_path / "countenance.toml"
    settings.write_text(written, encoding="utf-8")

    done = subprocess.run(
        [*COMMAND, "serve", "--settings", str(settings)], env=environment(), cwd=tmp_path,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode == status or (status is None and done.returncode in (2, 5))
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.long
def test_a_gate_starts_its_own_server_and_takes_it_along(tmp_path: Path) -> None:
    """Ctrl-C goes to every process of a terminal; the server may not hear of it before the gate."""
    memory = Path("/dev/shm")
    where = tempfile.mkdtemp(prefix="se-", dir=memory if memory.is_dir() else None)
    folder = Path(where)
    folder.chmod(0o711)
    (folder / "data").mkdir(mode=0o711)
    try:
        with scripted_upstream() as upstream:
            gate = Serving(folder, upstream.url, '[record]\ndatabase = "embedded"\n')
            beside = Running("", gate.folder, upstream, Gate(parse_settings("", {}), {}))
            key = beside.caller("acme", "actor_kind=private_entity")
            body = json.dumps({"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi"}]})
            status, _ = gate.post(key, body.encode())
            server = gate.folder / "embedded/data/postmaster.pid"
            number = server.read_text(encoding="ascii").split()[0]
            group = Path(f"/proc/{number}/stat").read_text(encoding="ascii").rsplit(")", 1)[1]
            assert gate.stop(signal.SIGINT) == 0

        assert status == 200
        assert group.split()[2] == number  # a group of its own
        assert not server.exists()
        listed = json.loads(beside.run("record", "list", "--json"))  # by a server of its own
        assert [entry["kind"] for entry in listed][-2:] == ["decision", "outcome"]
        assert not server.exists()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
