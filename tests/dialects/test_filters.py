"""What content filters say in an answer."""

from typing import Any

import pytest

from countenance.dialects.call import Dialect
from countenance.dialects.filters import kept_filters, merged_prompt_filters, with_category

SAFE: dict[str, Any] = {"hate": {"filtered": False, "severity": "safe"}}


def test_known_forms_are_kept() -> None:
    found = {
        **SAFE,
        "jailbreak": {"filtered": False, "detected": True},
        "profanity": {"filtered": True, "detected": True, "redacted": False},
    }

    assert kept_filters(found) == found


def test_words_and_unknown_forms_are_not() -> None:
    found = {
        **SAFE,
        "protected_material_code": {"filtered": False, "citation": {"URL": "https://x/anna"}},
        "Anna Quill": {"filtered": True},
        "odd": {"filtered": "Anna Quill", "severity": "Anna"},
        "flat": True,
        "facial_recognition": {"filtered": False},
    }

    assert kept_filters(found) == {**SAFE, "protected_material_code": {"filtered": False}}


def test_a_filter_that_did_not_run_keeps_saying_so() -> None:
    found = {"error": {"code": "content_filter_error", "message": "words"}}

    assert kept_filters(found) == {"error": {"code": "content_filter_error"}}


@pytest.mark.parametrize("found", [None, [], "x", 1, {"a": 1}, {1: {"filtered": True}}])
def test_anything_else_leaves_nothing(found: Any) -> None:
    assert kept_filters(found if not isinstance(found, dict) or 1 not in found else {}) == {}


def test_our_category_stands_beside_those_of_the_upstream() -> None:
    assert with_category(SAFE, filtered=True, detected=True) == {
        **SAFE,
        "facial_recognition": {"filtered": True, "detected": True},
    }


@pytest.mark.parametrize("covered", [True, False])
def test_our_category_is_merged_into_the_first_prompt(covered: bool) -> None:
    found = [
        {"prompt_index": 0, "content_filter_results": SAFE},
        {"prompt_index": 1, "content_filter_results": SAFE},
        {"prompt_index": "x"},
        "odd",
    ]

    assert merged_prompt_filters(found, Dialect.AZURE_OPENAI, covered=covered) == [
        {
            "prompt_index": 0,
            "content_filter_results": {
                **SAFE,
                "facial_recognition": {"filtered": covered, "detected": covered},
            },
        },
        {"prompt_index": 1, "content_filter_results": SAFE},
    ]


def test_openai_gets_the_annotation_only_when_its_upstream_sent_one() -> None:
    assert merged_prompt_filters(None, Dialect.OPENAI, covered=True) == []
    assert len(merged_prompt_filters(None, Dialect.AZURE_OPENAI, covered=True)) == 1
