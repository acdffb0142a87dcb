"""A folder with a report and its recording, and a bundle that was made of it."""

from pathlib import Path

import pytest

from cli.running import Commands
from countenance.reports.digests import canonical_bytes
from countenance.reports.out.wav import as_wav
from reports.out.made_bundle import bundle_of
from reports.out.made_out import OUT, SAMPLES

__all__ = ["commands", "handed"]

WITHHELD = '[[withheld]]\nfrom = "00:05"\nuntil = "00:07"\nrule = "Evidence Code 1041"\n'


@pytest.fixture
def commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Commands:
    monkeypatch.setenv("COUNTENANCE_DATA", str(tmp_path / "var"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "report.json").write_bytes(canonical_bytes(OUT))
    (tmp_path / "stop.wav").write_bytes(as_wav(SAMPLES))
    (tmp_path / "list.toml").write_text(WITHHELD)
    return Commands(tmp_path, capsys)


@pytest.fixture
def handed(tmp_path: Path) -> Path:
    """A bundle with a proof of its entry."""
    for path, data in bundle_of().items():
        (tmp_path / "handed" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "handed" / path).write_bytes(data)
    return tmp_path / "handed"
