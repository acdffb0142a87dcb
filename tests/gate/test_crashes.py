"""A gate that is killed without warning, a hundred times, at moments that chance picks."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from countenance.record.make import Maker
from countenance.stores.log import SqliteLog

TESTS = Path(__file__).resolve().parent.parent
RUNS = 100


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("crashes")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(TESTS), *filter(None, [os.environ.get("PYTHONPATH")])]),
        "OPENBLAS_NUM_THREADS": "1",
    }
    script = [sys.executable, str(TESTS / "gate" / "crashing.py"), str(made), str(RUNS), "7"]
    subprocess.run(script, env=environment, check=True, timeout=120)
    return made


def lines(path: Path) -> list[str]:
    """The whole lines of a file."""
    return path.read_text(encoding="ascii").splitlines()


def test_a_killed_gate_sent_nothing_without_an_entry_and_lost_none_that_it_told_of(
    folder: Path,
) -> None:
    reached = lines(folder / "reached")
    told = [json.loads(line) for line in lines(folder / "told")]
    log = SqliteLog.for_gate(folder)
    try:
        log.reconcile(Maker(lambda: 1_800_000_000_000_000_000, os.urandom).unknown_outcome)
        entries = {stored.index: json.loads(stored.data) for stored in log.entries()}
        passed = {i: e for i, e in entries.items() if e["kind"] == "decision"}
        digests = {
            index: "sha256:" + opening.value.hex()
            for index in passed
            for opening in log.openings(index)
            if opening.field == "request"
        }
        waiting = log.awaiting()
    finally:
        log.close()

    ended = [entry["prev"] for entry in entries.values() if entry["kind"] == "outcome"]
    unknown = [e for e in entries.values() if e.get("result") == "unknown-after-crash"]
    print(f"{len(reached)} sent, {len(told)} told, {len(unknown)} with an unknown outcome")
    assert len(reached) == len(set(reached)) > RUNS
    assert set(reached) <= set(digests.values())
    assert [digests[index] for index, _ in told] == [digest for _, digest in told]
    assert waiting == ()
    assert sorted(ended) == sorted(entry["id"] for entry in passed.values())
    assert unknown, "no kill fell between an entry and its outcome"
    assert sorted(entries) == list(range(len(entries)))
