"""The entries of the board: names, numbers and digests, and nothing else."""

import json
from typing import Any

import pytest

from countenance.errors import RecordError
from countenance.record.board import BallotCast, BallotRef, CapabilityRef, MotionStep
from countenance.record.canonical import canonical, parse, parse_as
from countenance.record.export import redacted_line
from countenance.record.store import Stored

MOTION = MotionStep(
    id="e-1", time="2026-11-22T10:15:30.123Z", motion="motion-1", change="counted",
    state="adopted", about="capability", subject="sha256:aa",
    capability=CapabilityRef("gallery", "c-9", None, "2027-11-22T10:15:30.123Z"),
    concerns=("c-8", "c-9"),
    person="p-1", members=("p-1", "p-2"), recused=("p-2",), quorum=3, expedited=False,
    due="2026-11-25T10:15:30.123Z", late=7, votes=(BallotRef("p-1", "yes", "c2FsdA"),),
    commit={"gallery": "aa"},
)  # fmt: skip
BALLOT = BallotCast(id="e-2", time="t", motion="motion-1", person="p-1", commit={"vote": "aa"})


@pytest.mark.parametrize("entry", [MOTION, BALLOT])
def test_each_reads_back_as_it_was_written(entry: Any) -> None:
    assert parse_as(canonical(entry), type(entry)) == entry


@pytest.mark.parametrize(("field", "value"), [("state", "won"), ("about", "budget")])
def test_a_word_that_is_none_of_ours_is_refused(field: str, value: str) -> None:
    written = parse(canonical(MOTION))
    written[field] = value

    with pytest.raises(RecordError):
        parse_as(canonical(written), MotionStep)


def test_an_export_for_the_public_names_nobody_and_tells_the_count() -> None:
    line = json.loads(redacted_line(Stored(4, canonical(MOTION), b"l" * 32)))

    told = json.dumps(line)
    assert not any(name in told for name in ("p-1", "p-2", "c-8", "c-9", '"aa"'))
    assert [each["vote"] for each in line["entry"]["votes"]] == ["yes"]
    assert line["entry"]["late"] == 7
