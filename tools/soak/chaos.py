"""Thousands of calls while everything around the gate breaks: nothing slips through unrecorded.

A real gate, an AI service that answers well, badly, slowly or not at all, a witness, and a disk
that can be filled. Eight callers ask; beside them the gate is killed, the database kept locked, the
disk filled, the clock stepped, the witness stopped, what looks at pictures killed, the registry
changed. Every answer is compared with what the docs say, and at the end the record with what
reached the AI service and with what callers were told. The same seed makes the same calls, and
breaks the same things at the same calls.
"""

import asyncio
import contextlib
import json
import os
import shutil
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import httptools
from chaos_calls import Answer, Planned, Planner, odd
from chaos_far import Far
from chaos_faults import OFTEN, Faults, Held
from chaos_gate import CLOCK
from disk import Disk, small_disk
from figures import Row
from of_the_tests import of_the_tests
from replayed import replayed
from running import free_port, process

from countenance.callers.registration import RegisteredFact, Registration
from countenance.record.make import Maker
from countenance.stores.log import DatabaseReader
from countenance.stores.log_keys import LogKeys
from countenance.stores.packaged import packaged_vocabulary
from countenance.stores.registry import Registry

with of_the_tests():
    from gate.crashing import Found, found_after, keep_head
    from gate.witnessing import witness_process

__all__ = ["chaos", "full"]

TOGETHER = 8
ORIGIN = "gate.example.org/record"
_MEGABYTES = 512
_PATIENCE = 60.0
"""Seconds that an answer may take before the run is given up."""
_KEPT = Path(__file__).resolve().parent.parent.parent / "build" / "soak" / "chaos"

_PRIVATE = (
    ("actor_kind", "private_entity"), ("on_behalf_of", "none"), ("provider_approval", "none"),
    ("use_jurisdiction", "NO"),
)  # fmt: skip
_POLICE = (
    ("actor_kind", "law_enforcement_agency"), ("on_behalf_of", "none"), ("agency_country", "US"),
    ("agency_type", "municipal_police"), ("use_jurisdiction", "US-OH"),
    ("provider_approval", "none"),
)  # fmt: skip
_ABROAD = (
    ("actor_kind", "law_enforcement_agency"), ("on_behalf_of", "none"), ("agency_country", "NO"),
    ("agency_type", "national_police"), ("use_jurisdiction", "NO"), ("provider_approval", "none"),
    ("capture_device", "fixed_cctv"), ("environment", "controlled"),
)  # fmt: skip


def chaos(calls: int, seed: int = 1) -> list[Row]:
    """The rows about so many calls in chaos."""
    often = {what: max(1, round(count * calls / 10_000)) for what, count in OFTEN.items()}
    return _Run("chaos", calls, seed, often).rows()


def full(times: int, seed: int = 2) -> list[Row]:
    """The rows about a disk that is full so many times."""
    return _Run("full disk", 60 * times, seed, {"full": times}).rows()


class _BrokenOffError(Exception):
    """The connection ended in the middle of an answer."""


@dataclass
class _Seen:
    """What came of the calls."""

    asked: int = 0
    reached: list[tuple[int | None, int]] = field(default_factory=list)
    told: list[tuple[int, str]] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)


