"""`record verify` of uses of identification that were handed over."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.running import Commands
from cli.telling.made_log import Made
from cli.telling.test_identifications import commands, exported, made

__all__ = ["commands", "made"]


@pytest.fixture
def folder(commands: Commands, tmp_path: Path) -> Path:
    exported(commands, tmp_path / "a")
    return tmp_path / "a"


def test_every_row_is_what_its_entries_say(commands: Commands, folder: Path) -> None:
    said = commands.done("record", "verify", str(folder)).out

    assert said.startswith(
        "verified: 2 uses of identification: the rows are what their 5 entries say, and all of "
        "them are in the log; that no use is left out this does not show"
    )


def changed(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    path = folder / "identifications.json"
    whole = json.loads(path.read_text(encoding="utf-8"))
    change(whole)
    path.write_text(json.dumps(whole), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda a: a["uses"][0].update(began="2026-01-01T00:00:00.000Z"), "something else"),
        (lambda a: a["uses"][0].update(verified_by=["p-9", "p-2"]), "something else"),
        (lambda a: a["uses"][0].update(verified_by_two=False), "something else"),
        (lambda a: a["uses"][1].update(matched=[]), "something else"),
        (lambda a: a["uses"][1].update(result_entry=None), "something else"),
        (lambda a: a["uses"][1].update(result_entry=a["uses"][0]["result_entry"]), "another call"),
        (lambda a: a["uses"][0].update(entry=a["uses"][0]["use_entry"]), "cannot be read"),
        (lambda a: a["uses"].pop(), "the CSV has more rows"),
        (lambda a: a["uses"].reverse(), "another one in the CSV"),
        (lambda a: a["uses"][0].pop("entry"), "cannot be read"),
        (lambda a: a.update(v=2), "it is none"),
        (lambda a: a.update(uses=3), "cannot be read"),
        (lambda a: a.update(checkpoint="x"), "note"),
    ],
)
def test_what_was_changed_does_not_verify(
    commands: Commands, folder: Path, change: Callable[[dict[str, Any]], None], says: str
) -> None:
    changed(folder, change)

    ran = commands.run("record", "verify", str(folder))

    assert ran.code == 1
    assert ran.out.startswith("does not verify: ")
    assert says in ran.out


def test_persons_who_voted_elsewhere_are_counted_and_not_vouched_for(
    commands: Commands, folder: Path, made: Made
) -> None:
    def add(whole: dict[str, Any]) -> None:
        whole["uses"][0]["verified_by"].append("p-3")

    changed(folder, add)
    table = folder / "identifications.csv"
    table.write_bytes(table.read_bytes().replace(b"p-1; p-2", b"p-1; p-2; p-3"))

    said = commands.done("record", "verify", str(folder)).out

    assert "; 1 person stands in votes, which are not proved here" in said


def test_a_proof_that_is_gone_or_of_another_head_is_named(
    commands: Commands, folder: Path
) -> None:
    proof = next(folder.glob("proofs/*/*"))
    whole = proof.read_text(encoding="utf-8")
    proof.write_text(whole.replace("index ", "index 1"), encoding="utf-8")
    assert "its proof is about entry" in commands.run("record", "verify", str(folder)).out

    proof.unlink()

    assert "No such file" in commands.run("record", "verify", str(folder)).out
