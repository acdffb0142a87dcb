import json
from typing import Any

import pytest

from countenance.errors import ReportError
from countenance.reports.evaluating.cases import heard_of, read_case
from countenance.reports.evaluating.claims import Claim
from countenance.reports.recording import Span
from countenance.reports.transcript import Word

CASE: dict[str, Any] = {
    "id": "x",
    "incident_type": "other",
    "speakers": {
        "A": {"role": "officer", "name": "Officer Lund"},
        "B": {"role": "tenant", "name": "Olga Petrenko"},
        "C": {"standing": "dispatch", "called": "dispatch"},
    },
    "turns": [
        {"speaker": "A", "start": 1.0, "end": 2.0, "text": "Who are you?"},
        {"speaker": "B", "start": 3.0, "end": 5.0, "text": "Olga Petrenko."},
    ],
    "claims": [[0, "act", "Officer Lund left."]],
    "must_appear": [["denial", 1]],
    "silent_head_s": 1,
}


def test_a_case_is_turns_people_claims_and_facts() -> None:
    case = read_case(json.dumps(CASE).encode(), "x")

    assert [segment.text for segment in case.transcript.segments] == [
        "Who are you?", "Olga Petrenko.",
    ]  # fmt: skip
    assert case.claims == (Claim("Officer Lund left.", False, "act"),)
    assert case.facts[0].span == Span(3000, 5000)
    assert case.recording.muted == (Span(0, 1000),)
    assert [person.called for person in case.speakers.people] == [
        "Officer Lund", "the tenant", "dispatch",
    ]  # fmt: skip


def test_a_name_is_typed_only_where_all_of_it_was_spoken() -> None:
    case = read_case(json.dumps(CASE).encode(), "x")
    other = {**CASE, "turns": [CASE["turns"][0]]}

    assert [person.name for person in case.named.people][1] == "Olga Petrenko"
    assert [person.name for person in case.speakers.people][1] == ""
    people = read_case(json.dumps({**other, "must_appear": []}).encode(), "x").named.people
    assert people[1].name == ""


def test_words_that_were_heard_belong_to_who_truly_spoke() -> None:
    case = read_case(json.dumps(CASE).encode(), "x")
    words = [
        Word("Who", 1100, 1300, 900),
        Word("are", 1400, 1500, 900),
        Word("Olga", 2900, 3300, 4),
    ]

    found = heard_of(case, words)

    assert [(each.voice, each.text) for each in found.segments] == [("A", "Who are"), ("B", "Olga")]
    assert heard_of(case, []).segments == ()


def test_turns_with_roles_alone_are_a_case() -> None:
    turns = [{"role": "officer", "start": 0, "end": 1, "text": "Hello."},
             {"role": "driver", "start": 1, "end": 2, "text": "Hi."}]  # fmt: skip

    case = read_case(json.dumps({"media": "x.wav", "turns": turns}).encode(), "clips/x.json")

    assert case.name == "x"
    assert [(each.standing, each.called) for each in case.speakers.people] == [
        ("officer", "the officer"), ("community", "the driver"),
    ]  # fmt: skip
    assert [segment.voice for segment in case.transcript.segments] == ["officer", "driver"]


def test_what_is_no_case_is_refused() -> None:
    with pytest.raises(ReportError, match=r"y\.json: its claims, facts or speakers cannot be read"):
        read_case(b"{}", "y.json")


@pytest.mark.parametrize("turn", [2, -1])
def test_a_fact_of_a_turn_that_is_not_there_is_refused(turn: int) -> None:
    case = {**CASE, "must_appear": [["denial", turn]]}

    with pytest.raises(ReportError, match=f"`denial` names turn {turn}; .* there are 2"):
        read_case(json.dumps(case).encode(), "x")
