"""A code as a table: every cell what can be reached, and no more rows than the code tells apart."""

import random

import pytest
from hypothesis import given, settings

from countenance.codes.model import Verdict
from countenance.decisions.compile import bound_editions
from countenance.decisions.decide import reach
from countenance.decisions.table import table
from countenance.errors import DecisionError, UnknownFactError
from countenance.facts.known import Facts
from countenance.facts.vocabulary import Cube
from countenance.stores.packaged import edition, packaged_vocabulary
from decisions.random_codes import World, worlds

V = packaged_vocabulary()
CORRECTED = bound_editions([edition("ms-aoai-coc@2024-05-03")], day=None)
POLICE = Facts.open(V).narrowed(
    {
        "service": "azure_openai",
        "actor_kind": "law_enforcement_agency",
        "on_behalf_of": "none",
        "agency_type": "municipal_police",
        "operation": "biometric_identification",
        "timeliness": "real_time",
    }
)


@settings(max_examples=80)
@given(worlds())
def test_every_cell_holds_what_can_be_reached_for_it(drawn: tuple[World, random.Random]) -> None:
    world, chance = drawn
    known = world.facts(chance)
    names = [fact.name for fact in world.vocabulary.facts]
    bound = bound_editions(world.editions, day=None, signed=world.signed)
    compiled = world.compiled()

    found = table(bound, known, names[:1], names[1:2])

    union = Verdict(0)
    for row, line in zip(found.rows, found.cells, strict=True):
        for column, cell in zip(found.columns, line, strict=True):
            assert cell == reach(compiled, known.narrowed(Cube((*row, *column))))
            union |= cell
    assert union == reach(compiled, known)


def test_the_grey_zones_of_the_article() -> None:
    found = table(CORRECTED, POLICE, ["capture_device"], ["environment", "agency_country"])

    device, environment = V.fact("capture_device"), V.fact("environment")
    country = V.fact("agency_country")
    cells = {
        (device.says(row[0][1]), environment.says(column[0][1]), country.says(column[1][1])): cell
        for row, line in zip(found.rows, found.cells, strict=True)
        for column, cell in zip(found.columns, line, strict=True)
    }
    abroad = country.says(country.full & ~country.mask(["US"]))
    assert cells["mobile", "uncontrolled", abroad] == Verdict.DENY
    assert cells["mobile", "controlled", abroad] == Verdict.UNCLEAR
    assert {cell for key, cell in cells.items() if key[2] == "US"} == {Verdict.DENY}
    assert len(found.rows) == 2
    assert len(found.columns) == 4


def test_what_cannot_happen_has_no_row_of_its_own() -> None:
    found = table(CORRECTED, POLICE, ["capture_device"], ["environment"])

    shown = 0
    for row in found.rows:
        shown |= row[0][1]
    assert not shown & V.fact("capture_device").mask(["none"])


def test_a_fact_has_one_place_in_a_table() -> None:
    with pytest.raises(DecisionError, match="`modality` is named twice"):
        table(CORRECTED, POLICE, ["modality"], ["environment", "modality"])
    with pytest.raises(UnknownFactError, match="did you mean `environment`"):
        table(CORRECTED, POLICE, ["enviroment"], ["modality"])


def test_a_table_that_nobody_could_read_is_refused() -> None:
    names = ["operation", "actor_kind", "on_behalf_of", "agency_type"]
    more = ["agency_country", "capture_device", "timeliness", "environment", "inferred_attribute"]

    with pytest.raises(DecisionError, match="is not read; name fewer facts"):
        table(CORRECTED, Facts.open(V), names, more)
