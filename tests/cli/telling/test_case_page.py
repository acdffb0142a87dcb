"""The page of a case: what happened in one sentence, and what is missing is said."""

from typing import Any

from countenance.cli.telling.case_page import case_document
from countenance.cli.telling.document import as_markdown
from countenance.record.canonical import parse
from countenance.record.figures.rows import call_row
from record.examples import CALLER, decided, maker

LOG: dict[str, Any] = {
    "origin": "gate.example.org/record", "size": 9, "root": "r", "checkpoint": "text",
    "keys": ["key-one"], "witnesses": ["court.example.org/w1"],
}  # fmt: skip


def written(data: bytes, **more: Any) -> str:
    made = {
        "agency": "oslo-police (`c-1`)", "log": LOG, "call": call_row(3, data),
        "entry": parse(data), "clauses": [], "later": [], "before": [], "calls": [],
        "cases": [], "rulings": [],
        "held": {"registration": [], "entries": []}, "certificates": [],
        "proofs": {"3": "proofs/0/3.tlog-proof"}, **more,
    }  # fmt: skip
    return as_markdown(case_document(made))


def test_a_decision_is_told_in_a_sentence() -> None:
    made = written(decided(maker()).data)

    assert (
        "On 2027-01-15 08:00:00 (UTC) oslo-police (`c-1`) asked for `chat.completions`, "
        "plausibly text\\_only, of the service `azure_openai`; it was let through, and no clause "
        "speaks about it." in made
    )
    assert "No clause is listed." in made
    assert "The head was signed by court.example.org/w1 as well" in made


def test_a_call_that_could_not_be_read_says_so() -> None:
    unread = maker().unreadable(
        caller=CALLER, clause="unsupported", status=400, size=9, digest=bytes(32)
    )

    made = written(unread.data)

    assert "something that could not be read" in made
    assert "because of `unsupported`" in made
    assert "It was never decided: no clause was asked." in made


def test_a_clause_whose_text_is_not_at_hand_says_so() -> None:
    clause = {"edition": "my-code@1", "clause": "faces", "verdict": "deny", "applies": "open",
              "weak": True, "readings": [], "says": None}  # fmt: skip

    made = written(decided(maker()).data, clauses=[clause])

    assert "may apply: facts are missing; nobody has signed its text off" in made
    assert "Its text is not at hand here." in made


def test_readings_that_differ_are_told() -> None:
    clause = {"edition": "my-code@1", "clause": "faces", "verdict": "unclear", "applies": "yes",
              "weak": False, "readings": [["strict", ["deny"]], ["mild", ["allow", "deny"]]],
              "says": "No faces.", "title": "My code", "section": "", "source": "a place",
              "known": "recalled, not read", "in_force": "from 2026-01-01"}  # fmt: skip

    made = written(decided(maker()).data, clauses=[clause])

    assert "- read as strict: deny" in made
    assert "- read as mild: allow or deny" in made


def test_an_erased_case_is_shown_as_erased() -> None:
    row = {"index": 8, "time": "2027-02-01T00:00:00.000Z", "kind": "erasure", "change": None,
           "says": ["basis: retention"]}  # fmt: skip

    made = written(decided(maker()).data, later=[row])

    assert "What was personal about this call was erased" in made
    assert "| 8 | 2027-02-01 00:00:00 | erasure | basis: retention |" in made
