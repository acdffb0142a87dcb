"""`countenance evidence`: every clause, what stands behind it, and what does not."""

from pathlib import Path

import pytest

from cli.running import Commands
from cli.telling.made_log import damage, made_log
from cli.telling.test_stats import commands, folder
from countenance.stores.packaged import edition

__all__ = ["commands", "folder"]

CODE = ("evidence", "--code", "ms-enterprise-ai-coc")


def test_every_clause_of_the_edition_in_force_appears(commands: Commands) -> None:
    made = commands.done(*CODE, "--json").json

    assert made["edition"] == "ms-enterprise-ai-coc@4.0"
    clauses = edition(made["edition"]).clauses
    assert [row["id"] for row in made["clauses"]] == [clause.id for clause in clauses]
    assert {each for row in made["clauses"] for each in row["controls"]} | set(
        made["always"]
    ) == {each["id"] for each in made["controls"]}


def test_its_figures_are_those_of_the_record(commands: Commands) -> None:
    made = commands.done(*CODE, "--json").json
    stats = commands.done("record", "stats", "--json").json

    decided = stats["calls"] - stats["outcomes"]["unread"]
    assert made["figures"]["calls"] == decided
    assert made["figures"]["refused"] == stats["outcomes"]["refuse"]
    by_clause = {row["clause"]: row["calls"] for row in stats["by_clause"]}
    for row in made["clauses"]:
        told = by_clause.get(f"ms-enterprise-ai-coc@4.0 {row['id']}", 0)
        assert sum(row["decides"].values()) == told
    assert made["figures"]["overdue"] == made["figures"]["duties"] > 0


def test_the_statement_says_what_is_not_controlled(commands: Commands, tmp_path: Path) -> None:
    page, text = tmp_path / "a.html", tmp_path / "a.md"
    said = commands.done(*CODE).out

    commands.done(*CODE, "--html", str(page), "--markdown", str(text))

    assert text.read_text(encoding="utf-8") == said
    html = page.read_text(encoding="utf-8")
    for words in ("What is not controlled", "Not controlled: ", "test_outcome.py::test_",
                  "Microsoft, of a customer", "unwitnessed", "no legal advice"):  # fmt: skip
        assert words in html, words
    for row in commands.done(*CODE, "--json").json["clauses"]:
        assert f"<h2>Clause {row['id']}</h2>" in html


def test_the_duties_of_article_26_appear(commands: Commands) -> None:
    made = commands.done("evidence", "--code", "eu-ai-act@2027-12-02", "--json").json
    said = commands.done("evidence", "--code", "eu-ai-act").out

    assert {"26(10)", "26(10)-UNTARGETED"} <= {row["id"] for row in made["clauses"]}
    duties = {row["id"]: row for row in made["duties"]}
    assert {f"26({n})" for n in (1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12)} | {"12(3)"} == set(duties)
    assert duties["26(10)"]["known"] == "read in the original"
    assert duties["26(7)"]["controls"] == []
    assert "eu-ai-act@2026-07-27" in said


def test_an_empty_period_has_a_statement_with_zeros(commands: Commands) -> None:
    made = commands.done(*CODE, "--from", "2031-01-01", "--json").json

    assert set(made["figures"].values()) == {0}


def test_a_damaged_log_gives_no_statement(commands: Commands, tmp_path: Path) -> None:
    other = made_log(tmp_path / "var", calls=6).folder
    commands.done("record", "head", "--data", str(other))
    damage(other, 7)

    ran = commands.run(*CODE, "--data", str(other), "--html", str(tmp_path / "a.html"))

    assert (ran.code, "entry 7: it is another one" in ran.err) == (5, True)
    assert not (tmp_path / "a.html").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--code", "axon-ethics-board"), "no table of controls is called"),
        (("--code", "ms-enterprise-ai-coq"), "did you mean"),
        (("--code", "ms-enterprise-ai-coc@9"), "no edition is called"),
        ((), "--code"),
        (("--code", "eu-ai-act", "--from", "x"), "is not a day"),
    ],
)
def test_wrong_words_are_named(commands: Commands, words: tuple[str, ...], says: str) -> None:
    ran = commands.run("evidence", *words)

    assert (ran.code, says in ran.err) == (2, True), ran.err
