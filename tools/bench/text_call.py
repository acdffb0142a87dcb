"""What a call of text alone costs inside the gate, step by step, with the gate's own functions."""

import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path

from entries_made import BODY, DAY, caller, usual
from figures import Row, each, mean

from countenance.dialects.call import Request
from countenance.dialects.read import read
from countenance.evidence.gather import facts_of
from countenance.gate.codebook import Codebook, named_places
from countenance.gate.judging import judge
from countenance.gate.outcome import Pictured, Visible
from countenance.record.make import Maker, Prepared
from countenance.stores.log import DatabaseLog
from countenance.stores.packaged import packaged_editions, packaged_vocabulary
from countenance.stores.registry import Registry, RegistryReader

__all__ = ["text_call"]


def text_call() -> list[Row]:
    """The rows about a call of text alone."""
    vocabulary = packaged_vocabulary()
    book = Codebook(vocabulary, packaged_editions())
    headers = (("content-type", "application/json"),)
    request = Request("POST", "/v1/chat/completions", (), headers, BODY)
    call = read(request)
    who = caller()
    entry = usual(Maker(time.time_ns, os.urandom))

    def judged() -> object:
        named = named_places(who.evidence_on(DAY))
        applied = book.applied("azure_openai", DAY, named=named)
        known = facts_of(call, who, DAY, "azure_openai", vocabulary)
        return judge(applied, known, (), Pictured.NOTHING, who, Visible.NEEDED)

    with tempfile.TemporaryDirectory() as folder:
        known, changed = _looked_up(Path(folder), [entry() for _ in range(300)])
        committed = asyncio.run(_appended(Path(folder), [entry() for _ in range(300)]))
    return [
        Row("registry look-up", known, "us", None, "nothing was written since the last one"),
        Row("registry look-up after an entry", changed, "us", None, "as in a busy gate; p50"),
        Row("reading a text call", mean(lambda: read(request)), "us"),
        Row("facts and decision of a text call", mean(judged), "us", 200),
        Row("its entry", mean(entry), "us", None, f"{len(entry().data)} bytes"),
        Row("its entry on the disk, p50", committed, "ms", None,
            "time on the wall, one after the other: the disk's own speed"),
    ]  # fmt: skip


def _looked_up(folder: Path, entries: list[Prepared]) -> tuple[float, float]:
    """Microseconds for a key that was seen before: by itself, and after each written entry."""
    registry = Registry(folder, packaged_vocabulary())
    registry.add(caller(""))
    key = registry.new_key("acme", "bench").text
    registry.close()
    reader, log = RegistryReader(folder), DatabaseLog(folder)
    after = []
    try:
        known = mean(lambda: reader.caller_for_key(key))
        for one in entries:
            log.append_now(one.data, one.openings)
            after += each(reader.caller_for_key, [key])
    finally:
        reader.close()
        log.close()
    return known, statistics.median(after)


async def _appended(folder: Path, entries: list[Prepared]) -> float:
    """Milliseconds on the wall until one entry is durable, the median."""
    log = DatabaseLog(folder)
    spent = []
    try:
        for one in entries:
            before = time.perf_counter()
            await log.append(one.data, one.openings)
            spent.append((time.perf_counter() - before) * 1000)
    finally:
        log.close()
    return statistics.median(spent)
