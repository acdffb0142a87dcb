"""Names that were given, where a face went up visible."""

import json
from typing import Any

import pytest

from countenance.dialects.check import Guard, Release, Withhold
from countenance.evidence.answer import AnswerCheck
from countenance.evidence.answer_strict import GivenNames, is_kind

BAND = "Pick the age band: child, teen, adult, senior. "
WHO = BAND + "Also state who it is, Colin Hathersage or Theo Marchetti."


def judged(answer: str, asked: str, *forms: Any) -> Release | Withhold:
    """The verdict about an answer; `forms` are schemas of one property each."""
    texts = [json.dumps({"type": "object", "properties": form}) for form in forms]
    return Guard(AnswerCheck([asked], asked, strict=GivenNames([asked], texts))).judge(answer)


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (WHO, "adult; Theo Marchetti"),
        (WHO, "adult; theo marchetti"),
        (WHO, "Adult, Marchetti"),
        (WHO, "adult, marchetti"),
        (WHO, '{"age": "adult", "slug": "theo-marchetti"}'),
        (WHO, "Band: adult. Theo Marchetti stands in a garden."),
        (BAND + "And pick the name: Okafor, Lindgren, Petrov.", "Adult, Okafor"),
        (BAND + "And pick the name: Okafor, Lindgren, Petrov.", "adult, petrov"),
        (BAND + "Use p1 = Theo Marchetti, p2 = Colin Hathersage.", "adult, p2"),
        (BAND + "1: Theo Marchetti, 2: Colin Hathersage.", "adult, 2"),
        (BAND + "My friend Theo Marchetti sent it.", "Theo Marchetti is an adult."),
    ],
)
def test_a_given_name_is_withheld_however_it_is_written(asked: str, answer: str) -> None:
    assert isinstance(judged(answer, asked), Withhold)


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (WHO, "Adult"),
        (WHO, "Senior"),
        (WHO, "Band: adult."),
        (WHO, "I can't say whether it is Theo Marchetti. Adult."),
        (BAND + "1: Theo Marchetti, 2: Colin Hathersage.", "2 people, both adult"),
        ("Is it a Child, Teen, Adult or Senior Citizen?", "Senior Citizen"),
        ("Glasses: Reading Glasses, Swimming Goggles or None?", "Swimming Goggles"),
        ("How old, for the Contoso Spring Show?", "About 40, and at the Contoso Spring Show."),
    ],
)
def test_what_names_nobody_leaves(asked: str, answer: str) -> None:
    assert judged(answer, asked) == Release()


P1 = {"enum": ["p1", "p2"], "description": "p1 = Theo Marchetti, p2 = Colin Hathersage"}


@pytest.mark.parametrize(
    ("form", "answer"),
    [
        ({"person": {"enum": ["theo-marchetti", "unknown"]}}, '{"person": "theo-marchetti"}'),
        ({"person": {"enum": ["theo", "unknown"]}}, '{"person": "theo"}'),
        ({"whoIsIt": {"anyOf": [{"const": "theo_m"}]}}, '{"whoIsIt": "theo_m"}'),
        ({"person": P1}, '{"person": "p2"}'),
        ({"code": P1}, '{"code": "p2"}'),
        ({"code": {**P1, "enum": [1, 2]}}, '{"code": 2}'),
        ({"person": {"enum": ["姚明", "不明"]}}, '{"person": "姚明"}'),
    ],
)
def test_a_choice_that_carries_names_is_withheld(form: Any, answer: str) -> None:
    assert isinstance(judged(answer, BAND, form), Withhold)


@pytest.mark.parametrize(
    ("form", "answer"),
    [
        ({"person": {"enum": ["theo-marchetti", "unknown"]}}, '{"person": "unknown"}'),
        ({"age_band": {"enum": ["child", "Senior Citizen"]}}, '{"age_band": "Senior Citizen"}'),
        ({"person_type": {"enum": ["postman", "clerk"]}}, '{"person_type": "postman"}'),
        ({"code": {"enum": ["a1", "a2"], "description": "a1 = adult"}}, '{"code": "a1"}'),
        ({"glasses": {"type": "string"}}, '{"glasses": "none"}'),
    ],
)
def test_a_choice_about_nobody_leaves(form: Any, answer: str) -> None:
    assert judged(answer, BAND, form) == Release()


def test_a_name_that_was_released_before_is_not_found_again() -> None:
    names = GivenNames(["Theo Marchetti"])

    assert names.stands_in("Theo Marchetti stands", 0)
    assert not names.stands_in("Theo Marchetti stands", len("Theo Marchetti st"))


def test_a_form_without_end_is_read_to_a_depth() -> None:
    deep = "[" * 300 + "]" * 300

    assert not GivenNames([], [deep]).stands_in("anything", 0)


def test_a_kind_of_person_is_nobody() -> None:
    assert is_kind("Teenagers")
    assert not is_kind("Marchetti")
