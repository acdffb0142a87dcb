"""Tables with numbers: every cell counts what there is by hand, for one edition and for two."""

import random
from collections import Counter

import pytest
from hypothesis import given, settings

from countenance.codes.model import Edition, Verdict
from countenance.decisions.bound import bound_alone
from countenance.decisions.chart import Beside, beside, chart
from countenance.decisions.compare import compare
from countenance.decisions.grey import grey
from countenance.decisions.reference import reference_verdict
from countenance.errors import DecisionError
from countenance.facts.known import Facts
from countenance.facts.vocabulary import Cube
from countenance.stores.packaged import edition, packaged_vocabulary
from decisions.random_codes import World, worlds
from decisions.spaces import Situation, every

V = packaged_vocabulary()
FIRST, CORRECTED = edition("ms-aoai-coc@2024-05-01"), edition("ms-aoai-coc@2024-05-03")


def kept(*editions: Edition) -> Beside:
    return beside([bound_alone(each) for each in editions], V)


@settings(max_examples=80, deadline=None)
@given(worlds())
def test_every_cell_counts_what_there_is_by_hand(drawn: tuple[World, random.Random]) -> None:
    world, chance = drawn
    known = world.facts(chance)
    names = [fact.name for fact in world.vocabulary.facts]
    bound = [bound_alone(each, world.signed) for each in world.editions]

    found = chart(beside(bound, world.vocabulary), known, names[:1], names[1:2])

    counted = [world.vocabulary.index(name) for name in found.facts]
    for cube, cell in found.each():
        said: dict[Situation, tuple[Verdict, ...]] = {}
        for situation in every(world):
            inside = all(
                1 << situation[i] & mask for i, mask in (*cube.masks, *enumerate(known.masks))
            )
            told = tuple(
                reference_verdict([each], world.vocabulary, situation, signed=world.signed)
                for each in world.editions
            )
            if inside and all(told):
                assert said.setdefault(tuple(situation[i] for i in counted), told) == told
        assert dict(cell.situations) == dict(Counter(said.values()))
        for which, verdicts in enumerate(cell.verdicts):
            assert set(cell.counts(which)) == {v for v in Verdict if v & verdicts}


def test_a_map_and_the_grey_zones_count_the_same_unclear_situations() -> None:
    everywhere = grey(CORRECTED, V)

    found = chart(kept(CORRECTED), Facts.open(V), ["operation"], ["capture_device"])

    assert found.facts == everywhere.facts
    assert found.total == everywhere.total
    unclear = sum(cell.counts().get(Verdict.UNCLEAR, 0) for _, cell in found.each())
    assert unclear == everywhere.unclear


def test_two_editions_side_by_side_count_what_their_comparison_counts() -> None:
    (part,) = compare(FIRST, CORRECTED, V).parts

    found = chart(kept(FIRST, CORRECTED), Facts.open(V), ["operation"], ["agency_country"])

    moved: Counter[tuple[Verdict, ...]] = Counter()
    for _, cell in found.each():
        moved.update(cell.situations)
    assert moved == Counter({pair: number for pair, number in part.table.items() if number})
    assert found.moved == sum(n for (old, new), n in part.table.items() if old != new) > 0


def test_a_cell_with_the_same_words_may_still_have_changed() -> None:
    two = Facts.open(V).narrowed({"operation": ("biometric_identification", "text_reading")})

    found = chart(kept(FIRST, CORRECTED), two, [], ["service"])

    moved = [cell for _, cell in found.each() if cell.moved]

    assert [cell.verdicts[0] == cell.verdicts[1] for cell in moved] == [True]


def test_the_table_of_a_chart_is_the_table_without_numbers() -> None:
    found = chart(kept(FIRST, CORRECTED), Facts.open(V), ["operation"], ["capture_device"])

    table = found.table(0)

    assert (table.rows, table.columns) == (found.rows, found.columns)
    assert table.cells[0][0] == found.cells[0][0].verdicts[0]


def test_a_kept_diagram_is_never_added_to() -> None:
    both = kept(FIRST, CORRECTED)
    before = len(both.diagram)

    chart(both, Facts.open(V), ["operation", "actor_kind"], ["capture_device"])

    assert len(both.diagram) == before


def test_a_box_of_a_cell_names_its_facts_in_their_order() -> None:
    found = chart(kept(CORRECTED), Facts.open(V), ["capture_device"], ["operation"])

    cubes = [cube for cube, _ in found.each()]

    assert all(cube == Cube(tuple(sorted(cube.masks))) for cube in cubes)


def test_a_table_that_nobody_reads_is_not_made() -> None:
    with pytest.raises(DecisionError, match="is not read; name fewer facts"):
        chart(kept(CORRECTED), Facts.open(V), ["operation"], ["agency_country"], most=8)
