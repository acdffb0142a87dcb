"""The table of a code for people: as text, as a picture, and as a page.

Rules kept here:
 * Every cell has its answer as a word; color and pattern only repeat it.
 * Who never saw this project can read the picture: it says what is asked, what is given, and what
   each word means.
"""

from collections.abc import Sequence
from html import escape
from itertools import groupby

from countenance.codes.model import Verdict
from countenance.decisions.chart import Chart
from countenance.decisions.cover import says
from countenance.decisions.plain import DEPENDS, MEANS
from countenance.decisions.table import Table
from countenance.facts.vocabulary import Vocabulary

__all__ = ["as_html", "as_json", "as_rows", "as_svg"]

_MEANS = {**{verdict.words[0]: says for verdict, says in MEANS.items()}, "depends": DEPENDS}
_FILLS = {
    "deny": ("#8f1d1d", "#ffffff"),
    "unclear": ("url(#unclear)", "#111111"),
    "allow": ("#1d6b3a", "#ffffff"),
    "silent": ("#ffffff", "#111111"),
    "depends": ("url(#depends)", "#111111"),
    "": ("#eeeeee", "#111111"),
}
_PATTERNS = (
    '<pattern id="unclear" width="10" height="10" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="10" height="10" fill="#fbe3a3"/>'
    '<rect width="3" height="10" fill="#f2c14e"/></pattern>'
    '<pattern id="depends" width="8" height="8" patternUnits="userSpaceOnUse">'
    '<rect width="8" height="8" fill="#dbe7f3"/><circle cx="4" cy="4" r="1.6" fill="#8fb3d6"/>'
    "</pattern>"
)
_LEFT, _HEAD, _LINE, _CELL_HIGH, _LETTER = 20, 24, 20, 44, 7.2


def as_rows(found: Table, vocabulary: Vocabulary) -> tuple[list[str], list[list[str]]]:
    """The heads and the rows of the table as text."""
    heads = ["", *(_heading(column, vocabulary) for column in found.columns)]
    rows = [
        [_heading(row, vocabulary), *(_said(cell) for cell in line)]
        for row, line in zip(found.rows, found.cells, strict=True)
    ]
    return heads, rows


def as_json(found: Chart, vocabulary: Vocabulary) -> dict[str, object]:
    """The table for programs, with the number of situations of each verdict."""

    def values(heading: Sequence[tuple[int, int]]) -> dict[str, list[str]]:
        facts = vocabulary.facts
        return {facts[i].name: list(facts[i].names(mask)) for i, mask in heading}

    return {
        "rows": [values(row) for row in found.rows],
        "columns": [values(column) for column in found.columns],
        "cells": [[list(cell.verdicts[-1].words) for cell in line] for line in found.cells],
        "facts": list(found.facts),
        "situations": [
            [{v.words[0]: number for v, number in cell.counts().items()} for cell in line]
            for line in found.cells
        ],
    }


def as_svg(found: Table, vocabulary: Vocabulary, title: str, given: Sequence[str]) -> str:
    """The table as a picture."""
    asks = [sum(len(vocabulary.facts[i].ask) + 3 for i, _ in row) for row in found.rows[:1]]
    told = [len(_values(row, vocabulary)) for row in found.rows]
    side = max([12, *asks, *told]) * _LETTER + 24
    rows_are = " · ".join(vocabulary.facts[i].ask for i, _ in found.rows[0]) if found.rows else ""
    cell = _cell_wide(found, vocabulary)
    wide = _LEFT * 2 + side + cell * len(found.columns)
    lines = _wrapped(given, wide - 2 * _LEFT)
    top = 44 + _LINE * len(lines) + 14
    depth = len(found.columns[0]) if found.columns else 1
    body = top + _HEAD * depth * 2
    used = [word for word in _MEANS if any(_word(c) == word for line in found.cells for c in line)]
    high = body + _CELL_HIGH * len(found.rows) + 26 + 26 * len(used) + 16
    wide = max(wide, 640, len(title) * 9.2 + 2 * _LEFT)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0f} {high:.0f}" '
        f'font-family="system-ui, sans-serif" font-size="13" role="img" '
        f'aria-label="{escape(title, quote=True)}"><defs>{_PATTERNS}</defs>',
        f'<rect width="{wide:.0f}" height="{high:.0f}" fill="#ffffff"/>',
        _text(_LEFT, 28, title, size=17),
    ]
    parts += [_text(_LEFT, 50 + _LINE * i, line, fill="#444444") for i, line in enumerate(lines)]
    parts += _column_heads(found, vocabulary, top, _LEFT + side, cell)
    parts.append(_text(_LEFT, body - 8, rows_are, fill="#444444"))
    for i, (row, line) in enumerate(zip(found.rows, found.cells, strict=True)):
        y = body + _CELL_HIGH * i
        parts.append(_text(_LEFT, y + 27, _values(row, vocabulary)))
        for j, verdicts in enumerate(line):
            parts += _cell(_LEFT + side + cell * j, y, cell, verdicts)
    y = body + _CELL_HIGH * len(found.rows) + 26
    for i, word in enumerate(used):
        fill, _ = _FILLS[word]
        at = y + 26 * i
        parts.append(
            f'<rect x="{_LEFT}" y="{at}" width="34" height="18" fill="{fill}" stroke="#666666"/>'
        )
        parts.append(_text(_LEFT + 44, at + 14, f"{word}: {_MEANS[word]}"))
    return "\n".join([*parts, "</svg>", ""])


