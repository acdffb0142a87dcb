"""A gate that is killed again and again while it works: `crashing.py RUNS SEED FOLDER [FOLDER]`.

Each run is a child of its own that walks calls over a real record in the folder and publishes it;
it is killed without warning after so many steps, and a little more, as chance picks. With several
folders there is a child for each, and all of them are killed at once: gates that share a record on
a server. With no runs they work on until the standard input ends.

What reached the far side is written to `reached` in the first folder, with how many entries were
on the disk by then, what callers were told to `told`, one line each, by single writes that a kill
cannot undo. The head that is there after each kill is kept in `heads`. `found_after` says what is
left when all is over.
"""

import asyncio
import itertools
import json
import os
import random
import shutil
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from countenance.dialects.call import Outgoing, Request
from countenance.dialects.read import read
from countenance.errors import ProofError, RecordError
from countenance.gate.upstream import UpstreamReply
from countenance.record.audit import audit
from countenance.record.checkpoint import Checkpoint, open_checkpoint
from countenance.record.make import Maker
from countenance.record.note import VerifierKey
from countenance.record.tiles import Tiles
from countenance.record.tree import Frontier, consistency_proof, leaf_hash, verify_consistency
from countenance.stores.log import DatabaseLog
from countenance.stores.log_keys import LogKeys, open_publisher
from countenance.stores.openings_key import OpeningsKeys
from countenance.stores.published import FOLDER, Published, Publisher
from gate.fakes import Client, Fakes, FakeUpstream, body_of

__all__ = ["Found", "found_after", "keep_head"]

_WIDE = 128
"""Bytes of a line that a child writes: a page holds a whole number of them."""


@dataclass(frozen=True)
class Found:
    """What is in a folder after its gates were killed, and the last one's leftovers were ended.

    `reached` are digests of calls, and how many entries there were when each was sent; `told` are
    indexes that callers were told, and the digests of their calls; `entered` those of the decisions
    by index, `waiting` the decisions without an outcome. `heads` were signed one after the other;
    `unsound` says what is wrong with them and with what was published.
    """

    reached: list[tuple[str, int]]
    told: list[tuple[int, str]]
    entries: dict[int, dict[str, Any]]
    entered: dict[int, str]
    waiting: tuple[str, ...]
    heads: list[Checkpoint]
    unsound: list[str]

    @property
    def unknown(self) -> int:
        """How many decisions have an outcome that nobody knows."""
        return sum(e.get("result") == "unknown-after-crash" for e in self.entries.values())

    def broken(self) -> list[str]:
        """Which promises were broken, in words; none, if all is well."""
        sent = [digest for digest, _ in self.reached]
        indexes = {digest: index for index, digest in self.entered.items()}
        passed = [
            e["id"]
            for e in self.entries.values()
            if e["kind"] == "decision" and e["outcome"] in ("pass", "redact") and not e["what_if"]
        ]
        ended = [e["prev"] for e in self.entries.values() if e["kind"] == "outcome"]
        promises = {
            "a call was sent twice": len(sent) == len(set(sent)),
            "a call was sent without its entry": set(sent) <= set(indexes),
            "a call was sent before its entry": all(
                indexes.get(digest, -1) < size for digest, size in self.reached
            ),
            "an entry that was told of is lost": all(
                self.entered.get(index) == digest for index, digest in self.told
            ),
            "a decision waits for its outcome": self.waiting == (),
            "not every decision has one outcome": sorted(ended) == sorted(passed),
            "the record has a gap": sorted(self.entries) == list(range(len(self.entries))),
        }
        return [what for what, holds in promises.items() if not holds] + self.unsound


def _end(folder: Path) -> None:
    """Start a gate, which gives what it left its outcome, and end it."""
    log = DatabaseLog.for_gate(folder)
    log.reconcile(_maker().unknown_outcome)
    log.close()


def keep_head(folder: Path, kept: Path | None = None) -> None:
    """Keep the head that is published now, if it is another one than the last that was kept.

    `kept`: the file to keep it in; `heads` in the folder, if none is named.
    """
    head = Published(folder / FOLDER).head()
    kept = kept or folder / "heads"
    line = json.dumps((head or b"").decode()) + "\n"
    known = kept.read_text(encoding="utf-8").splitlines(keepends=True) if kept.exists() else []
    if head is not None and line not in known[-1:]:
        with kept.open("a", encoding="utf-8") as file:
            file.write(line)


def found_after(folder: Path, *others: Path) -> Found:
    """Open the record as the next gate would, and read everything.

    `others`: the folders of the other gates of this record, which start again as well.
    """
    for other in others:
        _end(other)
    log = DatabaseLog.for_gate(folder)
    try:
        log.reconcile(_maker().unknown_outcome)
        entries = {stored.index: json.loads(stored.data) for stored in log.entries()}
        entered = {
            index: "sha256:" + opening.value.hex()
            for index, entry in entries.items()
            if entry["kind"] == "decision"
            for opening in log.openings(index)
            if opening.field == "request"
        }
        waiting = log.awaiting()
    finally:
        log.close()
    keep_head(folder)
    signers = LogKeys(folder, _maker()).signers()
    publisher, reader = open_publisher(folder, signers)
    _published(publisher)
    leaves = [leaf_hash(stored.data) for stored in reader.entries()]
    publisher.close()
    reader.close()
    keep_head(folder)
    heads, unsound = _heads(folder, [signer.key for signer in signers], leaves)
    told = [tuple(json.loads(line)) for line in _lines(folder / "told")]
    reached = [(digest, int(size)) for digest, size in map(str.split, _lines(folder / "reached"))]
    return Found(reached, told, entries, entered, waiting, heads, unsound)


