"""When each edition of a code was in force: as two cells of a table, and as a picture.

Rules kept here:
 * A day that is not established is shown as the interval it lies in, never as one of its days.
 * The picture says everything in words too: a pattern, not only a color, marks what is uncertain.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from html import escape

from countenance.codes.model import DateSpan, Edition

__all__ = ["as_svg", "spans"]

_LEFT, _RIGHT, _ROW, _TOP, _WIDE = 20, 24, 46, 64, 900


def spans(span: DateSpan) -> tuple[str, str]:
    """The first day, and the first day on which it no longer binds, in words."""
    start = _end(span.from_earliest, span.from_latest, "not known")
    return start, _end(span.until_earliest, span.until_latest, "further notice")


def as_svg(code: str, editions: Sequence[Edition], today: date) -> str:
    """The editions of a code as bars over the years, one row each, the oldest first."""
    first, last = _bounds(editions, today)
    high = _TOP + _ROW * len(editions) + 40
    wide = _WIDE - _LEFT - _RIGHT

    def at(day: date) -> float:
        return _LEFT + wide * (day - first).days / (last - first).days

    years = range(first.year + 1, last.year + 1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {high}" '
        'font-family="system-ui, sans-serif" font-size="14" role="img" '
        f'aria-label="{escape(_in_words(code, editions), quote=True)}">',
        '<defs><pattern id="open" width="8" height="8" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="8" height="8" fill="#dbe7f3"/>'
        '<rect width="3" height="8" fill="#1f5a94"/></pattern></defs>',
        f'<rect width="{_WIDE}" height="{high}" fill="#ffffff"/>',
        f'<text x="{_LEFT}" y="26" font-size="18" fill="#111111">{escape(code)}: which edition '
        "is in force when</text>",
        f'<text x="{_LEFT}" y="46" fill="#444444">solid: in force · striped: perhaps, the day '
        "of the change is not established</text>",
    ]
    for year in years:
        x = at(date(year, 1, 1))
        parts.append(
            f'<line x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{high - 30}" stroke="#cccccc"/>'
            f'<text x="{x:.1f}" y="{high - 12}" fill="#444444" text-anchor="middle">{year}</text>'
        )
    for row, edition in enumerate(editions):
        y = _TOP + _ROW * row
        parts += _bars(edition, y, at, first, last)
        start, end = spans(edition.in_force)
        parts.append(
            f'<text x="{_LEFT}" y="{y + 16}" fill="#111111">{escape(edition.edition)} · from '
            f"{start} until {end}</text>"
        )
    x = at(today)
    parts.append(
        f'<line x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{high - 30}" stroke="#a32020" '
        'stroke-dasharray="4 3"/>'
        f'<text x="{x:.1f}" y="{_TOP - 4}" fill="#a32020" text-anchor="middle">{today}</text>'
    )
    return "\n".join([*parts, "</svg>", ""])


def _bars(
    edition: Edition, y: int, at: Callable[[date], float], first: date, last: date
) -> list[str]:
    span = edition.in_force
    begins, surely = span.from_earliest or first, span.from_latest or span.from_earliest or first
    ends, latest = span.until_earliest or last, span.until_latest or span.until_earliest or last
    pieces = [
        (begins, min(surely, latest), "url(#open)"),
        (surely, max(surely, ends), "#1f5a94"),
        (max(surely, ends), latest, "url(#open)"),
    ]
    return [
        f'<rect x="{at(start):.1f}" y="{y + 22}" '
        f'width="{max(2.0, at(end) - at(start)):.1f}" height="14" fill="{fill}"/>'
        for start, end, fill in pieces
        if start < end
    ]


def _bounds(editions: Sequence[Edition], today: date) -> tuple[date, date]:
    days = [today]
    for each in editions:
        span = each.in_force
        ends = (span.from_earliest, span.from_latest, span.until_earliest, span.until_latest)
        days += [day for day in ends if day is not None]
    return min(days) - timedelta(days=120), max(days) + timedelta(days=120)


def _in_words(code: str, editions: Sequence[Edition]) -> str:
    told = "; ".join(
        f"{each.edition} from {start} until {end}"
        for each in editions
        for start, end in [spans(each.in_force)]
    )
    return f"Editions of {code}: {told}"


def _end(earliest: date | None, latest: date | None, otherwise: str) -> str:
    if earliest is None and latest is None:
        return otherwise
    if earliest == latest:
        return str(earliest)
    if earliest is None or latest is None:
        return f"by {latest}" if earliest is None else f"{earliest} or later"
    return f"{earliest} to {latest}"
