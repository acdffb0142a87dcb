"""Running one command as a person would, and what came of it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from countenance.cli import main

__all__ = ["Commands", "Ran"]


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command came to: its exit code, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it wrote, as JSON."""
        return json.loads(self.out)


class Commands:
    """Runs commands on one folder of data."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capture = capture

    def run(self, *words: str) -> Ran:
        """Run `countenance` with these words."""
        self._capture.readouterr()
        code = main(list(words))
        out, err = self._capture.readouterr()
        return Ran(code, out, err)

    def done(self, *words: str) -> Ran:
        """The same, and it must have been done."""
        ran = self.run(*words)
        assert ran.code == 0, ran.err
        return ran
