"""The wordings that the rules look for, in several languages."""

import pytest

from countenance.evidence import wordings


@pytest.mark.parametrize(
    "text",
    ["a list of suspects", "our former prisoners", "liste der verdächtigen", "liste des suspects"],
)
def test_suspects_are_found_in_several_languages(text: str) -> None:
    assert wordings.COMPARED["suspects_or_prior_inmates"].search(text)


@pytest.mark.parametrize("name", sorted(wordings.COMPARED))
def test_no_set_is_found_in_harmless_words(name: str) -> None:
    harmless = "describe the weather, the street and the colour of the houses in this picture"

    assert not wordings.COMPARED[name].search(harmless)


def test_no_asking_pattern_fires_on_a_plain_description() -> None:
    plain = "describe this picture of a garden in two sentences"

    assert not [label for label, asks in wordings.ASKS.items() if asks.search(plain)]
