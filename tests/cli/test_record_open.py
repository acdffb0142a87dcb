"""What stands behind commitments, shown to who has the key, and proven to somebody outside."""

import hashlib
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from cli.running import Commands
from countenance.cli.record_open import digests_of
from countenance.dialects.call import Request
from countenance.dialects.read import read
from countenance.record.make import MediaSeen, PartSeen
from countenance.stores.database import FILE
from countenance.stores.log import DatabaseLog
from countenance.stores.openings_key import KEY_FILE
from house.source import ROOT
from record.examples import decided, maker

PICTURE, PROMPT = b"\xff\xd8 a picture", b"Who is Wilhelminaquist?"


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


@pytest.fixture
def commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    """A log with two calls, both about one picture and the first also about a prompt."""
    folder = tmp_path / "var"
    monkeypatch.setenv("COUNTENANCE_DATA", str(folder))
    commands = Commands(folder, capsys)
    commands.done("record", "begin", "--origin", "gate.example.org/record")
    making, log = maker(), DatabaseLog(folder)
    part = PartSeen("messages[0].content", "text", len(PROMPT), sha(PROMPT), ("act-reader",))
    media = MediaSeen("messages[0].content[1]", "jpeg", 9, 9, 1, 1, 1, sha(PICTURE), ("x",))
    for made in (decided(making, parts=[part], media=[media]), decided(making, media=[media])):
        log.append_now(made.data, made.openings)
    failed = making.failure("forward", "UpstreamError")
    log.append_now(failed.data, failed.openings)
    log.close()
    return commands


def file(tmp_path: Path, content: bytes, name: str = "file") -> str:
    (tmp_path / name).write_bytes(content)
    return str(tmp_path / name)


def changed(commands: Commands, statement: str) -> None:
    """Change the file behind the back of the record."""
    with closing(sqlite3.connect(commands.folder / FILE)) as database, database:
        database.execute(statement)


def kinds(commands: Commands) -> list[str]:
    listed = commands.done("record", "list", "--json").json
    return [each["kind"] for each in listed]


def test_every_entry_about_some_bytes_is_found_and_the_search_is_entered(
    commands: Commands, tmp_path: Path
) -> None:
    picture = commands.done(
        "record", "find", file(tmp_path, PICTURE), "--purpose", "subject-request", "--json"
    ).json
    words = commands.done("record", "find", file(tmp_path, PROMPT + b"\n"))
    nothing = commands.done("record", "find", file(tmp_path, b"other"))

    assert [(each["index"], each["fields"]) for each in picture["entries"]] == [
        (1, ["media.0"]), (2, ["media.0"]),
    ]  # fmt: skip
    assert picture["erased_cases"] == 0
    assert words.out.splitlines()[1].split()[0] == "1"
    assert "parts.0" in words.out
    assert words.out.endswith("1 entry is about these bytes\n")
    assert nothing.out == "0 entries are about these bytes\n"
    entry = commands.done("record", "list", "--kind", "unsealed", "--json").json[0]
    assert (entry["what"], entry["purpose"], entry["found"]) == ("searched", "subject-request", 2)


def test_what_was_erased_is_not_found_and_that_is_said(commands: Commands, tmp_path: Path) -> None:
    wanted = file(tmp_path, PICTURE)
    commands.done("record", "erase", "--case", "1", "--basis", "objection")

    after = commands.done("record", "find", wanted)

    assert [line.split()[0] for line in after.out.splitlines()[1:]] == ["2", "1", "1"]
    assert after.out.endswith("1 case was erased and cannot be searched\n")


def test_what_nothing_was_kept_of_is_counted_and_where_all_is_so_it_cannot_search(
    commands: Commands, tmp_path: Path
) -> None:
    wanted = file(tmp_path, PICTURE)
    changed(commands, "DELETE FROM openings WHERE idx = 1")

    some = commands.done("record", "find", wanted)
    told = commands.done("record", "find", wanted, "--json").json
    changed(commands, "DELETE FROM openings")
    ran = commands.run("record", "find", wanted)

    assert some.out.endswith(
        "1 entry is about these bytes\n1 entry about content has no openings and cannot be "
        "searched\n"
    )
    assert (len(told["entries"]), told["without_openings"]) == (1, 1)
    assert (ran.code, ran.out) == (5, "")
    assert "nothing can be searched: 2 entries about content have no openings" in ran.err
    assert kinds(commands).count("unsealed") == 3


def test_where_the_settings_keep_nothing_it_cannot_search(
    commands: Commands, tmp_path: Path
) -> None:
    folder = tmp_path / "keeps-none"
    with closing(DatabaseLog(folder, keeps=False)) as log:
        made = decided(maker())
        log.append_now(made.data, made.openings)

    ran = commands.run("record", "find", file(tmp_path, PICTURE), "--data", str(folder))

    assert ran.code == 5
    assert "nothing can be searched: 1 entry about content has no openings" in ran.err
    assert "`record.openings_days = 0` keeps none" in ran.err


