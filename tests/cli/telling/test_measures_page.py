"""The statement as a document: a clause with no control says so, and nothing is left unsaid."""

from typing import Any

from countenance.cli.telling.document import as_markdown
from countenance.cli.telling.measures_page import statement_document
from countenance.record.figures.measures import FIGURES

CONTROL: dict[str, Any] = {
    "id": "refused", "says": "It is refused.", "modules": ["countenance.gate.outcome"],
    "tests": ["tests/gate/test_outcome.py::test_a"], "figures": ["refused"],
    "not_controlled": ["Some of it."],
}  # fmt: skip
CLAUSE: dict[str, Any] = {
    "id": "faces", "says": "No faces.", "gives": "deny", "section": "", "source": "a place",
    "known": "recalled, not read", "controls": [], "not_controlled": ["All of it."],
    "speaks": {"refuse": 3}, "decides": {"refuse": 2},
}  # fmt: skip
MADE: dict[str, Any] = {
    "from": None, "until": "2026-12-31", "edition": "my-code@1", "title": "My code",
    "asked_by": "somebody", "engine": "countenance-1",
    "log": {"origin": "o", "size": 9, "root": "r", "witnesses": ["court"]},
    "figures": dict.fromkeys(FIGURES, 7), "always": ["refused"], "clauses": [CLAUSE],
    "duties": [], "controls": [CONTROL], "not_controlled": ["Voice."],
}  # fmt: skip


def test_a_clause_without_a_control_says_so() -> None:
    made = as_markdown(statement_document(MADE))

    assert "No control stands behind it but those behind every clause." in made
    assert "- Not controlled: All of it." in made
    assert "| speaks in calls that | 0 | 0 | 3 | 0 |" in made
    assert "| faces | deny | none | 3 | 2 | 1 |" in made


def test_a_control_shows_who_does_it_which_test_and_which_figure() -> None:
    made = as_markdown(statement_document(MADE))

    assert "- done by `countenance.gate.outcome`" in made
    assert "- shown by `tests/gate/test_outcome.py::test_a`" in made
    assert "- in the period: calls that were refused: 7" in made
    assert "signed by court as well" in made


def test_duties_stand_in_a_table_where_there_are_some() -> None:
    duty = {"id": "26(1)", "says": "Do it.", "known": "recalled, not read", "begins": "2027-12-02",
            "controls": [], "not_controlled": ["All."]}  # fmt: skip

    made = as_markdown(statement_document({**MADE, "duties": [duty]}))

    assert "| 26(1) | Do it. | recalled, not read | 2027-12-02 | none | All. |" in made
    assert "Duties that are not about" not in as_markdown(statement_document(MADE))
