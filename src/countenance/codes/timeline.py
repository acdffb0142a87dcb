"""When each edition of a code was in force: its days in words, and where they lie on a line.

Rules kept here:
 * A day that is not established is told as the interval it lies in, never as one of its days.
 * What is certain is told apart from what may be: a bar is `sure` or it is not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from countenance.codes.model import DateSpan, Edition

__all__ = ["Bar", "Line", "Timeline", "day_words", "in_force_words", "spans", "timeline"]

_ROOM = timedelta(days=120)
"""What is shown before the first day and after the last."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a line: where it begins and ends, from 0 to 1, and whether it surely binds."""

    begins: float
    ends: float
    sure: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One edition with its bars."""

    edition: Edition
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Editions, one line each, the oldest first. `years`: where each begins; `today`: where it is,
    both from 0 to 1."""

    lines: tuple[Line, ...]
    years: tuple[tuple[int, float], ...]
    today: float


def spans(span: DateSpan) -> tuple[str, str]:
    """The first day, and the first day on which it no longer binds, in words."""
    start = _end(span.from_earliest, span.from_latest, "not known")
    return start, _end(span.until_earliest, span.until_latest, "further notice")


def day_words(told: str) -> str:
    """One of `spans` inside a sentence."""
    earliest, to, latest = told.partition(" to ")
    return f"a day between {earliest} and {latest}" if to else told


def in_force_words(span: DateSpan) -> tuple[str, str]:
    """`spans` inside a sentence."""
    start, end = spans(span)
    return day_words(start), day_words(end)


def timeline(editions: Sequence[Edition], today: date) -> Timeline:
    """The line of each edition, all over the same days."""
    first, last = _bounds(editions, today)

    def at(day: date) -> float:
        return (day - first).days / (last - first).days

    def bars(span: DateSpan) -> tuple[Bar, ...]:
        begins, surely = (
            span.from_earliest or first,
            span.from_latest or span.from_earliest or first,
        )
        ends, latest = span.until_earliest or last, span.until_latest or span.until_earliest or last
        pieces = (
            (begins, min(surely, latest), False),
            (surely, max(surely, ends), True),
            (max(surely, ends), latest, False),
        )
        return tuple(Bar(at(start), at(end), sure) for start, end, sure in pieces if start < end)

    years = range(first.year + 1, last.year + 1)
    return Timeline(
        tuple(Line(each, bars(each.in_force)) for each in editions),
        tuple((year, at(date(year, 1, 1))) for year in years),
        at(today),
    )


def _bounds(editions: Sequence[Edition], today: date) -> tuple[date, date]:
    days = [today]
    for each in editions:
        span = each.in_force
        ends = (span.from_earliest, span.from_latest, span.until_earliest, span.until_latest)
        days += [day for day in ends if day is not None]
    return min(days) - _ROOM, max(days) + _ROOM


def _end(earliest: date | None, latest: date | None, otherwise: str) -> str:
    if earliest is None and latest is None:
        return otherwise
    if earliest == latest:
        return str(earliest)
    if earliest is None or latest is None:
        return f"by {latest}" if earliest is None else f"{earliest} or later"
    return f"{earliest} to {latest}"
