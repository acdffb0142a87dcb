"""When each edition of a code was in force, as a picture.

Rules kept here:
 * The picture says everything in words too: a pattern, not only a color, marks what is uncertain.

Which days these are is the matter of `countenance.codes.timeline`.
"""

from collections.abc import Sequence
from datetime import date
from html import escape

from countenance.codes.model import Edition
from countenance.codes.timeline import spans, timeline

__all__ = ["as_svg"]

_LEFT, _RIGHT, _ROW, _TOP, _WIDE = 20, 24, 46, 64, 900


def as_svg(code: str, editions: Sequence[Edition], today: date) -> str:
    """The editions of a code as bars over the years, one row each, the oldest first."""
    shown = timeline(editions, today)
    high = _TOP + _ROW * len(editions) + 40

    def at(place: float) -> float:
        return _LEFT + (_WIDE - _LEFT - _RIGHT) * place

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
    for year, place in shown.years:
        x = at(place)
        parts.append(
            f'<line x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{high - 30}" stroke="#cccccc"/>'
            f'<text x="{x:.1f}" y="{high - 12}" fill="#444444" text-anchor="middle">{year}</text>'
        )
    for row, line in enumerate(shown.lines):
        y = _TOP + _ROW * row
        parts += [
            f'<rect x="{at(bar.begins):.1f}" y="{y + 22}" '
            f'width="{max(2.0, at(bar.ends) - at(bar.begins)):.1f}" height="14" '
            f'fill="{"#1f5a94" if bar.sure else "url(#open)"}"/>'
            for bar in line.bars
        ]
        start, end = spans(line.edition.in_force)
        parts.append(
            f'<text x="{_LEFT}" y="{y + 16}" fill="#111111">{escape(line.edition.edition)} · from '
            f"{start} until {end}</text>"
        )
    x = at(shown.today)
    parts.append(
        f'<line x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{high - 30}" stroke="#a32020" '
        'stroke-dasharray="4 3"/>'
        f'<text x="{x:.1f}" y="{_TOP - 4}" fill="#a32020" text-anchor="middle">{today}</text>'
    )
    return "\n".join([*parts, "</svg>", ""])


def _in_words(code: str, editions: Sequence[Edition]) -> str:
    told = "; ".join(
        f"{each.edition} from {start} until {end}"
        for each in editions
        for start, end in [spans(each.in_force)]
    )
    return f"Editions of {code}: {told}"
