"""Cells of the tables on the page of a code: conditions, places, sources and verdicts in words.

Rules kept here:
 * A cell is one line of Markdown, and nothing that a text holds can end it or begin a tag.

What is said of facts and their values is worded in `countenance.decisions.plain`.
"""

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from countenance.codes.model import Condition, Verdict
from countenance.decisions.plain import Told, condition_told, cube_told, headings_told, plain
from countenance.decisions.table import Heading, Table
from countenance.facts.vocabulary import Cube, Vocabulary

__all__ = [
    "cell",
    "condition_words",
    "cube_words",
    "grid",
    "link",
    "map_table",
    "values_words",
]


def grid(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def cell(text: str) -> str:
    """A text as one line that ends no cell and begins no tag."""
    flat = " ".join(text.split())
    return flat.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def link(source: str) -> str:
    """A source, as a link with the name of its host where it is an address."""
    split = urlsplit(source)
    if split.scheme not in ("http", "https") or not split.netloc:
        return cell(source)
    address = source.replace("(", "%28").replace(")", "%29").replace("|", "%7C")
    return f"[{split.netloc.removeprefix('www.')}]({address})"


def condition_words(condition: Condition, vocabulary: Vocabulary) -> str:
    """A condition: the facts of each case, and its cases as a choice."""
    told = [
        "; ".join(map(_literal, case)) or "always"
        for case in condition_told(condition, vocabulary)
    ]
    return "<br>**or** ".join(told) or "never"


def cube_words(cube: Cube, vocabulary: Vocabulary) -> str:
    """A box of situations."""
    return "; ".join(map(_literal, cube_told(cube, vocabulary))) or "everything"


def values_words(names: Iterable[str]) -> str:
    """Values or groups by name."""
    return ", ".join(cell(plain(name)) for name in names)


def map_table(table: Table, vocabulary: Vocabulary) -> str:
    """A map of verdicts."""
    columns = [_heading(told) for told in headings_told(table.columns, vocabulary)]
    first, lines = table.rows[:1], zip(table.rows, table.cells, strict=True)
    asked = ", ".join(cell(plain(vocabulary.facts[i].name)) for row in first for i, _ in row)
    heads = [asked, *(column or "answer" for column in columns)]
    rows = [
        [_heading(told, alone=_is_act(row, vocabulary)), *map(_verdicts, line)]
        for told, (row, line) in zip(headings_told(table.rows, vocabulary), lines, strict=True)
    ]
    return grid(heads, rows)


def _verdicts(verdicts: Verdict) -> str:
    return " or ".join(verdicts.words) or "-"


def _is_act(row: Heading, vocabulary: Vocabulary) -> bool:
    """Whether a row stands for acts alone: these need no name of a fact before them."""
    return [vocabulary.facts[i].name for i, _ in row] == ["operation"]


def _heading(told: Sequence[Told], *, alone: bool = False) -> str:
    return "<br>".join(
        cell(each.values if alone else f"{each.fact}: {each.values}") for each in told
    )


def _literal(told: Told) -> str:
    values = [told.values] if told.values else []
    values += [f"({left_open})" for left_open in told.open]
    return f"*{cell(told.fact)}* {cell(' '.join(values))}"
