"""The diagram and the reference evaluator, compared everywhere: they never differ.

A smaller portion of what `make evaluate` compares.
"""

import datetime

import numpy as np
import pytest

from codes.small import V, edition
from countenance.codes.model import Edition
from countenance.decisions.differ import Settings, over_all, over_sample
from countenance.stores.packaged import packaged_editions, packaged_vocabulary

EDITIONS = packaged_editions()
SIGNED = frozenset(clause.digest for each in EDITIONS for clause in each.clauses)


@pytest.mark.long
@pytest.mark.parametrize("each", EDITIONS, ids=lambda each: str(each.name))
def test_over_all_situations_of_an_edition(each: Edition) -> None:
    report = over_all(each, packaged_vocabulary(), most=1_500)

    assert report.compared > 0
    assert report.differences == ()


@pytest.mark.parametrize(("at_gate", "signed"), [(False, frozenset()), (True, SIGNED)])
def test_over_random_situations_of_all_codes(at_gate: bool, signed: frozenset[str]) -> None:
    settings = Settings(signed=signed, at_gate=at_gate)

    report = over_sample(
        EDITIONS, packaged_vocabulary(), np.random.default_rng(7), 250, settings
    )

    assert report.compared == 250
    assert report.possible > 125
    assert report.differences == ()


def test_over_random_situations_on_a_day() -> None:
    settings = Settings(day=datetime.date(2024, 5, 2))

    report = over_sample(
        EDITIONS, packaged_vocabulary(), np.random.default_rng(8), 150, settings
    )

    assert report.differences == ()


def test_the_small_code_is_compared_whole() -> None:
    report = over_all(edition(), V)

    assert not report.by_clause
    assert report.differences == ()
