"""Erasing, holding and releasing cases as an operator does it; wrong words are named."""

import json
from pathlib import Path

import pytest

from cli.running import Commands
from countenance.stores.log import DatabaseLog
from countenance.stores.openings_key import KEY_FILE
from record.examples import decided, maker, picture


@pytest.fixture
def commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    """A log with the entry of its key, and three calls."""
    monkeypatch.setenv("COUNTENANCE_DATA", str(tmp_path))
    commands = Commands(tmp_path, capsys)
    commands.done("record", "begin", "--origin", "gate.example.org/record")
    making, log = maker(), DatabaseLog(tmp_path)
    for at in range(3):
        made = decided(making, media=[picture(at)])
        log.append_now(made.data, made.openings)
    log.close()
    return commands


def entry(commands: Commands, which: int) -> dict[str, object]:
    found: dict[str, object] = commands.done("record", "show", str(which)).json["entry"]
    return found


def test_a_case_is_erased_and_its_old_proof_still_verifies(
    commands: Commands, tmp_path: Path
) -> None:
    proof = tmp_path / "entry.tlog-proof"
    proof.write_text(commands.done("record", "proof", "1").out)

    told = commands.done("record", "erase", "--case", "1", "--basis", "objection", "--json").json
    said = commands.done("record", "verify", str(proof)).out

    assert told == [
        {"case": entry(commands, 1)["id"], "entry": 4, "entries": 1, "already": False}
    ]
    assert said.startswith("verified: entry 1 is in the log")
    assert entry(commands, 4)["basis"] == "objection"
    assert commands.done("record", "verify", "--log", str(tmp_path / "log")).code == 0


def test_to_erase_twice_is_done_and_enters_nothing(commands: Commands) -> None:
    commands.done("record", "erase", "--case", "1", "--basis", "objection")

    again = commands.done("record", "erase", "--case", "1", "--basis", "child")

    assert "was erased already, by entry 4" in again.out
    assert commands.run("record", "show", "5").code == 2


def test_a_copy_that_was_put_aside_is_named(commands: Commands) -> None:
    aside = commands.folder / "countenance.db.moved-0a1b2c3d"
    aside.write_bytes(b"an older database")
    aside.with_name(f"{aside.name}-wal").touch()

    ran = commands.done("record", "erase", "--case", "1", "--basis", "objection", "--json")

    assert ran.err.splitlines() == [
        f"{aside}: an older copy of the record, in which it may still be; remove it"
    ]
    assert ran.json[0]["entry"] == 4


def test_several_are_looked_at_before_one_is_erased(commands: Commands) -> None:
    wrong = commands.run(
        "record", "erase", "--case", "1", "--case", "99", "--basis", "objection"
    )
    both = commands.done("record", "erase", "--case", "1", "--case", "2", "--basis", "unlawful")

    assert wrong.code == 2
    assert "no case is called `99`" in wrong.err
    assert both.out.count("erased: the openings of 1 entry") == 2
    assert "by entry 4" in both.out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("erase", "--case", "0", "--basis", "objection"), "no case is called `0`"),
        (("erase", "--case", "c-none", "--basis", "objection"), "no case is called `c-none`"),
        (("erase", "--basis", "objection"), "--case"),
        (("erase", "--case", "1"), "--basis"),
        (("erase", "--case", "1", "--basis", "retention"), "retention"),
        (("legal-hold", "--case", "77", "--basis", "litigation"), "no case is called `77`"),
        (("legal-hold", "--case", "1", "--basis", "fun"), "fun"),
        (("release", "--case", "1"), "under no legal hold"),
        (("legalhold",), "legal-hold"),
    ],
)
def test_wrong_words_are_named(commands: Commands, words: tuple[str, ...], says: str) -> None:
    ran = commands.run("record", *words)

    assert (ran.code, says in ran.err) == (2, True), ran.err
    assert commands.run("record", "show", "4").code == 2


def test_a_case_under_legal_hold_is_not_erased(commands: Commands) -> None:
    held = commands.done("record", "legal-hold", "--case", "2", "--basis", "litigation", "--json")
    denied = commands.run(
        "record", "erase", "--case", "1", "--case", "2", "--basis", "objection", "--json"
    )
    twice = commands.done("record", "legal-hold", "--case", "2", "--basis", "authority")
    which = commands.run("record", "release", "--case", "2")
    first = commands.done("record", "release", "--case", "2", "--held-by", "4")
    last = commands.done("record", "release", "--case", "2", "--json").json

    assert held.json["entry"] == 4
    assert denied.code == 1
    assert "under legal hold by entry 4" in denied.err
    assert [each["entry"] for each in denied.json] == [5]
    assert "by entry 6" in twice.out
    assert (which.code, "held by entries 4, 6" in which.err) == (2, True)
    assert "still held by 6" in first.out
    assert (last["held_by"], last["still_held_by"]) == (6, [])
    assert commands.done("record", "erase", "--case", "2", "--basis", "objection").code == 0
    gone = commands.run("record", "legal-hold", "--case", "2", "--basis", "litigation")
    assert (gone.code, "nothing is left to hold" in gone.err) == (2, True)


def test_a_registration_is_erased_after_it_was_removed(commands: Commands) -> None:
    name = ("--organisation", "Acme Zyx")
    commands.done("callers", "add", "acme", *name, "actor_kind=private_entity")
    ref = commands.done("record", "list", "--caller", "acme", "--json").json[0]["caller"]["ref"]

    early = commands.run("record", "erase", "--case", ref, "--basis", "child")
    commands.done("callers", "remove", "acme")
    done = commands.done("record", "erase", "--case", ref, "--basis", "child", "--json").json

    assert early.code == 2
    assert "`countenance callers remove acme` first" in early.err
    assert done[0]["case"] == ref
    data = b"".join(path.read_bytes() for path in commands.folder.iterdir() if path.is_file())
    assert b"Acme Zyx" not in data


def test_the_operators_key_is_replaced(commands: Commands) -> None:
    old = (commands.folder / KEY_FILE).read_bytes()

    told = commands.done("record", "rewrap", "--json").json
    said = commands.done("record", "rewrap").out

    assert told["cases"] == 3
    assert "the keys of 3 cases" in said
    assert (commands.folder / KEY_FILE).read_bytes() != old
    assert json.dumps(entry(commands, 4)).count(told["key"]) == 1
    assert commands.done("record", "open", "1").code == 0
