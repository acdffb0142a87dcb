"""What belongs to one call: its held call, what its decision rests on, and nothing else."""

from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from countenance.record import entry as kinds
from countenance.record.canonical import parse_as
from countenance.record.figures.related import Found, Part, Related
from countenance.record.make import Maker
from record.examples import CALLER, CODE, decided, maker

OTHER = kinds.CallerRef("c-other", None, 1)
DIGEST = "sha256:" + "d" * 64
RULED = replace(CODE, rulings=(kinds.RulingRef("a@1", "station", DIGEST),))
HOLD: dict[str, Any] = {
    "caller": CALLER, "case": "hold-1", "change": "claimed", "state": "open", "person": None,
    "token": 0, "decision": None, "fact": None, "persons": 2, "bar": None, "due": "x",
}  # fmt: skip
VOTE: dict[str, Any] = {
    "caller": CALLER, "case": "hold-1", "vote": "allow", "state": "allowed", "person": "p-1",
    "token": 1, "uses": 1, "until": None, "appealed": False,
}  # fmt: skip
MOTION: dict[str, Any] = {
    "motion": "m-1", "change": "opened", "state": "open", "about": "capability", "subject": "s",
    "capability": kinds.CapabilityRef("face-matching", CALLER.ref, None, "x"), "concerns": (),
    "person": "p-2", "members": (), "recused": (), "quorum": 1, "expedited": False, "due": "x",
    "late": 0, "votes": (),
}  # fmt: skip
RULING: dict[str, Any] = {
    "ruling": "station", "change": "adopted", "state": "adopted", "digest": DIGEST, "text": DIGEST,
    "edition": "a@1", "clause": "A", "reading": "b", "begins": "2026-01-01", "ends": None,
    "checked": DIGEST, "question": None, "person": None, "motion": "m-3",
}  # fmt: skip


@pytest.fixture
def making() -> Maker:
    return maker()


def made(making: Maker, kind: type[Any], given: dict[str, Any], **changed: Any) -> Any:
    stamp = making.stamp()
    return kind(id=stamp.id, time=stamp.time, **{**given, **changed})


def call(making: Maker, outcome: str, **changed: Any) -> kinds.Decision:
    row = 6 if outcome == "hold" else 3
    return parse_as(decided(making, outcome=outcome, row=row, **changed).data, kinds.Decision)


def belongs(log: Sequence[kinds.Entry], at: kinds.Entry) -> dict[int, Part]:
    """Place -> what each entry is to the call."""
    found = Found(at.id, CALLER.ref)
    for each in log:
        found.add(each)
    related: Related = found.related()
    parts = [related.part(each) for each in log]
    return {place: part for place, part in enumerate(parts) if part is not None}


def held_and_passed(making: Maker) -> list[kinds.Entry]:
    held = call(making, "hold", none_speaks=True)
    opened = made(making, kinds.Hold, HOLD, change="opened", decision=held.id, prev=held.id)
    vote = made(making, kinds.Vote, VOTE, prev=opened.id)
    passed = call(making, "pass", case="hold-1")
    used = made(making, kinds.Hold, HOLD, change="used", decision=passed.id)
    return [held, opened, vote, passed, used]


def test_each_call_of_a_case_leads_to_all_of_it(making: Maker) -> None:
    log = held_and_passed(making)
    log += [
        parse_as(making.outcome(log[3].id, "done").data, kinds.Outcome),
        made(making, kinds.Vote, VOTE, case="hold-2"),
        made(making, kinds.Vote, VOTE, case="hold-2", caller=OTHER),
        call(making, "pass"),
    ]

    whole = dict.fromkeys(range(6), Part.CASE)

    assert belongs(log, log[0]) == belongs(log, log[3]) == whole


def test_a_case_that_was_settled_by_a_ruling_belongs_to_the_call_that_settled_it(
    making: Maker,
) -> None:
    held, opened, *_ = held_and_passed(making)
    ruling = made(making, kinds.RulingChange, RULING)
    other = made(making, kinds.RulingChange, RULING, digest="sha256:other")
    passed = call(making, "pass", code=RULED)
    settled = made(making, kinds.Hold, HOLD, change="settled", decision=passed.id)
    log = [held, opened, ruling, other, passed, settled]

    parts = {0: Part.CASE, 1: Part.CASE, 2: Part.GROUND, 4: Part.CASE, 5: Part.CASE}

    assert belongs(log, passed) == belongs(log, held) == parts


def test_motions_that_were_opened_before_the_last_call_and_reach_the_caller(
    making: Maker,
) -> None:
    everybody = replace(MOTION["capability"], ref=None)
    other = replace(MOTION["capability"], ref="c-other")
    about_ruling = {"about": "ruling", "subject": DIGEST, "capability": None}
    passed = call(making, "pass", code=RULED)
    log = [
        made(making, kinds.MotionStep, MOTION),
        made(making, kinds.BallotCast, {"motion": "m-1", "person": "p-9"}),
        made(making, kinds.MotionStep, MOTION, motion="m-2", capability=everybody),
        made(making, kinds.MotionStep, MOTION, motion="m-4", capability=other),
        made(making, kinds.MotionStep, MOTION, motion="m-3", **about_ruling),
        passed,
        made(making, kinds.MotionStep, MOTION, change="vetoed", state="vetoed"),
        made(making, kinds.MotionStep, MOTION, motion="m-5"),
    ]

    parts = belongs(log, passed)

    assert {place for place, part in parts.items() if part is Part.GROUND} == {0, 1, 2, 4, 6}


def test_persons_are_those_who_took_a_step_and_are_told_when_they_were_added(
    making: Maker,
) -> None:
    person = {"person": "p-1", "change": "added", "role": "reviewer", "callers": ()}
    log = [
        made(making, kinds.PersonChange, person),
        made(making, kinds.PersonChange, person, change="signed-in"),
        made(making, kinds.PersonChange, person, person="p-7"),
        *held_and_passed(making),
    ]

    parts = belongs(log, log[3])

    assert [place for place, part in parts.items() if part is Part.GROUND] == [0]


def test_an_erasure_of_its_time_belongs_to_it_unless_it_was_kept_for_a_court(
    making: Maker,
) -> None:
    erasure = {"case": None, "basis": "retention", "by": "gate", "cases": 1, "entries": 1,
               "before": "2030-01-01T00:00:00.000Z"}  # fmt: skip
    hold = {"case": "hold-1", "change": "placed", "basis": "litigation"}
    log = held_and_passed(making)
    swept = made(making, kinds.Erasure, erasure)
    kept = made(making, kinds.LegalHold, hold)

    assert belongs([*log, swept], log[0])[5] is Part.CASE
    assert set(belongs([*log, kept, swept], log[0])) == {0, 1, 2, 3, 4, 5}
    named = made(making, kinds.Erasure, erasure, case="hold-1", before=None)
    assert belongs([*log, named], log[0])[5] is Part.CASE
