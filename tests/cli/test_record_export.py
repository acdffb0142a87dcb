"""The command that writes entries for the public, and that others verify what it wrote."""

import json
import re
from pathlib import Path

from cli.running import Commands
from cli.test_record_log import another, commands, key_of
from gate.running import Running
from gate.test_replaying import gate

__all__ = ["commands", "gate"]


def exported(commands: Commands, into: Path, *words: str) -> str:
    return commands.done("record", "export", "--redacted", "--into", str(into), *words).out


def test_what_is_exported_names_no_caller_and_is_in_the_log(
    commands: Commands, tmp_path: Path
) -> None:
    into = tmp_path / "all"
    refs = {
        each["caller"]["ref"]
        for each in commands.done("record", "list", "--json").json
        if each.get("caller")
    }

    said = exported(commands, into)
    lines = (into / "entries.jsonl").read_text(encoding="utf-8").splitlines()
    elsewhere = ("--key", key_of(commands), "--data", str(tmp_path / "nowhere"))
    verified = commands.done("record", "verify", str(into), *elsewhere).out

    assert said == f"wrote entries 0 to 4 of 5 into {into}\n"
    assert [json.loads(line)["index"] for line in lines] == [0, 1, 2, 3, 4]
    assert refs
    assert not any(ref in line for line in lines for ref in refs)
    by_kind = {told["entry"]["kind"]: told for told in map(json.loads, lines)}
    assert by_kind["key"]["entry"]["key"] == by_kind["key"]["entry"]["prev"] == "withheld"
    assert by_kind["key"]["why"]["key"] == "pseudonym"
    assert by_kind["log-key"]["entry"]["key"].startswith("gate.example.org/record+")
    assert by_kind["registration"]["why"]["document"] == "commitment"
    assert verified.startswith("verified: the hashes of entries 0 to 4, none missing, are in")
    assert "the word of who exported them" in verified
    assert "unwitnessed" in verified


def test_programs_are_told_what_was_exported(commands: Commands, tmp_path: Path) -> None:
    lines, uses = tmp_path / "all", tmp_path / "uses"

    told = commands.done("record", "export", "--redacted", "--into", str(lines), "--json").json
    used = commands.done("record", "export", "--article-12", "--into", str(uses), "--json").json

    assert told == {"into": str(lines), "first": 0, "last": 4, "size": 5}
    assert used == {"into": str(uses), "uses": 0}


def test_a_period_is_exported_with_what_lies_between(commands: Commands, tmp_path: Path) -> None:
    another(commands, "b")
    days = [each["time"][:10] for each in commands.done("record", "list", "--json").json]
    decided = next(day for day in days if day != days[0])  # the clock of the example is ahead

    exported(commands, tmp_path / "one", "--from", decided, "--until", decided)

    lines = (tmp_path / "one/entries.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["index"] for line in lines] == [3, 4]
    assert "entries 3 to 4" in commands.done("record", "verify", str(tmp_path / "one")).out


def test_an_export_that_was_changed_does_not_verify(commands: Commands, tmp_path: Path) -> None:
    into = tmp_path / "all"
    exported(commands, into)
    whole = (into / "entries.jsonl").read_bytes()
    lines = whole.splitlines(keepends=True)

    (into / "entries.jsonl").write_bytes(b"".join(lines[:-1]))
    ran = commands.run("record", "verify", str(into))
    assert (ran.code, "does not verify: export: 4 entries" in ran.out) == (1, True)
    (into / "entries.jsonl").write_bytes(whole)
    (into / "last.tlog-proof").unlink()
    assert commands.run("record", "verify", str(into)).code == 1


def test_wrong_words_are_named(commands: Commands, tmp_path: Path) -> None:
    into = str(tmp_path / "x")
    (tmp_path / "full").mkdir()
    (tmp_path / "full/a").write_bytes(b"")
    for words, says in (
        (("export", "--into", into), "`--redacted` or `--article-12` is needed"),
        (("export", "--redacted"), "--into"),
        (("export", "--redacted", "--into", str(tmp_path / "full")), "is there already"),
        (("export", "--redacted", "--into", into, "--from", "2999-01-01"), "no entry of that"),
        (("export", "--redacted", "--into", into, "--from", "soon"), "not a day"),
        (("verify", str(tmp_path / "full")), "has no `entries.jsonl`"),
        (("verify", into, "--entry", into), "does not exist"),
    ):
        ran = commands.run("record", *words)
        assert (ran.code, says in ran.err) == (2, True), (words, ran.err)
    assert not Path(into).exists()
    ran = commands.run("record", "export", "--redacted", "--into", into, "--data", into)
    assert ran.code == 5


def test_nothing_that_a_gate_enters_is_left_that_names_a_caller(
    gate: Running, tmp_path: Path
) -> None:
    gate.run("record", "export", "--redacted", "--into", str(tmp_path / "all"))

    text = (tmp_path / "all/entries.jsonl").read_text(encoding="utf-8")
    callers = [each["caller"] for each in gate.entries() if each.get("caller")]
    assert len({each["ref"] for each in callers}) == 6
    for each in callers:
        assert each["ref"] not in text
        assert not each["key"] or each["key"] not in text
    assert not re.search(r'"[A-Za-z0-9_-]{43}"', text)
