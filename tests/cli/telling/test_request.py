"""An answer to a request: everything about one agency, each row with its proof."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cli.running import Commands
from cli.telling.made_log import damage, made_log
from cli.telling.test_stats import commands, folder
from house.source import ROOT

__all__ = ["commands", "folder"]


def answered(commands: Commands, into: Path, *words: str) -> str:
    agency = ("--agency", "oslo-police", "--into", str(into))
    return commands.done("record", "request", *agency, *words).out


def entries(commands: Commands) -> list[dict[str, object]]:
    found: list[dict[str, object]] = commands.done("record", "list", "--last", "999", "--json").json
    return found


def key_of(commands: Commands) -> str:
    return str(commands.done("record", "head", "--json").json["keys"][0])


@pytest.fixture(scope="module")
def into(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("answer") / "answer"


@pytest.fixture
def made(commands: Commands, into: Path) -> dict[str, object]:
    if not into.exists():
        answered(commands, into)
    found: dict[str, object] = json.loads((into / "answer.json").read_text(encoding="utf-8"))
    return found


def test_every_call_of_the_agency_and_no_other_has_its_row(
    commands: Commands, made: dict[str, list[dict[str, object]]]
) -> None:
    ref = made["about"]["ref"]  # type: ignore[call-overload]  # an object among lists
    told = [
        each["index"]
        for each in entries(commands)
        if each["kind"] in ("decision", "unreadable") and each["caller"]["ref"] == ref  # type: ignore[index]
    ]

    assert [row["index"] for row in made["calls"]] == told
    assert {row["result"] for row in made["calls"] if row["outcome"] == "refuse"} == {None}
    assert {row["result"] for row in made["calls"] if row["outcome"] == "pass"} <= {"done", None}
    assert made["rulings"] == []
    assert {row["kind"] for row in made["changes"]} >= {"registration", "settings", "log-key"}


def test_a_row_says_what_is_withheld_and_why(made: dict[str, list[dict[str, object]]]) -> None:
    row = made["calls"][0]

    assert row["withheld"].keys() == {"request", "parts", "media"}  # type: ignore[attr-defined]
    assert "restriction" in str(row["cited"])


def test_duties_are_overdue_once_their_day_is_over(
    made: dict[str, list[dict[str, object]]]
) -> None:
    assert made["duties"]
    assert all(row["overdue"] and row["what"] == "officer_signed_review" for row in made["duties"])


def test_every_proof_verifies_with_both_verifiers(
    commands: Commands, into: Path, made: object
) -> None:
    key = key_of(commands)
    elsewhere = ("--key", key, "--data", str(into))
    files = sorted(into.glob("proofs/*/*.tlog-proof"))
    single = ROOT / "verify" / "verify_countenance.py"

    for file in files:
        assert "is in the log" in commands.done("record", "verify", str(file), *elsewhere).out
    for file in files[:: max(1, len(files) // 8)]:
        ran = subprocess.run(
            [sys.executable, "-I", str(single), str(file), key],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (ran.returncode, ran.stderr) == (0, "")
        assert f"verified: entry {file.stem} of" in ran.stdout


def test_the_page_tells_what_it_cannot_show(into: Path, made: object) -> None:
    page = (into / "answer.html").read_text(encoding="utf-8")

    for words in ("What it cannot show", "the word of the operator", "no call is left out",
                  "unwitnessed", "is never kept", "officer_signed_review"):  # fmt: skip
        assert words in page, words


def test_an_entry_that_is_withheld_keeps_its_place(
    commands: Commands, made: dict[str, list[dict[str, object]]], tmp_path: Path
) -> None:
    at = next(row["index"] for row in made["calls"] if row["outcome"] == "pass")
    words = ("--withhold", f"{at}==HYPERLINK", "--until", "2026-10-31")

    said = answered(commands, tmp_path / "a", *words)

    assert "1 entries withheld" in said
    found = json.loads((tmp_path / "a" / "answer.json").read_text(encoding="utf-8"))
    row = next(row for row in found["calls"] if row["index"] == at)
    assert row["withheld"] == {"the whole entry": "=HYPERLINK"}
    assert row.keys() == {"index", "time", "kind", "leaf", "withheld", "proof"}
    csv = (tmp_path / "a" / "calls.csv").read_text(encoding="utf-8")
    assert ",'=HYPERLINK," in csv
    verified = commands.done("record", "verify", str(tmp_path / "a")).out
    assert "of 1 only the hash is told" in verified


def test_programs_are_told_what_was_written(commands: Commands, tmp_path: Path) -> None:
    told = json.loads(answered(commands, tmp_path / "a", "--json"))

    made = json.loads((tmp_path / "a/answer.json").read_text(encoding="utf-8"))
    lists = ("calls", "changes", "duties", "rulings")
    assert {name: told[name] for name in lists} == {name: len(made[name]) for name in lists}
    assert (told["into"], told["withheld"]) == (str(tmp_path / "a"), 0)
    assert told["ref"] == made["about"]["ref"]


def test_an_empty_period_is_answered(commands: Commands, tmp_path: Path) -> None:
    said = answered(commands, tmp_path / "a", "--from", "2031-01-01", "--to", "2031-12-31")

    assert said.startswith("wrote 0 calls, ")
    assert "held when the period began" in (tmp_path / "a/answer.html").read_text(encoding="utf-8")
    assert "verified" in commands.done("record", "verify", str(tmp_path / "a")).out


def test_a_damaged_log_gives_no_answer(tmp_path: Path, commands: Commands) -> None:
    other = made_log(tmp_path / "var", calls=6).folder
    data = ("--data", str(other))
    commands.done("record", "head", *data)
    damage(other, 7)

    ran = commands.run(
        "record", "request", "--agency", "acme", "--into", str(tmp_path / "a"), *data
    )

    assert (ran.code, "entry 7: it is another one" in ran.err) == (5, True)
    assert not (tmp_path / "a").exists()


def test_wrong_words_are_named(commands: Commands, tmp_path: Path) -> None:
    into = str(tmp_path / "a")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_bytes(b"")
    agency = ("--agency", "oslo-police")
    for words, says in (
        (("--into", into), "--agency"),
        (("--agency", "oslo-polise", "--into", into), "did you mean `oslo-police`?"),
        ((*agency, "--into", str(tmp_path / "full")), "is there already"),
        ((*agency, "--into", into, "--withhold", "4"), "write `--withhold INDEX=REASON`"),
        ((*agency, "--into", into, "--withhold", "4= "), "write `--withhold INDEX=REASON`"),
        ((*agency, "--into", into, "--withhold", "9999=x"), "entry 9999 is none of the"),
        ((*agency, "--into", into, "--from", "soon"), "is not a day"),
    ):
        ran = commands.run("record", "request", *words)
        assert (ran.code, says in ran.err) == (2, True), (words, ran.err)
    assert not Path(into).exists()
