"""The commands of the board."""

from contextlib import closing
from pathlib import Path

import msgspec
import pytest
import structlog

from cli.running import Commands
from countenance.stores.database import connect, writing


@pytest.fixture
def commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    monkeypatch.setenv("COUNTENANCE_DATA", str(tmp_path / "var"))
    monkeypatch.delenv("COUNTENANCE_TOKEN", raising=False)
    made = Commands(tmp_path / "var", capsys)
    made.done("callers", "add", "acme", "--organisation", "Acme", "actor_kind=private_entity")
    for name, role in (("anna", "board"), ("berit", "board"), ("carl", "board"), ("ola", "ethics")):
        (tmp_path / name).write_text(made.done("people", "add", name, "--role", role).out)
    return made


def test_the_board_is_asked_votes_and_stops_what_it_switched_on(
    commands: Commands, tmp_path: Path
) -> None:
    assert "no motion" in commands.done("board", "list").out
    assert "nothing" in commands.done("board", "capabilities").out

    def act(name: str, *words: str) -> str:
        return commands.done("board", *words, "--token-file", str(tmp_path / name)).err

    motion = commands.done(
        "board", "open", "--needs", "face-matching", "--caller", "acme", "--days", "9",
        "--reason", "staff doors", "--token-file", str(tmp_path / "anna"), "--json",
    ).json  # fmt: skip
    id_ = motion["id"]
    act("carl", "recuse", id_, "--reason", "my sister")
    for name in ("anna", "berit"):
        assert "is open" in act(name, "vote", id_, "yes", "--reason", "shown")
    shown = commands.done("board", "show", id_).out
    assert "is adopted" in act("ola", "vote", id_, "yes", "--reason", "so be it")
    listed = commands.done("board", "list").out
    on = commands.done("board", "capabilities").out
    assert "is vetoed" in act("ola", "veto", id_, "--reason", "not so")

    assert "anna: sealed" in shown
    assert "carl: takes no part" in shown
    assert "face-matching for acme" in listed
    assert "3 of 3" in listed
    assert "acme" in on
    assert commands.done("board", "capabilities", "--json").json == []
    assert commands.done("board", "list", "--state", "open", "--json").json == []
    assert "vetoed · vetoed · capability" in commands.done(
        "record", "list", "--kind", "motion").out  # fmt: skip
    assert "about motion-" in commands.done("record", "list", "--kind", "ballot").out


def test_a_motion_that_cannot_be_counted_is_said_beside_what_is_listed(
    commands: Commands, tmp_path: Path
) -> None:
    motion = commands.done(
        "board", "open", "--needs", "gallery", "--reason", "staff doors",
        "--token-file", str(tmp_path / "anna"), "--json",
    ).json  # fmt: skip
    with closing(connect(commands.folder)) as database, writing(database):
        (document,) = database.execute("SELECT document FROM motions").fetchone()
        lost = msgspec.json.decode(document)
        lost["due"], lost["subject"]["kind"] = 1, "appeal"  # of a ruling that is not there
        database.execute("UPDATE motions SET due = 1, document = ?", (msgspec.json.encode(lost),))

    before = structlog.get_config()
    ran = commands.done("board", "list", "--json")

    assert structlog.get_config() == before  # only while the command runs
    assert [(each["id"], each["overdue"]) for each in ran.json] == [(motion["id"], True)]
    assert "motion-not-counted" in ran.err
    assert "no ruling has the digest" in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["open", "--reason", "x"], "give one of"),
        (["open", "--reason", "x", "--ruling", "a", "--appeal", "b"], "give one of"),
        (["open", "--reason", "x", "--needs", "magic"], "'magic' is not one of"),
        (["open", "--reason", "x", "--needs", "gallery", "--caller", "acem"], "mean `acme`"),
        (["open", "--reason", "x", "--ruling", "sha256:0"], "no ruling has the digest"),
        (["open", "--reason", " ", "--needs", "gallery"], "a reason is needed"),
        (["show", "motion-0"], "no motion has the id"),
        (["vote", "motion-0", "maybe", "--reason", "x"], "'maybe' is not one of"),
        (["vote", "motion-0", "yes", "--reason", "x"], "no motion has the id"),
        (["count", "motion-0"], "no motion has the id"),
        (["coutn"], "did you mean `count`?"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(
    commands: Commands, tmp_path: Path, words: list[str], said: str
) -> None:
    token = ["--token-file", str(tmp_path / "anna")] if words[0] != "coutn" else []

    ran = commands.run("board", *words, *token)

    assert ran.code == 2
    assert said in ran.err


def test_whoever_gives_no_token_is_asked_who_they_are(commands: Commands) -> None:
    ran = commands.run("board", "vote", "motion-0", "yes", "--reason", "x")

    assert ran.code == 2
    assert "who are you" in ran.err


def test_as_many_have_to_vote_as_the_settings_say(
    commands: Commands, tmp_path: Path
) -> None:
    settings = tmp_path / "countenance.toml"
    settings.write_text('[board]\nquorum = 5\n[[upstream]]\nname = "m"\nkind = "mirror"\n'
                        'service = "azure_openai"\n')  # fmt: skip

    ran = commands.run(
        "board", "open", "--needs", "gallery", "--reason", "x", "--settings", str(settings),
        "--token-file", str(tmp_path / "anna"),
    )  # fmt: skip

    assert ran.code == 2
    assert "4 of the board could vote on this, and 5 have to" in ran.err
