"""A record that grows to a million entries: what an entry, a proof and an audit cost on the way.

Processor time of this process, save where it says otherwise. The folder needs two gigabytes for a
million entries, and goes away at the end.
"""

import asyncio
import hashlib
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import click
from entries_made import entries
from figures import Row, each, quantile

from countenance.record.audit import audit
from countenance.record.cases import Person
from countenance.record.checkpoint import open_checkpoint
from countenance.record.make import Prepared
from countenance.record.proof import Proof, proof_of, read_proof, verify_proof
from countenance.record.signer import Signer
from countenance.stores.cases import Cases
from countenance.stores.database import FILE
from countenance.stores.log import DatabaseLog
from countenance.stores.published import FOLDER, Published, Publisher

__all__ = ["record_growth"]

STEPS = (100, 10, 1)
"""The sizes looked at are the largest over these."""
AT_ONCE = 2048
"""Entries that are begun before any is waited for."""
PROOFS, CALLERS, EACH = 500, 32, 60
_KEY = Signer("bench.example.org/record", b"b" * 32)


@dataclass(frozen=True, slots=True)
class At:
    """What was found at one size. Milliseconds, and bytes."""

    size: int
    appended: float
    """Milliseconds on the wall until an entry of 32 callers is durable, the median."""
    published: float
    """Microseconds to take one entry into the tree and its files."""
    opened: float
    """Milliseconds until the log can be gone on with."""
    proof: int
    whole_proof: int
    made: float
    verified: float
    """Milliseconds that 99 of 100 proofs take to verify."""
    audited: float
    """Seconds for all of it."""
    on_disk: float
    """Bytes of the database for one entry."""
    in_files: float
    """Bytes of the published files for one entry."""
    searched: float
    """Seconds to find the entries about some bytes among all of them."""


def record_growth(largest: int) -> list[Row]:
    """The rows about a record of up to this many entries."""
    coming = entries(largest + len(STEPS) * CALLERS * (EACH + 1))
    with tempfile.TemporaryDirectory() as name:
        found = [_at(Path(name), largest // step, coming) for step in STEPS]
    first, last = found[0], found[-1]
    rows = [
        Row(f"{one.size:,} entries: proof, without its entry", one.proof, "B", 2048,
            f"{one.whole_proof} with it; made in {one.made:.2f} ms")
        for one in found
    ] + [
        Row(f"{one.size:,} entries: 99 of 100 proofs verified", one.verified, "ms", 1)
        for one in found
    ] + [
        Row(f"{one.size:,} entries: all of them audited", one.audited, "s", 60,
            f"{one.audited / one.size * 1e6:.1f} us each")
        for one in found
    ]  # fmt: skip
    return [
        *rows,
        Row(f"{last.size:,} entries: those about some bytes found", last.searched, "s", None,
            f"{last.searched / last.size * 1e6:.2f} us each, half of them about calls"),
        Row("an entry durable, the last size to the first", last.appended / first.appended, "x",
            None, f"{first.appended:.1f} to {last.appended:.1f} ms on the wall, {CALLERS} callers"),
        Row("an entry published, the last to the first", last.published / first.published, "x",
            2, f"{first.published:.0f} to {last.published:.0f} us"),
        Row("a log opened, the last to the first", last.opened / first.opened, "x",
            None, f"{first.opened:.1f} to {last.opened:.1f} ms"),
        Row(f"an entry of {last.size:,} in the database", last.on_disk, "B", None,
            f"and {last.in_files:.0f} in the published files"),
    ]  # fmt: skip


def _at(folder: Path, size: int, coming: Iterator[Prepared]) -> At:
    """Let the record grow to this size, and look."""
    log = DatabaseLog(folder)
    try:
        asyncio.run(_grown(log, size, coming))
        before = _head_size(folder)
        publisher = Publisher(log, folder / FOLDER, [_KEY])
        try:
            published = _spent(publisher.publish) / (size - before) * 1e6
        finally:
            publisher.close()
        click.echo(f"    {size:,} entries", err=True)
        opened = _spent(lambda: Publisher(log, folder / FOLDER, [_KEY]).close()) * 1000
        files = Published(folder / FOLDER)
        data = files.head() or b""
        head = open_checkpoint(data, [_KEY.key]).checkpoint
        chance = random.Random(size)  # noqa: S311 - repeatable places, not a secret
        some = [chance.randrange(size) for _ in range(PROOFS)]
        stored = [one for index in some if (one := log.entry(index)) is not None]
        proofs: list[Proof] = []
        made = each(
            lambda index: proofs.append(proof_of(index, data, files.tile)), some
        )
        written = [str(one).encode() for one in proofs]

        def verify(place: int) -> None:
            verify_proof(read_proof(written[place]), stored[place].data, [_KEY.key])

        verified = each(verify, range(PROOFS))
        whole = [str(proof_of(at.index, data, files.tile, at.data)) for at in stored[:20]]
        audited = _spent(lambda: sum(1 for _ in audit(head, files.tile)))
        on_disk = (folder / FILE).stat().st_size / size
        in_files = sum(
            file.stat().st_size for file in (folder / FOLDER).rglob("*") if file.is_file()
        )
        appended = asyncio.run(_durable(log, coming))
        with closing(Cases(folder)) as cases:
            wanted = hashlib.sha256(b"some bytes").digest()
            searched = _spent(lambda: cases.find([wanted], "audit", Person("bench")))
    finally:
        log.close()
    return At(
        size, appended, published, opened, max(map(len, written)), max(map(len, whole)),
        statistics.median(made) / 1000, quantile(verified, 99) / 1000, audited, on_disk,
        in_files / size, searched,
    )  # fmt: skip


def _head_size(folder: Path) -> int:
    data = Published(folder / FOLDER).head()
    return 0 if data is None else open_checkpoint(data, [_KEY.key]).checkpoint.size


async def _grown(log: DatabaseLog, size: int, coming: Iterator[Prepared]) -> None:
    """Append as a crowd would, until there are so many."""
    while (there := log.size()) < size:
        some = islice(coming, min(AT_ONCE, size - there))
        await asyncio.gather(*(log.begin(one.data, one.openings) for one in some))


async def _durable(log: DatabaseLog, coming: Iterator[Prepared]) -> float:
    """Milliseconds until one of many callers has its entry on the disk, the median."""
    waited: list[float] = []

    async def caller() -> None:
        for one in islice(coming, EACH):
            began = time.perf_counter()
            await log.append(one.data, one.openings)
            waited.append((time.perf_counter() - began) * 1000)

    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    return statistics.median(waited)


def _spent(work: Callable[[], object]) -> float:
    """Seconds of processor time."""
    before = time.process_time()
    work()
    return time.process_time() - before
