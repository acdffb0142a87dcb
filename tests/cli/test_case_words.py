"""A held call in words."""

import pytest

from countenance.cli.case_words import needs, note, say_case


def test_who_has_to_decide() -> None:
    assert needs({"persons": 2, "needs": "senior"}) == "2 persons, senior"
    assert needs({"persons": 1, "needs": "reviewer"}) == "1 person"


def test_what_is_to_be_known_at_a_glance() -> None:
    row = {"bar": "contradictory", "asked": "environment", "appealed": True}

    assert note(row) == "contradictory, asked environment, appeal"
    assert note({"bar": None, "asked": None, "appealed": False}) == "-"


def test_a_case_is_told_with_names(capsys: pytest.CaptureFixture[str]) -> None:
    view = {
        "id": "hold-1", "state": "open", "appealed": True, "due": "t", "caller": "c-1",
        "holder": "r-1", "persons": 2, "needs": "reviewer", "entry": 7, "bar": None,
        "asked_of_the_gate": {
            "operation": "chat.completions", "service": "azure_openai",
            "media": [{"kind": "jpeg", "faces": 1}],
        },
        "acts": [{"act": "identify", "verdicts": ["unclear"]}],
        "facts": [{"fact": "environment", "values": ["controlled"], "basis": "registered"}],
        "clauses": [{"edition": "c@1", "clause": "a", "verdict": "unclear",
                     "readings": [{"reading": "strict", "gives": ["deny"]}]}],
        "missing": [{"fact": "camera", "question": "which?"}],
        "pictures": None, "grant": None,
        "history": [{"time": "2026-11-22T10:15:30.123Z", "what": "opened", "person": None,
                     "reason": None}],
    }  # fmt: skip

    say_case(view, {"c-1": "acme"}, {"r-1": "alice"})

    out = capsys.readouterr().out
    for words in ("an appeal", "acme", "alice", "identify: unclear", "as strict: deny",
                  "environment = controlled (registered)", "camera: which?",
                  "2026-11-22T10:15  opened by the gate"):  # fmt: skip
        assert words in out
