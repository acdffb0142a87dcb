"""The commands about who may do what."""

from pathlib import Path

import pytest

from cli.running import Commands
from countenance.review.people import Role


@pytest.fixture
def commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    monkeypatch.setenv("COUNTENANCE_DATA", str(tmp_path / "var"))
    made = Commands(tmp_path / "var", capsys)
    made.done("callers", "add", "acme", "--organisation", "Acme", "actor_kind=private_entity")
    return made


def test_a_person_is_added_listed_and_removed(commands: Commands) -> None:
    assert "nobody" in commands.done("people", "list").out
    added = commands.done("people", "add", "alice", "--belongs-to", "acme")
    second = commands.done("people", "new-token", "alice").out

    (row,) = commands.done("people", "list", "--json").json
    listed = commands.done("people", "list").out
    commands.done("people", "remove", "alice")

    assert added.out.startswith("cnp_")
    assert "shown once" in added.err
    assert second.startswith("cnp_")
    assert second != added.out
    assert (row["name"], row["role"], row["belongs_to"], row["removed"]) == (
        "alice", "reviewer", ["acme"], None,
    )  # fmt: skip
    assert "acme" in listed
    assert added.out.strip() not in listed
    (after,) = commands.done("people", "list", "--json").json
    assert after["removed"] is not None
    assert "new-token · reviewer" in commands.done("record", "list", "--kind", "person").out


def test_a_link_is_at_the_address_that_people_see(commands: Commands, tmp_path: Path) -> None:
    commands.done("people", "add", "alice")
    settings = tmp_path / "countenance.toml"
    settings.write_text('[gate]\nname = "https://gate.example.org"\n', encoding="utf-8")

    here = commands.done("people", "invite", "alice")
    there = commands.done("people", "invite", "alice", "--settings", str(settings)).out

    assert here.out.startswith("http://127.0.0.1:8800/console/begin/")
    assert "once, within 24 hours" in here.err
    assert there.startswith("https://gate.example.org/console/begin/")
    assert here.out.split("/")[-1] != there.split("/")[-1]


def test_a_name_at_the_directory_is_given_listed_and_taken_away(
    commands: Commands, tmp_path: Path
) -> None:
    commands.done("people", "add", "alice")
    settings = tmp_path / "countenance.toml"
    settings.write_text(
        '[oidc]\nissuer = "https://directory.example"\nclient_id = "c"\n'
        'client_secret_env = "S"\n', encoding="utf-8"
    )  # fmt: skip
    file = ("--settings", str(settings))

    given = commands.done("people", "directory", "alice", "Alice@example.org", *file)
    assert "the directory knows alice as that, by `email`" in given.err
    assert "alice@example.org" in commands.done("people", "list").out
    assert "directory-name" in commands.done("record", "list", "--kind", "person").out
    wrong = commands.run("people", "directory", "alice", "alice", *file)
    assert (wrong.code, "such as `alice@example.org`" in wrong.err) == (2, True)
    assert "by no name there" in commands.done("people", "directory", "alice", "--none").err
    (row,) = commands.done("people", "list", "--json").json
    assert row["directory"] is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add", "Alice"], "small letters"),
        (["add", "alice", "--role", "king"], "'king' is not one of"),
        (["add", "alice", "--role", "contact"], "say of which caller"),
        (["add", "alice", "--belongs-to", "acem"], "did you mean `acme`?"),
        (["remove", "nobody"], "nobody is called"),
        (["new-token", "nobody"], "nobody is called"),
        (["invite", "nobody"], "nobody is called"),
        (["directory", "nobody"], "the name at the directory, or `--none`"),
        (["directory", "nobody", "x", "--none"], "the name at the directory, or `--none`"),
        (["directory", "nobody", "--none"], "nobody is called"),
        (["directory", "nobody", "x"], "`oidc.issuer` in the settings names one"),
        (["lsit"], "did you mean `list`?"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(
    commands: Commands, words: list[str], said: str
) -> None:
    ran = commands.run("people", *words)

    assert ran.code == 2
    assert said in ran.err


def test_what_each_role_may_do_is_told(commands: Commands) -> None:
    told = commands.done("people", "roles", "--json").json

    assert set(told) == {role.value for role in Role}
    assert "cases.decide" in told["reviewer"]
    assert "cases.read" not in told["operator"]
    assert "cases.decide" in commands.done("people", "roles").out
