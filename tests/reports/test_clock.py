"""Times as people read them and as captions write them."""

import pytest

from countenance.reports.clock import clock, span_clock, stamp
from countenance.reports.recording import Span


@pytest.mark.parametrize(
    ("milliseconds", "told"),
    [(0, "00:00"), (999, "00:00"), (8250, "00:08"), (3_599_999, "59:59"), (36_061_000, "10:01:01")],
)
def test_a_time_is_told_in_minutes_and_seconds(milliseconds: int, told: str) -> None:
    assert clock(milliseconds) == told


def test_the_second_in_which_a_span_ends_counts_whole() -> None:
    assert span_clock(Span(8250, 12_001)) == "00:08-00:13"
    assert span_clock(Span(8000, 13_000)) == "00:08-00:13"


def test_captions_have_three_digits_after_the_second() -> None:
    assert stamp(3_723_004) == "01:02:03.004"
    assert stamp(3_723_004, comma=True) == "01:02:03,004"
