"""The page of an answer: so many rows, what is withheld, and how to verify it."""

from typing import Any

from countenance.cli.telling.document import as_markdown
from countenance.cli.telling.request_page import answer_document
from countenance.record.figures.held import Registered
from countenance.record.figures.rows import Row, call_row
from record.examples import decided, maker

ABOUT: dict[str, Any] = {
    "agency": "oslo-police", "ref": "c-1", "from": None, "until": "2026-12-31",
    "overdue_on": "2026-12-31",
    "log": {"origin": "gate.example.org/record", "keys": ["key-one"], "witnesses": "unwitnessed"},
}  # fmt: skip
COUNTS = {"calls": 0, "changes": 0, "duties": 0, "rulings": 0, "withheld": 0}


def written(counts: dict[str, int], **rows: list[Row]) -> str:
    shown = {name: rows.get(name, []) for name in ("calls", "changes", "duties", "rulings")}
    return as_markdown(answer_document(ABOUT, shown, {**COUNTS, **counts}, Registered("c-1")))


def test_nothing_is_said_to_be_nothing() -> None:
    made = written({})

    assert made.count("\n\nNone.\n") == 4
    assert "nothing was entered about it" in made
    assert "from the first entry until 2026-12-31" in made


def test_of_more_rows_than_are_shown_the_number_is_told() -> None:
    row = {**call_row(3, decided(maker()).data), "cited": ["my-code@1 faces: no faces"]}

    made = written({"calls": 900}, calls=[row])

    assert "One row a call: the first 1 of 900" in made
    assert "- my-code@1 faces: no faces" in made
    assert "| 3 | 2027-01-15 08:00:00 | chat.completions (text\\_only) | pass | none |" in made


def test_a_row_that_is_withheld_gives_the_reason_alone() -> None:
    row = {"index": 3, "time": "2027-01-15T08:00:00.000Z", "kind": "decision", "leaf": "x",
           "withheld": {"the whole entry": "an investigation"}}  # fmt: skip

    made = written({"calls": 1, "withheld": 1}, calls=[row])

    told = "the whole entry: an investigation"
    assert f"| 3 | 2027-01-15 08:00:00 |  |  |  |  | {told} |" in made


def test_how_to_verify_it_is_told() -> None:
    made = written({})

    assert "    key-one" in made
    assert "countenance record verify FOLDER --key KEY" in made
    assert "it is unwitnessed" in made
