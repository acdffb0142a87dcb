import pytest

from countenance.cli.code_page_tables import (
    cell,
    condition_words,
    cube_words,
    grid,
    link,
    map_table,
    values_words,
)
from countenance.decisions.overview import overview
from countenance.stores.packaged import edition, packaged_vocabulary

V = packaged_vocabulary()
BOARD = edition("axon-ethics-board@2019-06-27")


@pytest.mark.parametrize(
    ("text", "told"),
    [("a\n b", "a b"), ("a | b", "a \\| b"), ("<script>", "&lt;script>"), ("a\\| b", "a\\\\\\| b")],
)
def test_a_text_ends_no_cell_and_begins_no_tag(text: str, told: str) -> None:
    assert cell(text) == told


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("https://www.law.example/a_(b)", "[law.example](https://www.law.example/a_%28b%29)"),
        ("Statutes of 2024, page 3", "Statutes of 2024, page 3"),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_only_an_address_becomes_a_link(source: str, told: str) -> None:
    assert link(source) == told


def test_a_condition_tells_what_is_certain_apart_from_what_is_open() -> None:
    clause = BOARD.clauses[0]

    told = condition_words(clause.when, V)

    assert told == (
        "*operation* biometric verification or biometric identification (open: grouping) (by our "
        "interpretation: enrolment, reference database building or disclosure); "
        "*capture device* body worn"
    )
    assert condition_words((), V) == "never"
    assert condition_words(((),), V) == "always"


def test_boxes_and_values_are_told_in_few_words() -> None:
    cube = V.cube({"agency_country": ["US", "NO"], "modality": "image"})
    told = sorted(cube_words(cube, V).split("; "))

    assert told == ["*agency country* Norway (NO) or United States (US)", "*modality* image"]
    assert cube_words(V.cube({}), V) == "everything"
    assert values_words(["a_b", "c"]) == "a b, c"


def test_a_grid_has_heads_a_rule_and_rows() -> None:
    assert grid(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"


def test_a_map_calls_whatever_is_not_named_any_other() -> None:
    found = overview(BOARD, V)
    assert found is not None

    lines = map_table(found[0], V).splitlines()

    assert lines[0] == (
        "| operation | capture device: none | capture device: body worn | "
        "capture device: any other |"
    )
    assert "| any other | silent | silent | silent |" in lines
    assert lines[-1] == "| text only | silent | - | - |"
