"""Who may look at the pictures of a held call, and when."""

from dataclasses import replace
from typing import Any

import pytest

from countenance.errors import NotForYouError, OutdatedError, ReviewError
from countenance.record import entry as kinds
from countenance.record.canonical import parse_as
from countenance.record.make import Maker
from countenance.review.case import Case, State
from countenance.review.entering import entered
from countenance.review.picture_steps import forget, keep, may_look, picture_of, reveal
from countenance.review.pictures import Kept, Pictures, Why
from countenance.review.steps import Change, appeal, claim, refuse, release, renew
from record.examples import counting
from review.made_cases import (
    ALICE,
    AUDITOR,
    BOB,
    CAROL,
    CLERK,
    EVE,
    TERMS,
    Clock,
    claimed,
    held,
    opened,
)

PLAIN = Kept("messages[0].content[1]", 0, 1, "ab" * 32, plain=True)
BLURRED = Kept("messages[0].content[2]", 0, 0, "cd" * 32)
PICTURES = Pictures((PLAIN, BLURRED), left_out=1, number=3, until=9_000_000)
WHY = "the badge has to be read"


def pictured(**changed: Any) -> Case:
    return keep(opened(**changed), PICTURES, (), 0).case


def test_pictures_are_kept_once_while_people_may_decide() -> None:
    case = pictured()

    assert case.pictures == PICTURES
    with pytest.raises(OutdatedError, match="settled already"):
        keep(case, PICTURES, (), 0)
    with pytest.raises(OutdatedError, match="nobody decides"):
        keep(opened(), PICTURES, (), TERMS.answer)
    with pytest.raises(OutdatedError, match="nobody decides"):
        keep(replace(opened(), state=State.REFUSED), PICTURES, (), 0)


def test_what_was_erased_when_it_was_closed_may_be_kept_anew() -> None:
    gone = forget(pictured(), Why.CLOSED).case

    assert keep(gone, PICTURES, (), 0).case.pictures == PICTURES
    with pytest.raises(OutdatedError):
        keep(forget(pictured(), Why.ERASED).case, PICTURES, (), 0)
    with pytest.raises(OutdatedError, match="there is no picture"):
        forget(gone, Why.EXPIRED)


def test_what_could_not_be_kept_is_tried_again_after_an_appeal() -> None:
    failed = keep(opened(), Pictures(left_out=1, gone=Why.FAILED), (), 0).case
    mine = claimed(failed, ALICE)

    anew = appeal(refuse(mine, ALICE, mine.token, WHY, 1).case, "look again", 2).case

    assert keep(anew, PICTURES, (), 3).case.pictures == PICTURES
    closed = forget(refuse(claimed(pictured(), ALICE), ALICE, 1, WHY, 1).case, Why.ERASED).case
    assert appeal(closed, "look again", 2).case.pictures is not None


def test_who_has_the_case_looks_and_nobody_else() -> None:
    case = claimed(pictured(), ALICE)

    assert may_look(case, ALICE, 1, 0, revealed=False) == PLAIN
    for who in (BOB, EVE, AUDITOR, CLERK):
        with pytest.raises(NotForYouError):
            may_look(case, who, 1, 0, revealed=False)
    with pytest.raises(NotForYouError, match="who has claimed it"):
        may_look(case, ALICE, 1, TERMS.lease, revealed=False)
    with pytest.raises(NotForYouError, match="who has claimed it"):
        may_look(release(case, ALICE, case.token, 1).case, ALICE, 1, 2, revealed=False)


def test_a_senior_reviewer_sees_blurred_ones_without_a_claim_and_no_other() -> None:
    case = claimed(pictured(caller="c-2"), ALICE)

    assert may_look(case, CAROL, 1, 0, revealed=False) == PLAIN
    with pytest.raises(NotForYouError):
        may_look(reveal(case, ALICE, 1, 1, WHY, 0).case, CAROL, 1, 0, revealed=True)
    with pytest.raises(NotForYouError, match="own organisation"):
        may_look(case, replace(CAROL, callers=frozenset({"c-2"})), 1, 0, revealed=False)


