"""`countenance serve` with a clock that somebody else may step: `chaos_gate.py SETTINGS CLOCK`.

CLOCK is a file of eight bytes: nanoseconds that are added to the time of the machine. Everything
else is the command.
"""

import mmap
import struct
import sys
import time
from functools import partial
from pathlib import Path

import countenance.cli.serving as serving
from countenance.cli import main
from countenance.gate.application import Gate

__all__ = ["CLOCK", "run"]

CLOCK = struct.Struct("q")


def run(settings: str, clock: Path) -> int:
    """Serve; the exit code."""
    with clock.open("rb") as file:
        stepped = mmap.mmap(file.fileno(), CLOCK.size, prot=mmap.PROT_READ)

    def now() -> int:
        return time.time_ns() + int(CLOCK.unpack_from(stepped)[0])

    setattr(serving, "Gate", partial(Gate, clock=now))  # noqa: B010 - the clock alone is another
    return main(["serve", "--settings", settings])


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], Path(sys.argv[2])))
