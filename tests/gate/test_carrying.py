"""A gate that carries its log to a bucket, and goes on when the bucket does not answer."""

import asyncio
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from obstore.store import MemoryStore

from countenance.errors import SettingsError
from countenance.gate.carrying import CarryingTo, bucket_of
from countenance.gate.publishing import Publishing
from countenance.gate.settings.record import RecordSettings
from countenance.record.audit import audit
from countenance.record.checkpoint import Checkpoint, open_checkpoint
from countenance.record.make import Maker
from countenance.record.signer import Signer
from countenance.record.tiles import Tile
from countenance.stores.bucket import Bucket, open_bucket
from countenance.stores.bucket_place import BucketPlace
from countenance.stores.bucket_standing import read_bucket_standing
from countenance.stores.log import DatabaseLog
from countenance.stores.published import Published
from gate.running import Running, running
from gate.test_publishing import _keys
from made_bucket import ENVIRONMENT, KEY, SECRET, MadeBucket, made_bucket
from record.examples import decided

BOUND = 20.0


def waited(what: Callable[[], Any]) -> Any:
    """What this gives once it gives something; it has so many seconds."""
    until = time.monotonic() + BOUND
    while time.monotonic() < until:
        if found := what():
            return found
        time.sleep(0.02)
    raise AssertionError(f"not within {BOUND:g} seconds")


@pytest.fixture(scope="module")
def service() -> Iterator[MadeBucket]:
    with made_bucket() as made:
        yield made


@pytest.fixture(scope="module")
def gate(
    service: MadeBucket, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("carried")
    keys = folder / "bucket.keys"
    keys.touch(mode=0o600)
    keys.write_text("".join(f"{name}={value}\n" for name, value in ENVIRONMENT.items()), "utf-8")
    words = (
        f'[record]\nentries = "bucket"\nbucket = "s3://b/log"\nbucket_keys = "{keys}"\n'
        f'bucket_endpoint = "{service.address}"\nbucket_seconds = 1'
    )
    with running(folder / "var", words) as one:
        yield one


def bucket(service: MadeBucket) -> Bucket:
    return open_bucket(BucketPlace("s3://b/log", service.address, ENVIRONMENT), {})


def head_with(gate: Running, service: MadeBucket, entry: int) -> Checkpoint:
    """The head in the bucket once it covers this entry."""
    keys = [signer.key for signer in _keys(gate.folder).signers()]

    def found() -> Checkpoint | None:
        data = service.objects.get("log/checkpoint")
        if data is None:
            return None
        head = open_checkpoint(data, keys).checkpoint
        return head if head.size > entry else None

    head: Checkpoint = waited(found)
    return head


def ready(gate: Running) -> dict[str, Any]:
    answer = httpx.get(f"{gate.address}/readyz", timeout=30)
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()["bucket"]
    return told


def test_every_call_is_soon_in_a_bucket_that_outsiders_find_whole(
    gate: Running, service: MadeBucket
) -> None:
    key = gate.caller("acme", "actor_kind=private_entity")
    entry = gate.ask(key, "Hello").entry

    head = head_with(gate, service, entry)

    for _ in audit(head, bucket(service).tile):
        pass
    assert waited(lambda: ready(gate)["behind"] == 0)
    # Who may read the bucket reads entries there, and not at the gate.
    at_the_gate = httpx.get(f"{gate.address}/log/tile/entries/000.p/1")
    assert at_the_gate.status_code == 403


@pytest.mark.parametrize("how", ["refuses", "hangs"])
def test_a_bucket_that_does_not_answer_stops_no_call(
    gate: Running, service: MadeBucket, how: str
) -> None:
    key = gate.caller(f"acme-{how}", "actor_kind=private_entity")
    if how == "refuses":
        service.fails = 403
    else:
        service.hangs = True
    entries = [gate.ask(key, "Hello").entry for _ in range(3)]
    told = waited(lambda: (found := ready(gate)) and found["behind"] >= 3 and found)
    metrics = httpx.get(f"{gate.address}/metrics").text
    if how == "refuses":
        told = waited(lambda: "why" in (found := ready(gate)) and found)
        assert "not allowed with the keys" in told["why"]
        assert "behind: s3://b/log: cannot be" in gate.run("record", "head")
    service.fails, service.hangs = 0, False

    head_with(gate, service, entries[-1])

    (count,) = re.findall(r"^countenance_bucket_entries_behind (\S+)$", metrics, re.MULTILINE)
    assert float(count) >= 3
    assert waited(lambda: "why" not in ready(gate) and ready(gate)["behind"] == 0)


def test_keys_of_the_bucket_are_nowhere(gate: Running, service: MadeBucket) -> None:
    gate.ask(gate.caller("last", "actor_kind=private_entity"), "Hello")
    seen = httpx.get(f"{gate.address}/metrics").content
    seen += httpx.get(f"{gate.address}/readyz", timeout=30).content
    for path in sorted(gate.folder.rglob("*")):
        if path.is_file():
            seen += path.read_bytes()
    seen += b"".join(service.objects.values())

    assert b"s3://b/log" in seen  # where it goes is entered with the settings
    for planted in (KEY, SECRET):
        assert planted.encode() not in seen


KEY_OF_LOG = Signer("gate.example.org/record", b"k" * 32)


def published(folder: Path, objects: Bucket, calls: int) -> None:
    """A gate that starts, enters so many calls, publishes and ends."""
    log = DatabaseLog(folder)
    for _ in range(calls):
        log.append_now(decided(Maker(time.time_ns, os.urandom)).data)
    log.close()

    async def run() -> None:
        to = CarryingTo(objects, "memory", 1.0, entries=True)
        publishing = Publishing(folder, (KEY_OF_LOG,), bucket=to)
        publishing.begin()
        signed = folder / "log/checkpoint", folder / "log/rolled-back"
        await asyncio.to_thread(waited, lambda: any(each.exists() for each in signed))
        await publishing.close()

    asyncio.run(run())


def test_what_was_entered_last_is_carried_when_the_gate_ends(tmp_path: Path) -> None:
    objects = Bucket(MemoryStore(), "memory")
    published(tmp_path, objects, 3)

    assert objects.head() == Published(tmp_path / "log").head()
    assert objects.tile(Tile(-1, 0, 3))
    standing = read_bucket_standing(tmp_path / "log")
    assert standing is not None
    assert (standing.entries, standing.why) == (3, "")

    async def without() -> None:
        publishing = Publishing(tmp_path, (KEY_OF_LOG,))
        publishing.begin()
        await publishing.close()

    asyncio.run(without())
    assert read_bucket_standing(tmp_path / "log") is None


def test_nothing_is_signed_over_a_bucket_that_has_more(tmp_path: Path) -> None:
    """Database and folder were both restored from an older backup; the bucket knows."""
    objects = Bucket(MemoryStore(), "memory")
    published(tmp_path / "newer", objects, 5)

    published(tmp_path / "older", objects, 2)

    assert Published(tmp_path / "older/log").head() is None
    said = (tmp_path / "older/log/rolled-back").read_text(encoding="utf-8")
    assert said == "the bucket has a head of 5 entries, and the database has 2\n"


def test_settings_name_a_bucket_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert bucket_of(RecordSettings(), {}) is None
    to = bucket_of(RecordSettings(bucket=f"file://{tmp_path}/shared", entries="everyone"), {})
    assert to is not None
    assert (to.entries, to.seconds) == (True, 10.0)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(SettingsError, match="`record.bucket`: what speaks with buckets is not"):
        bucket_of(RecordSettings(bucket="s3://b"), {})
