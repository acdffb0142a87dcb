"""Gates that are killed without warning, at any step of their calls, over one record.

Each gate is killed after so many steps of four calls at once, and a little more, as chance picks;
the next one goes on with the record that it left. At the end the record is compared with what
reached the far side and with what callers were told. The gate that is killed is the one of the
tests, and so is the comparison. Then workers are killed, of a gate that has several
(`worker_kills`).
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click
from figures import Row
from worker_kills import worker_kills

__all__ = ["kills"]

ROOT = Path(__file__).resolve().parent.parent.parent
TESTS = ROOT / "tests"
EACH = 100
WORKERS_SHARE = 5
"""One in so many again is killed among several workers."""


def kills(runs: int) -> list[Row]:
    """The rows about this many kills."""
    environment = {**os.environ, "PYTHONPATH": str(TESTS), "OPENBLAS_NUM_THREADS": "1"}
    broken, sent, told, unknown = [], 0, 0, 0
    with tempfile.TemporaryDirectory() as name:
        for seed in range(-(-runs // EACH)):
            folder = Path(name) / str(seed)
            folder.mkdir()
            count = min(EACH, runs - seed * EACH)
            script = [sys.executable, str(TESTS / "gate" / "crashing.py"), str(folder)]
            subprocess.run([*script, str(count), str(seed)], env=environment, check=True)
            found = _found_after(folder)
            broken += found.broken()
            sent, told = sent + len(found.reached), told + len(found.told)
            unknown += found.unknown
            click.echo(f"    {seed * EACH + count} kills: {sent} calls sent", err=True)
    note = f"{sent} calls sent, {told} answered, {unknown} with an outcome nobody knows"
    return [
        Row("kills without warning", runs, "", None, note),
        Row("kills: promises broken", len(broken), "", 0, ", ".join(sorted(set(broken)))),
        Row("kills between an entry and its outcome", unknown, "", 1, at_least=True),
        *worker_kills(runs // WORKERS_SHARE, _found_after),
    ]


def _found_after(folder: Path) -> Any:  # of a module of the tests
    sys.path.insert(0, str(TESTS))
    try:
        # The tests are no package; only this part of the soak needs them.
        from gate.crashing import found_after  # noqa: PLC0415
    finally:
        sys.path.remove(str(TESTS))
    return found_after(folder)
