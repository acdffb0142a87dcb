"""Operations on terminals: tables over all sets of verdicts."""

import itertools

import pytest

from countenance.decisions.diagram import Diagram
from countenance.decisions.operations import (
    ABSENT,
    AND,
    DEEPER,
    DIFFER,
    FALLBACK,
    MAX,
    ONLY,
    OR,
    OTHER,
    PAIR,
    PAIRS,
    TERMINALS,
    UNEQUAL,
    WITHOUT,
    Operation,
)

EVERY = (AND, DIFFER, FALLBACK, MAX, ONLY, OR, PAIR, UNEQUAL, WITHOUT)


def value(operation: Operation, a: int, b: int) -> int:
    diagram = Diagram((2,))
    return diagram.value(diagram.apply(operation, a, b), (1,))


@pytest.mark.parametrize(
    ("operation", "by_hand"), [(AND, int.__and__), (OR, int.__or__)], ids=["and", "or"]
)
def test_and_or_over_all_pairs(operation: Operation, by_hand: object) -> None:
    assert callable(by_hand)
    for a, b in itertools.product(range(16), repeat=2):
        assert value(operation, a, b) == by_hand(a, b)


def test_the_strictest_of_two_single_verdicts() -> None:
    for a, b in itertools.product((1, 2, 4, 8), repeat=2):
        assert value(MAX, a, b) == max(a, b)


@pytest.mark.parametrize("operation", EVERY, ids=[each.name for each in EVERY])
def test_what_one_operand_settles_is_what_the_table_says(operation: Operation) -> None:
    for a, b in itertools.product(range(TERMINALS), repeat=2):
        told = [(operation.left[a], b), (operation.right[b], a)]
        if a == b:
            told.append((operation.same, a))
        for known, other in told:
            if known != DEEPER:
                assert (other if known == OTHER else known) == operation.table[a][b]
        if operation.commutes:
            assert operation.table[a][b] == operation.table[b][a]


def test_what_settles_a_result_alone_is_found_in_the_table() -> None:
    every_bit = TERMINALS - 1

    assert (AND.left[0], AND.left[every_bit], AND.same) == (0, OTHER, OTHER)
    assert (WITHOUT.right[0], WITHOUT.right[every_bit], WITHOUT.same) == (OTHER, 0, 0)
    assert (ONLY.left[0], ONLY.left[every_bit], ONLY.commutes) == (ABSENT, OTHER, False)
    assert MAX.right[ABSENT] == OTHER


def test_every_pair_of_verdicts_has_a_number_of_its_own() -> None:
    found = {PAIR.table[old][new] for old, new in itertools.product((1, 2, 4, 8), repeat=2)}

    assert found == PAIRS.keys()
    assert 0 not in found
    assert {PAIR.table[0][new] for new in range(TERMINALS)} == {0}


def test_two_functions_are_unequal_where_both_say_something_and_not_the_same() -> None:
    for a, b in itertools.product(range(16), repeat=2):
        assert (UNEQUAL.table[a][b] != 0) == (bool(a) and bool(b) and a != b)
