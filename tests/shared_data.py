"""Where tests find data that is not part of the project.

`COUNTENANCE_SHARED` names the folder (default: `../shared` beside the checkout). Without it a test
that needs it is skipped with the path named; with `CI=true` that is a failure.
"""

import os
from pathlib import Path

import pytest

__all__ = ["shared"]

_ROOT = Path(__file__).resolve().parent.parent


def shared(relative: str) -> Path:
    """The path of one file or folder of the data; skips (or, under CI, fails) when absent."""
    base = Path(os.environ.get("COUNTENANCE_SHARED") or _ROOT.parent / "shared")
    path = base / relative
    if path.exists():
        return path
    message = f"needs {relative} under COUNTENANCE_SHARED, which is {base}"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)
