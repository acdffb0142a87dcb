"""A code as a table: the verdicts that can be reached for each combination of a few facts.

Rules kept here:
 * A cell holds every verdict that is possible for it, the other facts being as given or open.
 * Values of a fact that are the same in every row or column stand together: a table of two hundred
   countries has as many columns as the code tells apart.
 * A combination that cannot happen is empty; a row or column of nothing else is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from countenance.codes.model import Verdict
from countenance.decisions.compile import Bound, verdict_functions
from countenance.decisions.cover import plainest
from countenance.decisions.diagram import Diagram
from countenance.decisions.operations import AND, MAX
from countenance.errors import DecisionError
from countenance.facts.known import Facts
from countenance.facts.vocabulary import Vocabulary

__all__ = ["MOST_CELLS", "Heading", "Table", "composed", "table", "table_in",
           "tables_in"]  # fmt: skip

MOST_CELLS = 4000
"""Cells of one table: more are not read."""

Heading = tuple[tuple[int, int], ...]
"""What a row or column stands for: facts by place, each with a mask of values."""


@dataclass(frozen=True, slots=True)
class Table:
    """`cells[i][j]` are the verdicts for row `i` and column `j`."""

    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    cells: tuple[tuple[Verdict, ...], ...]


def table(
    editions: Sequence[Bound], known: Facts, rows: Sequence[str], columns: Sequence[str]
) -> Table:
    """The table of some facts by some others; `known` is what is given of all.

    Raises `DecisionError` for a fact that is named twice, or a table that nobody could read, and
    `UnknownFactError`.
    """
    return table_in(*composed(editions, known.vocabulary), known, rows, columns)


def composed(editions: Sequence[Bound], vocabulary: Vocabulary) -> tuple[Diagram, int]:
    """One diagram, and in it the verdict of all editions together, where a situation can happen."""
    work, verdicts, possible = verdict_functions(editions, vocabulary)
    whole = int(Verdict.SILENT)
    for verdict in verdicts:
        whole = work.apply(MAX, whole, verdict)
    return work, work.apply(AND, whole, possible)


def table_in(
    work: Diagram, whole: int, known: Facts, rows: Sequence[str], columns: Sequence[str]
) -> Table:
    """The table of what `composed` gives. Raises as `table` does."""
    (found,) = tables_in(work, (whole,), known, rows, columns)
    return found


def tables_in(
    work: Diagram,
    wholes: Sequence[int],
    known: Facts,
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    most: int = MOST_CELLS,
) -> tuple[Table, ...]:
    """The tables of several functions, all with the same rows and columns.

    They rule out the same situations. Values stand together that none of them tells apart. Raises
    as `table` does.
    """
    names = [*rows, *columns]
    for name in names:
        if names.count(name) > 1:
            raise DecisionError(f"`{name}` is named twice; each fact has one place in a table")
    places = [known.vocabulary.index(name) for name in names]
    # What is given is heard here; the terms below the facts are asked by nothing any more.
    masks = [*known.masks, *work.full[len(known.masks) :]]
    shown = [work.project(work.restricted(each, masks), frozenset(places)) for each in wholes]
    classes = {place: _classes(work, shown, known.masks[place], place) for place in places}
    down = _headings(places[: len(rows)], classes)
    across = _headings(places[len(rows) :], classes)
    if len(down) * len(across) > most:
        raise DecisionError(
            f"a table of {len(down)} rows and {len(across)} columns is not read; name fewer facts, "
            "or give some"
        )
    found = []
    for each in shown:
        cells = []
        for row in down:
            line = []
            for column in across:
                at = list(masks)
                for place, mask in (*row, *column):
                    at[place] = mask
                line.append(Verdict(work.reach(each, at)))
            cells.append(tuple(line))
        found.append(_without_empty(known, Table(down, across, tuple(cells))))
    return tuple(found)


def _without_empty(known: Facts, whole: Table) -> Table:
    """The table without what cannot happen, its headings told as plainly as that allows."""
    rows = [i for i, line in enumerate(whole.cells) if any(line)]
    columns = [j for j in range(len(whole.columns)) if any(line[j] for line in whole.cells)]
    kept = [whole.rows[i] for i in rows] + [whole.columns[j] for j in columns]
    happens: dict[int, int] = {}
    for heading in kept:
        for place, mask in heading:
            happens[place] = happens.get(place, 0) | mask

    def told(heading: Heading) -> Heading:
        facts = known.vocabulary.facts
        return tuple(
            (place, plainest(facts[place], mask, mask | facts[place].full & ~happens[place]))
            for place, mask in heading
        )

    return Table(
        tuple(told(whole.rows[i]) for i in rows),
        tuple(told(whole.columns[j]) for j in columns),
        tuple(tuple(whole.cells[i][j] for j in columns) for i in rows),
    )


def _headings(places: Iterable[int], classes: Mapping[int, Sequence[int]]) -> tuple[Heading, ...]:
    each = [[(place, mask) for mask in classes[place]] for place in places]
    return tuple(product(*each))


def _classes(
    work: Diagram, shown: Sequence[int], given: int, place: int
) -> tuple[int, ...]:
    """The values of a fact, those together that no combination of the others tells apart."""
    found: dict[tuple[int, ...], int] = {}
    masks = list(work.full)
    for i in range(given.bit_length()):
        value = 1 << i
        if given & value:
            masks[place] = value
            nodes = tuple(work.restricted(each, masks) for each in shown)
            found[nodes] = found.get(nodes, 0) | value
    return tuple(sorted(found.values(), key=lambda mask: mask & -mask))
