"""Verifying what was handed out, as people type it."""

import subprocess
import sys
from pathlib import Path

import pytest

from cli.handed_out import commands, handed
from cli.running import Commands
from reports.out.made_bundle import KID, LOG

__all__ = ["commands", "handed"]


def test_its_entries_are_proven_under_a_key_that_is_trusted(
    commands: Commands, handed: Path
) -> None:
    words = ("report", "verify", str(handed), "--signed-by", KID, "--key", str(LOG.key))

    assert "4 entries in the log · unwitnessed" in commands.done(*words).out
    assert "the same: draft 1, sound, draft 2, signed text" in commands.done(*words).out
    assert commands.done(*words, "--json").json["entries"] == 4
    untold = commands.run("report", "verify", str(handed), "--signed-by", KID)
    assert (untold.code, "say whom you trust" in untold.err) == (2, True)
    nobody = commands.run("report", "verify", str(handed))
    assert (nobody.code, "ask the agency for its id" in nobody.err) == (2, True)


def test_what_was_changed_is_named_and_exits_1(commands: Commands, handed: Path) -> None:
    words = ("report", "verify", str(handed), "--signed-by", KID, "--key", str(LOG.key))
    (handed / "transcript.vtt").write_bytes(b"WEBVTT\n")
    (handed / "more.txt").write_bytes(b"")

    ran = commands.run(*words)

    assert ran.code == 1
    assert ran.out == (
        "does not verify: more.txt: not in the manifest; transcript.vtt: changed\n"
    )
    assert commands.run(*words, "--json").json["verified"] is False


def test_who_verifies_needs_no_extra(handed: Path) -> None:
    without = "import sys; sys.modules.update(docx=None, reportlab=None, faster_whisper=None)"
    words = ["report", "verify", str(handed), "--signed-by", KID, "--key", str(LOG.key)]
    run = f"{without}; from countenance.cli import main; sys.exit(main({words!r}))"

    ran = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("verified: ")


@pytest.mark.parametrize(
    ("by", "code", "says"),
    [("x", 2, "neither the id of a key"), ("0" * 32, 1, ""), ("stop.wav", 2, "neither the id")],
)
def test_a_key_that_is_none_or_another_one_is_said(
    commands: Commands, handed: Path, by: str, code: int, says: str
) -> None:
    ran = commands.run("report", "verify", str(handed), "--signed-by", by, "--key", str(LOG.key))

    assert (ran.code, says in ran.err) == (code, True)


def test_a_key_is_made_once(commands: Commands, tmp_path: Path) -> None:
    key = str(tmp_path / "office.key")

    assert len(commands.done("report", "key", key).out.strip()) == 32
    again = commands.run("report", "key", key)
    assert (again.code, "nothing is written over" in again.err) == (2, True)
