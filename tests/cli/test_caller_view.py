from dataclasses import replace
from datetime import date

import pytest

from callers.examples import police
from countenance.callers.registration import Asset, AssetKind, RegisteredFact, Span
from countenance.cli.caller_view import laws_of, say_unsaid_place, show_caller, view
from countenance.stores.registry import KeyRow

KEY = KeyRow("ab12cd34ef", "first", "wxyz", ("station",), "2026-11-22T10:00:00.000Z", None)
DAY = date(2026, 11, 22)


def test_everything_registered_is_shown_to_programs() -> None:
    shown = view(police(), [KEY])

    assert shown["assets"][0]["name"] == "station"  # type: ignore[index]  # a list of objects
    assert shown["keys"][0]["carries"] == ["station"]  # type: ignore[index]  # a list of objects


def test_days_are_shown_to_people(capsys: pytest.CaptureFixture[str]) -> None:
    dated = RegisteredFact("use_jurisdiction", ("NO",), "law", Span(ends=date(2027, 1, 2)))
    caller = replace(police(), facts=(*police().facts, dated))

    show_caller(caller, [KEY], None, as_json=False, day=DAY)

    text = capsys.readouterr().out
    assert "..2027-01-02" in text
    assert "always" in text
    assert "wxyz" in text
    assert "capture_device=fixed_cctv environment=controlled" in text


@pytest.mark.parametrize(
    ("place", "law"),
    [("US-CA", "us-ca-pen-13663@2026-01-01"), ("FR", "eu-ai-act@2026-07-27"), ("NO", None)],
)
def test_the_laws_of_the_places_that_it_names_are_shown(
    place: str, law: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    others = [row for row in police().facts if row.fact != "use_jurisdiction"]
    where = RegisteredFact("use_jurisdiction", (place,))
    caller = replace(police(), facts=(*others, where), assets=())

    show_caller(caller, [KEY], None, as_json=False, day=DAY)

    shown = capsys.readouterr().out
    assert law in laws_of(caller, DAY) if law else laws_of(caller, DAY) == ()
    assert (law or "names a place that has none here") in shown
    assert "PLACE" not in shown


@pytest.mark.parametrize(("place", "why"), [(None, "names no place"), ("US", "is 57 places")])
def test_who_leaves_its_place_open_is_shown_and_told_so(
    place: str | None, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = [row for row in police().facts if row.fact != "use_jurisdiction"]
    if place:
        facts.append(RegisteredFact("use_jurisdiction", (place,)))
    caller = replace(police(), facts=tuple(facts), assets=())

    show_caller(caller, [KEY], None, as_json=False, day=DAY)
    say_unsaid_place(caller)

    shown, told = capsys.readouterr()
    for text in (shown, told):
        assert why in text
        assert "`countenance callers change oslo-police use_jurisdiction=PLACE`" in text
    assert "us-wa-king-county-pao@2024-09" in laws_of(caller, DAY)


def test_a_place_that_a_key_may_carry_counts_as_named() -> None:
    station = Asset(AssetKind.PLACE, "station", (("use_jurisdiction", ("US-WA",)),))
    caller = replace(police(), facts=(), assets=(station,))

    assert "us-wa-rcw-43.386@2021-07-01" in laws_of(caller, DAY)