def test_a_reveal_takes_a_claim_and_a_reason_and_lasts_as_long_as_the_lease() -> None:
    case = claimed(pictured(), ALICE)
    with pytest.raises(NotForYouError, match="not revealed"):
        may_look(case, ALICE, 1, 0, revealed=True)
    for who, token, reason, now in (
        (BOB, 1, WHY, 0), (ALICE, 0, WHY, 0), (ALICE, 1, " ", 0), (ALICE, 1, WHY, TERMS.lease),
        (ALICE, 1, "x" * 10_000, 0),
    ):  # fmt: skip
        with pytest.raises(ReviewError):
            reveal(case, who, token, 1, reason, now)

    shown = reveal(case, ALICE, 1, 1, WHY, 0).case
    longer = claim(shown, ALICE, 1).case
    later = claim(shown, ALICE, TERMS.lease).case
    others = claim(release(shown, ALICE, 1, 1).case, BOB, 2).case

    assert may_look(shown, ALICE, 1, 0, revealed=True) == PLAIN
    assert may_look(longer, ALICE, 1, 1, revealed=True) == PLAIN
    for each, who in ((later, ALICE), (others, BOB)):
        with pytest.raises(NotForYouError, match="not revealed"):
            may_look(each, who, 1, each.lease - 1, revealed=True)


def test_what_was_not_kept_cannot_be_revealed() -> None:
    case = claimed(pictured(), ALICE)

    with pytest.raises(ReviewError, match='`review.keep_media = "originals"`'):
        reveal(case, ALICE, 1, 2, WHY, 0)
    for place in (0, 3, -1):
        with pytest.raises(ReviewError, match="has 2 pictures"):
            reveal(case, ALICE, 1, place, WHY, 0)
    with pytest.raises(ReviewError, match="has 0 pictures"):
        picture_of(claimed(opened(), ALICE), 1)
    for why in Why:
        with pytest.raises(OutdatedError, match="its pictures are"):
            picture_of(forget(case, why).case, 1)


def test_another_question_about_the_same_call_keeps_its_pictures_and_ends_the_reveal() -> None:
    case = reveal(claimed(pictured(), ALICE), ALICE, 1, 1, WHY, 0).case

    anew = renew(case, held(), "d-2", 9, 1).case

    assert anew.pictures is not None
    assert anew.pictures.are_there
    with pytest.raises(NotForYouError):
        may_look(claim(anew, ALICE, 2).case, ALICE, 1, 2, revealed=True)


def test_each_step_has_its_entry_and_tells_what_was_kept_as_a_commitment_alone() -> None:
    maker = Maker(Clock(), counting())
    mine = claimed(pictured(), ALICE)
    steps = [
        keep(opened(), PICTURES, (b"d" * 32, b"e" * 32), 0),
        keep(opened(), Pictures(left_out=2, gone=Why.FAILED), (), 0),
        reveal(mine, ALICE, 1, 1, WHY, 0),
        forget(refuse(mine, ALICE, 1, WHY, 0).case, Why.CLOSED),
    ]

    made = [entered(maker, each)[0] for each in steps]

    told = [parse_as(each.data, kinds.Hold) for each in made]
    assert [each.change for each in told] == [
        Change.KEPT.value, Change.KEPT.value, Change.REVEALED.value, Change.FORGOTTEN.value,
    ]  # fmt: skip
    assert [(each.pictures, each.left_out, each.why) for each in told[:2]] == [
        (2, 1, told[2].why), (0, 2, "failed"),
    ]  # fmt: skip
    assert (told[2].picture, told[2].person, told[3].why) == (1, "r-alice", "closed")
    assert [[each.field for each in one.openings] for one in made] == [
        ["copies.0", "copies.1"], [], ["reason"], [],
    ]  # fmt: skip
    assert all(b"d" * 9 not in each.data and WHY.encode() not in each.data for each in made)


def test_whoever_voted_cannot_reveal_it_any_more() -> None:
    case = claimed(pictured(), ALICE)
    voted = replace(refuse(case, ALICE, 1, WHY, 0).case, state=State.SECOND)

    with pytest.raises(NotForYouError, match="you have voted"):
        reveal(replace(voted, holder="r-alice", lease=10), ALICE, 1, 1, WHY, 0)

