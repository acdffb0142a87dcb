"""`record export --article-12`: a row for each use, with what is not known left open."""

import csv
import json
from pathlib import Path

import pytest

from cli.running import Commands
from cli.telling.made_log import Made, damage, made_log
from countenance.record import entry as kinds
from countenance.record.uses import use_entry
from record.figures.test_identified import use


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """A log with two uses in October: one told whole, one of a gate that was killed."""
    made = made_log(tmp_path / "var", calls=6, days=3)
    caller = kinds.CallerRef(made.callers["acme"].ref, "ab12cd34ef", 1)
    first, second = (use(made.maker, caller=caller, relied_on=("consent",)) for _ in range(2))
    made.append([
        first,
        made.maker.outcome(first.id, "done", status=200),
        use_entry(
            made.maker, first.id, caller, reference=["personGroupId"], matched=["faceIds[1]"],
            verified_by=["p-1", "p-2"],
        ),
        second,
        made.maker.unknown_outcome(second.id),
    ])  # fmt: skip
    return made


@pytest.fixture
def commands(
    made: Made, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    monkeypatch.setenv("COUNTENANCE_DATA", str(made.folder))
    return Commands(made.folder, capsys)


def exported(commands: Commands, into: Path, *words: str) -> str:
    return commands.done("record", "export", "--article-12", "--into", str(into), *words).out


def test_each_use_has_what_article_12_asks_for(
    made: Made, commands: Commands, tmp_path: Path
) -> None:
    said = exported(commands, tmp_path / "a")

    whole = json.loads((tmp_path / "a/identifications.json").read_text(encoding="utf-8"))
    first, second = whole["uses"]
    assert said.startswith("wrote 2 uses of biometric identification into ")
    assert first["began"] < first["ended"]
    assert first["reference_database"] == "named by the call"
    assert first["matched"] == ["faceIds[1]"]
    assert len(first["matched_commitments"][0]) == 43
    assert (first["verified_by"], first["verified_by_two"]) == (["p-1", "p-2"], True)
    assert first["caller"] == made.callers["acme"].ref
    assert (second["ended"], second["matched"]) == (None, "not told")
    assert second["reference_database"] == "of the AI service"
    assert second["verified_by_two"] is False
    assert "12(3)" in whole["article"]


def test_the_csv_has_the_same_rows_and_every_proof_verifies(
    commands: Commands, tmp_path: Path
) -> None:
    exported(commands, tmp_path / "a")

    with (tmp_path / "a/identifications.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["verified_by_two"] for row in rows] == ["yes", "no"]
    assert rows[1]["use_proof"] == ""
    proofs = sorted((tmp_path / "a").glob("proofs/*/*"))
    assert len(proofs) == 5
    for row in rows:
        for name in ("proof", "result_proof", "use_proof"):
            if row[name]:
                ran = commands.done("record", "verify", str(tmp_path / "a" / row[name]))
                assert "is in the log" in ran.out


def test_only_uses_of_the_period_are_written(commands: Commands, tmp_path: Path) -> None:
    assert exported(commands, tmp_path / "a", "--from", "2031-01-01").startswith("wrote 0 uses")
    assert exported(commands, tmp_path / "b", "--until", "2026-10-31").startswith("wrote 2 uses")


def test_a_damaged_log_gives_no_export(made: Made, commands: Commands, tmp_path: Path) -> None:
    commands.done("record", "head")
    damage(made.folder, 7)

    ran = commands.run("record", "export", "--article-12", "--into", str(tmp_path / "a"))

    assert (ran.code, "entry 7: it is another one" in ran.err) == (5, True)
    assert not (tmp_path / "a").exists()


def test_wrong_words_are_named(commands: Commands, tmp_path: Path) -> None:
    into = ("--into", str(tmp_path / "a"))
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_bytes(b"")
    for words, says in (
        (("--article-12", "--redacted", *into), "one of them"),
        (("--article-12",), "--into"),
        (("--article-12", "--into", str(tmp_path / "full")), "is there already"),
        (("--article-12", *into, "--from", "2026-02-01", "--until", "2026-01-01"), "before its"),
    ):
        ran = commands.run("record", "export", *words)
        assert (ran.code, says in ran.err) == (2, True), (words, ran.err)