class _Run:
    """One run over one gate."""

    def __init__(self, name: str, calls: int, seed: int, often: Mapping[str, int]) -> None:
        self._name = name
        self._calls = calls
        self._seed = seed
        self._often = often
        self._planner = Planner(seed)
        self._seen = _Seen()
        self._port = free_port()
        self._gate: contextlib.ExitStack | None = None
        self._number = 0
        self._keys: dict[str, str] = {}

    def rows(self) -> list[Row]:
        """Run it, and say what came of it."""
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
            folder = Path(name) / "gate"
            disk = stack.enter_context(small_disk(folder, _MEGABYTES))
            # Beside the disk that is filled, not on it.
            self._said, self._heads = Path(name) / "said", Path(name) / "heads"
            done = asyncio.run(self._run(Path(name), folder, disk))
            self._keep(self._said)
            self._write(folder)
            found = found_after(folder)
            same = replayed(folder)
        took = time.monotonic() - began
        return self._told(found, done, took, same, own_disk=disk.is_own)

    async def _run(self, around: Path, folder: Path, disk: Disk) -> Counter[str]:
        self._keys = _registered(folder)
        signer = LogKeys(folder, Maker(time.time_ns, os.urandom)).begin(ORIGIN)
        clock = around / "clock"
        clock.write_bytes(CLOCK.pack(0))
        far_port = free_port()
        with contextlib.ExitStack() as stack:
            stack.callback(self._stop)
            watched = witness_process(around / "witness", signer.key, free_port())
            witness = stack.enter_context(watched)
            settings = _settings(around, folder, self._port, far_port, signer.key, witness)
            await asyncio.to_thread(self._start, settings, clock)
            reader = DatabaseReader(folder)
            stack.callback(reader.close)
            loop = asyncio.get_running_loop()
            behind = await loop.create_server(
                lambda: Far(
                    self._planner.fault,
                    lambda number: self._seen.reached.append((number, reader.size())),
                ),
                "127.0.0.1", far_port,
            )  # fmt: skip

            async def restart() -> None:
                keep_head(folder, self._heads)
                await asyncio.to_thread(self._stop)
                await asyncio.to_thread(self._start, settings, clock)

            held = Held(
                folder, clock, disk, lambda: self._number, restart,
                lambda: witness.process.pid, lambda: self._seen.asked,
            )  # fmt: skip
            faults = Faults(held, self._calls, self._seed, self._often)
            breaking = asyncio.ensure_future(faults.run())
            heads = asyncio.ensure_future(_keep_heads(folder, self._heads))
            numbers = iter(range(self._calls))
            await asyncio.gather(*(self._caller(numbers, faults) for _ in range(TOGETHER)))
            await breaking
            if heads.done():
                heads.result()  # it does not end by itself
            heads.cancel()
            await asyncio.to_thread(self._stop)
            behind.close()
        return faults.done

    def _start(self, settings: Path, clock: Path) -> None:
        """Start the gate; it is ready when this returns."""
        script = str(Path(__file__).with_name("chaos_gate.py"))
        stack = contextlib.ExitStack()
        words = [sys.executable, script, str(settings), str(clock)]
        self._number = stack.enter_context(process(words, self._port, said=self._said))
        self._gate = stack
        _until_ready(f"http://127.0.0.1:{self._port}/readyz")

    def _stop(self) -> None:
        if self._gate is not None:
            self._gate.close()
            self._gate = None

    async def _caller(self, numbers: Any, faults: Faults) -> None:
        for number in numbers:
            planned = self._planner.call(number)
            began = time.monotonic()
            try:
                answer = await self._asked(planned)
                ends = time.monotonic()
                if answer is not None:
                    self._judge(planned, answer, faults.broken.around(began, ends))
            except (OSError, asyncio.IncompleteReadError, _BrokenOffError):
                if "kill" not in faults.broken.around(began, time.monotonic()):
                    self._seen.odd.append(f"{number} {planned.kind.name}: broken off")
                self._seen.answers["none: the gate was killed"] += 1
            self._seen.asked += 1

    def _judge(self, planned: Planned, answer: Answer, around: frozenset[str]) -> None:
        wrong = odd(planned, answer, around)
        if wrong:
            head = {name: told for name, told in answer.headers.items() if name.startswith("x-")}
            broken = ", ".join(sorted(around)) or "nothing"
            self._seen.odd.append(
                f"{planned.number} {planned.kind.name} {planned.fault} stream={planned.stream}: "
                f"{answer.status} {head}: {wrong} (broken: {broken}) {answer.body[:120]!r}"
            )
        self._seen.answers[str(answer.status)] += 1
        clause = answer.headers.get("x-countenance-clause")
        if answer.entry is not None and planned.digest is not None and clause != "gate-failure":
            self._seen.told.append((answer.entry, planned.digest))

    async def _asked(self, planned: Planned) -> Answer | None:
        """The answer, if the client waits for it."""
        reader, writer = await _connected(self._port)
        try:
            head = (
                f"POST {planned.path} HTTP/1.1\r\nhost: gate\r\nconnection: close\r\n"
                f"content-type: application/json\r\n"
                f"authorization: Bearer {self._keys[planned.who]}\r\n"
                f"content-length: {len(planned.body)}\r\n\r\n"
            )
            writer.write(head.encode() + planned.body)
            if planned.leaves is not None:
                await asyncio.sleep(planned.leaves)
                return None
            async with asyncio.timeout(_PATIENCE):
                return await _answer(reader)
        finally:
            writer.transport.abort()

    def _write(self, folder: Path) -> None:
        """Write down where the comparison looks for it what reached whom."""
        lines = []
        for number, size in self._seen.reached:
            digest = None if number is None else self._planner.call(number).digest
            lines.append(f"{digest or 'unplanned'} {size}\n")
        (folder / "reached").write_text("".join(lines), encoding="ascii")
        told = "".join(json.dumps(each) + "\n" for each in self._seen.told)
        (folder / "told").write_text(told, encoding="ascii")
        keep_head(folder, self._heads)
        shutil.copy(self._heads, folder / "heads")

    def _keep(self, said: Path) -> None:
        """Keep what the gate said and what was odd, for whoever looks into it."""
        _KEPT.mkdir(parents=True, exist_ok=True)
        name = self._name.replace(" ", "-")
        (_KEPT / f"{name}.log").write_bytes(said.read_bytes())
        (_KEPT / f"{name}.odd").write_text("\n".join(self._seen.odd), encoding="utf-8")

    def _told(
        self, found: Found, done: Counter[str], took: float, same: Counter[str], *, own_disk: bool
    ) -> list[Row]:
        name, seen = self._name, self._seen
        broken = found.broken()
        whats = ", ".join(f"{count} {what}" for what, count in sorted(done.items()))
        statuses = ", ".join(f"{count} {what}" for what, count in sorted(seen.answers.items()))
        late = {digest: index for index, digest in found.entered.items()}
        unentered = sum(late.get(digest, size) >= size for digest, size in found.reached)
        tells = sum(word in (_KEPT / f"{name.replace(' ', '-')}.log").read_bytes()
                    for word in (b"secret words", b"call-", b"cnt_", b"notary"))  # fmt: skip
        decisions = same.total()
        where = "" if own_disk else "no disk of its own; "
        return [
            Row(f"{name}: calls", seen.asked, "", None, f"{took:.0f} s; {statuses}"),
            Row(f"{name}: things that broke", done.total(), "", None, where + whats),
            Row(f"{name}: calls that reached the AI service", len(found.reached), "", None,
                f"{len(found.told)} answers named an entry"),
            Row(f"{name}: calls there without an earlier entry", unentered, "", 0),
            Row(f"{name}: answered otherwise than documented", len(seen.odd), "", 0,
                f"see {_KEPT}" if seen.odd else ""),
            Row(f"{name}: promises broken", len(broken), "", 0, ", ".join(broken)),
            Row(f"{name}: heads, each the beginning of the next", len(found.heads), "", None,
                f"{len(found.entries)} entries, {found.unknown} with an outcome nobody knows"),
            Row(f"{name}: words of calls in what the gate logs", tells, "", 0),
            Row(f"{name}: decisions made again", decisions, "", None, str(dict(same))),
            Row(f"{name}: made again otherwise", decisions - same["same"], "", 0),
        ]  # fmt: skip


