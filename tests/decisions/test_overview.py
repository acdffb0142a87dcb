from dataclasses import replace

import pytest

from countenance.codes.model import Edition, Verdict
from countenance.decisions.overview import overview
from countenance.stores.packaged import edition, packaged_editions, packaged_vocabulary

V = packaged_vocabulary()
OPERATION = V.index("operation")
BOARD = edition("axon-ethics-board@2019-06-27")


@pytest.mark.long
@pytest.mark.parametrize("text", packaged_editions(), ids=lambda text: text.name)
def test_every_act_has_one_row_of_a_table_that_can_be_read(text: Edition) -> None:
    found = overview(text, V)

    assert found is not None
    table, _ = found
    masks = [row[0][1] for row in table.rows]
    assert [row[0][0] for row in table.rows] == [OPERATION] * len(table.rows)
    assert sum(masks) == V.facts[OPERATION].full
    assert len(table.columns) <= 6


def test_the_facts_that_leave_least_open_are_taken() -> None:
    found = overview(BOARD, V)
    assert found is not None

    (column,) = {place for heading in found[0].columns for place, _ in heading}

    assert V.facts[column].name == "capture_device"
    assert all(cell.bit_count() <= 1 for line in found[0].cells for cell in line)


def test_an_edition_that_tells_acts_apart_by_nothing_else_has_one_column() -> None:
    found = overview(edition("ms-aoai-coc@2023"), V)
    assert found is not None

    assert found[0].columns == ((),)


def test_the_scope_is_given() -> None:
    found = overview(edition("ms-azure-face@2025-07-28"), V)
    assert found is not None

    assert found[1].masks[V.index("service")] == V.fact("service").mask(["azure_face"])


def test_an_edition_without_clauses_is_silent_everywhere() -> None:
    found = overview(replace(BOARD, clauses=()), V)
    assert found is not None

    assert {cell for line in found[0].cells for cell in line} == {Verdict.SILENT}
