"""Whether what processes hold stays flat, over a row of pictures or over time.

What counts, for each process by itself (memory is what is its own, by the kernel's count):

 * The first quarter warms up and is left out.
 * *Level*: the median of the last half, to that of the second quarter.
 * *Slope*: the last three quarters are cut into stretches, and a line is laid through the medians
   of these. Stretches, because samples that follow each other are alike; medians, because
   allocators give back in leaps. The slope has an interval that holds it 95 times out of 100.

Flat is what is shown to be flat: the *upper* end of the interval lies below the bar.
"""

import contextlib
import statistics
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil
from figures import Row

__all__ = ["Held", "Line"]

MOST_LEVEL = 1.05
"""What the last half may hold to what the second quarter held."""
MOST_GROWN = 10.0
"""Percent of its level that a process may have grown over the last three quarters, at most. Less is
not told apart from the leaps of an allocator that holds half a gigabyte."""
MOST_HANDLES = 16
"""Handles that all may have more at the end than early on."""
STRETCHES = 12
_T = 2.228
"""Student's t of 10 degrees of freedom: twelve stretches, two numbers of a line."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a process holds: its level, and by how many percent of that it grows meanwhile."""

    level: float
    ratio: float
    grown: float
    lower: float
    upper: float

    @classmethod
    def through(cls, held: list[float]) -> "Line":
        """The line through samples at equal distances; at least four for each stretch."""
        quarter = len(held) // 4
        rest = np.array(held[quarter:])
        medians = np.array([np.median(each) for each in np.array_split(rest, STRETCHES)])
        at = np.arange(STRETCHES) / (STRETCHES - 1)
        slope, start = np.polyfit(at, medians, 1)
        left = medians - (start + slope * at)
        spread = np.sqrt((left @ left) / (STRETCHES - 2) / ((at - at.mean()) @ (at - at.mean())))
        level = statistics.median(held[-2 * quarter :])
        early = statistics.median(held[quarter : 2 * quarter])
        grown, margin = (float(each) / level * 100 for each in (slope, _T * spread))
        return cls(level, level / early, grown, grown - margin, grown + margin)


@dataclass
class Held:
    """Memory of a process and of all below it, and their handles, sample after sample."""

    number: int
    samples: list[dict[int, float]] = field(default_factory=list)
    handles: list[int] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)

    def look(self) -> None:
        """Take a sample."""
        own = psutil.Process(self.number)
        sample, handles = {}, 0
        for each in (own, *own.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess, OSError):
                sample[each.pid] = _own(each.pid) / 1e6
                handles += each.num_fds()
                if each.pid not in self.names:
                    self.names[each.pid] = self._name(each)
        self.samples.append(sample)
        self.handles.append(handles)

    def rows(self, what: str) -> list[Row]:
        """The rows about it."""
        if len(self.samples) < STRETCHES * 6:
            return [Row(f"{what}: memory", None, "MB", None, "too short to say")]
        warm = self.samples[len(self.samples) // 4 :]
        seen = {number: sum(number in each for each in warm) for each in warm for number in each}
        # One picture has a process of its own; those that stay are what can grow.
        stay = [number for number, times in sorted(seen.items()) if times == len(warm)]
        left = sum(len(warm) // 4 < times < len(warm) for times in seen.values())
        rows = []
        for number in stay:
            line = Line.through([each[number] for each in self.samples if number in each])
            name = f"{what}, {self.names[number]}"
            note = f"{line.grown:+.1f} ({line.lower:+.1f} to {line.upper:+.1f}) % in the interval"
            rows += [
                Row(f"{name}: last half to second quarter", line.ratio, "x", MOST_LEVEL,
                    f"{line.level:.1f} MB"),
                Row(f"{name}: grown, at most", line.upper, "%", MOST_GROWN, note),
            ]  # fmt: skip
        quarter = len(self.handles) // 4
        late, early = self.handles[-2 * quarter :], self.handles[quarter : 2 * quarter]
        more = statistics.median(late) - statistics.median(early)
        return [
            *rows,
            Row(f"{what}: processes that did not stay", left, "", 0),
            Row(f"{what}: handles more than early on", more, "", MOST_HANDLES),
        ]

    def _name(self, process: psutil.Process) -> str:
        if process.pid == self.number:
            return "gate"
        words = process.cmdline()
        module = words[words.index("-m") + 1] if "-m" in words[:-1] else process.name()
        name = module.removeprefix("countenance.")
        same = sum(known.partition(" ")[0] == name for known in self.names.values())
        return f"{name} {same + 1}"


def _own(number: int) -> int:
    """Bytes of memory that are this process's alone."""
    lines = Path(f"/proc/{number}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) * 1024