async def _keep_heads(folder: Path, kept: Path) -> None:
    while True:
        await asyncio.sleep(0.5)
        keep_head(folder, kept)


async def _connected(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection, as soon as somebody listens."""
    ends = time.monotonic() + _PATIENCE
    while True:
        try:
            return await asyncio.open_connection("127.0.0.1", port)
        except ConnectionRefusedError:
            if time.monotonic() > ends:
                raise
            await asyncio.sleep(0.05)


class _Whole:
    def __init__(self) -> None:
        self.is_whole = False
        self.headers: dict[str, str] = {}
        self.body = b""

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header."""
        self.headers[name.decode().lower()] = value.decode()

    def on_body(self, data: bytes) -> None:
        """A piece of the body."""
        self.body += data

    def on_message_complete(self) -> None:
        """It is whole."""
        self.is_whole = True


async def _answer(reader: asyncio.StreamReader) -> Answer:
    found = _Whole()
    parser = httptools.HttpResponseParser(found)
    while not found.is_whole:
        data = await reader.read(1 << 16)
        if not data:
            raise _BrokenOffError
        parser.feed_data(data)
    return Answer(int(parser.get_status_code()), found.headers, found.body)


def _registered(folder: Path) -> dict[str, str]:
    """Callers, and a key for each."""
    registry = Registry(folder, packaged_vocabulary())
    callers = {
        "acme": (_PRIVATE, None),
        "police": (_POLICE, None),
        "abroad": (_ABROAD, "ms-aoai-coc@2024-05-03"),
    }
    keys = {"nobody": "cnt_" + "a" * 10 + "_" + "a" * 52}
    try:
        for name, (rows, pin) in callers.items():
            facts = tuple(RegisteredFact(fact, (value,)) for fact, value in rows)
            registry.add(Registration(name, "", name.title(), facts, pin=pin))
            keys[name] = registry.new_key(name, "chaos").text
    finally:
        registry.close()
    return keys


def _settings(
    around: Path, folder: Path, port: int, far: int, log: object, witness: Any
) -> Path:
    """The settings of the gate, and the policy of its witness."""
    policy = around / "trust.txt"
    policy.write_text(
        f"log {log}\nwitness court {witness.key} {witness.address}\nquorum court\n", "utf-8"
    )
    upstreams = "".join(
        f'[[upstream]]\nname = "{name}"\nkind = "openai"\nservice = "azure_openai"\n'
        f'url = "http://127.0.0.1:{far}/v1"\nmodels = ["{model}"]\nanswer_seconds = {seconds}\n'
        for name, model, seconds in (("far", "gpt-4o", 20), ("impatient", "impatient", 0.5))
    )
    settings = around / "countenance.toml"
    settings.write_text(
        f'[gate]\nport = {port}\ndata = "{folder}"\n[faces]\nworkers = 1\n'
        f'[record]\nwitnesses = "{policy}"\n{upstreams}',
        encoding="utf-8",
    )
    return settings


def _until_ready(url: str) -> None:
    ends = time.monotonic() + _PATIENCE
    while time.monotonic() < ends:
        with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(
            url, timeout=10
        ) as answer:
            if answer.status == 200:
                return
        time.sleep(0.02)
    raise click.ClickException(f"{url} does not become ready")
