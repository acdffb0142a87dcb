"""Several processes that answer the calls of one gate, as an operator starts them."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from cli.test_serve import COMMAND, Serving, environment
from console.inside import RULING
from countenance.callers.attestation import sign_attestation
from countenance.cli.workers import _COULD_NOT, Workers, sockets_for
from countenance.dialects.call import Request
from countenance.dialects.guardrail import GUARDRAIL_PATH
from countenance.dialects.read import read
from countenance.errors import SettingsError
from countenance.gate.application import Gate
from countenance.gate.settings.settings import parse_settings
from countenance.stores.database import FILE
from countenance.stores.lock import GateLock
from gate.running import PIN, Running, face, messages, running
from gate.test_shared_record import COMMON
from postgres import shared_folder
from upstream import ScriptedUpstream, scripted_upstream

pytestmark = pytest.mark.long

HELLO = json.dumps({"model": "gpt-4o", "messages": messages("Hello.", None)}).encode()
STREAM = json.dumps(
    {"model": "gpt-4o", "messages": messages("Hello.", None), "stream": True}
).encode()


DECISION = re.compile(r"^x-countenance-decision: (\w+)$", re.MULTILINE)


class Several:
    """A gate of two workers, its upstream, and a caller."""

    def __init__(self, folder: Path, upstream: ScriptedUpstream) -> None:
        self.serving = Serving(
            folder, upstream.url, "[codes]\nlook_seconds = 0.5\n", gate="workers = 2\n"
        )
        self.upstream = upstream
        self.local = Running("", self.serving.folder, upstream, Gate(parse_settings("", {}), {}))
        self.key = self.local.caller("acme", "actor_kind=private_entity")

    def workers(self) -> dict[int, int]:
        """The processes of the workers, by their number."""
        found = {}
        for line in subprocess.run(
            ["ps", "-ww", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True
        ).stdout.splitlines():
            told = re.match(r"\s*(\d+)\s+(\d+)\s.*countenance\.cli\.worker (\d+) 2 ", line)
            if told and int(told.group(2)) == self.serving.process.pid:
                found[int(told.group(3))] = int(told.group(1))
        return found

    def until(self, holds: Callable[[], bool], seconds: float = 40) -> None:
        """Wait until this holds."""
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, self.serving.errors.read_text(encoding="utf-8")
            time.sleep(0.05)

    def ask(self) -> int:
        """One call on a connection of its own; its status."""
        return self.serving.post(self.key, HELLO)[0]

    def entries(self, kind: str) -> list[dict[str, Any]]:
        """The entries of one kind."""
        return [entry for entry in self.local.entries() if entry["kind"] == kind]


@contextlib.contextmanager
def _started(folder: Path) -> Iterator[Several]:
    with scripted_upstream() as upstream:
        made = Several(folder, upstream)
        try:
            yield made
        finally:
            made.upstream.pause = 0
            if made.serving.process.poll() is None:
                made.serving.stop()


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Several]:
    """One for all that leave it running, on a server; what a test finds of earlier ones it takes
    off. Those that end have their record in a file."""
    folder = tmp_path_factory.mktemp("several")
    (folder / "data").mkdir()
    shared_folder(folder / "data")
    with _started(folder) as made:
        yield made


@pytest.fixture
def ending(tmp_path: Path) -> Iterator[Several]:
    with _started(tmp_path) as made:
        yield made


def test_two_workers_answer_and_leave_one_record(several: Several) -> None:
    several.until(lambda: len(several.entries("startup")) == 2)
    decisions = len(several.entries("decision"))
    before, open_ = _calls(several), _unanswered(several)

    answered = [several.ask() for _ in range(30)]

    assert answered == [200] * 30
    assert len(several.workers()) == 2
    assert len(several.entries("startup")) == 2
    assert len(several.entries("decision")) == decisions + 30
    several.until(lambda: _unanswered(several) == open_)
    assert _calls(several) == before + 30
    counted = several.serving.metrics()
    assert counted["countenance_entries"] == len(several.local.entries())
    assert counted["countenance_entries_unwritten"] == 0
    second = subprocess.run(
        [*COMMAND, "serve", "--settings", str(several.serving.settings), "--workers", "2"],
        env=environment(SCRIPTED_KEY="k", COUNTENANCE_GATE_PORT="0"), capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    assert second.returncode == 5
    assert "another gate" in second.stderr


def _calls(several: Several) -> float:
    """How many calls both workers together have counted."""
    counted = several.serving.metrics()
    return sum(
        value for name, value in counted.items() if name.startswith("countenance_calls_total")
    )


def _unanswered(several: Several) -> int:
    """How many calls that went up have no outcome yet."""
    passed = [each for each in several.entries("decision") if each["outcome"] in ("pass", "redact")]
    return len(passed) - len(several.entries("outcome"))


def test_the_answer_to_a_call_that_was_handed_over_may_be_shown_to_any_worker(
    several: Several,
) -> None:
    """LiteLLM asks twice, and the system chooses whom: before a call goes up, and before its answer
    leaves."""
    key = several.local.caller("litellm", "actor_kind=private_entity", "provider_approval=none")
    shown = {"model": "gpt-4o", "litellm_call_id": "call-1"}
    call = {**shown, "input_type": "request",
            "structured_messages": messages("Describe this picture.", face())}  # fmt: skip
    named = {**shown, "input_type": "response", "texts": ["This is Wilhelmina Quist."]}
    plain = {**shown, "input_type": "response", "texts": ["A person beside a lamp."]}

    def told(body: dict[str, Any]) -> str:
        status, said = several.serving.post(key, json.dumps(body).encode(), GUARDRAIL_PATH)
        assert status == 200, said
        answer: dict[str, Any] = json.loads(said.rpartition("\n")[2])
        return f"{answer['action']} {answer.get('blocked_reason', '')}"

    assert told(call).startswith("GUARDRAIL_INTERVENED")
    # Eight connections each: that none of them meets the worker that was not shown the call is as
    # likely as eight heads in a row.
    assert {told(plain) for _ in range(8)} == {"NONE "}
    withheld = {told(named) for _ in range(8)}
    assert len(withheld) == 1
    assert "not shown" not in withheld.pop()
    assert told({**plain, "litellm_call_id": "call-2"}).startswith("BLOCKED the answer to a call")


def test_a_worker_that_is_killed_is_started_again_and_its_call_ends_in_the_record(
    ending: Several,
) -> None:
    ending.upstream.pause = 0.3
    ending.upstream.script += ["one two three four five six seven eight nine ten."] * 2
    before = ending.workers()
    with ending.serving.streaming(ending.key, STREAM) as connection:
        connection.recv(65536)
        ending.until(lambda: len(ending.entries("decision")) == 1)
        with contextlib.closing(sqlite3.connect(ending.serving.folder / FILE)) as log:
            (owner,) = log.execute("SELECT owner FROM awaiting").fetchone()
        os.kill(before[owner], signal.SIGKILL)
        ending.until(lambda: before[owner] not in ending.workers().values())
        ending.until(lambda: len(ending.workers()) == 2)
    ending.upstream.pause = 0

    ending.until(lambda: len(ending.entries("startup")) == 3)
    assert [ending.ask() for _ in range(10)] == [200] * 10
    (decision, *_) = ending.entries("decision")
    assert ending.local.outcome_of(decision)["result"] == "unknown-after-crash"
    assert ending.entries("startup")[-1]["reconciled"] == 1
    assert ending.workers()[3 - owner] == before[3 - owner]


def test_streams_under_way_finish_when_all_are_stopped(ending: Several) -> None:
    ending.upstream.pause = 0.1
    ending.upstream.script += ["one two three four five six seven eight nine ten."] * 6
    said: list[bytes] = []

    def stream() -> None:
        with ending.serving.streaming(ending.key, STREAM) as connection:
            said.append(b"".join(iter(lambda: connection.recv(65536), b"")))

    threads = [threading.Thread(target=stream) for _ in range(6)]
    for thread in threads:
        thread.start()
    ending.until(lambda: len(ending.entries("decision")) == 6)

    assert ending.serving.stop() == 0
    assert ending.workers() == {}
    for thread in threads:
        thread.join(20)
    assert len(said) == 6
    assert all(b"[DONE]" in each for each in said)
    assert {entry["result"] for entry in ending.entries("outcome")} == {"done"}


def test_workers_end_when_the_process_that_started_them_is_gone(ending: Several) -> None:
    pids = list(ending.workers().values())

    ending.serving.process.kill()
    ending.serving.process.wait(10)

    assert len(pids) == 2
    ending.until(lambda: not [pid for pid in pids if Path(f"/proc/{pid}").exists()])
    assert not GateLock.is_held(ending.serving.folder)


def test_an_attestation_counts_once_whichever_worker_is_shown_it(
    several: Several, tmp_path: Path
) -> None:
    mine = several.local.caller("desk", "actor_kind=private_entity")
    pem = tmp_path / "desk.pem"
    several.local.run("callers", "change", "desk", "--may-state", "timeliness")
    several.local.run("callers", "attesting-key", "desk", "desk", "--out", str(pem))
    key = load_pem_private_key(pem.read_bytes(), None)
    assert isinstance(key, Ed25519PrivateKey)
    asked = Request("POST", "/v1/chat/completions", (),
                    (("content-type", "application/json"),), HELLO)  # fmt: skip
    token = sign_attestation(
        key, issuer="desk", audience=f"http://127.0.0.1:{several.serving.port}",
        call=read(asked).digest, facts={"timeliness": ("post",)}, now=int(time.time()),
        jti="one-and-only-0001",
    )  # fmt: skip

    statuses = [
        several.serving.post(mine, HELLO, x_countenance_attestation=token) for _ in range(12)
    ]

    # The one that counts is judged, and held: text alone has no time. The others come too late.
    assert sorted(status for status, _ in statuses) == [400] * 11 + [403]
    assert sum("was accepted before" in said for _, said in statuses) == 11


def test_a_ruling_and_its_end_are_followed_by_every_worker_of_every_gate(
    several: Several, tmp_path: Path
) -> None:
    here, folder = several.local, several.serving.folder
    board = {}
    for name, role in (("berit", "board"), ("bjarne", "board"), ("eva", "ethics")):
        board[name] = tmp_path / name
        board[name].write_text(here.run("people", "add", name, "--role", role))
    ruling = tmp_path / "station.toml"
    ruling.write_text(RULING)
    here.caller(
        "bergen", "actor_kind=law_enforcement_agency", "agency_country=NO",
        "agency_type=municipal_police", "use_jurisdiction=NO", "provider_approval=none",
        "--pin", PIN,
    )  # fmt: skip
    camera = ("capture_device=fixed_cctv", "environment=controlled")
    here.run("callers", "register", "bergen", "camera", "one", *camera)
    key = here.run("callers", "new-key", "bergen", "one", "--carries", "one").split()[0]
    body = json.dumps({"model": "gpt-4o", "messages": messages("Who is this?", face())}).encode()

    def by(name: str, *words: str) -> dict[str, Any]:
        told = here.run(*words, "--token-file", str(board[name]), "--json")
        return dict(json.loads(told))

    other = tmp_path / "other"
    other.mkdir()
    for name in COMMON:
        if (folder / name).exists():
            shutil.copy(folder / name, other / name)
    with running(other, "[codes]\nlook_seconds = 0.5") as second:

        def outcomes() -> set[str]:
            """Of eight connections to the gate of two workers, and of one to the other gate."""
            told = [several.serving.post(key, body)[1] for _ in range(8)]
            answered = second.post("/v1/chat/completions", key, body)
            found = {DECISION.search(each)[1] for each in told}  # type: ignore[index]
            return found | {answered.headers["x-countenance-decision"]}

        assert outcomes() == {"hold"}
        digest = by("berit", "rulings", "propose", str(ruling))["digest"]
        asked = ("--ruling", digest, "--reason", "the question of May 2024")
        motion = by("berit", "board", "open", *asked)["id"]
        for name in board:
            by(name, "board", "vote", motion, "yes", "--reason", "read the words, and the place")
        several.until(lambda: outcomes() == {"pass"})

        by("eva", "board", "veto", motion, "--reason", "not in this station")
        several.until(lambda: outcomes() == {"hold"})


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("max_calls = 1\n", "`gate.max_calls` is 1 and there are 2 workers"),
        ('host = "203.0.113.1"\n[tls]\nplain = "behind-a-proxy"\n', "cannot be listened on"),
        ('[codes]\nactive = ["axon-ethics-board"]\n', "no active code binds it"),
    ],
)
def test_what_is_missing_at_the_start_is_named_and_ends_it(
    tmp_path: Path, more: str, said: str
) -> None:
    settings = tmp_path / "countenance.toml"
    settings.write_text(f'[gate]\nworkers = 2\nport = 0\ndata = "{tmp_path}"\n{more}')

    done = subprocess.run(
        [*COMMAND, "serve", "--settings", str(settings)], env=environment(), cwd=tmp_path,
        capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip

    assert done.returncode == 5
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_address_that_somebody_has_is_not_shared_with_them() -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        with pytest.raises(SettingsError, match="cannot be listened on"):
            sockets_for("127.0.0.1", taken.getsockname()[1], 2)


def test_each_worker_has_a_socket_of_its_own_on_one_address() -> None:
    made = sockets_for("127.0.0.1", 0, 3)
    try:
        assert len({each.getsockname() for each in made}) == 1
        assert len({each.fileno() for each in made}) == 3
    finally:
        for each in made:
            each.close()


def test_workers_under_a_number_that_another_gate_has_taken_are_ended_at_once() -> None:
    taken = [False, False, True]
    workers = Workers(parse_settings("", {}), {})

    assert workers._watched([], 0, "", lambda: taken.pop(0)) == _COULD_NOT
    assert taken == []
