"""What starting costs: commands beside a bare interpreter, and a gate until it is ready."""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from figures import Row
from running import gate_ready

__all__ = ["starts"]

ROUNDS = 9


def starts() -> list[Row]:
    """The rows about starting; the commands run in turn, the middle of several rounds counts."""
    program = str(Path(sys.executable).with_name("countenance"))
    check = [program, "check", "--code", "ms-aoai-coc@2024-05-03", "operation=detection"]
    commands = {
        "bare": [sys.executable, "-c", "pass"],
        "version": [program, "--version"],
        "check": check,
        "completion": [program],
    }
    asked = {**os.environ, "COMP_WORDS": "countenance c", "COMP_CWORD": "1"}
    spent: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, words in commands.items():
            more = {"_COUNTENANCE_COMPLETE": "bash_complete"} if name == "completion" else {}
            before = _used_by_children()
            subprocess.run(words, check=False, capture_output=True, env={**asked, **more})
            spent[name].append(_used_by_children() - before)
    middle = {name: statistics.median(each) for name, each in spent.items()}
    note = f"a bare start takes {middle['bare'] * 1000:.0f} ms"
    return [
        Row("countenance --version, to a bare start", middle["version"] / middle["bare"], "x", 6,
            note),
        Row("countenance check, to a bare start", middle["check"] / middle["bare"], "x", 16),
        Row("completing a command, to a bare start", middle["completion"] / middle["bare"], "x"),
        Row("a gate until it is ready", _ready(), "s", 10, "time on the wall"),
    ]  # fmt: skip


def _used_by_children() -> float:
    """Seconds of processor time of every command that has ended; finer than `os.times`."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _ready() -> float:
    took = []
    for _ in range(3):
        with tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            with gate_ready(Path(folder)):
                took.append(time.perf_counter() - began)
    return statistics.median(took)
