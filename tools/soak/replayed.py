"""Every decision of a record made again, from its entry alone, under the texts of today."""

from collections import Counter
from pathlib import Path

from countenance.gate.replaying import Replay
from countenance.record.canonical import parse_as
from countenance.record.entry import Decision
from countenance.stores.log import DatabaseReader
from countenance.stores.packaged import packaged_editions, packaged_vocabulary

__all__ = ["replayed"]


def replayed(folder: Path) -> Counter[str]:
    """How many decisions came out how: `same` is the same verdicts under the same digest."""
    again = Replay(packaged_editions(), packaged_vocabulary(), frozenset())
    found: Counter[str] = Counter()
    log = DatabaseReader(folder)
    try:
        for stored in log.entries():
            if b'"kind":"decision"' in stored.data:
                found[again.again(parse_as(stored.data, Decision)).same.value] += 1
    finally:
        log.close()
    return found