def test_without_the_operators_key_it_says_what_is_needed(
    commands: Commands, tmp_path: Path
) -> None:
    (commands.folder / KEY_FILE).rename(tmp_path / "away")

    for words in (("find", file(tmp_path, PICTURE)), ("open", "1")):
        ran = commands.run("record", *words)
        assert ran.code == 5
        assert "sealed under the key" in ran.err
        assert "put it back there" in ran.err
    assert "unsealed" not in kinds(commands)


def test_an_entry_is_opened_field_by_field_and_that_is_entered(commands: Commands) -> None:
    ran = commands.done("record", "open", "1", "--purpose", "court", "--by", "Anna Zyx")

    assert f"sha256:{sha(PICTURE).hex()}" in ran.out
    assert ran.out.splitlines()[1].split() == ["FIELD", "FITS", "VALUE"]
    assert all(line.split()[1] == "yes" for line in ran.out.splitlines()[2:])
    shown = commands.done("record", "show", "4").json["entry"]
    assert (shown["kind"], shown["what"], shown["purpose"]) == ("unsealed", "shown", "court")
    assert ran.out.startswith("entry 1, `decision`; that you looked is entry 4")
    assert "Anna" not in json.dumps(shown)
    assert "Anna Zyx" in commands.done("record", "open", "4").out


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("9",), 2, "no entry `9`"),
        (("3",), 5, "nothing of it is sealed"),
        (("1", "--field", "medja.0"), 2, "did you mean `media.0`"),
        (("1", "--purpose", "fun"), 2, "fun"),
    ],
)
def test_what_cannot_be_opened_is_named(
    commands: Commands, words: tuple[str, ...], code: int, says: str
) -> None:
    ran = commands.run("record", "open", *words)

    assert (ran.code, says in ran.err) == (code, True), ran.err


def test_an_erased_entry_is_not_opened(commands: Commands) -> None:
    commands.done("record", "erase", "--case", "1", "--basis", "objection")

    ran = commands.run("record", "open", "1")

    assert ran.code == 5
    assert "its openings were erased by entry 4; its proof still holds" in ran.err


def test_somebody_outside_verifies_what_was_opened(commands: Commands, tmp_path: Path) -> None:
    key = commands.done("record", "head", "--json").json["keys"][0]
    told = commands.done("record", "open", "1", "--field", "media.0", "--json").out
    opened = file(tmp_path, told.encode(), "opened.json")
    picture, other = file(tmp_path, PICTURE, "picture"), file(tmp_path, b"other", "other")
    elsewhere = ("--key", key, "--data", str(tmp_path))

    said = commands.done("record", "verify", opened, "--about", picture, *elsewhere).out
    wrong = commands.run("record", "verify", opened, "--about", other, *elsewhere)
    without = subprocess.run(
        [sys.executable, str(ROOT / "verify" / "verify_countenance.py"), opened, key],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert said.startswith("verified: entry 1 is in the log, a decision")
    assert "opens: media.0" in said
    assert "media.0 is that of" in said
    assert wrong.code == 1
    assert "no field that is opened is about" in wrong.out
    assert without.returncode == 0, without.stdout
    assert f"media.0: sha256:{sha(PICTURE).hex()}" in without.stdout


def test_a_changed_one_verifies_nowhere(commands: Commands, tmp_path: Path) -> None:
    key = commands.done("record", "head", "--json").json["keys"][0]
    told = commands.done("record", "open", "1", "--json").json
    told["openings"][0]["value"] = told["openings"][1]["value"]
    opened = file(tmp_path, json.dumps(told).encode(), "opened.json")

    ran = commands.run("record", "verify", opened, "--key", key)
    without = subprocess.run(
        [sys.executable, str(ROOT / "verify" / "verify_countenance.py"), opened, key],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert ran.code == 1
    assert "nothing in entry 1 was made from" in ran.out
    assert without.returncode == 1
    assert "does not verify" in without.stdout


def test_about_belongs_to_what_was_opened(commands: Commands, tmp_path: Path) -> None:
    proof = file(tmp_path, commands.done("record", "proof", "1").out.encode(), "proof")

    ran = commands.run("record", "verify", proof, "--about", file(tmp_path, PICTURE))

    assert ran.code == 2
    assert "`--about`" in ran.err


def test_a_body_of_json_is_searched_for_as_a_request(tmp_path: Path) -> None:
    body = b'{"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi"}]}'
    headers = (("content-type", "application/json"),)
    call = read(Request("POST", "/v1/chat/completions", (), headers, body))

    found = digests_of(Path(file(tmp_path, body + b"\r\n")))

    assert bytes.fromhex(call.digest.removeprefix("sha256:")) in found
    assert sha(body) in found
    assert sha(body + b"\r\n") in found
