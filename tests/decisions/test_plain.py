"""Facts and values in plain words."""

import pytest

from countenance.decisions.overview import overview
from countenance.decisions.plain import (
    ANY_OTHER,
    Told,
    condition_told,
    cube_told,
    headings_told,
    mask_words,
    plain,
)
from countenance.stores.packaged import edition, packaged_vocabulary

V = packaged_vocabulary()
BOARD = edition("axon-ethics-board@2019-06-27")


@pytest.mark.parametrize(
    ("fact", "values", "words"),
    [
        ("operation", ["detection"], "detection"),
        ("capture_device", ["mobile"], "mobile"),
        ("timeliness", ["post", "none"], "none or post"),
        ("agency_country", ["unknown"], "any"),
    ],
)
def test_values_take_as_few_words_as_there_are(fact: str, values: list[str], words: str) -> None:
    assert mask_words(V.fact(fact), V.fact(fact).mask(values)) == words


def test_nearly_all_values_are_told_by_those_that_are_missing() -> None:
    fact = V.fact("agency_country")

    told = mask_words(fact, fact.full & ~fact.mask(["US", "NO"]))

    assert told == "all but Norway (NO) or United States (US)"


def test_a_box_leaves_out_what_is_said_already() -> None:
    cube = V.cube({"service": "azure_openai", "modality": "image"})

    assert cube_told(cube, V, without=["service"]) == (Told("modality", "image"),)
    assert cube_told(V.cube({}), V) == ()


def test_a_condition_tells_what_is_certain_apart_from_what_is_open() -> None:
    ((operation, device),) = condition_told(BOARD.clauses[0].when, V)

    assert operation.values == "biometric verification or biometric identification"
    assert operation.open == (
        "open: grouping",
        "by our interpretation: enrolment, reference database building or disclosure",
    )
    assert device == Told("capture device", "body worn")


def test_the_class_of_whatever_is_not_named_is_any_other() -> None:
    found = overview(BOARD, V)
    assert found is not None

    rows = headings_told(found[0].rows, V)

    assert (Told("operation", ANY_OTHER),) in rows
    assert headings_told([((0, V.facts[0].full),)], V) == ((Told("service", "any"),),)


def test_names_are_written_as_people_write_them() -> None:
    assert plain("capture_device") == "capture device"
