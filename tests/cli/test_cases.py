"""The commands about held calls."""

import os
from contextlib import closing
from pathlib import Path

import pytest

from cli.running import Commands
from countenance.record.make import Maker
from countenance.review.case import Bar, Case
from countenance.stores.held_calls import HeldCalls
from review.made_cases import Clock, held, holds


@pytest.fixture
def commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    monkeypatch.setenv("COUNTENANCE_DATA", str(tmp_path / "var"))
    monkeypatch.delenv("COUNTENANCE_TOKEN", raising=False)
    made = Commands(tmp_path / "var", capsys)
    made.done("callers", "add", "acme", "--organisation", "Acme", "actor_kind=private_entity")
    return made


def hold(commands: Commands, bar: Bar | None = None) -> Case:
    """A call that is held in this folder since just now."""
    with closing(HeldCalls(commands.folder)) as cases:
        wanted = held(bar=bar, missing=("environment",) if bar else ())
        return cases.hold(wanted, holds(Maker(Clock(), os.urandom)))[1]


def token(commands: Commands, name: str, tmp_path: Path) -> str:
    """A file that holds the token of somebody new."""
    path = tmp_path / f"{name}.token"
    path.write_text(commands.done("people", "add", name).out)
    return str(path)


def test_two_people_decide_one_after_the_other(commands: Commands, tmp_path: Path) -> None:
    assert "no held call waits" in commands.done("cases", "list").out
    case = hold(commands).id
    alice, bob = token(commands, "alice", tmp_path), token(commands, "bob", tmp_path)

    commands.done("cases", "claim", case, "--token-file", alice)
    listed = commands.done("cases", "list").out
    first = commands.done(
        "cases", "allow", case, "--token-file", alice, "--reason", "a station", "--hours", "4"
    )
    blind = commands.done("cases", "show", case, "--token-file", bob).out
    commands.done("cases", "claim", case, "--token-file", bob)
    second = commands.done(
        "cases", "allow", case, "--token-file", bob, "--reason", "yes", "--uses", "0", "--json"
    )

    assert "alice" in listed
    assert "2 persons" in listed
    assert "one more person" in first.err
    assert "a station" not in blind
    assert second.json["state"] == "allowed"
    assert second.json["grant"]["uses"] == 1
    shown = commands.done("cases", "show", case).out
    assert "a station" in shown
    assert "allow by bob: yes" in shown
    assert case in commands.done("cases", "list", "--state", "allowed").out
    assert commands.done("cases", "list", "--json").json == []


def test_calls_like_it_are_allowed_and_that_is_taken_back(
    commands: Commands, tmp_path: Path
) -> None:
    case = hold(commands).id
    alice, bob = token(commands, "alice", tmp_path), token(commands, "bob", tmp_path)
    words = ("--reason", "a station", "--for", "alike", "--uses", "3", "--hours", "9")
    for who in (alice, bob):
        commands.done("cases", "claim", case, "--token-file", who)
        wrong = commands.run(
            "cases", "allow", case, "--token-file", who, "--reason", "x", "--for", "alike",
            "--uses", "0",
        )  # fmt: skip
        commands.done("cases", "allow", case, *words, "--token-file", who)
    shown = commands.done("cases", "show", case).out
    commands.done("cases", "withdraw", case, "--token-file", alice, "--reason", "it has ended")
    late = commands.run("cases", "withdraw", case, "--token-file", bob, "--reason", "again")

    assert (wrong.code, "calls like it are allowed for 1 to 5 of them" in wrong.err) == (2, True)
    assert "calls like it, passed 0 of 3 times" in shown
    assert "it counts no more" in commands.done("cases", "show", case).out
    assert "withdrawn by alice: it has ended" in commands.done("cases", "show", case).out
    assert (late.code, "no allow that counts any more" in late.err) == (2, True)
    assert case in commands.done("cases", "list", "--state", "withdrawn").out


def test_a_fact_is_asked_for_and_a_case_handed_up_given_back_and_refused(
    commands: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = hold(commands, Bar.DENY).id
    path = Path(token(commands, "alice", tmp_path))
    monkeypatch.setenv("COUNTENANCE_TOKEN", path.read_text().strip())

    commands.done("cases", "claim", case)
    barred = commands.run("cases", "allow", case, "--reason", "fine")
    commands.done("cases", "ask", case, "environment", "--reason", "which place?")
    listed = commands.done("cases", "list").out
    commands.done("cases", "claim", case)
    commands.done("cases", "release", case)
    commands.done("cases", "claim", case)
    commands.done("cases", "escalate", case, "--reason", "too hard")
    handed_up = commands.run("cases", "claim", case)

    assert barred.code == 2
    assert "ask for `environment` first" in barred.err
    assert "asked environment" in listed
    assert "waits for a senior reviewer" in handed_up.err
    out = commands.done("cases", "show", case).out
    assert "nobody can allow it  deny-can-be-reached" in out
    assert "escalated by alice: too hard" in out
    assert "second" not in commands.done("record", "list", "--kind", "hold").out


def test_a_refusal_and_a_veto_end_it(commands: Commands, tmp_path: Path) -> None:
    case = hold(commands).id
    alice = token(commands, "alice", tmp_path)
    commands.done("cases", "claim", case, "--token-file", alice)
    commands.done("cases", "refuse", case, "--token-file", alice, "--reason", "no permit")

    veto = commands.run("cases", "veto", case, "--token-file", alice, "--reason", "never")

    assert "it is for: ethics" in veto.err
    assert "refused" in commands.done("cases", "list", "--state", "refused").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["claim", "hold-0"], "who are you?"),
        (["claim", "hold-0", "--token-file", "nowhere"], "does not exist"),
        (["show", "hold-0"], "no held call has the id `hold-0`"),
        (["list", "--state", "odd"], "'odd' is not one of"),
        (["refuse", "hold-0"], "--reason"),
        (["calim", "hold-0"], "did you mean `claim`?"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(
    commands: Commands, words: list[str], said: str
) -> None:
    ran = commands.run("cases", *words)

    assert ran.code == 2
    assert said in ran.err


def test_a_token_that_is_nobodys_decides_nothing(commands: Commands, tmp_path: Path) -> None:
    case = hold(commands).id
    path = tmp_path / "token"
    path.write_text("cnp_aaaaaaaaaa_" + "a" * 52)

    ran = commands.run("cases", "claim", case, "--token-file", str(path))

    assert ran.code == 2
    assert "nobody's" in ran.err
