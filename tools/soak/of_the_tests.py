"""What the soak takes from the tests, so that both look at the same things in the same way."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["TESTS", "of_the_tests", "with_the_tests"]

TESTS = Path(__file__).resolve().parent.parent.parent / "tests"


@contextmanager
def of_the_tests() -> Iterator[None]:
    """The modules of the tests can be imported in here; they are no package."""
    sys.path.insert(0, str(TESTS))
    try:
        yield
    finally:
        sys.path.remove(str(TESTS))


def with_the_tests() -> dict[str, str]:
    """The environment of a process that runs a script of the tests."""
    paths = [str(TESTS), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "OPENBLAS_NUM_THREADS": "1"}
