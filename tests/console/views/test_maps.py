"""The map as its page shows it: words, marks of change, addresses of cells, and what is in one."""

import json
from pathlib import Path

import pytest

from cli.running import Commands
from countenance.codes.own import NO_OWN_CODES
from countenance.console.views.asked import asked_in
from countenance.console.views.atlas import Atlas
from countenance.console.views.maps import MapView, map_view
from countenance.decisions.compare import compare
from countenance.errors import DecisionError, PageError
from countenance.stores.packaged import edition, packaged_vocabulary

V = packaged_vocabulary()
ATLAS = Atlas(V, lambda: NO_OWN_CODES)
MAY, FIRST = "ms-aoai-coc@2024-05-03", "ms-aoai-coc@2024-05-01"
POLICE = [
    ("operation", "biometric_identification"), ("timeliness", "real_time"),
    ("actor_kind", "law_enforcement_agency"), ("on_behalf_of", "none"),
    ("agency_type", "municipal_police"),
]  # fmt: skip


def shown(*words: tuple[str, str], of: str = MAY) -> MapView:
    asked = asked_in([("edition", of), *words], ATLAS.library, V)
    assert asked is not None
    return map_view(asked, ATLAS)


def test_the_grey_zones_of_the_article() -> None:
    found = shown(("rows", "capture_device"), ("columns", "environment"),
                  ("by", "agency_country"), *POLICE)  # fmt: skip

    told = {
        table.title[0].values: {row: [c.verdicts[0] for c in cells] for row, cells in table.rows}
        for table in found.tables
    }
    others = "drone, fixed cctv, fixed kiosk or document scan"
    assert found.tables[0].columns == ("uncontrolled", "controlled")
    assert told["any other"] == {
        "mobile": [("deny",), ("unclear",)], others: [("unclear",), ("unclear",)],
    }  # fmt: skip
    us = told["United States (US)"]
    assert {verdicts for cells in us.values() for verdicts in cells} == {("deny",)}


def test_the_command_that_a_map_names_says_the_same_numbers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = shown(("columns", "capture_device"), ("by", "actor_kind"), *POLICE[1:2])

    out = Commands(tmp_path, capsys).done(*found.command.split()[1:], "--json").out
    said = json.loads(out)

    numbers = [sum(cell.values()) for line in said["situations"] for cell in line]
    assert sum(numbers) == found.total > 0
    assert [name.replace("_", " ") for name in said["facts"]] == list(found.counted)
    words = [sorted(cell) for line in said["cells"] for cell in line if cell]
    cells = [sorted(c.verdicts[0]) for t in found.tables for _, r in t.rows for c in r if c.query]
    assert sorted(words) == sorted(cells)


def test_every_cell_is_found_again_by_its_address() -> None:
    found = shown(("columns", "capture_device"), ("by", "actor_kind"))

    for table in found.tables:
        for _, cells in table.rows:
            for cell in (each for each in cells if each.is_possible):
                words = [tuple(each.split("=", 1)) for each in cell.query.split("&")]
                asked = asked_in(words, ATLAS.library, V)  # type: ignore[arg-type]  # pairs
                assert asked is not None
                again = map_view(asked, ATLAS)
                here = [c for t in again.tables for _, r in t.rows for c in r if c.is_here]
                assert [c.query for c in here] == [cell.query]


def test_two_editions_mark_what_changed_and_count_it() -> None:
    found = shown(("with", FIRST), ("columns", "agency_country"),
                  ("at", "operation=report_drafting,agency_country=US"))  # fmt: skip

    (part,) = compare(edition(FIRST), edition(MAY), V).parts
    assert found.moved == part.milder
    moved = [cell for t in found.tables for _, cells in t.rows for cell in cells if cell.moved]
    assert {cell.verdicts for cell in moved} == {
        (("unclear",), ("silent",)), (("unclear",), ("allow",)),
    }  # fmt: skip
    assert found.cell is not None
    assert found.cell.moves == (("unclear", "allow", 13_800),)
    before, after = found.cell.sides
    assert [clause.id for clause in before.clauses] == ["AOAI-USPD-ANY"]
    assert [clause.id for clause in after.clauses] == ["AOAI-USPD-OTHER"]
    assert after.clauses[0].known == "press quotation"


def test_a_cell_that_hangs_on_facts_names_them() -> None:
    found = shown(*POLICE[:1], ("rows", "agency_country"), ("columns", "none"),
                  ("at", "agency_country=NO"))  # fmt: skip

    assert found.depends
    assert found.cell is not None
    (side,) = found.cell.sides
    assert side.verdicts == ("deny", "unclear")
    assert "capture device" in [name for name, _ in side.missing]
    assert sum(number for _, number in side.situations) == found.cell.total
    assert side.to_settle
    assert any(clause.readings for clause in side.clauses)


def test_what_tells_most_is_taken_where_nothing_was_chosen() -> None:
    assert (shown().rows, shown().columns, shown().by) == ("operation", "agency_country", "")
    aws = shown(of="aws-service-terms@2026-08-20")
    assert (aws.columns, aws.by) == ("agency_type", "persistence")
    assert len(aws.tables) == 2
    plain = shown(("columns", "none"))
    assert plain.tables[0].columns == ("answer",)


def test_what_cannot_be_has_no_address_and_no_row() -> None:
    found = shown(("rows", "modality"), ("columns", "capture_device"), ("scope", "any"))

    never = [c for t in found.tables for _, cells in t.rows for c in cells if not c.is_possible]
    assert never
    assert all(c.verdicts == ((),) for c in never)


def test_a_cell_that_is_not_there_is_named() -> None:
    with pytest.raises(PageError, match="no cell of this map holds `operation=detection`"):
        shown(("at", "operation=detection"))


def test_a_map_that_nobody_could_read_is_not_drawn() -> None:
    with pytest.raises(DecisionError, match="named twice"):
        shown(("rows", "operation"), ("columns", "operation"))
