"""What recorded calls would have been under one more ruling, counted without a gate."""

import datetime
import os
import time
from dataclasses import replace

import msgspec
import pytest

from countenance.callers.registration import Registration
from countenance.errors import TooManyError
from countenance.evidence.labels import Label
from countenance.gate.outcome import Action
from countenance.gate.people.ruling_replay import one_replay, replayed
from countenance.gate.recording import said
from countenance.gate.replaying import Replay
from countenance.record import entry as kinds
from countenance.record.canonical import parse_as
from countenance.record.make import Maker
from countenance.stores.packaged import packaged_editions, packaged_vocabulary
from gate.judged import PIN, TODAY, act, judged, police
from record.examples import CODE, decided
from review.made_rulings import ruling

STATION = police("NO", capture_device="fixed_cctv", environment="controlled")
RULING = ruling(
    edition=PIN, clause="AOAI-ID", reading="older sentence", ends=None,
    scope={"agency_country": ("NO",), "environment": ("controlled",)},
)  # fmt: skip


def decision(registration: Registration = STATION) -> kinds.Decision:
    """The entry of a call by this registration, judged as a gate does."""
    judgement = judged(registration, act(Label.IDENTIFY))
    says = said(judgement, TODAY)
    code = msgspec.structs.replace(
        CODE, compiled=judgement.applied.compiled.digest, editions=says.editions
    )
    made = decided(
        Maker(time.time_ns, os.urandom), code=code, facts=says.facts, acts=says.acts,
        verdicts=says.verdicts, clauses=says.clauses, none_speaks=not says.clauses,
        outcome="hold", row=6,
    )  # fmt: skip
    entry = parse_as(made.data, kinds.Decision)
    assert judgement.outcome.action is not Action.PASS
    return msgspec.structs.replace(entry, time=f"{TODAY.isoformat()}T10:00:00.000Z")


def replay() -> Replay:
    return Replay(packaged_editions(), packaged_vocabulary(), frozenset())


def test_what_would_come_out_otherwise_is_counted_with_some_of_its_entries() -> None:
    sweden = decision(police("SE", capture_device="fixed_cctv", environment="controlled"))
    calls = [(at, decision()) for at in range(7)]

    found = replayed([*calls, (7, sweden)], replay(), RULING)

    assert (found.decisions, found.asked, found.left_out) == (8, 8, 0)
    (row,) = found.changed
    assert (row.then, row.outcome, row.now) == (("unclear",), "hold", ("deny",))
    assert (row.calls, row.entries) == (7, (0, 1, 2, 3, 4))
    assert row.clause == f"{PIN} AOAI-ID+in-public"


def test_what_cannot_be_made_again_is_left_out_and_said() -> None:
    forged = msgspec.structs.replace(decision(), verdicts=("allow",))
    other = replace(RULING, edition="ms-aoai-coc@2023")

    assert replayed([(0, forged)], replay(), RULING).left_out == 1
    assert replayed([(0, decision())], replay(), other).asked == 0


def test_a_ruling_that_counts_already_makes_no_difference() -> None:
    """Its name stands in the entry: it is laid over the edition once."""
    ruled_on = ruling(
        edition=PIN, clause="AOAI-ID", reading="older sentence", ends=None, scope={},
        begins=datetime.date(2026, 1, 1), id="all",
    )  # fmt: skip
    entry = decision()
    told = kinds.RulingRef(PIN, "all", ruled_on.digest)
    known = Replay(
        packaged_editions(), packaged_vocabulary(), frozenset(), {ruled_on.digest: ruled_on}
    )
    code = msgspec.structs.replace(entry.code, rulings=(told,))
    under = msgspec.structs.replace(entry, code=code)

    assert known.again(under).verdicts == ("deny",)
    assert replay().again(under).same.value == "not-here"


def test_one_replay_is_made_at_a_time_and_nobody_waits_for_it() -> None:
    with one_replay(), pytest.raises(TooManyError, match="another replay"), one_replay():
        raise AssertionError("two at once")
    with one_replay():
        pass
