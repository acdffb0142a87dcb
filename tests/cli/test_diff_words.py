import re

import pytest

from countenance.cli.diff_words import in_json, in_words
from countenance.decisions.compare import Comparison, compare
from countenance.stores.packaged import edition, packaged_vocabulary


@pytest.fixture(scope="module")
def found() -> Comparison:
    return compare(
        edition("ms-aoai-coc@2023"), edition("ms-aoai-coc@2024-05-03"), packaged_vocabulary()
    )


def test_clauses_come_first_and_then_what_moved_for_each_reading(found: Comparison) -> None:
    text = in_words(found)

    assert text.index("added: AOAI-USPD") < text.index("verdicts, over")
    assert re.findall(r"^if AOAI-ID is read as `([^`]+)`", text, re.MULTILINE) == [
        "older sentence", "reporter", "publisher's answer",
    ]  # fmt: skip
    assert text.count("less strict: ") == 3


def test_a_new_clause_that_denies_nothing_new_is_told_in_one_sentence(found: Comparison) -> None:
    text = in_words(found)

    assert re.search(
        r"AOAI-MOBILE is new, and denies nothing that ms-aoai-coc@2023 did not deny already "
        r"\([\d,]+ situations\); [\d,]+ situations are less strict where AOAI-ID is read as "
        r"`reporter`",
        text,
    )


def test_what_moved_in_every_reading_is_told_once(found: Comparison) -> None:
    text = in_words(found, whole=True)

    before, *readings = text.split("\nif AOAI-ID is read as")
    assert before.count("AOAI-EMO, added") == 1
    assert [part for part in readings if "AOAI-EMO" in part] == []
    assert ["AOAI-ID, changed" in part for part in readings] == [False, True, True]


def test_people_are_shown_a_few_cases_of_each_move_unless_they_ask_for_all(
    found: Comparison,
) -> None:
    few, whole = in_words(found), in_words(found, whole=True)

    assert "and 10 more of such cases (`--all` shows them)" in few
    assert "`--all`" not in whole
    assert set(re.findall(r"^ {6}\w+=.*", few, re.MULTILINE)) < set(
        re.findall(r"^ {6}\w+=.*", whole, re.MULTILINE)
    )
    runs = re.findall(r"(?:^ {6}\w+=.*\n?)+", few, re.MULTILINE)
    assert max(run.rstrip().count("\n") + 1 for run in runs) <= 4


def test_the_scope_that_both_have_is_told_once(found: Comparison) -> None:
    text = in_words(found)

    assert text.count("service=azure_openai") == 1
    assert in_json(found)["scope"] == {"service": ["azure_openai"]}


def test_the_numbers_for_programs_are_those_for_people(found: Comparison) -> None:
    text, content = in_words(found), in_json(found)

    parts = content["parts"]
    assert isinstance(parts, list)
    for part in parts:
        assert f"stricter: {part['stricter']:,} · less strict: {part['less_strict']:,}" in text
        for blame in part["moved_by"]:
            for move in blame["moves"]:
                assert f"{move['old']} → {move['new']}: {move['situations']:,} situations" in text
                assert move["complete"]


def test_a_clause_under_another_number_is_told_with_the_one_it_had_and_how_far_it_goes() -> None:
    old, new = edition("openai-usage@2025-01-29"), edition("openai-usage@2025-10-29")
    renumbered = compare(old, new, packaged_vocabulary())

    text, content = in_words(renumbered), in_json(renumbered)

    assert "changed: privacy.remote (was universal.1.7, wider)" in text
    assert "privacy.databases (was universal.1.6)" in text
    clauses = content["clauses"]
    assert isinstance(clauses, list)
    assert {"id": "privacy.remote", "fate": "changed", "was": "universal.1.7", "span": "wider"} in (
        clauses
    )
