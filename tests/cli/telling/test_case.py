"""One call as evidence: everything about it, by a real gate, and verified far from that."""

import json
import shutil
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest

from cli.running import Commands
from cli.test_receipts import commands
from countenance.codes.model import Verdict
from gate.running import Running
from gate.test_replaying import gate

__all__ = ["commands", "gate"]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept") / "case"


@pytest.fixture
def case(gate: Running, commands: Commands, kept: Path) -> Path:
    """The case of a call that was refused, with its PDF."""
    if not kept.exists():
        at = next(i for i, each in enumerate(gate.entries()) if each.get("outcome") == "refuse")
        commands.done("record", "case", str(at), "--into", str(kept), "--pdf")
    return kept


def test_a_case_verifies_far_from_the_log_with_its_certificates(
    case: Path, commands: Commands, tmp_path: Path
) -> None:
    key = commands.done("record", "head", "--json").json["keys"][0]
    elsewhere = ("--key", key, "--data", str(tmp_path))

    said = commands.done("record", "verify", str(case), *elsewhere).out

    assert " acts certified" in said
    assert "0 of" not in said
    assert "the case says what its" in said
    for file in case.glob("proofs/*/*"):
        assert commands.run("record", "verify", str(file), *elsewhere).code == 0


def test_it_says_why_and_what_held_then(case: Path) -> None:
    made = json.loads((case / "case.json").read_text(encoding="utf-8"))

    assert made["call"]["outcome"] == "refuse"
    first = made["clauses"][0]
    assert first["says"]
    assert first["source"].startswith("https://")
    assert made["held"]["registration"]
    kinds = [each["kind"] for each in made["held"]["entries"]]
    assert {"registration", "key", "settings", "code-activated", "startup", "log-key"} <= set(kinds)
    assert all(each["why"] is None for each in made["certificates"])
    assert set(made["proofs"]) >= {str(each["index"]) for each in made["held"]["entries"]}
    assert Verdict.DENY.words[0] in made["call"]["verdicts"]


def test_the_page_and_the_pdf_say_the_same(case: Path) -> None:
    page = (case / "case.html").read_text(encoding="utf-8")
    document = pypdfium2.PdfDocument(case / "case.pdf")
    told = " ".join(each.get_textpage().get_text_range() for each in document)
    pages = len(document)
    document.close()

    made = json.loads((case / "case.json").read_text(encoding="utf-8"))
    for words in ("What it does not show", "How to verify it", made["call"]["id"]):
        assert words in page
        assert words in told
    assert f"{pages} of {pages}" in told


def test_a_call_that_was_let_through_has_its_outcome(
    gate: Running, commands: Commands, tmp_path: Path
) -> None:
    at, decision = next(
        (i, each) for i, each in enumerate(gate.entries()) if each.get("outcome") == "redact"
    )
    gate.outcome_of(decision)
    for _ in range(3):  # its entry may be published a moment later
        shutil.rmtree(tmp_path / "a", ignore_errors=True)
        commands.done("record", "case", decision["id"], "--into", str(tmp_path / "a"))
        made = json.loads((tmp_path / "a/case.json").read_text(encoding="utf-8"))
        if made["later"]:
            break

    assert made["call"]["index"] == at
    assert [each["kind"] for each in made["later"]] == ["outcome"]
    assert made["call"]["result"] == "done"
    assert not (tmp_path / "a/case.pdf").exists()


def test_wrong_words_are_named(
    commands: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_bytes(b"")
    into = ("--into", str(tmp_path / "a"))
    for words, code, says in (
        (("9999", *into), 2, "no entry `9999`"),
        (("0", *into), 2, "a case begins with an entry of a call"),
        (("0", "--into", str(tmp_path / "full")), 2, "is there already"),
        (("0",), 2, "--into"),
        (("0", *into, "--data", str(tmp_path)), 5, "no log has begun here"),
    ):
        ran = commands.run("record", "case", *words)
        assert (ran.code, says in ran.err) == (code, True), (words, ran.err)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    ran = commands.run("record", "case", "5", *into, "--pdf")
    assert (ran.code, "pip install 'countenance[pdf]'" in ran.err) == (5, True)
    assert not (tmp_path / "a").exists()
