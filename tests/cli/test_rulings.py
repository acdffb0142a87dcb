"""What a ruling would move, on the command line."""

import re
from pathlib import Path

import pytest

from cli.running import Commands
from house.source import ROOT
from review.test_ruling_text import TEXT


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
