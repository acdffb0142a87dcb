"""Gates that are killed without warning, at any step of their calls, over one record.

Each gate is killed after so many steps of four calls at once, and a little more, as chance picks;
the next one goes on with the record that it left, and publishes it all the time. At the end the
record is compared with what reached the far side and when, with what callers were told, and with
every head that was there after a kill. The gate that is killed is the one of the tests, and so is
the comparison; Go looks at the heads as well, where it is there. Then workers are killed, of a gate
that has several (`worker_kills`).
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import click
from figures import Row
from foreign import go_finds
from of_the_tests import TESTS, of_the_tests, with_the_tests
from worker_kills import worker_kills

with of_the_tests():
    from gate.crashing import found_after

__all__ = ["kills"]

EACH = 100
WORKERS_SHARE = 5
"""One in so many again is killed among several workers."""


def kills(runs: int) -> list[Row]:
    """The rows about this many kills."""
    broken, foreign, sent, told, unknown, entries, heads = [], [], 0, 0, 0, 0, 0
    with tempfile.TemporaryDirectory() as name:
        for seed in range(-(-runs // EACH)):
            folder = Path(name) / str(seed)
            folder.mkdir()
            count = min(EACH, runs - seed * EACH)
            script = [sys.executable, str(TESTS / "gate" / "crashing.py"), str(count), str(seed)]
            subprocess.run([*script, str(folder)], env=with_the_tests(), check=True)
            found = found_after(folder)
            broken += found.broken()
            foreign.append(go_finds(folder))
            entries, heads = entries + len(found.entries), heads + len(found.heads)
            sent, told = sent + len(found.reached), told + len(found.told)
            unknown += found.unknown
            click.echo(f"    {seed * EACH + count} kills: {sent} calls sent", err=True)
    note = f"{sent} calls sent, {told} answered, {unknown} with an outcome nobody knows"
    signed = f"{entries} entries, {heads} heads, each the beginning of the next"
    by_go = None if None in foreign else sum(each != "" for each in foreign)
    return [
        Row("kills without warning", runs, "", 100, note, at_least=True),
        Row("kills: promises broken", len(broken), "", 0, ", ".join(sorted(set(broken)))),
        Row("kills: signed and verified", heads, "", 100, signed, at_least=True),
        Row("kills: logs that Go found fault with", by_go, "", 0, _of_go(foreign)),
        Row("kills between an entry and its outcome", unknown, "", 1, at_least=True),
        *worker_kills(runs // WORKERS_SHARE),
    ]


def _of_go(foreign: list[str | None]) -> str:
    if None in foreign:
        return "Go and golang-golang-x-mod-dev are not here"
    found = [each for each in foreign if each]
    return " ".join(found) or "every entry and every pair of heads"
