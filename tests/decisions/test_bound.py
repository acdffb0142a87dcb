import datetime

import pytest

from codes.small import TEXT, edition
from countenance.decisions.bound import bound_alone, bound_editions
from countenance.errors import DecisionError


def test_only_the_clauses_in_force_count() -> None:
    found = [
        {clause.id for clause in bound.clauses}
        for day in (datetime.date(2024, 5, 1), datetime.date(2024, 7, 1), None)
        for bound in bound_editions([edition()], day=day)
    ]

    assert found[1] - found[0] == {"LATER"}
    assert found[1] == found[2]


def test_an_exception_to_nothing_that_counts_does_not_count_either() -> None:
    text = TEXT.replace('id = "VERIFY"', 'id = "VERIFY"\nuntil = 2024-06-01')

    (bound,) = bound_editions([edition(text)], day=datetime.date(2024, 7, 1))

    assert {clause.id for clause in bound.clauses} == {"MOBILE", "DETECT", "LATER"}


def test_an_edition_counts_on_its_days_or_where_it_is_told_to_count() -> None:
    late = datetime.date(2026, 1, 1)

    assert bound_editions([edition()], day=late) == ()
    assert len(bound_editions([edition()], day=late, undated=frozenset({"test-code@1"}))) == 1


def test_the_same_edition_twice_is_an_error() -> None:
    with pytest.raises(DecisionError, match="twice"):
        bound_editions([edition(), edition()], day=None)


def test_an_edition_alone_stands_whole_whatever_its_dates() -> None:
    bound = bound_alone(edition())

    assert bound.clauses == edition().clauses
    assert bound.signed == frozenset()
