"""The diagram: canonical, and right about every situation."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.decisions.diagram import Diagram
from countenance.decisions.operations import AND, MAX, OR
from countenance.errors import DecisionError

SIZES = (3, 2, 4)
ALL = list(itertools.product(*(range(size) for size in SIZES)))
CUBES = st.lists(
    st.tuples(
        st.tuples(*(st.integers(1, (1 << size) - 1) for size in SIZES)),
        st.sampled_from([1, 2, 4, 8]),
    ),
    max_size=5,
)


def built(cubes: list[tuple[tuple[int, ...], int]]) -> tuple[Diagram, int]:
    diagram = Diagram(SIZES)
    node = 1
    for masks, verdict in cubes:
        node = diagram.apply(MAX, node, diagram.cube(list(enumerate(masks)), verdict, 1))
    return diagram, node


def at(situation: tuple[int, ...]) -> list[int]:
    """A situation as masks of one value each."""
    return [1 << value for value in situation]


def by_hand(cubes: list[tuple[tuple[int, ...], int]], situation: tuple[int, ...]) -> int:
    found = 1
    for masks, verdict in cubes:
        if all(mask >> value & 1 for mask, value in zip(masks, situation, strict=True)):
            found = max(found, verdict)
    return found


@given(CUBES)
def test_every_situation_has_the_strictest_of_its_cubes(
    cubes: list[tuple[tuple[int, ...], int]],
) -> None:
    diagram, node = built(cubes)

    assert all(diagram.value(node, at(s)) == by_hand(cubes, s) for s in ALL)


@given(CUBES)
def test_the_same_function_is_the_same_node_in_any_order(
    cubes: list[tuple[tuple[int, ...], int]],
) -> None:
    shuffled = cubes[::-1]
    diagram = Diagram(SIZES)
    nodes = []
    for order in (cubes, shuffled):
        node = 1
        for masks, verdict in order:
            node = diagram.apply(MAX, node, diagram.cube(list(enumerate(masks)), verdict, 1))
        nodes.append(node)

    assert nodes[0] == nodes[1]


@given(CUBES, st.tuples(*(st.integers(1, (1 << size) - 1) for size in SIZES)))
def test_what_can_be_reached_is_the_union_over_what_is_left(
    cubes: list[tuple[tuple[int, ...], int]], masks: tuple[int, ...]
) -> None:
    diagram, node = built(cubes)
    union = 0
    for situation in ALL:
        if all(mask >> value & 1 for mask, value in zip(masks, situation, strict=True)):
            union |= by_hand(cubes, situation)

    assert diagram.reach(node, masks) == union


@given(CUBES)
def test_counts_add_up_to_the_whole_space(cubes: list[tuple[tuple[int, ...], int]]) -> None:
    diagram, node = built(cubes)

    counts = diagram.count(node)

    assert sum(counts.values()) == len(ALL)
    for verdict, count in counts.items():
        assert count == sum(by_hand(cubes, situation) == verdict for situation in ALL)


@given(CUBES, st.frozensets(st.integers(0, 2)))
def test_projecting_forgets_facts_by_union(
    cubes: list[tuple[tuple[int, ...], int]], keep: frozenset[int]
) -> None:
    diagram, node = built(cubes)

    projected = diagram.project(node, keep)

    assert set(diagram.support(projected)) <= keep
    for situation in ALL:
        union = 0
        for other in ALL:
            if all(other[level] == situation[level] for level in keep):
                union |= by_hand(cubes, other)
        assert diagram.value(projected, at(situation)) == union


@given(CUBES)
def test_a_copy_says_the_same_and_takes_no_more_nodes(
    cubes: list[tuple[tuple[int, ...], int]]
) -> None:
    diagram, node = built(cubes)
    diagram.apply(MAX, node, diagram.cube([(2, 0b1)], 8, 1))

    made, (copied, terminal) = diagram.copied((node, 4), len(SIZES))

    assert terminal == 4
    assert [made.value(copied, at(s)) for s in ALL] == [diagram.value(node, at(s)) for s in ALL]
    assert len(made) == len(diagram.reachable(node))
    with pytest.raises(DecisionError, match="frozen"):
        made.cube([(0, 0b1)], 15, 0)


def test_of_several_functions_the_facts_count_that_matter_to_any() -> None:
    diagram = Diagram(SIZES)
    one, other = diagram.cube([(0, 0b1)], 8, 1), diagram.cube([(2, 0b1)], 8, 1)
    # What only tells the possible from the impossible does not matter.
    mixed = diagram.apply(AND, other, diagram.cube([(1, 0b1)], 31, 0))

    assert diagram.relevant((one, mixed), diagram.full) == (0, 2)


def test_a_node_whose_children_are_all_one_is_that_child() -> None:
    diagram = Diagram(SIZES)

    assert diagram.node(0, {4: 0b111}) == 4
    assert diagram.split(0, 0b111, 4, 1) == 4


def test_too_many_nodes_are_an_error_with_the_bound() -> None:
    diagram = Diagram([2] * 20, budget=3)

    with pytest.raises(DecisionError, match="nodes"):
        diagram.cube([(level, 1) for level in range(20)], 8, 1)


def test_and_or_are_what_they_say() -> None:
    diagram = Diagram(SIZES)
    one = diagram.cube([(0, 0b1)], 15, 0)
    two = diagram.cube([(1, 0b1)], 15, 0)

    assert diagram.value(diagram.apply(AND, one, two), at((0, 0, 0))) == 15
    assert diagram.value(diagram.apply(AND, one, two), at((0, 1, 0))) == 0
    assert diagram.value(diagram.apply(OR, one, two), at((0, 1, 0))) == 15
