"""A ruling as people see it: days, times and numbers, and why it counts or does not."""

import datetime
from dataclasses import replace

from countenance.gate.people.ruling_replay import Changed, Replayed
from countenance.gate.people.ruling_view import (
    effect_object,
    replay_object,
    row_of_ruling,
    similar_object,
    view_of_ruling,
)
from countenance.review.docket import Stage
from countenance.review.rulings import effect
from countenance.review.similar import Reach, Similar
from countenance.stores.packaged import packaged_vocabulary
from review.made_rulings import EDITION, proposal, ruling

DAY = datetime.date(2026, 6, 1)
ADOPTED = replace(
    proposal(), state=Stage.ADOPTED, adopted=1_000, scope={"agency_country": ("NO",)}
)  # fmt: skip


def test_a_row_says_whether_it_counts_today_and_why_not() -> None:
    row = row_of_ruling(ADOPTED, DAY)

    assert (row["counts_today"], row["lapsed"], row["state"]) == (True, None, "adopted")
    assert (row["adopted"], row["ended"]) == ("1970-01-01T00:00:01.000Z", None)
    assert row["scope"] == {"agency_country": ["NO"]}
    assert not row_of_ruling(ADOPTED, datetime.date(2027, 1, 1))["counts_today"]
    lapsed = row_of_ruling(ADOPTED, DAY, "its clause is gone")
    assert (lapsed["counts_today"], lapsed["lapsed"]) == (False, "its clause is gone")


def test_the_whole_has_the_text_with_its_digest() -> None:
    shown = view_of_ruling(ADOPTED, DAY)

    assert (shown["text"], shown["text_digest"]) == (ADOPTED.text, ADOPTED.text_digest)
    assert (shown["effect"], shown["proposed_by"]) == ({}, ADOPTED.by)


def test_an_effect_says_what_moves_and_why_it_may_not_be_adopted() -> None:
    found = effect(EDITION, ruling(), packaged_vocabulary())

    shown = effect_object(ruling(), found, "it harms")

    assert sum(each["situations"] for each in shown["moved"]) == shown["settled"] > 0
    assert (shown["may_be_adopted"], shown["why_not"]) == (False, "it harms")


def test_a_replay_has_a_row_for_each_way_in_which_calls_change() -> None:
    changed = Changed(("unclear",), "hold", ("allow",), "made@1 A+in-public", 3, (1, 2, 3))

    shown = replay_object(Replayed(9, 5, 1, (changed,)), DAY, DAY)

    assert (shown["decisions"], shown["asked"], shown["left_out"]) == (9, 5, 1)
    assert shown["changed"][0]["calls"] == 3
    assert shown["from"] == "2026-06-01"


def test_a_similar_ruling_says_how_near_it_is() -> None:
    shown = similar_object(Similar(ADOPTED, Reach.BESIDE, ("environment",)))

    assert (shown["ruling"], shown["reach"]) == ("in-public", "beside")
    assert shown["outside"] == ["environment"]
