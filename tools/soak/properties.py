"""The properties that the tests try with a few examples each, with many.

Which examples, and how many, is the profile `many` of the tests. What a property that does not hold
says is kept in `build/soak/properties.txt`.
"""

import re
import subprocess
import sys
from pathlib import Path

import click
from figures import Row
from of_the_tests import TESTS

__all__ = ["properties"]

_SAID = Path("build/soak/properties.txt")


def properties(workers: int) -> list[Row]:
    """The rows about the properties, tried by so many workers at once."""
    words = ["-q", "-m", "hypothesis", "--hypothesis-profile", "many"]
    words += ["-n", str(workers), "--dist", "loadfile", str(TESTS)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words], cwd=TESTS.parent, capture_output=True, text=True
    )
    said = TESTS.parent / _SAID
    said.parent.mkdir(parents=True, exist_ok=True)
    said.write_text(done.stdout + done.stderr, encoding="utf-8")
    told = re.findall(r"(\d+) (passed|failed|error)", done.stdout)
    counts = {what: int(number) for number, what in told}
    wrong = counts.get("failed", 0) + counts.get("error", 0)
    if done.returncode:
        click.echo(f"    what does not hold: {_SAID}", err=True)
    return [
        Row("properties tried with many examples", counts.get("passed", 0) + wrong, "", 120,
            at_least=True),
        Row("properties that do not hold", wrong or int(done.returncode != 0), "", 0),
    ]  # fmt: skip
