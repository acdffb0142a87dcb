"""What stands against a ruling, alone and beside those that count already."""

import datetime
from dataclasses import replace
from typing import Any

import pytest

from countenance.codes.model import Reading, TextBasis, Verdict
from countenance.errors import ReviewError
from countenance.review.ruling_checks import checked, citable, stands_in
from countenance.review.rulings import Ruling
from countenance.stores.packaged import edition, packaged_vocabulary
from review.made_rulings import EDITION, ruling

VOCABULARY = packaged_vocabulary()
MAY = edition("ms-aoai-coc@2024-05-03")
BOARD = Reading(
    "board", "a station is a controlled place", Verdict.ALLOW, TextBasis.INTERPRETATION,
    "https://board.example/12",
)  # fmt: skip
STATION = {
    "actor_kind": ("law_enforcement_agency",),
    "agency_country": ("NO",),
    "capture_device": ("fixed_cctv",),
    "environment": ("controlled",),
}
WORDS = {"cites": "naming somebody"}
FIRST = ruling(id="first", **WORDS)


def station(**changed: Any) -> Ruling:
    return ruling(**{
        "id": "station", "edition": MAY.name, "clause": "AOAI-ID", "reading": "board",
        "scope": STATION, "cites": "Any user", "added": BOARD, **changed,
    })  # fmt: skip


def strict(**changed: Any) -> Ruling:
    return ruling(**{"id": "second", "reading": "strict", **WORDS, **changed})


def test_what_may_be_adopted_says_what_it_moves() -> None:
    found = checked(MAY, station(), (), VOCABULARY)

    assert found.effect.settled > 0
    assert (found.beside, found.since) == ((), station().begins)


@pytest.mark.parametrize(
    ("cites", "stands"),
    [
        ("any   USER from it", True),
        ("the older sentence", True),
        ("identify or verify individual identities", True),
        ("identify-or-verify", True),
        ("in the wild", False),
        ("user any", False),
    ],
)
def test_the_words_that_are_read_stand_in_the_clause(cites: str, *, stands: bool) -> None:
    if stands:
        checked(MAY, station(cites=cites), (), VOCABULARY)
        return
    with pytest.raises(ReviewError, match="do not stand in .* AOAI-ID; `countenance codes show"):
        checked(MAY, station(cites=cites), (), VOCABULARY)


def test_the_texts_that_may_be_cited_are_those_of_the_clause_its_readings_and_terms() -> None:
    clause = MAY.clause("AOAI-ID")
    assert clause is not None

    texts = citable(MAY, clause)

    assert clause.says in texts
    assert "identify or verify" in texts
    assert clause.readings[1].says in texts
    assert all(stands_in(MAY, clause, each) for each in texts)


def test_a_reading_that_is_added_says_from_where() -> None:
    with pytest.raises(ReviewError, match="is an address"):
        checked(MAY, station(added=replace(BOARD, source="somewhere")), (), VOCABULARY)


def test_two_that_disagree_where_both_reach_do_not_both_count() -> None:
    with pytest.raises(ReviewError, match=r"otherwise than `first`, which counts; narrow"):
        checked(EDITION, strict(), (FIRST,), VOCABULARY)
    mine = strict(scope={"agency_country": ("NO",)})
    with pytest.raises(ReviewError, match="otherwise than `first`"):
        checked(EDITION, mine, (FIRST,), VOCABULARY)


def test_two_that_agree_or_do_not_meet_both_count() -> None:
    norway = ruling(id="first", scope={"agency_country": ("NO",)}, **WORDS)
    nordic = ruling(id="nordic", scope={"agency_country": ("NO", "SE")}, **WORDS)
    sweden = strict(scope={"agency_country": ("SE",)})

    assert checked(EDITION, nordic, (norway,), VOCABULARY).beside == ("first",)
    assert checked(EDITION, sweden, (norway,), VOCABULARY).effect.settled > 0


def test_two_that_never_count_on_one_day_do_not_meet() -> None:
    later = strict(begins=datetime.date(2027, 1, 1), ends=None)

    assert checked(EDITION, later, (FIRST,), VOCABULARY).beside == ()


def test_it_is_checked_on_every_day_on_which_others_count() -> None:
    """The other one begins in the middle of its time."""
    middle = ruling(id="first", begins=datetime.date(2026, 6, 1), ends=None, **WORDS)

    with pytest.raises(ReviewError, match="otherwise than `first`"):
        checked(EDITION, strict(), (middle,), VOCABULARY)


def test_what_is_settled_already_is_not_settled_again() -> None:
    with pytest.raises(ReviewError, match="would settle nothing"):
        checked(EDITION, ruling(id="again", **WORDS), (FIRST,), VOCABULARY)


def test_what_would_reach_beyond_is_refused_also_beside_others() -> None:
    wide = replace(BOARD, when=((),))
    beyond = ruling(id="wide", reading="board", added=wide, **WORDS)

    with pytest.raises(ReviewError, match="only what is unclear"):
        checked(EDITION, beyond, (), VOCABULARY)
