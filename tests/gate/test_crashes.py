"""A gate that is killed without warning, again and again, at moments that chance picks.

`make soak` does the same for as long as one likes.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gate.crashing import Found, found_after

pytestmark = pytest.mark.long

TESTS = Path(__file__).resolve().parent.parent
RUNS = 100


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    made = tmp_path_factory.mktemp("crashes")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(TESTS), *filter(None, [os.environ.get("PYTHONPATH")])]),
        "OPENBLAS_NUM_THREADS": "1",
    }
    script = [sys.executable, str(TESTS / "gate" / "crashing.py"), str(RUNS), "7", str(made)]
    subprocess.run(script, env=environment, check=True, timeout=120)
    return found_after(made)


def test_a_killed_gate_sent_nothing_without_an_entry_and_lost_none_that_it_told_of(
    found: Found,
) -> None:
    print(f"{len(found.reached)} sent, {len(found.told)} told, {found.unknown} unknown")

    assert found.broken() == []
    assert len(found.reached) > RUNS
    assert found.told
    assert found.unknown, "no kill fell between an entry and its outcome"
    assert len(found.heads) > RUNS // 2