def _heads(
    folder: Path, keys: list[VerifierKey], leaves: list[bytes]
) -> tuple[list[Checkpoint], list[str]]:
    """The heads that were kept, and what is wrong with them."""
    kept = [json.loads(line).encode() for line in _lines(folder / "heads")]
    heads = [open_checkpoint(head, keys).checkpoint for head in kept]
    wrong = []
    roots, frontier = {}, Frontier()
    for size in range(len(leaves) + 1):
        roots[size] = frontier.root
        frontier.extend(leaves[size : size + 1])
    if any(roots.get(head.size) != head.root for head in heads):
        wrong.append("a head is over other entries than there are")
    files = Published(folder / FOLDER)
    node = Tiles(heads[-1].size, files.tile).node
    try:
        for old, new in itertools.pairwise(heads):
            proof = consistency_proof(old.size, new.size, node)
            verify_consistency(old.size, new.size, old.root, new.root, proof)
    except ProofError:
        wrong.append("a head is no beginning of the next")
    try:
        for _ in audit(heads[-1], files.tile):
            pass
    except ProofError:
        wrong.append("what was published is not whole")
    return heads, wrong


def _maker() -> Maker:
    return Maker(lambda: 1_800_000_000_000_000_000, os.urandom)


def _lines(path: Path) -> list[str]:
    """The whole lines of a file."""
    return path.read_text(encoding="ascii").splitlines()


class _Telling(FakeUpstream):
    """Writes down what reached it before it answers."""

    def __init__(self, log: DatabaseLog, reached: int, steps: int) -> None:
        super().__init__(log)  # type: ignore[arg-type]  # only its size is asked for
        self._entries = log
        self._reached = reached
        self._steps = steps

    @asynccontextmanager
    async def send(self, outgoing: Outgoing) -> AsyncIterator[UpstreamReply]:
        there = self._entries.size()
        os.write(self._reached, _line(f"{_digest(outgoing.body)} {there}"))
        os.write(self._steps, b".")
        async with super().send(outgoing) as reply:
            yield reply


def _digest(body: bytes) -> str:
    headers = (("content-type", "application/json"),)
    return read(Request("POST", "/v1/chat/completions", (), headers, body)).digest


def _line(words: str) -> bytes:
    """A line that a kill cannot cut in two: no write of it goes over the end of a page."""
    line = words.encode().ljust(_WIDE - 1) + b"\n"
    assert len(line) == _WIDE
    return line


@dataclass(frozen=True)
class _Files:
    """What a child writes to."""

    reached: int
    told: int
    steps: int


async def _work(folder: Path, name: str, files: _Files) -> None:
    log = DatabaseLog.for_gate(folder)
    fakes = Fakes(log=log)
    log.reconcile(fakes.walk._ports.maker.unknown_outcome)
    threading.Thread(target=_publish, args=(folder,), daemon=True).start()
    fakes.upstream = _Telling(log, files.reached, files.steps)
    behind = fakes.walk._ports.upstreams._behind[0]
    object.__setattr__(behind, "upstream", fakes.upstream)

    async def one(number: int) -> None:
        body = body_of(f"{name}-call-{number}", stream=number % 2 == 0)
        client = await Client(body).ask(fakes)
        if client.status != 200:
            await asyncio.sleep(0.05)  # the server of the record is away
            return
        entry = int(client.headers["x-countenance-entry"])
        os.write(files.told, _line(json.dumps([entry, _digest(body)])))
        os.write(files.steps, b".")

    for start in range(0, 100_000, 4):
        await asyncio.gather(*(one(start + each) for each in range(4)))


def _publish(folder: Path) -> None:
    """Publish without a pause, so that a kill falls into every part of it."""
    publisher = None
    while True:
        with suppress(RecordError):  # the server of the record is away
            if publisher is None:
                publisher, _ = open_publisher(folder, LogKeys(folder, _maker()).signers())
            _published(publisher)
        time.sleep(0.01)


def _published(publisher: Publisher) -> None:
    """As a gate does: of those that share a record one signs, the others publish that."""
    if publisher.leads:
        publisher.publish()
    else:
        publisher.follow()


def main(runs: int, seed: int, folders: Sequence[Path]) -> None:
    """Let them work, and kill them, this many times."""
    chance = random.Random(seed)
    first = folders[0]
    _apart(lambda: LogKeys(first, _maker()).begin("gate.example.org/record"))
    OpeningsKeys(first).newest(os.urandom)
    for folder in folders[1:]:
        # Gates of one record have its keys, and are told the same about where it is.
        shutil.copytree(first, folder, dirs_exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    reached, told = (os.open(first / name, flags, 0o600) for name in ("reached", "told"))
    for run in range(max(runs, 1)):
        done, steps = os.pipe()
        children = []
        for place, folder in enumerate(folders):
            files = _Files(reached, told, steps)
            child = os.fork()
            if child == 0:
                asyncio.run(_work(folder, f"run-{run}-gate-{place}", files))
                os._exit(0)
            children.append(child)
        os.close(steps)
        if runs:
            for _ in range(chance.randint(1, 12 * len(folders))):
                os.read(done, 1)  # nothing, once a child has ended by itself
            time.sleep(chance.random() * 0.004)
        else:
            threading.Thread(target=_drained, args=(done,), daemon=True).start()
            sys.stdin.read()
        for child in children:
            os.kill(child, signal.SIGKILL)
        for child in children:
            os.waitpid(child, 0)
        os.close(done)
        keep_head(first)


def _drained(done: int) -> None:
    with suppress(OSError):
        while os.read(done, 1 << 16):
            pass


def _apart(work: Callable[[], object]) -> None:
    """Do something in a process of its own: what forks may have no thread and no connection."""
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        raise SystemExit("what comes before the gates failed")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), [Path(word) for word in sys.argv[3:]])
