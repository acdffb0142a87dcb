"""The commands about callers whose refusals add up."""

from contextlib import closing
from pathlib import Path

import pytest

from cli.running import Commands
from countenance.callers.standing import Rules, Threshold
from countenance.stores.log import DatabaseLog
from countenance.stores.registry import RegistryReader
from countenance.stores.standings import Standings
from stores.test_standings import Clock, refusal


@pytest.fixture
def commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    monkeypatch.setenv("COUNTENANCE_DATA", str(tmp_path / "var"))
    made = Commands(tmp_path / "var", capsys)
    made.done("callers", "add", "acme", "--organisation", "Acme", "actor_kind=private_entity")
    return made


def refused(commands: Commands, times: int) -> None:
    """Refusals of acme, counted under rules that notice 2 and review 3."""
    clock, rules = Clock(), Rules(Threshold(2, 24), Threshold(3, 24))
    with (
        closing(RegistryReader(commands.folder)) as reader,
        closing(DatabaseLog(commands.folder)) as log,
        closing(Standings(commands.folder, rules, clock)) as standings,
    ):
        caller = reader.registration("acme")
        for _ in range(times):
            made = refusal(caller, "a", clock)
            standings.refused(caller, log.append_now(made.data, made.openings))


def test_who_waits_for_people_is_listed_and_can_be_closed(commands: Commands) -> None:
    assert "no caller" in commands.done("offenders", "list").out
    refused(commands, 3)

    listed = commands.done("offenders", "list").out
    (row,) = commands.done("offenders", "list", "--json").json
    commands.done("offenders", "close", "acme", "--reason", "a faulty client")

    assert "acme" in listed
    assert "review" in listed
    assert (row["caller"], row["step"], row["clause"], row["refusals"]) == (
        "acme", "review", "code@1#a", 3,
    )  # fmt: skip
    assert commands.done("offenders", "list", "--json").json == []


def test_a_person_suspends_and_lifts(commands: Commands) -> None:
    commands.done("callers", "suspend", "acme", "--reason", "asked for names")
    shown = commands.done("callers", "show", "acme", "--json").json
    people = commands.done("callers", "show", "acme").out
    listed = commands.done("record", "list", "--kind", "standing").out
    commands.done("callers", "lift", "acme", "--reason", "talked to them")

    assert isinstance(shown["suspended"], int)
    assert f"suspended       by entry {shown['suspended']}" in people
    assert "suspended · by a person" in listed
    assert "asked for names" not in listed
    assert commands.done("callers", "show", "acme", "--json").json["suspended"] is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["callers", "suspend", "amce", "--reason", "x"], "did you mean `acme`?"),
        (["callers", "suspend", "acme"], "--reason"),
        (["callers", "suspend", "acme", "--reason", " "], "a reason is needed"),
        (["callers", "lift", "acme", "--reason", "x"], "is not suspended"),
        (["offenders", "close", "acme", "--reason", "x"], "at no step"),
        (["offenders", "lsit"], "did you mean `list`?"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(
    commands: Commands, words: list[str], said: str
) -> None:
    ran = commands.run(*words)

    assert ran.code == 2
    assert said in ran.err
