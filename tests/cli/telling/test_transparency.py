"""`record transparency`: what is shown to the public, and what is not."""

from pathlib import Path

import pytest

from cli.running import Commands
from cli.telling.test_stats import commands, folder

__all__ = ["commands", "folder"]


def test_no_small_number_is_shown(commands: Commands) -> None:
    found = commands.done("record", "transparency", "--json").json

    assert found["k"] == 10
    numbers = [found["calls"], *found["outcomes"].values(), *found["others"].values()]
    for rows in ("over_time", "by_clause", "by_caller_kind"):
        numbers += [cell for row in found[rows] for cell in row.values() if cell.__class__ is int]
        assert sum(row["calls"] for row in found[rows]) == found["calls"]
    assert [each for each in numbers if each is not None and 0 < each < 10] == []
    assert found["others"]["changes of registrations"] is None


def test_with_k_of_one_nothing_is_hidden(commands: Commands) -> None:
    found = commands.done("record", "transparency", "--k", "1", "--json").json
    plain = commands.done("record", "stats", "--json").json

    assert found["outcomes"] == plain["outcomes"]
    assert found["others"]["changes of registrations"] == 4


def test_the_operators_choice_is_shown(commands: Commands, tmp_path: Path) -> None:
    page, text = tmp_path / "a.html", tmp_path / "a.md"
    said = commands.done("record", "transparency", "--k", "7").out

    ran = commands.done(
        "record", "transparency", "--k", "7", "--html", str(page), "--markdown", str(text)
    )

    assert ran.out == ""
    assert text.read_text(encoding="utf-8") == said
    assert "k = 7: no number from 1 to 6 is shown" in said
    assert "k = 7" in page.read_text(encoding="utf-8")
    assert "unwitnessed" in said
    assert "c-" not in said.replace("oc-", "")


def test_steps_that_come_to_little_are_named_together(commands: Commands) -> None:
    words = ("record", "transparency", "--by", "week", "--k", "20", "--json")
    found = commands.done(*words).json

    assert found["over_time"][0]["period"] == "2026-09-28 to 2026-10-05"
    assert all(row["calls"] >= 20 for row in found["over_time"])


@pytest.mark.parametrize("words", [("--from", "2031-01-01"), ("--k", "500")])
def test_a_period_with_few_calls_or_none_says_no_more(
    commands: Commands, words: tuple[str, ...]
) -> None:
    found = commands.done("record", "transparency", "--json", *words).json
    said = commands.done("record", "transparency", *words).out

    assert (found["outcomes"], found["by_clause"]) == ({}, [])
    assert "Calls by" not in said
    assert said.count("\n\n") > 5


def test_wrong_words_are_named(commands: Commands, tmp_path: Path) -> None:
    for words, code in ((("--k", "0"), 2), (("--by", "hour"), 2), (("--data", str(tmp_path)), 5)):
        assert commands.run("record", "transparency", *words).code == code
