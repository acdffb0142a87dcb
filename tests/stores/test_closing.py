"""A store is closed while other threads still read in it, as when a gate ends.

A connection that is closed under a statement takes the whole process with it; so closing waits.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from countenance.errors import RecordError
from countenance.stores.held_calls import HeldCalls
from countenance.stores.log import DatabaseLog
from countenance.stores.people import People
from countenance.stores.reader import DatabaseReader
from countenance.stores.rulings import Rulings

Opened = tuple[Any, Callable[[], object]]


def _reader(folder: Path) -> Opened:
    reader = DatabaseReader(folder)
    return reader, reader.size


def _held(folder: Path) -> Opened:
    held = HeldCalls(folder)
    return held, held.expire_overdue


def _people(folder: Path) -> Opened:
    people = People(folder)
    return people, people.all


def _rulings(folder: Path) -> Opened:
    rulings = Rulings(folder)
    return rulings, rulings.all

@pytest.mark.parametrize("opens", [_reader, _held, _people, _rulings])
def test_closing_waits_for_a_statement_that_runs(
    tmp_path: Path, opens: Callable[[Path], Opened]
) -> None:
    DatabaseLog(tmp_path).close()
    for _ in range(10):
        store, read = opens(tmp_path)
        ended: list[type[Exception]] = []
        runs = threading.Barrier(3)

        def work(read: Callable[[], object], ended: list[Any], runs: threading.Barrier) -> None:
            runs.wait(30)
            try:
                while True:
                    read()
            except RecordError as error:
                ended.append(type(error))

        threads = [threading.Thread(target=work, args=(read, ended, runs)) for _ in range(2)]
        for thread in threads:
            thread.start()
        runs.wait(30)
        store.close()
        for thread in threads:
            thread.join(30)

        assert ended == [RecordError, RecordError]
