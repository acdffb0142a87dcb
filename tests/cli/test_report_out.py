"""Handing out, as people type it."""

from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from cli.handed_out import commands, handed
from cli.running import Commands
from countenance.cli.report_files import read_report
from countenance.reports.digests import canonical_bytes
from countenance.reports.out import handing
from countenance.review.people import Role
from countenance.stores.log import DatabaseReader
from countenance.stores.people import People
from reports.desk_site import site_in
from reports.out.made_out import OUT

__all__ = ["commands", "handed"]

OUT_WORD = "handed-out"


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
        (("report", "bundle", report, "--into", str(tmp_path / "b")), 2, "give `--key FILE`"),
    ):  # fmt: skip
        ran = commands.run(*words)
        assert (ran.code, says in ran.err) == (code, True), (words, ran)
    assert not (tmp_path / "b").exists()
    monkeypatch.setattr(handing, "find_spec", lambda _: None)
    ran = commands.run(*bundle, "--into", str(tmp_path / "c"))
    assert (ran.code, "pip install 'countenance[reports]'" in ran.err) == (5, True)


def test_a_report_of_the_gate_is_named_by_its_id(
    commands: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "var"
    data.mkdir()
    with site_in(data) as site:
        id_ = site.signed()
    made = commands.done("record", "begin", "--origin", "gate.example.org/record").out
    log = made.splitlines()[1].removeprefix("tell those who verify: ")
    with closing(People(data)) as people:
        _, token = people.add("ada", Role.AUDITOR)
    words = ("report", "bundle", id_, "--into", str(tmp_path / "bundle"))
    untold = commands.run(*words)
    assert (untold.code, "who are you?" in untold.err) == (2, True)
    monkeypatch.setenv("COUNTENANCE_TOKEN", token.text)

    made_ = commands.done(*words, "--for", "defence", "--with-audio")
    kid = made_.err.split()[-1]
    found = commands.done(
        "report", "verify", str(tmp_path / "bundle"), "--signed-by", kid, "--key", log
    )

    with closing(DatabaseReader(data)) as reader:
        entries = [msgspec.json.decode(stored.data) for stored in reader.entries()]
    handed_ = [(each["how"], each["number"]) for each in entries if each.get("change") == OUT_WORD]
    assert handed_ == [("defence", 1)]
    assert "signed, made for the defence" in found.out
    assert "draft 1" in found.out
    assert "signed text" in found.out
    assert "not proven" not in found.out
    commands.done("report", "export", id_, "--json")
    assert read_report(tmp_path / f"{id_}.json").id == id_
    lost = commands.run("report", "export", "report-00000000", "--json")
    assert (lost.code, "no report has the id" in lost.err) == (2, True)
