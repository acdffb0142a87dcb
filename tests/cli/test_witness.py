"""`countenance witness`: what it does not start with. A running one: `tests/gate`."""

import subprocess
import sys
from pathlib import Path

import pytest

from cli.running import Commands
from gate.witnessing import free_port, witness_process
from record.signing import LOG_KEY


@pytest.fixture
def commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(tmp_path / "w", capsys)


def started(commands: Commands, policy: str, *words: str) -> tuple[int, str]:
    file = commands.folder.parent / "policy.txt"
    file.write_text(policy, encoding="utf-8")
    ran = commands.run("witness", "--policy", str(file), "--data", str(commands.folder), *words)
    return ran.code, ran.err


def test_a_policy_that_is_none_or_names_no_log_is_wrong_usage(commands: Commands) -> None:
    code, says = started(commands, "logs\n")
    assert (code, "line 1: expected `log KEY [URL]`" in says) == (2, True)
    code, says = started(commands, "quorum none\n")
    assert (code, "no line `log` names a log to watch" in says) == (2, True)
    assert not commands.folder.exists()


def test_a_witness_needs_a_name_at_its_first_start(commands: Commands) -> None:
    code, says = started(commands, f"log {LOG_KEY}\nquorum none\n")

    assert (code, "--name court.example.org/w1" in says) == (5, True)


def test_an_address_that_is_taken_exits_5(tmp_path: Path) -> None:
    port = free_port()
    with witness_process(tmp_path / "w", LOG_KEY, port):
        # In a process of its own, as it says for the whole process where logs go.
        words = ["--policy", str(tmp_path / "w/watched.txt"), "--data", str(tmp_path / "other")]
        ran = subprocess.run(
            [sys.executable, "-c", "import sys; from countenance.cli import main; sys.exit(main())",
             "witness", *words, "--name", "w2", "--port", str(port)],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    assert (ran.returncode, "cannot be listened at" in ran.stderr) == (5, True)
