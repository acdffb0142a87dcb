"""The senses: labels, two of them in two parts."""

import pytest

from countenance.evidence.labels import LABELS, Label, cube_of
from countenance.evidence.senses import SENSES, Sense, senses_of


@pytest.mark.parametrize("label", LABELS)
def test_every_label_has_a_sense_and_the_barred_one_comes_first(label: Label) -> None:
    first, *more = senses_of(label)

    assert first.barred is label.prohibited_by_default
    assert not any(sense.barred for sense in more)


def test_the_senses_of_a_label_share_out_what_it_may_infer() -> None:
    senses = senses_of(Label.AGE_GENDER)

    every = [value for sense in senses for value in sense.cube["inferred_attribute"]]

    assert sorted(every) == sorted(cube_of(Label.AGE_GENDER)["inferred_attribute"])


def test_an_age_range_and_a_stylised_portrait_are_not_barred() -> None:
    assert [sense.value for sense in SENSES[len(LABELS):]] == ["age_range", "stylize"]
    assert not Sense.AGE_RANGE.barred
    assert not Sense.STYLIZE.barred


def test_words_asked_of_pictures_alone_can_be_written_down() -> None:
    """Without sound nothing is transcribed; asking for it must not be a contradiction."""
    assert "other_non_biometric" in Sense.TRANSCRIBE.cube["operation"]
