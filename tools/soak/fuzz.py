"""Every parser under atheris, each in a process of its own, as many at once as there are cores.

Each goes on until it has taken so many inputs, or its time is up; one that did not get there is a
bar that is missed, and so is one that crashes, hangs or takes too much memory: the input that did
it stays in `build/soak/TARGET`. What reached something new is kept in `build/soak/TARGET/corpus`,
so that the next run begins where this one ended.
"""

import os
import re
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import click
from figures import Row
from targets import TARGETS

__all__ = ["INPUTS", "fuzz"]

ROOT = Path(__file__).resolve().parent.parent.parent
PYTHON = ROOT / ".venv-soak" / "bin" / "python"
KEPT = ROOT / "build" / "soak"
INPUTS = 1_000_000
"""How many inputs a parser takes in a whole run."""

_TRIED = re.compile(rb"stat::number_of_executed_units:\s*(\d+)")
_STILL = re.compile(rb"^#(\d+)\s", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Tried:
    """How many inputs a parser took, for how long, and what broke: nothing, mostly."""

    name: str
    inputs: int
    seconds: float
    broke: str


def fuzz(inputs: int, seconds: int, names: Sequence[str] = ()) -> list[Row]:
    """Two rows for each parser (all of them, unless some are named), and one for all of them.

    `inputs`: when a parser has had enough; `seconds`: when it has to end all the same.
    """
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        found = list(pool.map(lambda name: _one(name, inputs, seconds), names or tuple(TARGETS)))
    rows = []
    for each in found:
        took = f"{TARGETS[each.name].says}; {each.seconds:.0f} s of at most {seconds}"
        rows += [
            Row(f"fuzzing {each.name}: inputs", each.inputs, "", inputs, took, at_least=True),
            Row(f"fuzzing {each.name}: crashes and hangs", int(bool(each.broke)), "", 0,
                each.broke),
        ]  # fmt: skip
    total = sum(each.inputs for each in found)
    return [*rows, Row("fuzzing: inputs in all", total, "", None, f"{len(found)} parsers")]


def _one(name: str, inputs: int, seconds: int) -> Tried:
    folder = KEPT / name
    folder.mkdir(parents=True, exist_ok=True)
    before = set(folder.glob("*-*"))
    words = [
        str(PYTHON), str(Path(__file__).with_name("fuzz_one.py")), name, str(folder),
        "--seconds", str(seconds), "--runs", str(inputs),
    ]  # fmt: skip
    log = folder / "log"
    began = time.monotonic()
    # One core each: a library that starts a thread for every core would take those of the others.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    with log.open("wb") as said:
        ran = subprocess.run(
            words, stdout=said, stderr=subprocess.STDOUT, timeout=seconds * 3 + 300,
            check=False, env=environment,
        )  # fmt: skip
    took = time.monotonic() - began
    text = log.read_bytes()
    counts = [int(count) for count in _TRIED.findall(text) or _STILL.findall(text)]
    left = sorted(path.name for path in set(folder.glob("*-*")) - before)
    broke = f"broke: {', '.join(left) or 'see'} {log}" if ran.returncode or left else ""
    tried = Tried(name, max(counts, default=0), took, broke)
    click.echo(f"    {name}: {tried.inputs} inputs in {took:.0f} s{'; ' * bool(broke)}{broke}",
               err=True)  # fmt: skip
    return tried
