"""The packaged vocabulary: complete, askable, and never ruling out a real call."""

import json
from itertools import product
from pathlib import Path

import pytest

from countenance.evidence.labels import LABELS, Label, cube_of
from countenance.facts.known import Facts
from countenance.facts.vocabulary import Basis, Known
from countenance.stores.packaged import packaged_vocabulary

VOCABULARY = packaged_vocabulary()
SCENARIOS = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "data/scenarios/scenarios.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
WHO = ("actor_kind", "on_behalf_of", "agency_type", "agency_country")


def possible(masks: tuple[int, ...]) -> bool:
    """Whether some situation is left: a search over the facts that axioms tie, oracle of all."""
    return _search(list(masks), [dict(cube.masks) for cube in VOCABULARY.impossible])


def _search(masks: list[int], cubes: list[dict[int, int]]) -> bool:
    for cube in cubes:
        if all(masks[i] & mask for i, mask in cube.items()):
            # Some fact of the cube has to leave it: try each, and keep what was tried out of it.
            for i, mask in cube.items():
                if masks[i] & ~mask:
                    left = list(masks)
                    left[i] &= ~mask
                    if _search(left, cubes):
                        return True
            return False
    return all(masks)


def facts(**stated: str) -> Facts:
    return Facts.open(VOCABULARY).narrowed(stated)


