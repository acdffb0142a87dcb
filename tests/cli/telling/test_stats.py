"""`record stats`: the same figures as a table, for programs and on a page."""

from pathlib import Path

import pytest

from cli.running import Commands
from cli.telling.made_log import ORIGIN, made_log


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_log(tmp_path_factory.mktemp("told") / "var").folder


@pytest.fixture
def commands(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commands:
    monkeypatch.setenv("COUNTENANCE_DATA", str(folder))
    return Commands(folder, capsys)


def test_the_counts_are_those_of_the_record(commands: Commands) -> None:
    entries = commands.done("record", "list", "--last", "999", "--json").json
    decisions = [
        each for each in entries if each["kind"] == "decision" and not each["what_if"]
    ]

    found = commands.done("record", "stats", "--json").json

    unread = sum(each["kind"] == "unreadable" for each in entries)
    assert found["calls"] == len(decisions) + unread
    for word in ("pass", "redact", "refuse", "hold"):
        assert found["outcomes"][word] == sum(each["outcome"] == word for each in decisions)
    for rows in ("over_time", "by_clause", "by_caller_kind"):
        assert sum(row["calls"] for row in found[rows]) == found["calls"]
    assert found["log"]["origin"] == ORIGIN
    assert found["log"]["witnesses"] == []
    assert found["only_asked_about"] == 3


def test_the_table_and_the_page_say_the_same(commands: Commands, tmp_path: Path) -> None:
    page = tmp_path / "pages" / "stats.html"
    told = commands.done("record", "stats", "--json").json

    ran = commands.done("record", "stats", "--html", str(page))

    outcomes = " · ".join(f"{word} {n}" for word, n in told["outcomes"].items())
    assert ran.out.startswith(f"2026-10-01 to 2026-10-30: {told['calls']} calls: {outcomes}\n")
    assert "private_entity for law_enforcement_agency" in ran.out
    assert "each compared with the head that was signed" in ran.err
    html = page.read_text(encoding="utf-8")
    assert html.count("<svg viewBox=\"0 0 720") == 3
    for row in told["by_clause"]:
        assert f"<th scope=\"row\">{row['clause']}</th>" in html


def test_steps_are_chosen(commands: Commands) -> None:
    found = commands.done("record", "stats", "--by", "month", "--json").json

    assert [row["begins"] for row in found["over_time"]] == ["2026-10-01"]


def test_a_period_without_a_call_says_so(commands: Commands, tmp_path: Path) -> None:
    page = str(tmp_path / "none.html")
    ran = commands.done("record", "stats", "--from", "2031-01-01", "--html", page)

    assert ran.out.startswith("no call in this period; ")
    assert "No call in this period." in Path(page).read_text(encoding="utf-8")
    assert commands.done("record", "stats", "--until", "2001-01-01", "--json").json["calls"] == 0


def test_wrong_words_are_named(commands: Commands, tmp_path: Path) -> None:
    for words, code, says in (
        (("--by", "year"), 2, "'year' is not one of"),
        (("--from", "2026-11-02", "--until", "2026-11-01"), 2, "is before its first"),
        (("--html", str(tmp_path)), 2, "is a directory"),
        (("--data", str(tmp_path)), 5, "no log has begun here"),
    ):
        ran = commands.run("record", "stats", *words)
        assert (ran.code, says in ran.err) == (code, True), ran.err
