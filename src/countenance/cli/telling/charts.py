"""Pictures of counts, drawn as SVG: bars over time, and bars beside each other.

Rules kept here:
 * What a bar is of can be told by its pattern as well as by its color, in light and in dark.
 * Behind every picture stands the table of its figures.
 * A page that has pictures has the patterns once (`patterns`), before the first of them.
"""

from collections.abc import Mapping, Sequence
from html import escape

from countenance.cli.telling.page import table

__all__ = ["beside", "key", "over_time", "patterns"]

Counts = Mapping[str, Mapping[str, int]]
"""Name of a row -> outcome -> calls."""

_DRAWN = {
    "pass": "",
    "redact": '<path d="M0 10L10 0M-2 2L2-2M8 12L12 8" stroke="var(--redact-ink)"/>',
    "refuse": '<path d="M0 0L10 10M10 0L0 10" stroke="var(--refuse-ink)" stroke-width=".8"/>',
    "hold": '<circle cx="5" cy="5" r="1.7" fill="var(--hold-ink)"/>',
    "unread": '<path d="M0 2.5H10M0 7.5H10" stroke="var(--unread-ink)"/>',
}
_WIDE, _HIGH, _LEFT, _BASE = 720, 250, 52, 210
_ROW, _NAMES = 26, 300


def patterns() -> str:
    """The patterns, in a picture that takes no room."""
    made = "".join(
        f'<pattern id="p-{word}" width="10" height="10" patternUnits="userSpaceOnUse">'
        f'<rect width="10" height="10" fill="var(--{word})"/>{drawn}</pattern>'
        for word, drawn in _DRAWN.items()
    )
    return (
        '<svg width="0" height="0" style="position:absolute" aria-hidden="true">'
        f"<defs>{made}</defs></svg>"
    )


def key(words: Sequence[str]) -> str:
    """What each pattern stands for."""
    return '<ul class="key">' + "".join(
        f'<li><svg viewBox="0 0 26 16" aria-hidden="true">{_box(0, 0, 26, 16, word)}</svg>'
        f"{escape(word)}</li>"
        for word in words
    ) + "</ul>"  # fmt: skip


def over_time(caption: str, words: Sequence[str], rows: Counts) -> str:
    """One bar for each step of time, in order; `words`: the outcomes from the foot up."""
    top = max((sum(row.values()) for row in rows.values()), default=0)
    room = (_WIDE - _LEFT - 8) / max(len(rows), 1)
    parts = []
    for number in _ticks(top):
        y = _BASE - number / max(top, 1) * (_BASE - 14)
        parts.append(f'<path d="M{_LEFT} {y:.1f}H{_WIDE - 8}" stroke="var(--line)" opacity=".4"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{number}</text>')
    each = max(1, -(-len(rows) // 8))
    for i, (name, row) in enumerate(rows.items()):
        x, y = _LEFT + i * room + room * 0.1, float(_BASE)
        for word in words:
            high = row.get(word, 0) / max(top, 1) * (_BASE - 14)
            if high:
                y -= high
                parts.append(_box(x, y, max(room * 0.8, 1), high, word))
        if i % each == 0 and x < _WIDE - 74:  # a later name would not fit
            parts.append(f'<text x="{x:.1f}" y="{_BASE + 18}">{escape(name)}</text>')
    parts.append(f'<path d="M{_LEFT} {_BASE}H{_WIDE - 8}" stroke="var(--line)"/>')
    return _figure(caption, words, rows, _HIGH, "".join(parts))


def beside(caption: str, words: Sequence[str], rows: Counts) -> str:
    """One bar for each row, the longest first, with its name before it and its number behind."""
    top = max((sum(row.values()) for row in rows.values()), default=0)
    parts = []
    for i, (name, row) in enumerate(rows.items()):
        x, y = float(_NAMES), 8 + i * _ROW
        parts.append(f'<text x="{_NAMES - 8}" y="{y + 14}" text-anchor="end">'
                     f"{escape(_short(name))}</text>")  # fmt: skip
        for word in words:
            wide = row.get(word, 0) / max(top, 1) * (_WIDE - _NAMES - 70)
            if wide:
                parts.append(_box(x, y, wide, _ROW - 8, word))
                x += wide
        parts.append(f'<text x="{x + 6:.1f}" y="{y + 14}">{sum(row.values())}</text>')
    return _figure(caption, words, rows, 16 + _ROW * max(len(rows), 1), "".join(parts))


def _figure(caption: str, words: Sequence[str], rows: Counts, high: int, drawn: str) -> str:
    label = escape(f"{caption}; the figures stand in the table below", quote=True)
    heads = ("", *words, "all")
    told = [
        (name, *(str(row.get(word, 0)) for word in words), str(sum(row.values())))
        for name, row in rows.items()
    ]
    return (
        f"<figure><figcaption>{escape(caption)}</figcaption>{key(words)}"
        f'<div class="wide" tabindex="0" role="region" aria-label="{label}">'
        f'<svg viewBox="0 0 {_WIDE} {high}" role="img" aria-label="{label}">{drawn}</svg></div>'
        f"<details><summary>The figures of this picture</summary>"
        f"{table(caption, heads, told, range(1, len(heads)))}</details></figure>"
    )


def _box(x: float, y: float, wide: float, high: float, word: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" '
        f'fill="url(#p-{word})" stroke="var(--line)" stroke-width=".7"/>'
    )


def _ticks(top: int) -> list[int]:
    """Up to six round numbers up to the largest."""
    steps = (digit * 10**power for power in range(18) for digit in (1, 2, 5))
    return list(range(0, top + 1, next(step for step in steps if step * 5 >= top)))


def _short(name: str) -> str:
    return name if len(name) <= 42 else f"{name[:20]}…{name[-20:]}"
