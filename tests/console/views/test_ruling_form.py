"""What the form of a ruling asks about a clause."""

import pytest

from countenance.callers.check import is_slug
from countenance.console.views.ruling_form import (
    form_told,
    free_name,
    is_open,
    nearest_words,
    own_reading,
    phrases_of,
    value_of,
)
from countenance.errors import FactError
from countenance.review.ruling_checks import stands_in
from countenance.stores.packaged import edition, packaged_editions, packaged_vocabulary

V = packaged_vocabulary()
MAY = edition("ms-aoai-coc@2024-05-03")
ID = next(each for each in MAY.clauses if each.id == "AOAI-ID")


def test_every_fact_is_asked_for_once_those_of_the_clause_first() -> None:
    told = form_told(MAY, ID, V)

    assert [each.name for each in told.first] == ["operation"]
    assert {"actor_kind", "agency_country", "capture_device"} <= {e.name for e in told.of_text}
    names = [each.name for part in (told.first, told.of_text, told.others) for each in part]
    assert sorted(names) == sorted(fact.name for fact in V.facts)


def test_a_fact_is_asked_for_in_words_and_many_values_are_typed() -> None:
    asked = {e.name: e for p in (form_told(MAY, ID, V),) for e in (*p.first, *p.of_text, *p.others)}

    assert ("body_worn", "body worn") in asked["capture_device"].single
    assert ("mobile", "mobile: body worn, dash mounted, handheld mobile") in (
        asked["capture_device"].several
    )
    assert ("biometric", "biometric: biometric identification, biometric verification, enrolment "
            "and 6 more") in asked["operation"].several
    assert ("true", "yes (true)") in asked["officer_camera_data"].single
    assert asked["agency_country"].is_typed
    assert ("NO", "Norway (NO)") in asked["agency_country"].single
    assert not asked["use_locality"].is_typed


def test_the_words_that_are_offered_are_short_and_stand_in_the_clause() -> None:
    assert "identify or verify" in phrases_of(ID)
    for each in packaged_editions():
        for clause in each.clauses:
            for words in phrases_of(clause):
                assert len(words) <= 60
                assert stands_in(each, clause, words)


def test_words_that_do_not_stand_there_have_a_nearest_one() -> None:
    assert nearest_words(MAY, ID, "any usr") == "any user"
    assert nearest_words(MAY, ID, "zebra") is None
    assert nearest_words(MAY, ID, "") is None


def test_a_name_is_proposed_that_none_has() -> None:
    assert free_name("AOAI-ID", ()) == "aoai-id"
    assert free_name("AOAI-ID", ("aoai-id", "aoai-id-2")) == "aoai-id-3"
    assert free_name("§ 14", ()) == "14"
    assert free_name("漢字", ()) == "ruling"
    for each in packaged_editions():
        assert all(is_slug(free_name(clause.id, ())) for clause in each.clauses)
    assert own_reading(ID) == "board"


def test_where_nothing_is_open_there_is_nothing_to_decide() -> None:
    assert is_open(MAY, ID)
    closed = [each.id for each in MAY.clauses if not is_open(MAY, each)]
    assert "AOAI-USPD-OTHER" in closed
    assert "AOAI-USPD-REDACT" not in closed


@pytest.mark.parametrize(
    ("fact", "typed", "value"),
    [
        ("agency_country", "NO", "NO"),
        ("agency_country", " norway ", "NO"),
        ("agency_country", "Norway (NO)", "NO"),
        ("agency_country", "EU", "EU"),
        ("agency_country", "none", "none"),
        ("agency_country", "any", ""),
        ("agency_country", "  ", ""),
        ("agency_country", "unknown", ""),
        ("use_jurisdiction", "united states", "US"),
        ("use_jurisdiction", "US-CA", "US-CA"),
        ("use_jurisdiction", "NO-03", "NO-03"),
        ("capture_device", "Body worn", "body_worn"),
        ("capture_device", "mobile", "mobile"),
    ],
)
def test_a_value_is_known_by_its_name_and_its_code(fact: str, typed: str, value: str) -> None:
    found = value_of(V.fact(fact), typed)

    assert found == value
    V.cube({fact: found} if found else {})


@pytest.mark.parametrize(
    ("fact", "typed", "says"),
    [
        ("agency_country", "Norwai", "did you mean `Norway (NO)`"),
        ("agency_country", "NO, SE", "nothing here is called `NO, SE`"),
        ("use_jurisdiction", "Georgia", "Georgia (GE) or Georgia (US-GA)"),
        ("environment", "zzz", "it is one such as none, uncontrolled, controlled"),
    ],
)
def test_a_value_that_is_none_is_told_with_what_it_may_be(fact: str, typed: str, says: str) -> None:
    with pytest.raises(FactError) as told:
        value_of(V.fact(fact), typed)

    assert says in str(told.value)