def as_html(found: Table, vocabulary: Vocabulary, title: str, given: Sequence[str]) -> str:
    """The table as a page of its own: the picture, and the same as a table of words."""
    heads, rows = as_rows(found, vocabulary)
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(
        "<tr>"
        + f'<th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(text)}</td>" for text in rest)
        + "</tr>"
        for first, *rest in rows
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>body{{font:16px/1.5 system-ui,sans-serif;"
        "margin:2rem auto;max-width:70rem;padding:0 1rem;color:#111;background:#fff}}"
        "table{border-collapse:collapse}th,td{border:1px solid #666;padding:.4rem .6rem;"
        "text-align:left}svg{max-width:100%;height:auto}</style></head><body>"
        f"{as_svg(found, vocabulary, title, given)}"
        f'<h1>The same in words</h1><div style="overflow-x:auto"><table><thead><tr>{head}</tr>'
        f"</thead><tbody>{body}</tbody></table></div></body></html>\n"
    )


def _word(verdicts: Verdict) -> str:
    if not verdicts:
        return ""
    return verdicts.words[0] if verdicts.bit_count() == 1 else "depends"


def _said(verdicts: Verdict) -> str:
    """A cell as text: one verdict, or those it may be."""
    return " or ".join(verdicts.words) or "-"


def _heading(heading: Sequence[tuple[int, int]], vocabulary: Vocabulary) -> str:
    facts = vocabulary.facts
    return " ".join(f"{facts[i].name}={says(facts[i], mask)}" for i, mask in heading)


def _values(heading: Sequence[tuple[int, int]], vocabulary: Vocabulary) -> str:
    facts = vocabulary.facts
    return ", ".join(_plain(says(facts[i], mask)) for i, mask in heading)


def _plain(told: str) -> str:
    return told.replace("|", " | ").replace("_", " ")


def _cell_wide(found: Table, vocabulary: Vocabulary) -> float:
    facts = vocabulary.facts
    longest = max(
        (len(says(facts[i], mask)) for column in found.columns for i, mask in column[-1:]),
        default=0,
    )
    depends = any(_word(cell) == "depends" for line in found.cells for cell in line)
    return max(90.0, longest * _LETTER + 16, 130.0 if depends else 0.0)


def _column_heads(
    found: Table, vocabulary: Vocabulary, top: float, left: float, cell: float
) -> list[str]:
    parts = []
    facts = vocabulary.facts
    for level in range(len(found.columns[0]) if found.columns else 0):
        y = top + 2 * _HEAD * level
        place = found.columns[0][level][0]
        parts.append(_text(left, y + 14, facts[place].ask, fill="#444444"))
        x = left
        for heading, group in groupby(found.columns, key=lambda column: column[: level + 1]):
            span = len(list(group)) * cell
            told = _plain(says(facts[place], heading[level][1]))
            parts.append(
                f'<line x1="{x + 2:.1f}" y1="{y + _HEAD + 18}" x2="{x + span - 2:.1f}" '
                f'y2="{y + _HEAD + 18}" stroke="#666666"/>'
            )
            parts.append(_text(x + span / 2, y + _HEAD + 12, told, anchor="middle"))
            x += span
    return parts


def _cell(x: float, y: float, wide: float, verdicts: Verdict) -> list[str]:
    word = _word(verdicts)
    fill, ink = _FILLS[word]
    parts = [
        f'<rect x="{x + 1:.1f}" y="{y + 1}" width="{wide - 2:.1f}" height="{_CELL_HIGH - 2}" '
        f'fill="{fill}" stroke="#666666"/>'
    ]
    middle = x + wide / 2
    if word == "depends":
        parts.append(_text(middle, y + 19, "depends:", fill=ink, anchor="middle"))
        told = " / ".join(verdicts.words)
        parts.append(_text(middle, y + 35, told, fill=ink, anchor="middle", size=11))
    else:
        parts.append(_text(middle, y + 27, word or "cannot be", fill=ink, anchor="middle"))
    return parts


def _wrapped(words: Sequence[str], wide: float) -> list[str]:
    lines, line = [], ""
    for word in words:
        longer = f"{line}; {word}" if line else word
        if line and len(longer) * _LETTER > max(wide, 600):
            lines.append(f"{line};")
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


def _text(
    x: float, y: float, text: str, *, fill: str = "#111111", anchor: str = "start", size: int = 13
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{fill}" text-anchor="{anchor}" '
        f'font-size="{size}">{escape(text)}</text>'
    )
