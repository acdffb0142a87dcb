"""Two gates over one record: what one is told, the other knows; the log is one."""

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx2 as httpx
import pytest

from countenance.cli.log_reading import keys_of
from countenance.errors import RecordError
from countenance.gate.secrets import HOLDS, IDS, LOOKS
from countenance.record.audit import audit
from countenance.record.checkpoint import open_checkpoint
from countenance.stores.log import DatabaseLog
from countenance.stores.log_keys import KEY_FILE
from countenance.stores.openings_key import KEY_FILE as OPENINGS
from countenance.stores.place import FILE as PLACE
from countenance.stores.place import Place
from countenance.stores.postgres_server import PostgresServer
from countenance.stores.published import FOLDER, Published
from countenance.stores.registry_rows import PEPPER_FILE
from gate.running import PIN, Running, face, messages, running
from postgres import own_server, shared_folder

COMMON = (PLACE, OPENINGS, PEPPER_FILE, HOLDS, IDS, LOOKS, KEY_FILE)
WHO = "Who is this?"
PLAIN = ("actor_kind=private_entity", "provider_approval=none")


@dataclass
class Two:
    """Two gates over one record, and the key of a caller of both."""

    first: Running
    second: Running
    key: str
    server: PostgresServer
    bucket: Path


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    server = own_server()
    folder = shared_folder(tmp_path_factory.mktemp("first"), Place(server.url))
    other = tmp_path_factory.mktemp("second")
    bucket = tmp_path_factory.mktemp("bucket")
    words = f'[record]\nbucket = "file://{bucket}"\nbucket_seconds = 1\nentries = "bucket"'
    with ExitStack() as stack:
        stack.callback(server.stop)
        first = stack.enter_context(running(folder, words))
        key = first.caller("acme", *PLAIN)
        for name in COMMON:
            shutil.copy(folder / name, other / name)
        yield Two(first, stack.enter_context(running(other, words)), key, server, bucket)


def until(true: Callable[[], bool]) -> None:
    """Wait until something is so, for a bounded time."""
    for _ in range(1500):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("it did not come to be so")


def hello(gate: Running, key: str) -> tuple[int, str]:
    """The status and the outcome of a call that is not tried again."""
    body = json.dumps({"model": "gpt-4o", "messages": messages("Hello", None)}).encode()
    answer = gate.post("/v1/chat/completions", key, body)
    return answer.status_code, answer.headers["x-countenance-decision"]


def size_of(gate: Running) -> int:
    """Of how many entries the head speaks that a gate has published."""
    head = Published(gate.folder / FOLDER).head()
    keys = [signer.key for signer in keys_of(gate.folder).signers()]
    return 0 if head is None else open_checkpoint(head, keys).checkpoint.size


def test_one_of_them_carries_the_log_to_their_bucket_and_both_know_how_far(two: Two) -> None:
    entries = [gate.ask(two.key, "Hello").entry for gate in (two.first, two.second)]

    def carried(gate: Running) -> bool:
        told = httpx.get(f"{gate.address}/readyz", timeout=30).json()["bucket"]
        return bool(told["entries"] > max(entries) and told["behind"] == 0)

    until(lambda: carried(two.first) and carried(two.second))

    keys = [signer.key for signer in keys_of(two.first.folder).signers()]
    files = Published(two.bucket)
    for _ in audit(open_checkpoint(files.head() or b"", keys).checkpoint, files.tile):
        pass


def test_a_caller_of_one_is_a_caller_of_both_and_the_log_is_one(two: Two) -> None:
    answers = [gate.ask(two.key, "Hello") for gate in (two.first, two.second, two.first)]

    entries = [answer.entry for answer in answers]
    assert [answer.outcome for answer in answers] == ["pass"] * 3
    assert entries == sorted(set(entries))
    last = entries[-1] + 1
    assert two.first.entries()[:last] == two.second.entries()[:last]


def test_a_key_that_is_revoked_at_one_is_refused_by_the_other_at_once(two: Two) -> None:
    key = two.second.caller("leaver", *PLAIN)
    assert two.first.ask(key, "Hello").outcome == "pass"

    two.second.run("callers", "revoke-key", "leaver", key.split("_")[1])

    assert two.first.ask(key, "Hello").raised == "AuthenticationError"


def test_a_call_that_one_holds_is_held_by_the_other_under_the_same_id(two: Two) -> None:
    two.first.caller(
        "oslo", "actor_kind=law_enforcement_agency", "agency_country=NO",
        "agency_type=national_police", "use_jurisdiction=NO", "provider_approval=none",
        "--pin", PIN,
    )  # fmt: skip
    camera = ("capture_device=fixed_cctv", "environment=controlled")
    two.second.run("callers", "register", "oslo", "camera", "camera-1", *camera)
    key = two.second.run("callers", "new-key", "oslo", "with-camera", "--carries", "camera-1")

    held = [gate.ask(key, WHO, face(), azure=True) for gate in (two.first, two.second)]

    assert [answer.outcome for answer in held] == ["hold", "hold"]
    cases = [answer.body["countenance"]["case"] for answer in held]
    assert cases[0] == cases[1]


def test_both_publish_the_same_heads_and_one_of_them_signs(two: Two) -> None:
    two.second.ask(two.key, "Hello")
    entries = len(two.first.entries())

    until(lambda: size_of(two.first) >= entries and size_of(two.second) >= entries)
    proof = two.second.run("record", "proof", str(entries - 1))
    heads = [two.first.run("record", "head", "--json"), two.second.run("record", "head", "--json")]

    assert proof.startswith("c2sp.org/tlog-proof@v1")
    assert len({json.loads(head)["origin"] for head in heads}) == 1


def test_a_third_gate_with_the_folder_of_the_first_does_not_start(
    two: Two, tmp_path: Path
) -> None:
    shutil.copytree(two.first.folder, tmp_path / "copy", ignore=shutil.ignore_patterns("*.lock"))

    with pytest.raises(RecordError, match=r"another gate runs as number \d+ of this record"):
        DatabaseLog.for_gate(tmp_path / "copy")


@pytest.mark.long
def test_without_the_database_nothing_passes_and_with_it_all_goes_on(two: Two) -> None:
    before = len(two.first.upstream.reached)
    two.server.crash()
    gone = [hello(gate, two.key) for gate in (two.first, two.second)]
    ready = httpx.get(f"{two.first.address}/readyz", timeout=30).status_code
    alive = httpx.get(f"{two.first.address}/livez", timeout=30).status_code
    counted = httpx.get(f"{two.first.address}/metrics", timeout=30)
    two.server.start()

    until(lambda: hello(two.first, two.key) == (200, "pass"))
    until(lambda: hello(two.second, two.key) == (200, "pass"))

    assert gone == [(503, "refuse"), (503, "refuse")]
    assert (ready, alive, counted.status_code) == (503, 200, 200)
    assert "\ncountenance_entries " not in counted.text
    assert len(two.first.upstream.reached) == before + 1
    until(lambda: any(entry["kind"] == "gate-failure" for entry in two.second.entries()))
