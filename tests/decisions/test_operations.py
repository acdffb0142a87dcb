"""Operations on terminals: tables over sixteen sets of verdicts."""

import itertools

import pytest

from countenance.decisions.diagram import Diagram
from countenance.decisions.operations import AND, MAX, OR, Operation


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


def test_a_shortcut_says_what_the_table_says() -> None:
    for operation in (AND, OR, MAX):
        for a, b in itertools.product(range(16), repeat=2):
            short = operation.shortcut(a, b)
            if short is not None:
                assert short == value(operation, a, b)
