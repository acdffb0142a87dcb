from pathlib import Path

import pytest

from cli.running import Commands


@pytest.fixture
def commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(tmp_path, capsys)


def test_what_cases_look_at_is_said_in_words_and_in_json(commands: Commands) -> None:
    text = commands.done("codes", "coverage", "ms-aoai-coc@2023").out
    (found,) = commands.done("codes", "coverage", "ms-aoai-coc@2023", "--json").json

    lines = text.splitlines()
    assert lines[0] == "ms-aoai-coc@2023 · 12 cases look at 4 of 4 kinds of situations (100.0 %)"
    assert found["kinds"] == sum(row["kinds"] for row in found["verdicts"]) == 4
    assert found["situations"] == sum(row["situations"] for row in found["verdicts"])
    for row in found["verdicts"]:
        assert row["kinds"] == row["settled"] + row["left_open"] + row["no_case"]
    assert "`identify-or-verify`: cases state" in text
    assert found["terms"][0]["missed"]


def test_of_a_code_every_edition_is_shown(commands: Commands) -> None:
    found = commands.done("codes", "coverage", "ms-aoai-coc", "--json").json

    assert [each["edition"] for each in found][:2] == ["ms-aoai-coc@2023", "ms-aoai-coc@2024-05-01"]


@pytest.mark.parametrize("word", ["ms-aoai-co", "ms-aoai-coc@2022"])
def test_a_word_that_is_not_known_is_wrong_usage(commands: Commands, word: str) -> None:
    ran = commands.run("codes", "coverage", word)

    assert ran.code == 2
    assert "did you mean" in ran.err
