"""Questions on the command line, from asking to the answer."""

from pathlib import Path

import pytest

from cli.running import Commands

FIRST = "ms-aoai-coc-older-sentence"
MAY = "ms-aoai-coc@2024-05-03"


@pytest.fixture
def commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(tmp_path, capsys)


def told(commands: Commands, tmp_path: Path, name: str = "carol", role: str = "senior") -> str:
    """A file with the token of somebody new."""
    token = commands.done("people", "add", name, "--role", role, "--json",
                          "--data", str(tmp_path)).json["token"]  # fmt: skip
    (tmp_path / name).write_text(token)
    return str(tmp_path / name)


def test_what_is_there_from_the_start_is_listed_and_shown(
    commands: Commands, tmp_path: Path
) -> None:
    data = ("--data", str(tmp_path))

    listed = commands.done("questions", "list", *data).out
    shown = commands.done("questions", "show", FIRST, *data).out

    assert listed.count("ms-aoai-coc@2024-05-03") == 7
    assert FIRST in listed.splitlines()[1]
    assert "asked of: Microsoft, by a reporter of The Register" in shown
    assert "does the clause still stand?" in shown
    assert "/public/questions/ms-aoai-coc-older-sentence" in shown
    assert commands.done("questions", "list", "--state", "closed", *data).out == "no question\n"


def test_reading_makes_no_database_and_says_where_there_is_none(
    commands: Commands, tmp_path: Path
) -> None:
    nowhere = tmp_path / "elsewhere"
    data = ("--data", str(nowhere))

    listed = commands.done("questions", "list", *data)
    shown = commands.done("questions", "show", FIRST, *data)

    for ran in (listed, shown):
        assert f"no gate has run on {nowhere} yet: what came with the codes" in ran.err
    assert listed.out.count("ms-aoai-coc@2024-05-03") == 7
    assert "see also ms-aoai-coc-in-the-wild, about the same text" in shown.out
    closed = commands.run("questions", "close", FIRST, "--reason", "asked before", *data)
    assert (closed.code, "there is no database" in closed.err) == (5, True)
    assert not nowhere.exists()


def test_a_question_is_asked_taken_up_answered_and_hidden(
    commands: Commands, tmp_path: Path
) -> None:
    data, token = ("--data", str(tmp_path)), told(commands, tmp_path)
    who = ("--token-file", token, *data)

    asked = commands.done(
        "questions", "ask", MAY, "AOAI-MOBILE", "Is the camera of a drone one?", "--term",
        "mobile-camera", "--contact", "me@made.example", "--json", *data,
    ).json  # fmt: skip
    taken = commands.done("questions", "take-up", asked["id"], *who).out
    answered = commands.done(
        "questions", "answer", asked["id"], "No, it is not carried.", "--source",
        "https://board.example/1", *who,
    ).out  # fmt: skip
    hidden = commands.done("questions", "hide", asked["id"], *who).out
    closed = commands.done("questions", "close", FIRST, "--reason", "of no use here", *who).out

    assert f"{asked['id']} · taken-up · 0 days" in taken
    assert "answered: No, it is not carried. · https://board.example/1" in answered
    assert "(its words are not shown)" in hidden
    assert "closed: of no use here" in closed
    assert "made.example" not in taken + answered + hidden


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("show", "q-0"), "no question has the id `q-0`"),
        (("ask", MAY, "AOAI", "Is a drone one of them?"), "has no clause `AOAI`"),
        (("ask", "ms-aoai-coc@1", "AOAI-ID", "Is a drone one?"), "did you mean"),
        (("ask", MAY, "AOAI-ID", "Why?"), "has 4 letters"),
        (("take-up", FIRST), "who are you?"),
    ],
)
def test_what_cannot_be_done_says_why(
    commands: Commands, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    told(commands, tmp_path)

    ran = commands.run("questions", *words, "--data", str(tmp_path))

    assert (ran.code, says in ran.err) == (2, True), ran.err


def test_more_than_are_taken_are_refused(commands: Commands, tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text(f'[gate]\ndata = "{tmp_path}"\n[review]\nquestions_per_hour = 1\n')
    words = ("questions", "ask", MAY, "AOAI-ID", "Does it still stand?", "--data", str(tmp_path),
             "--settings", str(settings))  # fmt: skip
    commands.done(*words)

    assert "1 questions were asked within an hour" in commands.run(*words).err
