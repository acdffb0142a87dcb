"""Handing out and verifying, as people type it."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from cli.running import Commands
from countenance.cli import report_out
from countenance.reports.digests import canonical_bytes
from countenance.reports.out.wav import as_wav
from reports.out.made_bundle import KID, LOG, bundle_of
from reports.out.made_out import OUT, SAMPLES

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


def test_a_report_is_exported_in_every_form(commands: Commands, tmp_path: Path) -> None:
    report, out = str(tmp_path / "report.json"), tmp_path / "out"

    commands.done("report", "export", report, "--pdf", "--docx", "--json", "--vtt", "--srt",
                  "--into", str(out), "--name", "p-officer=Officer Reyes")  # fmt: skip

    assert {path.suffix for path in out.iterdir()} == {".pdf", ".docx", ".json", ".vtt", ".srt"}
    assert (out / f"{OUT.id}.json").read_bytes() == canonical_bytes(OUT)
    again = commands.run("report", "export", report, "--vtt", "--into", str(out))
    assert (again.code, "nothing is written over" in again.err) == (2, True)


def test_what_is_asked_wrongly_is_said(commands: Commands, tmp_path: Path) -> None:
    report = str(tmp_path / "report.json")
    none = msgspec.structs.replace(
        OUT, transcripts=(), generations=(), sentences=(), flags=(), omissions=()
    )
    (tmp_path / "none.json").write_bytes(canonical_bytes(none))

    for words, code, says in (
        ((report,), 2, "say as what"),
        ((report, "--vtt", "--name", "x"), 2, "WHO=NAME"),
        ((str(tmp_path / "stop.wav"), "--vtt"), 5, "not a report in JSON"),
        ((str(tmp_path / "none.json"), "--vtt"), 5, "no transcript yet"),
    ):
        ran = commands.run("report", "export", *words)
        assert (ran.code, says in ran.err) == (code, True), (words, ran)


def test_a_bundle_is_made_and_verified_from_itself(commands: Commands, tmp_path: Path) -> None:
    key, into = str(tmp_path / "office.key"), str(tmp_path / "bundle")
    kid = commands.done("report", "key", key).out.strip()

    made = commands.done(
        "report", "bundle", str(tmp_path / "report.json"), "--into", into, "--key", key,
        "--with-audio", str(tmp_path / "stop.wav"), "--for", "prosecution",
        "--withheld", str(tmp_path / "list.toml"),
    )  # fmt: skip

    assert "no proof of 4 entries" in made.err
    for by in (kid, f"{key}.pub"):
        found = commands.done("report", "verify", into, "--signed-by", by)
        assert "signed, made for the prosecution" in found.out
        assert "withheld: the recording in [00:05-00:07]" in found.out
        assert "Evidence Code 1041" in found.out
        assert "not proven: the bundle has no proof of the entries 4, 5, 6, 7" in found.out


def test_its_entries_are_proven_under_a_key_that_is_trusted(
    commands: Commands, handed: Path
) -> None:
    words = ("report", "verify", str(handed), "--signed-by", KID, "--key", str(LOG.key))

    assert "4 entries in the log · unwitnessed" in commands.done(*words).out
    assert "the same: draft 1, sound, draft 2, signed text" in commands.done(*words).out
    assert commands.done(*words, "--json").json["entries"] == 4
    untold = commands.run("report", "verify", str(handed), "--signed-by", KID)
    assert (untold.code, "say whom you trust" in untold.err) == (2, True)


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


def test_wrong_words_are_said(
    commands: Commands, handed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, key = str(tmp_path / "report.json"), str(tmp_path / "office.key")
    commands.done("report", "key", key)
    bundle = ("report", "bundle", report, "--key", key)
    for words, code, says in (
        ((*bundle, "--into", str(handed)), 2, "is there already"),
        ((*bundle, "--into", str(tmp_path / "a"), "--withheld", str(tmp_path / "list.toml")), 2,
         "needs `--for`"),
        ((*bundle, "--into", str(tmp_path / "b"), "--with-audio", report), 5, "known kind"),
        (("report", "verify", str(handed), "--signed-by", "x"), 2, "neither the id of a key"),
        (("report", "verify", str(handed), "--signed-by", "0" * 32, "--key", str(LOG.key)), 1, ""),
        (("report", "key", key), 2, "nothing is written over"),
    ):  # fmt: skip
        ran = commands.run(*words)
        assert (ran.code, says in ran.err) == (code, True), (words, ran)
    assert not (tmp_path / "b").exists()
    monkeypatch.setattr(report_out, "find_spec", lambda _: None)
    ran = commands.run(*bundle, "--into", str(tmp_path / "c"))
    assert (ran.code, "pip install 'countenance[reports]'" in ran.err) == (5, True)


def test_who_verifies_needs_no_extra(handed: Path) -> None:
    without = "import sys; sys.modules.update(docx=None, reportlab=None, faster_whisper=None)"
    words = ["report", "verify", str(handed), "--signed-by", KID, "--key", str(LOG.key)]
    run = f"{without}; from countenance.cli import main; sys.exit(main({words!r}))"

    ran = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("verified: ")
