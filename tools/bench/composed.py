"""What it costs to put all codes together: from their texts, and from the cache of the commands."""

import datetime
import statistics
import tempfile
from pathlib import Path

from figures import Row, each

from countenance.codes.load import load_edition
from countenance.decisions.compile import compile_editions
from countenance.stores.compiled_cache import CompiledCache
from countenance.stores.packaged import (
    edition_text,
    editions_on,
    packaged_vocabulary,
    shared_text,
)

__all__ = ["composed"]

DAYS = (*(datetime.date(year, 1, 1) for year in range(2019, 2029)), datetime.date(2026, 11, 22))


def composed(times: int = 3) -> list[Row]:
    """The rows about compiling and composing; of each day the median, of the days the worst."""
    vocabulary = packaged_vocabulary()
    cold, kept, nodes = [0.0], [0.0], [0]
    most = 0
    with tempfile.TemporaryDirectory() as folder:
        cache = CompiledCache(Path(folder, "countenance"))
        for day in DAYS:
            editions = editions_on(day)
            most = max(most, len(editions))
            nodes.append(len(cache.compiled(editions, vocabulary, day=day).diagram))
            cold.append(statistics.median(each(_from_texts, [day] * times)))
            kept.append(statistics.median(each(lambda on: cache.compiled(
                editions_on(on), vocabulary, day=on
            ), [day] * times)))  # fmt: skip
    note = f"worst of {len(DAYS)} days, at most {most} editions in force"
    return [
        Row("read, compile and compose, cold", max(cold) / 1000, "ms", 500, note),
        Row("compile and compose, from the cache", max(kept) / 1000, "ms", 50),
        Row("nodes of all codes composed", max(nodes), "", 20_000),
    ]


def _from_texts(day: datetime.date) -> None:
    """What the first command of all does: every edition in force is read anew, and compiled."""
    vocabulary, shared = packaged_vocabulary(), shared_text()
    editions = [
        load_edition(edition_text(text.name), shared, vocabulary, text.name)
        for text in editions_on(day)
    ]
    compile_editions(editions, vocabulary, day=day)
