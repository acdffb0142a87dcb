"""Rules over wordings: they add acts and say more, and take nothing away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.evidence.labels import LABELS, Label, cube_of
from countenance.evidence.rules import INTRUSIVE_SETS, raised

WORDS = st.sampled_from(
    ["who is this", "suspects", "former prisoners", "our watchlist", "mugshots", "age range",
     "how old exactly", "follow him across cameras", "staff list", "missing persons", "a cat",
     "describe the hat"]
)


@given(st.frozensets(st.sampled_from(LABELS), min_size=1), st.lists(WORDS, max_size=5))
def test_no_wording_takes_an_act_away(labels: frozenset[Label], words: list[str]) -> None:
    told = raised(labels, ", ".join(words))

    assert labels <= set(told.cubes)


@given(st.lists(WORDS, max_size=5))
def test_nothing_milder_than_an_intrusive_set_is_ever_settled(words: list[str]) -> None:
    cube = raised([Label.IDENTIFY], ", ".join(words)).cubes[Label.IDENTIFY]

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
    cube = raised([Label.IDENTIFY], text).cubes[Label.IDENTIFY]

    assert reference_set in cube["reference_set"]


def test_a_list_of_suspects_makes_identification_plausible() -> None:
    assert Label.IDENTIFY in raised([Label.DESCRIBE], "is he on our list of suspects?").cubes


def test_an_age_range_is_one_only_where_nothing_asks_for_more() -> None:
    ranged = raised([Label.AGE_GENDER], "give me a rough age range").cubes[Label.AGE_GENDER]
    exact = raised([Label.AGE_GENDER], "age range, and exactly how old is she?").cubes

    assert ranged["inferred_attribute"] == ("age_range",)
    assert exact[Label.AGE_GENDER] == cube_of(Label.AGE_GENDER)


def test_the_names_of_rules_quote_nothing() -> None:
    told = raised([Label.IDENTIFY], "is Wilhelmina on the list of suspects?")

    assert told.rules
    assert "wilhelmina" not in " ".join(told.rules).lower()
