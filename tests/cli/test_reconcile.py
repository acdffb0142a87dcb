"""The command that compares a bill with the record, on a record that a gate left."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.running import Commands
from gate.running import Running, face, running


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    noon = int(datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp() * 1e9)
    with running(tmp_path_factory.mktemp("reconcile"), clock=lambda: noon) as started:
        key = started.caller("acme", "actor_kind=private_entity", "provider_approval=none")
        for _ in range(3):
            started.ask(key, "Hello.")
        started.ask(key, "Who is this?", face())
        answered = [entry for entry in started.entries() if entry["kind"] == "decision"][:3]
        for entry in answered:
            started.outcome_of(entry)
        yield started


@pytest.fixture
def commands(
    gate: Running, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    monkeypatch.setenv("COUNTENANCE_DATA", str(gate.folder))
    return Commands(gate.folder, capsys)


def bill(folder: Path, requests: int, model: str = "gpt-4o") -> str:
    path = folder / "usage.csv"
    path.write_text(f"time,model,requests\n2026-11-22,{model},{requests}\n", encoding="utf-8")
    return str(path)


def test_a_bill_that_agrees_exits_zero(commands: Commands, tmp_path: Path) -> None:
    ran = commands.run("reconcile", bill(tmp_path, 3), "--service", "azure_openai")

    assert ran.code == 0, ran.out
    assert "0 findings from 2026-11-22 to 2026-11-22" in ran.err


@pytest.mark.parametrize(
    ("requests", "finding"), [(4, "billed-not-recorded"), (2, "recorded-not-billed")]
)
def test_what_differs_is_named_and_exits_one(
    commands: Commands, tmp_path: Path, requests: int, finding: str
) -> None:
    people = commands.run("reconcile", bill(tmp_path, requests))
    programs = commands.run("reconcile", bill(tmp_path, requests), "--json")

    assert people.code == programs.code == 1
    assert finding in people.out
    assert "1 finding from" in people.err
    (row,) = programs.json["days"]
    assert row == {
        "day": "2026-11-22", "model": "gpt-4o", "billed_requests": requests,
        "billed_tokens": None, "recorded_least": 3, "recorded_most": 3, "finding": finding,
    }  # fmt: skip


def test_a_name_on_the_bill_is_told(commands: Commands, tmp_path: Path) -> None:
    told = bill(tmp_path, 3, "gpt-4o-2024-08-06")

    assert commands.run("reconcile", told).code == 1
    assert commands.run("reconcile", told, "--same", "gpt-4o-2024-08-06=gpt-4o").code == 0


@pytest.mark.parametrize(
    ("written", "words", "said"),
    [
        ("day,calls\n", [], "no form that is known"),
        ("time,model,requests\nx,m,1\n", [], "line 2"),
        ("time,model,requests\n", [], "name the days"),
        ("time,model,requests\n2026-11-22,m,1\n", ["--same", "m"], "BILLED=MODEL"),
        ("time,model,requests\n2026-11-22,m,1\n", ["--until", "2026-11-21"], "is before"),
        ("time,model,requests\n2026-11-22,m,1\n", ["--from", "soon"], "is not a day"),
    ],
)
def test_what_cannot_be_compared_is_wrong_usage(
    commands: Commands, tmp_path: Path, written: str, words: list[str], said: str
) -> None:
    path = tmp_path / "usage.csv"
    path.write_text(written, encoding="utf-8")

    ran = commands.run("reconcile", str(path), *words)

    assert ran.code == 2
    assert said in ran.err


def test_what_is_no_text_is_not_repeated(commands: Commands, tmp_path: Path) -> None:
    path = tmp_path / "usage.csv"
    path.write_bytes(b"\xff\xfe broken")

    ran = commands.run("reconcile", str(path))

    assert ran.code == 2
    assert "cannot be read as text" in ran.err
    assert json.dumps(ran.err).count("broken") == 0
