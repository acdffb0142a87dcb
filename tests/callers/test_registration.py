from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from callers.examples import STATION, police, private, rows
from countenance.callers.registration import Asset, AssetKind, RegisteredFact, Registration, Span
from countenance.facts.vocabulary import Basis

ALWAYS = Span()
DAY = date(2026, 11, 22)
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def approval(case: str, span: Span = ALWAYS) -> Asset:
    facts = (
        ("provider_approval", ("limited_access_use_case",)),
        ("approved_use_case", (case,)),
    )
    return Asset(AssetKind.APPROVAL, case.replace("_", "-"), facts, "letter", span)


def test_registered_facts_are_evidence_of_that_basis() -> None:
    found = {piece.fact: piece for piece in police().evidence_on(DAY)}

    assert found["agency_country"].values == ("NO",)
    assert {piece.basis for piece in found.values()} == {Basis.REGISTERED}


def test_a_camera_counts_only_for_the_key_that_carries_it() -> None:
    caller = police()

    assert "capture_device" not in caller.facts_on(DAY)
    assert "capture_device" not in caller.carrying((), "other").facts_on(DAY)
    assert caller.carrying(("station",), "key").facts_on(DAY)["capture_device"] == ("fixed_cctv",)


def test_several_cameras_of_one_key_leave_open_which_it_is() -> None:
    car = Asset(AssetKind.CAMERA, "car", (("capture_device", ("dash_mounted",)),))
    caller = replace(police(), assets=(STATION, car))

    facts = caller.carrying(("station", "car"), "key").facts_on(DAY)

    assert facts["capture_device"] == ("fixed_cctv", "dash_mounted")


def test_an_approval_takes_the_place_of_what_is_registered_in_general() -> None:
    caller = replace(private(provider_approval="none"), assets=(approval("liveness"),))

    assert private(provider_approval="none").facts_on(DAY)["provider_approval"] == ("none",)
    assert caller.facts_on(DAY)["provider_approval"] == ("limited_access_use_case",)


def test_an_approval_past_its_date_no_longer_counts() -> None:
    span = Span(ends=DAY)
    caller = replace(private(provider_approval="none"), assets=(approval("liveness", span),))

    assert "approved_use_case" in caller.facts_on(DAY - timedelta(days=1))
    assert "approved_use_case" not in caller.facts_on(DAY)
    assert caller.facts_on(DAY)["provider_approval"] == ("none",)


def test_a_fact_counts_on_its_days_only() -> None:
    fact = RegisteredFact("use_jurisdiction", ("NO",), span=Span(DAY, DAY + timedelta(days=2)))
    caller = replace(private(), facts=(*private().facts, fact))

    counted = [
        "use_jurisdiction" in caller.facts_on(DAY + timedelta(days=offset))
        for offset in (-1, 0, 1, 2)
    ]

    assert counted == [False, True, True, False]


def test_no_agency_is_concerned_when_none_acts_or_is_acted_for() -> None:
    assert private().facts_on(DAY)["agency_type"] == ("none",)
    assert private().facts_on(DAY)["agency_country"] == ("none",)


def test_whoever_acts_for_an_agency_is_not_said_to_have_none() -> None:
    caller = Registration(
        "contractor",
        "c-3",
        "Contractor",
        rows(actor_kind="private_entity", on_behalf_of="law_enforcement_agency"),
    )

    assert caller.concerns_an_agency
    assert "agency_country" not in caller.facts_on(DAY)


@given(day=days, begins=st.none() | days, ends=st.none() | days)
def test_a_span_holds_from_its_first_day_until_before_its_end(
    day: date, begins: date | None, ends: date | None
) -> None:
    held = Span(begins, ends).holds_on(day)

    assert held == ((begins or date.min) <= day < (ends or date.max))


def test_assets_and_attesting_keys_are_found_by_name() -> None:
    assert police().asset("station") == STATION
    assert police().asset("nowhere") is None
    assert police().attesting_key("x") is None
