from dataclasses import replace
from pathlib import Path

import click
import pytest

from countenance.cli.words import (
    NearestGroup,
    data_option,
    near_or_all,
    number_of,
    parse_day,
    parse_facts,
    services_bound,
    table,
    usage,
)
from countenance.errors import CallerError, RecordError
from countenance.stores.packaged import edition


def test_facts_are_read_one_value_or_several() -> None:
    assert parse_facts(["a=b", "c=d,e"]) == {"a": ("b",), "c": ("d", "e")}


@pytest.mark.parametrize("word", ["a", "a=", "=b", "a=,", ""])
def test_anything_else_is_wrong_usage(word: str) -> None:
    with pytest.raises(click.UsageError, match="fact=value"):
        parse_facts([word])


def test_a_day_is_read_or_not_given() -> None:
    assert parse_day(None) is None
    assert str(parse_day("2026-11-22")) == "2026-11-22"
    with pytest.raises(click.UsageError):
        parse_day("22.11.2026")


def test_wrong_words_are_usage_and_a_failing_disk_is_not() -> None:
    with pytest.raises(click.UsageError), usage():
        raise CallerError("no caller")
    with pytest.raises(RecordError), usage():
        raise RecordError("disk")


def test_many_words_are_not_all_listed() -> None:
    assert near_or_all("pinn", ["pin"]) == "did you mean `pin`?"
    assert near_or_all("q", []) == "there are: none"
    assert near_or_all("q", [f"name-{i}" for i in range(30)]).endswith("and 10 more")


def test_columns_are_as_wide_as_they_need_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    table(("A", "B"), [("long word", "x"), ("y", "z")])

    assert capsys.readouterr().out == "A          B\nlong word  x\ny          z\n"


@pytest.mark.parametrize(
    ("words", "environment", "folder"),
    [
        (["--data", "a"], {"COUNTENANCE_DATA": "b", "COUNTENANCE_GATE_DATA": "c"}, "a"),
        ([], {"COUNTENANCE_DATA": "b", "COUNTENANCE_GATE_DATA": "c"}, "b"),
        ([], {"COUNTENANCE_GATE_DATA": "c"}, "c"),
        ([], {}, "var"),
    ],
)
def test_the_folder_of_data_is_found(
    words: list[str],
    environment: dict[str, str],
    folder: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found: list[Path] = []
    for name in ("COUNTENANCE_DATA", "COUNTENANCE_GATE_DATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    @click.command()
    @data_option
    def command(folder: Path) -> None:
        """Note the folder."""
        found.append(folder)

    command.main(words, standalone_mode=False)

    assert found == [Path(folder)]


def test_a_command_that_is_not_there_is_answered_with_the_nearest() -> None:
    group = NearestGroup("group", commands={"show": click.Command("show")})

    with pytest.raises(click.UsageError, match="did you mean `show`"):
        group.main(["shwo"], standalone_mode=False)


def test_the_services_of_editions_are_supposed_where_they_bind_any() -> None:
    one, other = edition("ms-aoai-coc@2023"), edition("ms-enterprise-ai-coc@4.0")

    assert services_bound([one]) == {"service": ("azure_openai",)}
    assert services_bound([one, other]) == {
        "service": ("azure_openai", "microsoft_enterprise_ai")
    }
    assert services_bound([replace(one, scope=())]) == {}


def test_one_is_one_and_more_are_more() -> None:
    assert number_of(1, "call") == "1 call"
    assert number_of(0, "call") == "0 calls"
    assert number_of(2, "entry", "entries") == "2 entries"
