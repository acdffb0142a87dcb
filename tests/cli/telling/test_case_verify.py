"""A case that was changed on its way does not verify, wherever it was changed."""

import json
import shutil
from pathlib import Path

import pytest

from cli.running import Commands
from cli.telling.test_stats import commands, folder

__all__ = ["commands", "folder"]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept") / "case"


@pytest.fixture
def copy(commands: Commands, kept: Path, tmp_path: Path) -> Path:
    if not kept.exists():
        entries = commands.done("record", "list", "--last", "999", "--json").json
        at = next(each["index"] for each in entries if each.get("outcome") == "pass")
        commands.done("record", "case", str(at), "--into", str(kept))
    shutil.copytree(kept, tmp_path / "copy")
    return tmp_path / "copy"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"outcome": "pass"', '"outcome": "hold"', "it says something else than entry"),
        ('"actor_kind"', '"actor_kin"', "it says something else than entry"),
        ('"result: done"', '"result: gone"', "says something else than the entry"),
        ('"object": "countenance.case"', '"object": "x"', "it is none"),
        ('"later": [', '"other": [', "it cannot be read"),
        ("{", "", "it cannot be read"),
    ],
)
def test_what_was_changed_is_named(
    commands: Commands, copy: Path, old: str, new: str, says: str
) -> None:
    text = (copy / "case.json").read_text(encoding="utf-8")
    assert old in text
    (copy / "case.json").write_text(text.replace(old, new, 1), encoding="utf-8")

    ran = commands.run("record", "verify", str(copy))

    assert (ran.code, ran.out.startswith("does not verify: ")) == (1, True), ran.out
    assert says in ran.out


def test_clauses_that_the_entry_does_not_name_are_found(commands: Commands, copy: Path) -> None:
    made = json.loads((copy / "case.json").read_text(encoding="utf-8"))
    made["clauses"][0]["clause"] = "12"
    (copy / "case.json").write_text(json.dumps(made), encoding="utf-8")

    assert "its clauses are others" in commands.run("record", "verify", str(copy)).out


def test_what_is_missing_or_of_another_case_is_named(commands: Commands, copy: Path) -> None:
    assert commands.run("record", "verify", str(copy)).code == 0
    receipt = (copy / "receipt.json").read_bytes()
    (copy / "receipt.json").write_text(
        commands.done("record", "receipt", "0").out, encoding="utf-8"
    )
    assert "its receipt is about another entry" in commands.run("record", "verify", str(copy)).out
    (copy / "receipt.json").write_bytes(receipt)
    next(copy.glob("proofs/0/*")).unlink()
    ran = commands.run("record", "verify", str(copy))
    assert (ran.code, "No such file" in ran.out) == (1, True)
