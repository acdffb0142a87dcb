"""Rulings worth reading about a case: the nearest and newest first, whatever became of them."""

from dataclasses import replace
from typing import Any

from countenance.facts.known import settle
from countenance.review.docket import Docket, Stage
from countenance.review.similar import Reach, similar_rulings
from countenance.stores.packaged import packaged_vocabulary
from review.made_rulings import proposal

VOCABULARY = packaged_vocabulary()
HERE = {("made@1", "A")}
NORWAY = {"agency_country": ("NO",)}


def docket(id_: str, **changed: Any) -> Docket:
    return replace(proposal(id=id_), **changed)


def masks(**facts: str) -> tuple[int, ...]:
    return settle([], VOCABULARY).narrowed({name: (each,) for name, each in facts.items()}).masks


def test_a_scope_contains_touches_or_lies_beside_a_case() -> None:
    dockets = [
        docket("beside", scope={"agency_country": ("SE",)}),
        docket("touches", scope={**NORWAY, "environment": ("controlled",)}),
        docket("contains", scope=NORWAY),
        docket("everywhere"),
    ]

    found = similar_rulings(dockets, HERE, [masks(agency_country="NO")], VOCABULARY)

    assert [(each.docket.id, each.reach, each.outside) for each in found] == [
        ("contains", Reach.CONTAINS, ()), ("everywhere", Reach.CONTAINS, ()),
        ("touches", Reach.TOUCHES, ()), ("beside", Reach.BESIDE, ("agency_country",)),
    ]  # fmt: skip


def test_the_nearest_of_the_plausible_acts_counts_and_the_newest_comes_first() -> None:
    dockets = [
        docket("old", scope=NORWAY, state=Stage.OVERTURNED), docket("new", scope=NORWAY, proposed=9)
    ]  # fmt: skip

    found = similar_rulings(
        dockets, HERE, [masks(agency_country="SE"), masks(agency_country="NO")], VOCABULARY
    )

    assert [each.docket.id for each in found] == ["new", "old"]
    assert {each.reach for each in found} == {Reach.CONTAINS}
    assert len(similar_rulings(dockets, HERE, [masks()], VOCABULARY, most=1)) == 1


def test_other_clauses_and_words_that_are_not_known_any_more_are_left_out() -> None:
    odd = docket("odd", scope={"phase_of_the_moon": ("full",)})

    assert similar_rulings([odd, docket("b", clause="B")], HERE, [masks()], VOCABULARY) == ()
