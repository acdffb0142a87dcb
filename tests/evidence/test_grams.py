"""Runs of letters in buckets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.evidence.grams import BUCKETS, grams_of


@given(st.text(max_size=200))
def test_every_text_fills_buckets_that_exist(text: str) -> None:
    found = grams_of(text)

    assert len(found.buckets) == len(found.counts)
    assert ((found.buckets >= 0) & (found.buckets < BUCKETS)).all()
    assert (np.diff(found.buckets) > 0).all()


@given(st.text(max_size=100))
def test_a_weighed_row_has_length_one_or_is_empty(text: str) -> None:
    row = grams_of(text).weighed(np.ones(BUCKETS))

    assert np.sqrt(row @ row) == pytest.approx(1) or not row.any()


def test_case_and_spaces_do_not_count() -> None:
    one, other = grams_of("Who  IS\nthis"), grams_of("who is this")

    assert (one.buckets == other.buckets).all()


def test_a_bucket_is_the_same_on_every_machine() -> None:
    assert grams_of("a").buckets.tolist() == [9692, 10131, 10449]


def test_no_text_is_in_a_repr() -> None:
    assert "who" not in repr(grams_of("who"))
