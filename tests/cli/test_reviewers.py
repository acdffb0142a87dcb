"""The commands about who decides held calls."""

from pathlib import Path

import pytest

from cli.running import Commands


@pytest.fixture
def commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    monkeypatch.setenv("COUNTENANCE_DATA", str(tmp_path / "var"))
    made = Commands(tmp_path / "var", capsys)
    made.done("callers", "add", "acme", "--organisation", "Acme", "actor_kind=private_entity")
    return made


def test_who_decides_is_added_listed_and_removed(commands: Commands) -> None:
    assert "nobody" in commands.done("reviewers", "list").out
    added = commands.done("reviewers", "add", "alice", "--belongs-to", "acme")
    second = commands.done("reviewers", "new-token", "alice").out

    (row,) = commands.done("reviewers", "list", "--json").json
    listed = commands.done("reviewers", "list").out
    commands.done("reviewers", "remove", "alice")

    assert added.out.startswith("cnr_")
    assert "shown once" in added.err
    assert second.startswith("cnr_")
    assert second != added.out
    assert (row["name"], row["role"], row["belongs_to"], row["removed"]) == (
        "alice", "reviewer", ["acme"], None,
    )  # fmt: skip
    assert "acme" in listed
    assert added.out.strip() not in listed
    (after,) = commands.done("reviewers", "list", "--json").json
    assert after["removed"] is not None
    assert "new-token · reviewer" in commands.done("record", "list", "--kind", "reviewer").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add", "Alice"], "small letters"),
        (["add", "alice", "--role", "king"], "'king' is not one of"),
        (["add", "alice", "--belongs-to", "acem"], "did you mean `acme`?"),
        (["remove", "nobody"], "no reviewer is called"),
        (["new-token", "nobody"], "no reviewer is called"),
        (["lsit"], "did you mean `list`?"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(
    commands: Commands, words: list[str], said: str
) -> None:
    ran = commands.run("reviewers", *words)

    assert ran.code == 2
    assert said in ran.err
