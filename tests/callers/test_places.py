"""Who leaves open where its calls are is told so, and what would name the place."""

from dataclasses import replace
from datetime import date

import pytest

from callers.examples import private
from countenance.callers.places import unsaid_place
from countenance.callers.registration import Asset, AssetKind, Registration
from countenance.stores.packaged import packaged_vocabulary

DAY = date(2026, 11, 22)
V = packaged_vocabulary()


def told(registration: Registration) -> str | None:
    return unsaid_place(registration, V, DAY)


@pytest.mark.parametrize("place", ["NO", "US-CA", "US-CA,US-WA"])
def test_a_place_that_is_named_leaves_nothing_to_say(place: str) -> None:
    (row,) = [one for one in private(use_jurisdiction="NO").facts if one.fact == "use_jurisdiction"]
    where = replace(row, values=tuple(place.split(",")))
    kept = [one for one in private().facts if one.fact != "use_jurisdiction"]

    assert told(replace(private(), facts=(*kept, where))) is None


def test_no_place_is_every_place() -> None:
    said = told(private())

    assert said is not None
    assert "names no place, so the laws of every place may bind" in said
    assert "`countenance callers change acme use_jurisdiction=PLACE`" in said


def test_a_country_whose_parts_have_laws_is_many_places() -> None:
    said = told(private(use_jurisdiction="US"))

    assert said is not None
    assert "`US`, which is 57 places" in said


def test_a_place_that_a_key_carries_is_named() -> None:
    office = Asset(AssetKind.PLACE, "office", (("use_jurisdiction", ("US-WA",)),))
    caller = replace(private(), assets=(office,))

    assert told(caller.carrying(["office"], "k1")) is None
    assert told(caller.carrying([], "k1")) is not None


def test_who_may_state_the_place_of_a_call_is_asked_for_it_then() -> None:
    assert told(replace(private(), may_state=frozenset({"use_jurisdiction"}))) is None
