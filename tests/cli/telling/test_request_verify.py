"""An answer that was changed on its way does not verify, wherever it was changed."""

import csv
import re
import shutil
from pathlib import Path

import pytest

from cli.running import Commands
from cli.telling.test_request import answered
from cli.telling.test_stats import commands, folder

__all__ = ["commands", "folder"]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept") / "answer"


@pytest.fixture
def copy(commands: Commands, kept: Path, tmp_path: Path) -> Path:
    if not kept.exists():
        answered(commands, kept)
    shutil.copytree(kept, tmp_path / "copy")
    return tmp_path / "copy"


def test_a_whole_answer_verifies(commands: Commands, copy: Path) -> None:
    said = commands.done("record", "verify", str(copy)).out

    assert "rows are what their entries say, and the entries are in the log" in said
    assert "that no row is left out this does not show" in said


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("answer.json", '"outcome":"refuse"', '"outcome":"pass"', "says something else"),
        ("answer.json", '"what":"officer_signed_review"', '"what":"nothing"', "no such duty"),
        ("answer.json", '"asked_by":"a clause of', '"asked_by":"x', "other clauses asked for it"),
        ("answer.json", '"agency_country: not said -> NO"', '"x"', "says something else"),
        ("answer.json", '"object":"countenance.answer"', '"object":"x"', "it is none"),
        ("answer.json", '"changes": [', '"other": [', "the list `changes` is missing"),
        ("answer.json", "\n]\n}\n", "", "it ends too early"),
        ("answer.json", "\n}\n", "\n}\nx", "it goes on after its end"),
        ("answer.json", '"index":', '"place":', "a row without an index"),
        ("answer.json", '{"about":\n{', '{"about":\n', "it cannot be read"),
        ("calls.csv", ",refuse,", ",pass,", "is another one in calls.csv"),
        ("changes.csv", "registration,added", "registration,removed", "another one in changes"),
    ],
)
def test_what_was_changed_is_named(
    commands: Commands, copy: Path, file: str, old: str, new: str, says: str
) -> None:
    text = (copy / file).read_text(encoding="utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    ran = commands.run("record", "verify", str(copy))

    assert (ran.code, ran.out.startswith("does not verify: ")) == (1, True), ran.out
    assert says in ran.out


def test_an_answer_from_before_duties_said_who_asked_still_verifies(
    commands: Commands, copy: Path
) -> None:
    duties = copy / "duties.csv"
    with duties.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    with duties.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, [name for name in rows[0] if name != "asked_by"],
                               extrasaction="ignore")  # fmt: skip
        table.writeheader()
        table.writerows(rows)
    text = (copy / "answer.json").read_text(encoding="utf-8")
    old = re.sub(r',"asked_by":"[^"]*"', "", text)
    assert old != text
    (copy / "answer.json").write_text(old, encoding="utf-8")

    assert commands.run("record", "verify", str(copy)).code == 0


def test_rows_and_proofs_that_are_missing_are_named(commands: Commands, copy: Path) -> None:
    calls = (copy / "calls.csv").read_text(encoding="utf-8")
    (copy / "calls.csv").write_text(calls + calls.splitlines()[-1] + "\n", encoding="utf-8")
    assert "calls.csv has more rows" in commands.run("record", "verify", str(copy)).out
    (copy / "calls.csv").write_text(calls.splitlines()[0] + "\n", encoding="utf-8")
    assert "is another one in calls.csv" in commands.run("record", "verify", str(copy)).out
    (copy / "calls.csv").write_text(calls, encoding="utf-8")
    one, other, *_ = sorted(copy.glob("proofs/0/*"))
    shutil.copy(one, other)
    assert "its proof is about entry" in commands.run("record", "verify", str(copy)).out
    other.unlink()
    ran = commands.run("record", "verify", str(copy))
    assert (ran.code, "No such file" in ran.out) == (1, True)


def test_a_stranger_needs_a_key_and_the_right_one(
    commands: Commands, copy: Path, tmp_path: Path
) -> None:
    elsewhere = ("--data", str(tmp_path / "nowhere"))

    ran = commands.run("record", "verify", str(copy), *elsewhere)
    assert (ran.code, "say whom you trust" in ran.err) == (2, True)
    key = commands.done("record", "head", "--json").json["keys"][0]
    assert commands.run("record", "verify", str(copy), "--key", key, *elsewhere).code == 0
    ran = commands.run("record", "verify", str(copy), "--entry", str(copy / "answer.json"))
    assert ran.code == 2
