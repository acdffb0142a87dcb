"""A ruling on its way: only the board makes it count, once, as it was checked."""

import datetime
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from countenance.errors import NotForYouError, OutdatedError, ReviewError
from countenance.review.docket import (
    Docket,
    Move,
    Stage,
    Step,
    adopt,
    appeal,
    expire,
    overturn,
    propose,
    recheck,
    refuse,
    set_digest,
    take_back,
    undecided,
    uphold,
)
from review.made_rulings import ALICE, AUDITOR, BOB, NOBODY_COUNTS, found, proposal, ruling

DAY = 86_400_000
NOW = int(datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC).timestamp()) * 1000
LATER = NOW + 365 * DAY
PROPOSED = proposal()
ADOPTED = adopt(PROPOSED, "m-1", (), NOW).docket
APPEALED = appeal(ADOPTED, BOB, "m-2", "it harms").docket
STATES = {
    "proposed": PROPOSED,
    "adopted": ADOPTED,
    "appealed": APPEALED,
    "upheld": uphold(APPEALED, "m-2").docket,
    "undecided": undecided(APPEALED, "m-2").docket,
    "refused": refuse(PROPOSED, "m-1", NOW).docket,
    "taken back": take_back(PROPOSED, ALICE, NOW, "no").docket,
    "overturned": overturn(APPEALED, "m-2", NOW).docket,
    "expired": expire(ADOPTED, LATER).docket,
}
STEPS: dict[str, Callable[[Docket], Step]] = {
    "check": lambda each: recheck(each, found(), BOB),
    "adopt": lambda each: adopt(each, "m-1", (), NOW),
    "refuse": lambda each: refuse(each, "m-1", NOW),
    "take back": lambda each: take_back(each, ALICE, NOW, "no"),
    "appeal": lambda each: appeal(each, BOB, "m-2", "it harms"),
    "uphold": lambda each: uphold(each, "m-2"),
    "not decide": lambda each: undecided(each, "m-2"),
    "overturn": lambda each: overturn(each, "m-2", NOW),
}
GOES = {
    "proposed": {"check", "adopt", "refuse", "take back"},
    "adopted": {"appeal"},
    "undecided": {"appeal"},
    "appealed": {"uphold", "not decide", "overturn"},
}


def proposing(**changed: Any) -> Step:
    given: dict[str, Any] = {
        "ruling": ruling(), "text": "words", "found": found(), "by": ALICE, "now": NOW, **changed,
    }  # fmt: skip
    return propose(**given)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", STATES)
def test_each_step_goes_only_from_where_it_may(state: str, step: str) -> None:
    if step in GOES.get(state, set()):
        STEPS[step](STATES[state])
        return
    with pytest.raises(OutdatedError):
        STEPS[step](STATES[state])


def test_it_counts_from_its_adoption_until_it_is_overturned_or_over() -> None:
    counts = {name for name, each in STATES.items() if each.counts}

    assert counts == {"adopted", "appealed", "upheld", "undecided"}
    days = [datetime.date(2025, 12, 31), datetime.date(2026, 1, 1), datetime.date(2027, 1, 1)]
    assert [ADOPTED.counts_on(day) for day in days] == [False, True, False]
    assert not PROPOSED.counts_on(days[1])


def test_what_was_proposed_has_its_text_its_digests_and_who_did_it() -> None:
    step = proposing(question="q-1")

    docket = step.docket
    assert (step.move, step.person, docket.state) == (Move.PROPOSED, ALICE.ref, Stage.PROPOSED)
    assert (docket.text, docket.digest, docket.question) == ("words", ruling().digest, "q-1")
    assert docket.text_digest.startswith("sha256:")
    assert (docket.begins, docket.ends, docket.proposed) == ("2026-01-01", "2027-01-01", NOW)


def test_an_auditor_proposes_checks_and_appeals_nothing() -> None:
    with pytest.raises(NotForYouError):
        proposing(by=AUDITOR)
    with pytest.raises(NotForYouError):
        appeal(ADOPTED, AUDITOR, "m-2", "it harms")
    with pytest.raises(NotForYouError):
        recheck(PROPOSED, found(), AUDITOR)


def test_only_who_proposed_it_takes_it_back_and_says_why() -> None:
    with pytest.raises(NotForYouError, match="somebody else"):
        take_back(PROPOSED, BOB, NOW, "no")
    with pytest.raises(ReviewError, match="say why"):
        take_back(PROPOSED, ALICE, NOW, " ")


def test_it_is_adopted_as_it_was_checked_or_not_at_all() -> None:
    with pytest.raises(OutdatedError, match="check it anew"):
        adopt(PROPOSED, "m-1", [replace(ADOPTED, digest="sha256:other")], NOW)

    step = recheck(PROPOSED, found(set_digest([ADOPTED])), BOB)
    checked = step.docket
    assert (step.move, step.person) == (Move.CHECKED, BOB.ref)
    assert adopt(checked, "m-1", [ADOPTED], NOW).docket.state is Stage.ADOPTED


def test_what_is_over_is_not_adopted_and_expires_once() -> None:
    with pytest.raises(OutdatedError, match="days are over"):
        adopt(PROPOSED, "m-1", (), LATER)
    with pytest.raises(OutdatedError, match="not over"):
        expire(ADOPTED, NOW)
    with pytest.raises(OutdatedError, match="not over"):
        expire(STATES["expired"], LATER)
    assert expire(PROPOSED, LATER).docket.state is Stage.EXPIRED
    assert expire(APPEALED, LATER).docket.ended == LATER


def test_one_appeal_of_each_and_by_its_own_motion() -> None:
    with pytest.raises(OutdatedError, match="appealed before"):
        appeal(STATES["upheld"], BOB, "m-3", "again")
    with pytest.raises(OutdatedError, match="not the motion on its appeal"):
        overturn(APPEALED, "m-1", NOW)
    assert appeal(STATES["undecided"], BOB, "m-3", "again").docket.appeal == "m-3"


def test_the_digest_of_a_set_does_not_hang_on_its_order() -> None:
    other = replace(ADOPTED, digest="sha256:other")

    assert set_digest([ADOPTED, other]) == set_digest([other, ADOPTED])
    assert len({set_digest([ADOPTED, other]), set_digest([ADOPTED]), NOBODY_COUNTS}) == 3
