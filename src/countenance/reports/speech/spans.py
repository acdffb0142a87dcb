"""Stretches of time: joined, cut out of each other, filled up, cut to a length."""

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from countenance.reports.recording import Span

__all__ = ["covered", "joined", "near", "widened", "without"]


def joined(spans: Iterable[Span], gap: int = 0) -> tuple[Span, ...]:
    """The spans in order; those with at most `gap` milliseconds between them become one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end + gap:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def without(spans: Iterable[Span], others: Iterable[Span]) -> tuple[Span, ...]:
    """What of these spans lies in none of the others."""
    cut = joined(others)
    return tuple(piece for span in joined(spans) for piece in _pieces(span, near(cut, span)))


def near(spans: Sequence[Span], span: Span) -> Sequence[Span]:
    """Those of spans in order, of which none lies in another, that reach into this one; found
    without a look at the others."""
    first = bisect_right(spans, span.start, key=lambda each: each.end)
    after = bisect_left(spans, span.end, key=lambda each: each.start)
    return spans[first:after]


def widened(spans: Sequence[Span], by: int, end: int) -> tuple[Span, ...]:
    """Each span wider by this at both sides, never past the middle of a gap or out of the whole."""
    edges = [0, *((one.end + two.start) // 2 for one, two in itertools.pairwise(spans)), end]
    return tuple(
        Span(max(span.start - by, low, 0), min(span.end + by, high))
        for span, low, high in zip(spans, edges, edges[1:], strict=False)
    )


def covered(span: Span, others: Iterable[Span]) -> int:
    """Milliseconds of a span that lie in the others."""
    return sum(span.overlap(other) for other in joined(others))


def _pieces(span: Span, cut: Sequence[Span]) -> Iterator[Span]:
    at = span.start
    for other in cut:
        if other.end <= at or other.start >= span.end:
            continue
        if other.start > at:
            yield Span(at, other.start)
        at = max(at, other.end)
    if at < span.end:
        yield Span(at, span.end)
