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
        r"\([\d,]+ situations\)",
        text,
    )


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
