"""The command that prints a receipt, and the one that verifies it far from the log."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from cli.running import Commands
from gate.running import Running
from gate.test_replaying import gate

__all__ = ["gate"]


@pytest.fixture
def commands(
    gate: Running, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    monkeypatch.setenv("COUNTENANCE_DATA", str(gate.folder))
    return Commands(gate.folder, capsys)


def receipt_of_a_call(gate: Running, commands: Commands, file: Path) -> tuple[str, Any]:
    """The receipt of a call with several plausible acts in a file; the key of the log."""
    at = next(i for i, each in enumerate(gate.entries()) if len(each.get("acts", ())) > 1)
    for _ in range(250):
        made = commands.run("record", "receipt", str(at))
        if "is not published yet" not in made.err:
            break
        time.sleep(0.02)
    file.write_text(made.out, encoding="utf-8")
    return str(commands.done("record", "head", "--json").json["keys"][0]), made.json


def test_a_receipt_verifies_far_from_the_log(
    gate: Running, commands: Commands, tmp_path: Path
) -> None:
    file = tmp_path / "receipt.json"
    key, told = receipt_of_a_call(gate, commands, file)
    elsewhere = ("--key", key, "--data", str(tmp_path))

    said = commands.done("record", "verify", str(file), *elsewhere).out

    verdicts = " or ".join(json.loads(told["entry"])["verdicts"])
    count = len(told["certificates"])
    assert said.startswith(
        f"verified: entry {told['index']} is in the log, a decision ({verdicts}), "
        f"{count} of {count} acts certified"
    )
    assert "unwitnessed" in said


def test_what_has_no_certificate_is_said(
    gate: Running, commands: Commands, tmp_path: Path
) -> None:
    file = tmp_path / "receipt.json"
    _, told = receipt_of_a_call(gate, commands, file)
    first = told["certificates"][0]
    told["certificates"][0] = {**first, "certificate": None, "why": "too-large"}
    file.write_text(json.dumps(told), encoding="utf-8")

    said = commands.done("record", "verify", str(file)).out

    assert f"1 of 2 acts certified ({first['act']}: too-large)" in said


def test_what_does_not_fit_exits_1(gate: Running, commands: Commands, tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    _, told = receipt_of_a_call(gate, commands, file)
    first, second = told["certificates"]
    for changes, says in (
        ({"index": told["index"] + 1}, "its proof is about entry"),
        ({"entry": told["entry"].replace("redact", "reject")}, "another entry in it"),
        ({"proof": told["proof"].replace("index ", "index 1")}, "its proof is about entry"),
        ({"certificates": []}, "not about the acts"),
        ({"certificates": [second, first]}, "not about the acts"),
        (
            {"certificates": [{**first, "certificate": second["certificate"]}, second]},
            "it says something else than the entry",
        ),
        ({"certificates": [{**first, "certificate": "{}"}, second]}, "it is not a certificate"),
        ({"object": "countenance.hold"}, "receipt: "),
    ):  # fmt: skip
        file.write_text(json.dumps({**told, **changes}), encoding="utf-8")
        ran = commands.run("record", "verify", str(file))
        assert (ran.code, ran.out.startswith("does not verify: ")) == (1, True), changes
        assert says in ran.out, ran.out


def test_an_entry_that_is_no_decision_has_no_certificates(
    commands: Commands, tmp_path: Path
) -> None:
    file = tmp_path / "receipt.json"
    told = commands.done("record", "receipt", "0").json
    assert told["certificates"] == []
    file.write_text(json.dumps(told), encoding="utf-8")
    assert "is in the log, a " in commands.done("record", "verify", str(file)).out

    told["certificates"] = [{"act": None, "certificate": None, "why": "cut"}]
    file.write_text(json.dumps(told), encoding="utf-8")
    ran = commands.run("record", "verify", str(file))
    assert (ran.code, "an entry that is no decision" in ran.out) == (1, True)


def test_wrong_words_are_named(gate: Running, commands: Commands, tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    receipt_of_a_call(gate, commands, file)
    for words, code, says in (
        (("receipt", "9999"), 2, "no entry `9999`"),
        (("receipt", "0", "--data", str(tmp_path)), 5, "no log has begun here"),
        (("verify", str(file), "--entry", str(file)), 2, "a receipt has its entry"),
    ):
        ran = commands.run("record", *words)
        assert (ran.code, says in ran.err) == (code, True), (words, ran.err)
