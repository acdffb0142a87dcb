"""The commands about changes that take two operators."""

import re
from pathlib import Path

import pytest

from cli.running import Commands

PIN = "ms-aoai-coc@2024-05-03"


@pytest.fixture
def commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    monkeypatch.setenv("COUNTENANCE_DATA", str(tmp_path / "var"))
    monkeypatch.delenv("COUNTENANCE_TOKEN", raising=False)
    made = Commands(tmp_path / "var", capsys)
    made.done("callers", "add", "acme", "--organisation", "Acme", "actor_kind=private_entity")
    return made


def operators(commands: Commands, tmp_path: Path) -> tuple[str, str]:
    for name in ("kari", "liv"):
        out = commands.done("people", "add", name, "--role", "operator").out
        (tmp_path / name).write_text(out)
    return str(tmp_path / "kari"), str(tmp_path / "liv")


def test_a_first_installation_is_usable_and_says_that_one_was_alone(commands: Commands) -> None:
    commands.done("callers", "pin", "acme", PIN)

    listed = commands.done("record", "list", "--kind", "registration", "--json").json
    assert [row["hands"] for row in listed] == ["one", "single-handed"]
    assert "no change waits" in commands.done("callers", "proposals").out


def test_where_no_gate_has_run_nothing_waits_and_nothing_is_made(
    commands: Commands, tmp_path: Path
) -> None:
    nowhere = tmp_path / "elsewhere"

    listed = commands.done("callers", "proposals", "--data", str(nowhere))

    assert "no change waits" in listed.out
    assert f"no gate has run on {nowhere} yet" in listed.err
    assert not nowhere.exists()


def test_with_two_operators_a_pin_takes_both(commands: Commands, tmp_path: Path) -> None:
    kari, liv = operators(commands, tmp_path)
    alone = commands.run("callers", "pin", "acme", PIN)
    assert alone.code == 2
    assert "two operators" in alone.err

    told = commands.done("callers", "pin", "acme", PIN, "--token-file", kari).err
    found = re.search(r"change-[0-9a-f]+", told)
    assert found
    id_ = found[0]
    listed = commands.done("callers", "proposals").out
    own = commands.run("callers", "confirm", id_, "--token-file", kari)
    before = commands.done("callers", "show", "acme", "--json").json
    commands.done("callers", "confirm", id_, "--token-file", liv)

    assert "kari" in listed
    assert "pin" in listed
    assert (own.code, "is yours" in own.err) == (2, True)
    assert before["pin"] is None
    assert commands.done("callers", "show", "acme", "--json").json["pin"] == PIN
    assert "confirmed · pin" in commands.done("record", "list", "--kind", "proposal").out


def test_what_is_refused_stays_as_it_was(commands: Commands, tmp_path: Path) -> None:
    kari, liv = operators(commands, tmp_path)
    commands.done("callers", "change", "acme", "on_behalf_of=law_enforcement_agency",
                  "agency_country=NO", "agency_type=municipal_police",
                  "--token-file", kari)  # fmt: skip
    (row,) = commands.done("callers", "proposals", "--json").json

    done = commands.done(
        "callers", "refuse", row["id"], "--reason", "no letter", "--token-file", liv
    )

    assert "stays as it was" in done.err
    assert commands.done("callers", "proposals", "--json").json == []
    assert commands.done("callers", "proposals", "--all", "--json").json[0]["state"] == "refused"
    commands.done("callers", "change", "acme", "provider_approval=none")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["confirm", "change-0"], "no proposal has the id"),
        (["refuse", "change-0", "--reason", "x"], "no proposal has the id"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(
    commands: Commands, tmp_path: Path, words: list[str], said: str
) -> None:
    kari, _ = operators(commands, tmp_path)

    ran = commands.run("callers", *words, "--token-file", kari)
    without = commands.run("callers", *words)

    assert (ran.code, without.code) == (2, 2)
    assert said in ran.err
    assert "who are you" in without.err
