from dataclasses import replace
from datetime import date

import pytest

from callers.examples import VOCABULARY, police, private, rows
from countenance.callers.check import (
    NEVER_STATED,
    check_registration,
    is_slug,
    may_be_stated,
    plain_values,
)
from countenance.callers.registration import Asset, AssetKind, RegisteredFact, Registration, Span
from countenance.errors import CallerError, UnknownValueError


def wrong(registration: Registration) -> str:
    with pytest.raises(CallerError) as error:
        check_registration(registration, VOCABULARY)
    return str(error.value)


def test_what_may_be_registered_is_accepted() -> None:
    check_registration(police(), VOCABULARY)
    check_registration(private(provider_approval="none"), VOCABULARY)


def test_an_unknown_fact_is_answered_with_the_nearest() -> None:
    assert "did you mean `agency_country`?" in wrong(private(agency_contry="NO"))


def test_an_unknown_value_is_answered_with_the_nearest() -> None:
    message = wrong(replace(private(), facts=rows(actor_kind="privat_entity", on_behalf_of="none")))

    assert "did you mean `private_entity`?" in message


@pytest.mark.parametrize("missing", ["actor_kind", "on_behalf_of"])
def test_who_acts_and_for_whom_is_always_said(missing: str) -> None:
    facts = tuple(row for row in private().facts if row.fact != missing)

    assert f"`{missing}` needs exactly one value" in wrong(replace(private(), facts=facts))


def test_who_acts_is_one_value_without_days() -> None:
    both = RegisteredFact("actor_kind", ("private_entity", "court"))
    dated = RegisteredFact("actor_kind", ("court",), span=Span(ends=date(2027, 1, 1)))
    other = RegisteredFact("on_behalf_of", ("none",))

    assert "exactly one value" in wrong(replace(private(), facts=(both, other)))
    assert "no first or last day" in wrong(replace(private(), facts=(dated, other)))


def test_facts_about_an_agency_are_only_for_an_agency() -> None:
    assert "only for a law-enforcement body" in wrong(private(agency_country="NO"))
    assert "cannot be `none`" in wrong(police(agency_country="none"))
    check_registration(private(agency_country="none"), VOCABULARY)


@pytest.mark.parametrize(
    ("name", "value"),
    [("operation", "redaction"), ("service", "azure_openai"), ("modality", "image")],
)
def test_what_is_asked_and_of_which_service_cannot_be_registered(name: str, value: str) -> None:
    assert f"`{name}` cannot be registered" in wrong(private(**{name: value}))


def test_a_fact_with_every_value_says_nothing() -> None:
    assert "says anything" in wrong(private(use_jurisdiction="unknown"))


@pytest.mark.parametrize("name", sorted(NEVER_STATED))
def test_who_asks_for_whom_and_what_can_never_be_stated(name: str) -> None:
    assert "can never be stated" in wrong(replace(private(), may_state=frozenset({name})))


def test_what_is_known_only_after_the_call_cannot_be_stated_before_it() -> None:
    assert not may_be_stated(VOCABULARY.fact("officer_signed_review"))
    assert may_be_stated(VOCABULARY.fact("timeliness"))


def test_no_fact_of_the_vocabulary_lets_a_caller_state_who_it_is() -> None:
    free = {fact.name for fact in VOCABULARY.facts if may_be_stated(fact)}

    assert not free & NEVER_STATED
    assert not any(name.startswith("agency_") for name in free)


def test_a_permit_needs_a_reference_and_an_asset_a_fact() -> None:
    permit = Asset(AssetKind.PERMIT, "warrant", (("authorisation", ("warrant",)),))
    empty = Asset(AssetKind.PLACE, "hall", ())

    assert "reference to the document" in wrong(replace(police(), assets=(permit,)))
    assert "at least one fact" in wrong(replace(police(), assets=(empty,)))


def test_an_asset_says_nothing_about_the_organisation() -> None:
    sly = Asset(AssetKind.PLACE, "hall", (("actor_kind", ("private_entity",)),))

    assert "fact about the organisation" in wrong(replace(police(), assets=(sly,)))


def test_days_are_in_order() -> None:
    backwards = RegisteredFact(
        "use_jurisdiction", ("NO",), span=Span(date(2026, 2, 1), date(2026, 1, 1))
    )

    assert "not after" in wrong(replace(private(), facts=(*private().facts, backwards)))


def test_nothing_is_given_twice() -> None:
    twice = replace(private(), facts=(*private().facts, *rows(actor_kind="court")))

    assert "given twice" in wrong(twice)


@pytest.mark.parametrize("pin", ["ms-aoai-coc", "@1", "a@", "a@b c", "A@1"])
def test_a_pin_names_a_code_and_an_edition(pin: str) -> None:
    assert "code@edition" in wrong(replace(private(), pin=pin))


@pytest.mark.parametrize("word", ["", "-a", "a-", "A", "a b", "a/b", "ä", "a" * 65])
def test_names_are_small_letters_digits_and_dashes(word: str) -> None:
    assert not is_slug(word)
    assert is_slug("oslo-police-2")


def test_the_organisation_has_a_name() -> None:
    assert "which organisation" in wrong(replace(private(), organisation=" "))


def test_no_word_of_a_callers_own_gets_into_the_values() -> None:
    country = VOCABULARY.fact("agency_country")

    assert plain_values(country, ("NO",)) == ("NO",)
    assert plain_values(country, ("DE-any words at all",)) == country.names(
        country.mask(("DE-any words at all",))
    )
    with pytest.raises(UnknownValueError):
        plain_values(country, ("Norway",))
