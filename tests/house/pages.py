"""The pages of the docs as a reader runs them: commands with what they print, and Python.

A command stands in a `console` block, or in an indented one, after `$ `. The lines after it are the
start of its output: `…` stands for anything within a line, a line of `…` alone for any number of
lines. `[exit N]` ends it when its exit code is not 0.
"""

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from house.source import ROOT

__all__ = ["PAGES", "Shown", "anchors_of", "commands_of", "fits", "name_of", "pythons_of"]

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@dataclass(frozen=True, slots=True)
class Shown:
    """One command of a page, the lines shown for it, and the exit code that it says or 0."""

    words: tuple[str, ...]
    lines: tuple[str, ...]
    code: int


def name_of(page: Path) -> str:
    """The page's path from the root of the repository."""
    return str(page.relative_to(ROOT))


def commands_of(page: Path) -> list[Shown]:
    """Every command on a page, in order."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    outside = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    blocks += [
        "".join(f"$ {line}\n" for line in re.findall(r"^    (?:\$ )?((?:countenance|make) .*)$",
                                                     outside, re.MULTILINE))
    ]  # fmt: skip
    found = []
    for block in blocks:
        for piece in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = piece.partition("\n")
            lines = shown.rstrip("\n").split("\n") if shown.strip() else []
            said = re.search(r"# exits (\d)$", command)
            code = int(said.group(1)) if said else 0
            if lines and (exit_line := re.fullmatch(r"\[exit (\d)\]", lines[-1])):
                code = int(exit_line.group(1))
                lines.pop()
            words = shlex.split(re.sub(r"\s+# .*$", "", command))
            found.append(Shown(tuple(words), tuple(lines), code))
    return found


def pythons_of(page: Path) -> list[str]:
    """Every block of Python on a page, in order."""
    return re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def fits(shown: Sequence[str], printed: Sequence[str]) -> bool:
    """Whether what is shown is the start of what was printed."""
    if not shown:
        return True
    if shown[0].strip() == "…":
        return any(fits(shown[1:], printed[skipped:]) for skipped in range(len(printed) + 1))
    if not printed:
        return False
    pattern = ".*".join(re.escape(piece) for piece in shown[0].rstrip().split("…"))
    return bool(re.fullmatch(pattern, printed[0].rstrip())) and fits(shown[1:], printed[1:])


def anchors_of(page: Path) -> set[str]:
    """The anchors of a page's headings, as the usual viewers make them."""
    outside = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return {
        re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)$", outside, re.MULTILINE)
    }
