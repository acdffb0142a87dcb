"""What a ruling would move, on the command line."""

import re
from pathlib import Path

import pytest

from cli.running import Commands
from house.source import ROOT
from review.test_ruling_text import TEXT as WITH_END

TEXT = WITH_END.replace("ends = 2028-01-01\n", "")


@pytest.fixture
def commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(tmp_path, capsys)


def written(folder: Path, text: str = TEXT) -> str:
    path = folder / "station.toml"
    path.write_text(text)
    return str(path)


def test_the_effect_of_a_ruling_is_counted_before_anybody_adopts_it(
    commands: Commands, tmp_path: Path
) -> None:
    file = written(tmp_path)

    said = commands.done("rulings", "effect", file).out
    told = commands.done("rulings", "effect", file, "--json").json

    assert "ms-aoai-coc@2024-05-03 AOAI-ID read as `board`" in said
    assert "unclear → allow:" in said
    assert "held again" not in said
    assert told["may_be_adopted"]
    assert told["settled"] == told["moved"][0]["situations"] > 0
    assert told["digest"] in said


def test_the_page_about_rulings_shows_what_comes_out(commands: Commands, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "rulings.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    (shown,) = re.findall(r"```text\n(.*?)```", page, re.DOTALL)

    said = commands.done("rulings", "effect", written(tmp_path, text)).out

    for line, told in zip(shown.splitlines(), said.splitlines(), strict=True):
        assert told.startswith(line.partition("…")[0])


def test_silence_on_a_biometric_act_is_said(commands: Commands, tmp_path: Path) -> None:
    text = TEXT.replace('reading = "board"', 'reading = "reporter"').partition("[added]")[0]

    assert "held again" in commands.done("rulings", "effect", written(tmp_path, text)).out


def test_what_may_not_be_adopted_exits_with_1(commands: Commands, tmp_path: Path) -> None:
    wide = TEXT + 'when = { agency_country = ["NO"] }\n'

    ran = commands.run("rulings", "effect", written(tmp_path, wide))

    assert ran.code == 1
    assert "may not be adopted: a ruling decides only what is unclear" in ran.out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("ms-aoai-coc@2024-05-03", "ms-aoai-coc@2024-05-04", "no edition is called"),
        ('clause = "AOAI-ID"', 'clause = "AOAI-IDS"', "has no clause `AOAI-IDS`"),
        ('agency_country = "NO"', 'agency_county = "NO"', "did you mean `agency_country`?"),
        ('id = "station"', 'id = 7', "it takes a text"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(
    commands: Commands, tmp_path: Path, old: str, new: str, said: str
) -> None:
    ran = commands.run("rulings", "effect", written(tmp_path, TEXT.replace(old, new)))

    assert ran.code == 2
    assert said in ran.err


def member(commands: Commands, tmp_path: Path, name: str, role: str) -> tuple[str, ...]:
    """The options by which somebody new acts on the folder."""
    token = commands.done(
        "people", "add", name, "--role", role, "--json", "--data", str(tmp_path)
    ).json["token"]
    (tmp_path / f"{name}.token").write_text(token)
    return "--token-file", str(tmp_path / f"{name}.token"), "--data", str(tmp_path)


def test_a_ruling_is_proposed_adopted_by_the_board_and_tested(
    commands: Commands, tmp_path: Path
) -> None:
    data = ("--data", str(tmp_path))
    carol = member(commands, tmp_path, "carol", "senior")
    board = [member(commands, tmp_path, name, "board") for name in ("anna", "berit", "carl")]
    file = written(tmp_path)

    proposed = commands.done("rulings", "propose", file, "--json", *carol).json
    motion = commands.done(
        "board", "open", "--ruling", proposed["digest"], "--reason", "asked", "--json", *board[0]
    ).json["id"]
    for each in board:
        commands.done("board", "vote", motion, "yes", "--reason", "it is so", *each)

    listed = commands.done("rulings", "list", *data).out
    shown = commands.done("rulings", "show", "station", *data).out
    assert "adopted" in listed.splitlines()[1]
    assert "counts today" in shown
    assert "proposed by carol" in shown
    assert f"motion: {motion}" in shown
    assert commands.done("rulings", "show", "station", "--text", *data).out == TEXT
    cases = commands.done("rulings", "show", proposed["digest"], "--cases", *data).out
    assert cases.count("[[case]]") >= 1
    assert "all as they say" in commands.done("rulings", "test", *data).out
    assert commands.run("rulings", "take-back", "station", "--reason", "no", *carol).code == 2
    sweden = TEXT.replace('"NO"', '"SE"').replace('id = "station"', 'id = "sweden"')
    told = commands.done("rulings", "effect", written(tmp_path, sweden), "--json", *data).json
    assert told["beside"] == ["station"]
    strict = TEXT.partition("[added]")[0].replace('"board"', '"older sentence"')
    other = commands.run(
        "rulings", "effect", written(tmp_path, strict.replace('"station"', '"other"')), *data
    )
    assert (other.code, "otherwise than `station`" in other.out) == (1, True)


def test_a_proposal_is_checked_anew_replayed_and_taken_back(
    commands: Commands, tmp_path: Path
) -> None:
    data, carol = ("--data", str(tmp_path)), member(commands, tmp_path, "carol", "senior")
    file = written(tmp_path)
    commands.done("rulings", "propose", file, "--question", "ms-aoai-coc-older-sentence", *carol)

    checked = commands.done("rulings", "check", "station", *carol).out
    by_file = commands.done("rulings", "replay", file, *data).out
    by_name = commands.done("rulings", "replay", "station", "--json", *data).json
    taken = commands.done("rulings", "take-back", "station", "--reason", "too wide", *carol).out

    assert "question: ms-aoai-coc-older-sentence" in checked
    assert "0 would come out otherwise by `station`" in by_file
    assert (by_name["decisions"], by_name["changed"]) == (0, [])
    assert "taken-back" in taken
    assert commands.done("rulings", "list", "--state", "adopted", *data).out == "no ruling\n"
    assert "rulings: 0, all" in commands.done("rulings", "test", *data).out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("show", "odd"), "no ruling is called `odd`"),
        (("replay", "odd"), "no ruling is called `odd`"),
        (("check", "odd"), "who are you?"),
        (("list", "--state", "odd"), "'odd' is not one of"),
    ],
)
def test_what_cannot_be_done_says_why(
    commands: Commands, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    member(commands, tmp_path, "carol", "senior")

    ran = commands.run("rulings", *words, "--data", str(tmp_path))

    assert (ran.code, says in ran.err) == (2, True), ran.err


def test_words_that_do_not_stand_there_are_said_before_it_is_proposed(
    commands: Commands, tmp_path: Path
) -> None:
    ran = commands.run("rulings", "effect", written(tmp_path, TEXT.replace("any user", "nobody")))

    assert (ran.code, "do not stand in" in ran.out) == (1, True)
