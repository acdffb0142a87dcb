"""The page of a trial: escaped, whole, and silent."""

from typing import Any

from countenance.cli.trial_page import page

FOUND: dict[str, Any] = {
    "from": "2026-11-22T12:00:00Z", "to": "2026-11-29T12:00:00Z", "calls": 7, "pictures": 2,
    "faces": 1, "outcomes": {"pass": 6, "refuse": 1},
    "by_clause": [{"outcome": "refuse", "clause": "code@1#15", "calls": 1}],
    "by_caller": [{"caller": "<b>acme</b>", "calls": 7, "pass": 6, "refuse": 1}],
}  # fmt: skip
ENTRY = {
    "kind": "decision", "id": "d-1'", "index": 3, "time": "2026-11-22T12:00:00Z",
    "outcome": "refuse", "caller": {"ref": "c-a"}, "reason": None,
    "acts": [{"label": "identify", "verdicts": ["deny"]}],
    "clauses": [{"edition": "code@1", "clause": "15"}],
}  # fmt: skip


def test_everything_on_it_is_escaped() -> None:
    text = page(FOUND, [ENTRY], {"d-1'": b"x"}, {"c-a": "<i>acme</i>"})

    assert "<b>" not in text
    assert "<i>" not in text
    assert "name='d-1&#x27;'" in text
    assert "identify (deny)" in text
    assert "code@1#15" in text


def test_it_loads_nothing_and_sends_nothing() -> None:
    text = page(FOUND, [ENTRY], {"d-1'": b"x"}, {})

    assert "http" not in text
    assert "fetch(" not in text
    assert "judged.json" in text


def test_without_examples_it_says_how_to_get_some() -> None:
    assert "trial.keep" in page(FOUND, [], {}, {})
