"""The pages about callers, attestations and entries: every command on them is run, in order."""

import json
import re
import shlex
from pathlib import Path

import pytest

from cli.running import Commands

DOCS = Path(__file__).resolve().parents[2] / "docs"
BODY = {"model": "gpt-4o", "messages": [{"role": "user", "content": "Hello"}]}


def commands_on(page: str) -> list[tuple[list[str], int]]:
    """The commands on a page, each with the exit code that it says or 0."""
    found = []
    for line in (DOCS / page).read_text(encoding="utf-8").splitlines():
        if match := re.match(r"    \$ countenance (.*?)(?:\s+# exits (\d))?$", line):
            found.append((shlex.split(match.group(1)), int(match.group(2) or 0)))
    return found


@pytest.mark.parametrize("page", ["callers.md", "attestations.md"])
def test_every_command_on_the_page_does_what_it_says(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("COUNTENANCE_DATA", "COUNTENANCE_GATE_DATA"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "body.json").write_text(json.dumps(BODY))
    commands = Commands(tmp_path / "var", capsys)
    found = commands_on(page)

    assert len(found) >= 4
    for words, code in found:
        ran = commands.run(*words)
        assert ran.code == code, f"{words}: {ran.err}"


def test_the_reasons_on_the_page_are_those_that_are_given() -> None:
    """A reader looks for the words of the message."""
    source = (DOCS.parent / "src/countenance/callers/attestation.py").read_text(encoding="utf-8")
    source += (DOCS.parent / "src/countenance/callers/jws.py").read_text(encoding="utf-8")
    said = re.sub(r'"\s+f?"', "", source)
    page = (DOCS / "attestations.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \|$", page.partition("refused?")[2], re.MULTILINE)

    reasons = [row.strip(" .") for row in rows if row not in ("message", "---")]
    assert len(reasons) == 8
    for reason in reasons:
        assert reason in said, reason
