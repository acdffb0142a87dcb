"""Every parser under atheris, one after the other, in processes of their own.

What reached something new is kept in `build/soak/TARGET/corpus`, so that the next run begins where
this one ended. A parser that crashes, hangs or takes too much memory is a bar that is missed; the
input that did it stays in `build/soak/TARGET`.
"""

import re
import subprocess
from pathlib import Path

import click
from figures import Row

__all__ = ["NAMES", "fuzz"]

ROOT = Path(__file__).resolve().parent.parent.parent
PYTHON = ROOT / ".venv-soak" / "bin" / "python"
KEPT = ROOT / "build" / "soak"
NAMES = (
    "json", "headers", "requests", "routes", "data-urls", "answers", "streams", "picture-headers",
    "sound-and-film", "codes", "settings", "attestations", "certificates", "entries",
)  # fmt: skip
ENOUGH = 1_000_000
"""Inputs after which a parser is done, also when it has time left."""

_TRIED = re.compile(rb"stat::number_of_executed_units:\s*(\d+)")
_STILL = re.compile(rb"^#(\d+)\s", re.MULTILINE)


def fuzz(seconds: int, names: tuple[str, ...] = NAMES) -> list[Row]:
    """A row for each parser: how many inputs it took without a crash; and one for all of them."""
    rows, total = [], 0
    for name in names:
        tried, broke = _one(name, seconds)
        total += tried
        note = broke or f"no crash, no hang; {seconds} s or {ENOUGH} inputs"
        rows.append(Row(f"fuzzing {name}: inputs", tried, "", None, note))
        rows.append(Row(f"fuzzing {name}: crashes and hangs", int(bool(broke)), "", 0))
        click.echo(f"    {name}: {tried} inputs{'; ' + broke if broke else ''}", err=True)
    enough = min(ENOUGH, 1_000_000) if seconds >= 60 and set(names) == set(NAMES) else None
    rows.append(Row("fuzzing: inputs in all", total, "", enough, at_least=True))
    return rows


def _one(name: str, seconds: int) -> tuple[int, str]:
    """How many inputs were tried, and what broke: nothing, mostly."""
    folder = KEPT / name
    folder.mkdir(parents=True, exist_ok=True)
    before = set(folder.glob("*-*"))
    words = [
        str(PYTHON), str(Path(__file__).with_name("fuzz_one.py")), name, str(folder),
        "--seconds", str(seconds), "--runs", str(ENOUGH),
    ]  # fmt: skip
    log = folder / "log"
    with log.open("wb") as said:
        ran = subprocess.run(
            words, stdout=said, stderr=subprocess.STDOUT, timeout=seconds * 3 + 300, check=False
        )
    text = log.read_bytes()
    counts = [int(count) for count in _TRIED.findall(text) or _STILL.findall(text)]
    left = sorted(path.name for path in set(folder.glob("*-*")) - before)
    if ran.returncode or left:
        return max(counts, default=0), f"broke: {', '.join(left) or 'see'} {log}"
    return max(counts, default=0), ""
