"""The report of a year: tables that are empty say so, days by month."""

from typing import Any

from countenance.cli.telling.document import as_markdown
from countenance.cli.telling.yearly_page import yearly_document

MADE: dict[str, Any] = {
    "year": 2026, "overdue_on": "2026-12-31",
    "log": {"origin": "gate.example.org/record", "size": 9, "root": "r", "witnesses": []},
    "rows": [], "people": [], "rulings": [],
    "days": {"with_entries": 3, "without_a_witness": [], "policy": "given"},
}  # fmt: skip


def written(**more: Any) -> str:
    return as_markdown(yearly_document({**MADE, **more}))


def test_a_year_without_a_call_says_so() -> None:
    made = written()

    assert made.count("| none |") == 3
    assert "Nothing: no call that was held was decided by people." in made
    assert "0 of 3 days" in made


def test_days_without_a_witness_are_listed_by_month() -> None:
    days = {"with_entries": 3, "without_a_witness": ["2026-01-02", "2026-01-05", "2026-03-01"],
            "policy": "none"}  # fmt: skip

    made = written(days=days)

    assert "- 2026-01: 02, 05" in made
    assert "- 2026-03: 01" in made
    assert "No policy says whose signatures count." in made


def test_what_people_decided_is_counted() -> None:
    people = [{"agency": "oslo", "ref": "c-1", "kind": "vote", "what": "allow", "entries": 4}]

    assert "| oslo | vote | allow | 4 |" in written(people=people)


def test_rulings_are_told_apart_from_what_was_decided_about_calls() -> None:
    rulings = [{"edition": "a@1", "clause": "A", "change": "adopted", "entries": 2}]

    assert "| a@1 | A | adopted | 2 |" in written(rulings=rulings)
    assert "None was proposed, decided or appealed." in written()
