"""Rules over wordings: they add acts and say more, and take nothing away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.evidence.rules import INTRUSIVE_SETS, raised
from countenance.evidence.senses import SENSES, Sense

WORDS = st.sampled_from(
    ["who is this", "suspects", "former prisoners", "our watchlist", "mugshots", "age range",
     "how old exactly", "follow him across cameras", "staff list", "missing persons", "a cat",
     "describe the hat"]
)


@given(st.frozensets(st.sampled_from(SENSES), min_size=1), st.lists(WORDS, max_size=5))
def test_no_wording_takes_an_act_away(senses: frozenset[Sense], words: list[str]) -> None:
    told = raised(senses, ", ".join(words))

    assert senses <= set(told.cubes)


@given(st.lists(WORDS, max_size=5))
def test_nothing_milder_than_an_intrusive_set_is_ever_settled(words: list[str]) -> None:
    cube = raised([Sense.IDENTIFY], ", ".join(words)).cubes[Sense.IDENTIFY]

    named = cube.get("reference_set", INTRUSIVE_SETS)
    assert set(named) & set(INTRUSIVE_SETS)


@pytest.mark.parametrize(
    ("text", "reference_set"),
    [
        ("is he in our list of suspects and former prisoners?", "suspects_or_prior_inmates"),
        ("run this against the watchlist of open warrants", "warrants_watchlist"),
        ("compare it with the mugshots", "mugshots"),
    ],
)
def test_what_is_compared_with_is_read_from_the_words(text: str, reference_set: str) -> None:
    cube = raised([Sense.IDENTIFY], text).cubes[Sense.IDENTIFY]

    assert reference_set in cube["reference_set"]


def test_a_list_of_suspects_makes_identification_plausible() -> None:
    assert Sense.IDENTIFY in raised([Sense.DESCRIBE], "is he on our list of suspects?").cubes


def test_an_exact_age_makes_more_than_a_range_plausible() -> None:
    assert Sense.AGE_GENDER in raised([Sense.AGE_RANGE], "exactly how old is she?").cubes
    assert Sense.AGE_GENDER not in raised([Sense.AGE_RANGE], "child or adult?").cubes


def test_no_wording_makes_an_exact_age_a_range() -> None:
    told = raised([Sense.AGE_GENDER], "give me a rough age range")

    assert told.cubes == {Sense.AGE_GENDER: Sense.AGE_GENDER.cube}


def test_the_names_of_rules_quote_nothing() -> None:
    told = raised([Sense.IDENTIFY], "is Wilhelmina on the list of suspects?")

    assert told.rules
    assert "wilhelmina" not in " ".join(told.rules).lower()
