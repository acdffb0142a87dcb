"""Where an edition settles nothing: all of it, and laid to the clauses that leave it open."""

import random
from collections import Counter

from hypothesis import given, settings

from countenance.codes.model import Verdict
from countenance.decisions.grey import grey, questions_of
from countenance.stores.packaged import edition, packaged_vocabulary
from decisions.random_codes import World, worlds
from decisions.spaces import by_hand, every

CORRECTED = edition("ms-aoai-coc@2024-05-03")


@settings(max_examples=60)
@given(worlds())
def test_every_unclear_situation_is_in_some_zone_and_nothing_else_is(
    drawn: tuple[World, random.Random],
) -> None:
    world, _ = drawn
    text = world.editions[0]

    found = grey(text, world.vocabulary, signed=world.signed)

    facts = [world.vocabulary.index(name) for name in found.facts]
    verdicts = by_hand(world, facts, text)
    assert found.total == len(verdicts)
    assert found.unclear == Counter(verdicts.values())[Verdict.UNCLEAR]
    for situation in every(world):
        verdict = verdicts.get(tuple(situation[i] for i in facts))
        inside = any(
            all(mask >> situation[i] & 1 for i, mask in cube.masks)
            for zone in found.zones
            for cube in zone.cover.cubes
        )
        if verdict is not None:
            assert inside == (verdict == Verdict.UNCLEAR)


@settings(max_examples=50)
@given(worlds())
def test_a_zone_is_no_longer_unclear_without_its_clause(
    drawn: tuple[World, random.Random],
) -> None:
    world, _ = drawn
    text = world.editions[0]

    found = grey(text, world.vocabulary, signed=world.signed)

    single = [zone for zone in found.zones if zone.clause]
    assert sum(zone.count for zone in found.zones) >= found.unclear
    assert all(zone.questions for zone in single)
    assert len({zone.clause.id for zone in single if zone.clause}) == len(single)


def test_what_would_have_to_be_settled_about_the_corrected_wording() -> None:
    vocabulary = packaged_vocabulary()

    as_it_is = grey(CORRECTED, vocabulary)
    signed = grey(CORRECTED, vocabulary, signed=frozenset(c.digest for c in CORRECTED.clauses))

    zones = {zone.clause.id: zone for zone in as_it_is.zones if zone.clause}
    assert "does the older sentence about every user still stand in this edition?" in (
        zones["AOAI-ID"].questions
    )
    assert zones["AOAI-USPD-REDACT"].questions == (
        "the text is not established, and nobody has signed it off",
    )
    assert "AOAI-USPD-REDACT" not in {z.clause.id for z in signed.zones if z.clause}
    assert signed.unclear < as_it_is.unclear


def test_the_questions_of_a_clause_are_its_readings_its_terms_and_its_text() -> None:
    mobile, other = CORRECTED.clause("AOAI-MOBILE"), CORRECTED.clause("AOAI-USPD-OTHER")
    assert mobile is not None
    assert other is not None

    assert "is the camera of a drone a mobile camera?" in questions_of(
        mobile, CORRECTED, frozenset()
    )
    assert questions_of(other, CORRECTED, frozenset()) == ()
