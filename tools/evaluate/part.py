"""What one part of `make evaluate` comes to."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["ROOT", "Part", "data"]

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Part:
    """Tables for people, the same for programs, and what falls short of a bar.

    `skipped` says what is missing when the part could not be measured; the rest is empty then.
    """

    text: str = ""
    content: Mapping[str, object] = field(default_factory=dict)
    short: tuple[str, ...] = ()
    skipped: str = ""


def data(relative: str) -> tuple[Path | None, str]:
    """A file or folder of labelled data, or None and the reason."""
    base = Path(os.environ.get("COUNTENANCE_SHARED") or ROOT.parent / "shared")
    path = base / relative
    return (path, "") if path.exists() else (None, f"needs {relative} under COUNTENANCE_SHARED")