def as_words(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_every_scenario_is_a_possible_set_of_situations() -> None:
    impossible = []
    for scenario in SCENARIOS:
        stated = {k: as_words(v) for k, v in scenario["facts"].items() if k != "as_of"}
        if not possible(facts(**stated).masks):
            impossible.append(scenario["id"])

    assert impossible == []


def test_every_label_of_an_act_is_possible_with_something_to_look_at_or_hear() -> None:
    impossible = []
    for label in LABELS:
        # A still picture has no speech to transcribe.
        modality = "video" if label is Label.TRANSCRIBE else "image"
        act = Facts.open(VOCABULARY).narrowed(cube_of(label))
        if not possible(act.narrowed({"modality": modality}).masks):
            impossible.append(label)

    assert impossible == []


def test_a_fact_says_what_it_means_how_it_is_asked_and_who_may_establish_it() -> None:
    for fact in VOCABULARY.facts:
        assert fact.meaning.endswith(".") or ". " in fact.meaning, fact.name
        assert fact.standard, fact.name
        assert fact.ask.endswith("?"), fact.name
        assert fact.established_by, fact.name
        assert 1 <= fact.cost <= 9, fact.name


def test_a_question_does_not_name_the_answer_that_would_allow() -> None:
    for fact in VOCABULARY.facts:
        for value in fact.values:
            assert value.replace("_", " ") not in fact.ask.lower().split(), fact.name


@pytest.mark.parametrize("name", [*WHO, "service", "provider_approval", "approved_use_case"])
def test_who_asks_is_known_from_the_register_alone(name: str) -> None:
    assert VOCABULARY.fact(name).established_by == {Basis.REGISTERED}


def test_the_operation_is_inferred_and_never_stated_by_anybody() -> None:
    assert VOCABULARY.fact("operation").established_by == {Basis.INFERRED}


@pytest.mark.parametrize("name", ["capture_device", "timeliness", "environment", "consent"])
def test_what_cannot_be_measured_is_not_established_by_measuring(name: str) -> None:
    assert VOCABULARY.fact(name).established_by == {Basis.REGISTERED, Basis.ATTESTED}


def test_what_a_report_must_have_is_known_after_the_call_and_kept_when_true() -> None:
    after = {fact.name: fact.kept for fact in VOCABULARY.facts if fact.known is Known.AFTER}

    assert set(after.values()) == {("true",)}
    assert {"officer_signed_review", "ai_disclosure_on_report"} <= after.keys()


POLICE = [("law_enforcement_agency", "none"), ("private_entity", "law_enforcement_agency")]
OTHERS = [("private_entity", "none"), ("court", "prosecutor"), ("individual_personal_use", "none")]


@pytest.mark.parametrize(("actor", "behalf"), POLICE)
@pytest.mark.parametrize("fact", ["agency_type", "agency_country"])
def test_a_law_enforcement_body_has_a_kind_and_a_country(
    actor: str, behalf: str, fact: str
) -> None:
    who = facts(actor_kind=actor, on_behalf_of=behalf)

    assert possible(who.masks)
    assert not possible(who.narrowed({fact: "none"}).masks)


@pytest.mark.parametrize(("actor", "behalf"), OTHERS)
@pytest.mark.parametrize("fact", ["agency_type", "agency_country"])
def test_without_a_law_enforcement_body_there_is_no_kind_and_no_country(
    actor: str, behalf: str, fact: str
) -> None:
    who = facts(actor_kind=actor, on_behalf_of=behalf)
    value = next(value for value in VOCABULARY.fact(fact).values if value != "none")

    assert possible(who.narrowed({fact: "none"}).masks)
    assert not possible(who.narrowed({fact: value}).masks)


def test_text_alone_leaves_no_biometric_act_and_nothing_that_needs_the_pixels() -> None:
    text = facts(modality="text")

    for group in ("biometric", "needs_pixels"):
        assert not possible(text.narrowed({"operation": group}).masks)
    for operation in ("text_only", "report_drafting", "other_non_biometric"):
        assert possible(text.narrowed({"operation": operation}).masks)


def test_a_camera_that_is_none_records_nothing_live() -> None:
    assert not possible(facts(capture_device="none", timeliness="real_time").masks)


@pytest.mark.parametrize(
    ("agency", "use", "locality"),
    list(product(["NO", "US"], ["US-CA", "FR"], ["US-OR/Portland", "none"])),
)
def test_agency_use_and_locality_may_differ(agency: str, use: str, locality: str) -> None:
    where = facts(agency_country=agency, use_jurisdiction=use, use_locality=locality)

    assert possible(where.masks)


def test_a_city_lies_below_its_state_and_a_state_below_its_country() -> None:
    use, locality = VOCABULARY.fact("use_jurisdiction"), VOCABULARY.fact("use_locality")

    assert use.mask(["US-OR"]) & use.mask(["US"])
    assert not use.mask(["US-OR"]) & use.mask(["CA"])
    assert locality.mask(["US-OR"]) == locality.mask(["US-OR/Portland"])
    assert locality.mask(["US"]) & locality.mask(["US-OR"])


def test_every_country_of_iso_3166_is_there_and_norway_is_no_boolean() -> None:
    country = VOCABULARY.fact("agency_country")

    assert len(country.values) == 1 + 249
    assert country.mask(["US-CA"]) == country.mask(["US"])
    assert country.mask(["NO"]) != country.full


def test_the_page_about_facts_shows_each_as_the_vocabulary_has_it() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "facts.md").read_text(encoding="utf-8")
    parts = page.split("\n### ")

    for fact in VOCABULARY.facts:
        (section,) = [part for part in parts if part.startswith(f"`{fact.name}`\n")]
        assert " ".join(fact.meaning.split()) in section
        assert f"asked as: {fact.ask}" in section
        assert f"cost {fact.cost}\n" in section
        for basis in fact.established_by:
            assert basis.value in section
        # The two facts about countries and their parts point to the list of places instead.
        if len(fact.values) < 100:
            for value in fact.values:
                assert f"`{value}`" in section


def test_the_page_about_facts_names_everything_that_cannot_happen() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "facts.md").read_text(encoding="utf-8")

    for axiom in VOCABULARY.axioms:
        assert f"- {axiom.says.strip()}\n" in page


def test_no_domain_has_a_value_for_not_known() -> None:
    for fact in VOCABULARY.facts:
        assert not {"unknown", "absent"} & set(fact.values)
