"""Stretches of time."""

from hypothesis import given
from hypothesis import strategies as st

from countenance.reports.recording import Span
from countenance.reports.speech.spans import covered, joined, near, widened, without

SPANS = st.lists(
    st.tuples(st.integers(0, 300), st.integers(0, 40)).map(lambda at: Span(at[0], at[0] + at[1])),
    max_size=12,
)


def test_spans_that_are_near_become_one() -> None:
    spans = [Span(50, 60), Span(0, 10), Span(14, 20), Span(16, 18)]

    assert joined(spans, 4) == (Span(0, 20), Span(50, 60))
    assert joined(spans, 3) == (Span(0, 10), Span(14, 20), Span(50, 60))


def test_a_span_is_widened_to_the_middle_of_a_gap_at_most() -> None:
    assert widened((Span(5, 10), Span(16, 20)), 10, 40) == (Span(0, 13), Span(13, 30))
    assert widened((), 10, 40) == ()


@given(SPANS, SPANS)
def test_what_is_cut_out_and_what_is_covered_make_the_whole(
    spans: list[Span], others: list[Span]
) -> None:
    def times(some: tuple[Span, ...] | list[Span]) -> set[int]:
        return {at for span in some for at in range(span.start, span.end)}

    rest = without(spans, others)

    assert times(rest) == times(spans) - times(others)
    assert list(rest) == sorted(rest)
    for span in spans:
        assert covered(span, others) == len(times([span]) & times(others))


@given(SPANS, st.integers(0, 300), st.integers(1, 60))
def test_what_is_near_is_what_reaches_into_a_span(
    spans: list[Span], start: int, length: int
) -> None:
    span = Span(start, start + length)
    row = joined(each for each in spans if each.length)

    assert near(row, span) == tuple(each for each in row if each.overlap(span))
