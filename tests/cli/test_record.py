from pathlib import Path

import pytest

from cli.running import Commands
from countenance.record.canonical import parse
from countenance.stores.log import DatabaseLog
from record.examples import decided, digest, maker


@pytest.fixture
def commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    monkeypatch.setenv("COUNTENANCE_DATA", str(tmp_path / "var"))
    commands = Commands(tmp_path / "var", capsys)
    commands.done("callers", "add", "acme", "--organisation", "Acme", "actor_kind=private_entity")
    return commands


def append_a_call(commands: Commands) -> str:
    """A decision and its outcome; the id of the decision."""
    making = maker()
    made = decided(making, personal={"request": digest("all")})
    log = DatabaseLog(commands.folder)
    log.append_now(made.data, made.openings)
    log.append_now(making.outcome(made.id, "done", status=200).data)
    log.close()
    return made.id


def test_entries_are_listed_with_the_newest_last(commands: Commands) -> None:
    append_a_call(commands)

    lines = commands.done("record", "list").out.splitlines()

    assert [line.split()[2] for line in lines[1:]] == ["registration", "key", "decision", "outcome"]
    assert lines[1].split()[3] == "acme"
    assert "pass · none speaks" in lines[3]
    assert "done · 200" in lines[4]


def test_entries_are_chosen_by_kind_and_by_caller(commands: Commands) -> None:
    append_a_call(commands)

    by_kind = commands.done("record", "list", "--kind", "decision", "--json").json
    by_caller = commands.done("record", "list", "--caller", "acme", "--json").json
    last = commands.done("record", "list", "--last", "1", "--json").json

    assert [entry["index"] for entry in by_kind] == [2]
    assert [entry["kind"] for entry in by_caller] == ["registration", "key"]
    assert [entry["kind"] for entry in last] == ["outcome"]


def test_an_entry_is_shown_by_index_or_id_without_its_openings(commands: Commands) -> None:
    id_ = append_a_call(commands)

    by_index = commands.done("record", "show", "2").json
    by_id = commands.done("record", "show", id_)

    assert by_index["entry"]["id"] == id_
    assert by_id.json == by_index
    assert digest("all").hex() not in by_id.out


def test_the_bytes_are_shown_as_they_stand(commands: Commands) -> None:
    append_a_call(commands)

    raw = commands.done("record", "show", "2", "--raw").out.strip().encode()

    assert parse(raw)["kind"] == "decision"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("list --kind decison", "did you mean `decision`?"),
        ("list --caller acmee", "did you mean `acme`?"),
        ("list --last 0", "0"),
        ("show 99", "there are 2, from index 0"),
        ("show no-such-id", "no entry `no-such-id`"),
        ("lst", "did you mean `list`?"),
    ],
)
def test_wrong_words_are_usage(commands: Commands, words: str, message: str) -> None:
    ran = commands.run("record", *words.split())

    assert ran.code == 2
    assert message in ran.err


def test_a_folder_without_a_record_could_not_be_read(commands: Commands, tmp_path: Path) -> None:
    assert commands.run("record", "list", "--data", str(tmp_path / "nowhere")).code == 5
