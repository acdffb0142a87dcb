"""The tools behind the make targets: each says what it does, and its figures are told apart."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from house.source import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
SCRIPTS = sorted(set(re.findall(r"\$\(BIN\)/python (tools/\S+\.py)", MAKEFILE)))
WITHOUT_OPTIONS = {"tools/demo/run.py"}


def test_the_make_targets_run_tools_that_are_there() -> None:
    assert len(SCRIPTS) >= 4
    assert [script for script in SCRIPTS if not (ROOT / script).is_file()] == []


@pytest.mark.long
@pytest.mark.parametrize("script", [each for each in SCRIPTS if each not in WITHOUT_OPTIONS])
def test_a_tool_says_what_it_does_and_shows_a_run(script: str) -> None:
    words = [sys.executable, str(ROOT / script), "--help"]

    ran = subprocess.run(words, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stderr
    assert "Example:" in ran.stdout


def test_a_figure_is_met_missed_or_shown_for_comparison(tmp_path: Path) -> None:
    code = (
        "from figures import Row, as_table; "
        "print(as_table([Row('a', 1, 'us', 2), Row('b', 3, 'us', 2), Row('c', 3, 'us'), "
        "Row('d', None, 'us', 2, 'no disk')]))"
    )

    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "tools" / "bench", capture_output=True, text=True,
        check=True,
    )  # fmt: skip

    a, b, c, d = ran.stdout.splitlines()
    assert a.endswith(" met")
    assert "NOT" not in a
    assert b.endswith("NOT met")
    assert "met" not in c
    assert "skipped" in d
    assert d.endswith("no disk")
    assert "met" not in d


@pytest.mark.long
def test_every_parser_that_is_fuzzed_takes_what_it_begins_with() -> None:
    code = (
        "import sys; sys.path.append('../bench'); from targets import TARGETS; "
        "[target.work(seed) for target in TARGETS.values() for seed in target.seeds]; "
        "print(len(TARGETS), min(len(target.seeds) for target in TARGETS.values()))"
    )

    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "tools" / "soak", capture_output=True, text=True,
        check=False,
    )  # fmt: skip

    assert ran.returncode == 0, ran.stderr
    parsers, fewest = map(int, ran.stdout.split())
    assert parsers >= 21
    assert fewest >= 1


def test_parts_are_taken_by_name_and_those_that_miss_their_target_are_named() -> None:
    code = (
        "from figures import Row; from parts import missed_in; "
        "parts = {'a': lambda: [Row('one', 3, 'us', 2), Row('two', 1, 'us', 2)], 'b': exit}; "
        "print(missed_in(parts, ['a'], as_json=False))"
    )

    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "tools" / "bench", capture_output=True, text=True,
        check=True,
    )  # fmt: skip

    lines = ran.stdout.splitlines()
    assert lines[0].startswith("load ")
    assert lines[-2:] == ["missed: one", "['one']"]
    assert ran.stderr == "... a\n"


def test_memory_that_warms_up_is_flat_and_what_leaks_is_not() -> None:
    code = (
        "import sys; sys.path.append('../bench'); "
        "from memory import Held, Line, MOST_GROWN as bar; "
        "noise = [i * 7919 % 13 / 10 for i in range(240)]; "
        "warm = [min(i, 60) + 40 + noise[i] for i in range(240)]; "
        "leak = [100 + i / 10 + noise[i] for i in range(240)]; "
        "flat, leaks = Line.through(warm), Line.through(leak); "
        "print(flat.upper < bar, flat.ratio < 1.01, leaks.lower > bar, Held(1).rows('a')[0].note)"
    )

    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "tools" / "soak", capture_output=True, text=True,
        check=True,
    )  # fmt: skip

    assert ran.stdout.split(" ", 3) == ["True", "True", "True", "too short to say\n"]


def test_everything_that_must_pass_is_what_the_readme_says() -> None:
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    assert re.findall(r"^make (.+)$", run, re.MULTILINE) == ["check", "test LONG=yes"]
