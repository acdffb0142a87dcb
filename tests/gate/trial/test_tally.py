"""What calls that were only asked about came to."""

from typing import Any

import pytest

from countenance.gate.trial.tally import UNREAD, Judged, changed, clause_of, tally


def decision(
    name: str, outcome: str, *, ref: str = "c-a", what_if: bool = True, faces: int = 0,
    clause: str = "15",
) -> dict[str, Any]:  # fmt: skip
    return {
        "kind": "decision", "id": name, "time": f"2026-11-2{name[-1]}T12:00:00Z",
        "outcome": outcome,
        "what_if": what_if, "caller": {"ref": ref}, "reason": None, "media": [{"faces": faces}],
        "clauses": [{"edition": "code@1", "clause": clause}] if clause else [],
    }  # fmt: skip


def unread(name: str, where: str | None) -> dict[str, Any]:
    return {
        "kind": "unreadable", "id": name, "time": "2026-11-29T12:00:00Z", "clause": "unsupported",
        "what_if": True, "where": where, "caller": {"ref": "c-b"},
    }  # fmt: skip


CALLS = [
    decision("d-1", "pass", faces=0),
    decision("d-2", "redact", faces=2),
    decision("d-3", "refuse", faces=1),
    decision("d-4", "refuse", what_if=False),
    decision("d-5", "hold", ref="c-b", clause=""),
    unread("u-6", "messages[3].content[0]"),
    unread("u-7", "messages[1].content[2]"),
    {"kind": "outcome", "id": "o-8"},
]  # fmt: skip


def test_what_could_not_be_read_is_counted_by_the_name_of_its_field() -> None:
    places = ("reasoning", "route", "messages[0].other", "messages[7].other", "other", None)

    found = tally([unread(f"u-{n}", where) for n, where in enumerate(places)])

    assert found.by_clause == {
        (UNREAD, "unsupported reasoning"): 1, (UNREAD, "unsupported route"): 1,
        (UNREAD, "unsupported messages.other"): 2, (UNREAD, "unsupported other"): 1,
        (UNREAD, "unsupported"): 1,
    }  # fmt: skip


def test_what_was_really_decided_does_not_count() -> None:
    found = tally(CALLS)

    assert dict(found.all.outcomes) == {"pass": 1, "redact": 1, "refuse": 1, "hold": 1, UNREAD: 2}
    assert (found.all.calls, found.all.pictures, found.all.faces) == (6, 4, 3)
    assert (found.first, found.last) == ("2026-11-21T12:00:00Z", "2026-11-29T12:00:00Z")


def test_they_are_told_apart_by_clause_and_by_caller() -> None:
    found = tally(CALLS)

    assert found.by_clause == {
        ("redact", "code@1#15"): 1,
        ("refuse", "code@1#15"): 1,
        ("hold", "no clause speaks"): 1,
        (UNREAD, "unsupported messages.content"): 2,
    }
    assert {ref: each.calls for ref, each in found.by_caller.items()} == {"c-a": 3, "c-b": 3}


def test_the_share_of_false_alarms_is_of_what_was_judged_and_would_have_changed() -> None:
    said = {
        "d-2": Judged.FALSE_ALARM, "d-3": Judged.RIGHT, "d-1": Judged.FALSE_ALARM,
        "d-4": Judged.FALSE_ALARM, "d-0": Judged.FALSE_ALARM,
    }  # fmt: skip

    found = tally(CALLS, said)

    share = found.false_alarm_share
    assert (share.count, share.of) == (1, 2)
    assert share.interval[0] < 0.5 < share.interval[1]
    assert dict(found.false_alarms) == {"code@1#15": 1}


def test_of_nothing_there_is_no_share() -> None:
    assert tally([]).false_alarm_share.share is None


@pytest.mark.parametrize(
    ("place", "expected"), list(enumerate([False, True, True, False, True, False]))
)
def test_what_would_have_changed_can_be_judged(place: int, expected: bool) -> None:
    assert changed(CALLS[place]) is expected


def test_a_reason_stands_in_where_no_clause_speaks() -> None:
    assert clause_of({**decision("d-1", "refuse", clause=""), "reason": "fact-missing"}) == (
        "fact-missing"
    )
