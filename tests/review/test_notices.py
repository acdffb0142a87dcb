"""What people are told of an entry."""

import json
from typing import Any

import pytest

from countenance.review.notices import KINDS, Topic, due_soon, notice_of


def entry(kind: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "id": "e-1", "time": "2026-11-22T10:15:30.123Z",
            "commit": {"reason": "aa"}, "person": "p-1", **more}  # fmt: skip


@pytest.mark.parametrize(
    ("made", "topic", "about"),
    [
        (entry("hold", change="opened", case="hold-1", state="open", due="t"),
         Topic.CASE_HELD, "hold-1"),
        (entry("hold", change="asked", case="hold-1", state="asked", due="t"),
         Topic.CASE_ASKED, "hold-1"),
        (entry("hold", change="expired", case="hold-1", state="expired", due="t"),
         Topic.CASE_EXPIRED, "hold-1"),
        (entry("vote", vote="veto", case="hold-1", state="refused"), Topic.CASE_VETOED, "hold-1"),
        (entry("appeal", case="hold-1", state="open", due="t"), Topic.CASE_APPEALED, "hold-1"),
        (entry("motion", change="opened", motion="motion-1", state="open", due="t"),
         Topic.MOTION_OPENED, "motion-1"),
        (entry("motion", change="vetoed", motion="motion-1", state="vetoed", due="t"),
         Topic.MOTION_VETOED, "motion-1"),
        (entry("ruling", change="adopted", ruling="station", state="adopted"),
         Topic.RULING_ADOPTED, "station"),
        (entry("proposal", change="proposed", proposal="change-1", due="t"),
         Topic.CHANGE_PROPOSED, "change-1"),
        (entry("standing", change="review", caller={"ref": "c-1", "key": None}),
         Topic.CALLER_REVIEW, "c-1"),
    ],
)  # fmt: skip
def test_what_waits_or_was_decided_is_told_by_its_id(
    made: dict[str, Any], topic: Topic, about: str
) -> None:
    notice = notice_of(17, made)

    assert notice is not None
    assert (notice.topic, notice.about, notice.entry) == (topic, about, 17)
    assert notice.id == f"e-1:{topic.value}"
    assert made["kind"] in KINDS


@pytest.mark.parametrize(
    "made",
    [
        entry("hold", change="claimed", case="hold-1", state="open", due="t"),
        entry("vote", vote="allow", case="hold-1", state="second"),
        entry("motion", change="recused", motion="motion-1", state="open"),
        entry("standing", change="lifted", caller={"ref": "c-1"}),
        entry("decision", case=None),
    ],
)
def test_of_everything_else_nobody_is_told(made: dict[str, Any]) -> None:
    assert notice_of(1, made) is None


def test_a_notice_tells_no_person_and_no_reason() -> None:
    notice = notice_of(1, entry("vote", vote="veto", case="hold-1", state="refused"))

    assert "p-1" not in json.dumps(str(notice))
    assert all(topic.says for topic in Topic)


def test_a_reminder_is_the_same_whoever_makes_it() -> None:
    first, again = due_soon("hold-1", 7, 5000, 10), due_soon("hold-1", 7, 5000, 99)

    assert first.id == again.id
    assert due_soon("hold-1", 7, 6000, 10).id != first.id
