"""The map of an edition, or of two beside each other, as its page shows it.

    Asked -> MapView    tables of cells with words, marks of change, and the address of each cell
                        CellView of the cell that was asked for: clauses, numbers, what is missing

Rules kept here:
 * Every cell has all verdicts that can be reached as words; color and pattern only repeat them.
 * Of two editions a cell counts as changed when any situation in it is answered otherwise, also
   where the words are the same.
 * A combination that cannot happen has no link, and a row or column of nothing else is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from countenance.codes.model import Edition, Verdict
from countenance.console.views.asked import Asked, given_of, known_of
from countenance.console.views.atlas import Atlas
from countenance.console.views.clauses import ClauseTold, finding_told
from countenance.decisions.chart import Cell, Chart
from countenance.decisions.decide import Decision
from countenance.decisions.findings import CauseKind
from countenance.decisions.plain import Told, cube_told, headings_told, plain
from countenance.decisions.table import Heading
from countenance.errors import PageError
from countenance.facts.known import Facts
from countenance.facts.vocabulary import Cube, Vocabulary

__all__ = ["CellShown", "CellView", "MapTable", "MapView", "Side", "chosen_facts",
           "map_view"]  # fmt: skip

_NO_FACT = "none"
"""In the address: no such fact, where without the word one would be chosen."""


@dataclass(frozen=True, slots=True)
class CellShown:
    """A cell of a table: the words of each edition, whether it changed, and its address."""

    verdicts: tuple[tuple[str, ...], ...]
    moved: int
    query: str
    is_here: bool

    @property
    def is_possible(self) -> bool:
        """Whether anything can happen here."""
        return bool(self.query)

    @property
    def says_the_same(self) -> bool:
        """Whether the editions have the same words."""
        return len(set(self.verdicts)) == 1


@dataclass(frozen=True, slots=True)
class MapTable:
    """One table. `title`: the value of the fact that there is a table for each of."""

    title: tuple[Told, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[CellShown, ...]], ...]


@dataclass(frozen=True, slots=True)
class Side:
    """What one edition says in the cell that is shown."""

    edition: str
    verdicts: tuple[str, ...]
    situations: tuple[tuple[str, int], ...]
    clauses: tuple[ClauseTold, ...]
    missing: tuple[tuple[str, str], ...]
    """Facts that it hangs on, each with its question."""
    to_settle: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellView:
    """The cell that was asked for."""

    facts: tuple[Told, ...]
    total: int
    sides: tuple[Side, ...]
    moves: tuple[tuple[str, str, int], ...]
    """What two editions answer differently: from, to, situations."""


@dataclass(frozen=True, slots=True)
class MapView:
    """Everything on the page of a map. `facts`: those of the rows, columns and tables, by name;
    `counted`: those that tell the situations apart; `command`: what prints the same."""

    editions: tuple[Edition, ...]
    rows: str
    columns: str
    by: str
    scope: tuple[Told, ...]
    given: tuple[Told, ...]
    tables: tuple[MapTable, ...]
    total: int
    moved: int
    counted: tuple[str, ...]
    words: tuple[str, ...]
    """The verdicts that occur."""
    depends: bool
    """Whether a cell has several."""
    cell: CellView | None
    command: str


def map_view(asked: Asked, atlas: Atlas) -> MapView:
    """The map that was asked for. Raises `DecisionError` and `PageError` where it cannot be."""
    vocabulary = atlas.vocabulary
    editions = tuple(atlas.library.edition(name) for name in asked.editions)
    scope, given = given_of(asked, editions, vocabulary)
    known = known_of((scope, given), vocabulary)
    rows, columns, by = chosen_facts(asked, atlas, known)
    chart = atlas.chart(
        asked.editions, known, [rows], [name for name in (by, columns) if name]
    )
    picked = _Picked(chart, asked, vocabulary)
    tables = tuple(picked.tables(bool(by)))
    found = [cell for _, cell in chart.each() if cell.total]
    reached = Verdict(0)
    for cell in found:
        for verdicts in cell.verdicts:
            reached |= verdicts
    here = None
    if asked.at:
        if picked.here is None:
            told = ", ".join(f"{name}={value}" for name, value in asked.at.items())
            raise PageError(f"at: no cell of this map holds `{told}`, or it cannot happen")
        here = _cell_view(*picked.here, asked, atlas, known)
    return MapView(
        editions,
        rows,
        columns,
        by,
        cube_told(scope, vocabulary),
        cube_told(given, vocabulary),
        tables,
        chart.total,
        chart.moved if asked.beside else 0,
        tuple(map(plain, chart.facts)),
        tuple(reversed(reached.words)),
        any(v.bit_count() > 1 for cell in found for v in cell.verdicts),
        here,
        _command(asked, (rows, columns, by), (scope, given), vocabulary),
    )


def chosen_facts(asked: Asked, atlas: Atlas, known: Facts) -> tuple[str, str, str]:
    """The facts of the rows, the columns and the tables: those asked for, else what tells most."""
    rows = asked.rows or "operation"
    telling = [name for name in atlas.telling(asked.edition) if name != rows]
    free = [name for name in telling if name not in (asked.columns, asked.by)
            and known.mask(name).bit_count() > 1]  # fmt: skip
    columns = asked.columns or (free.pop(0) if free else "")
    by = asked.by or (free.pop(0) if free and not asked.columns else "")
    columns, by = ("" if name == _NO_FACT else name for name in (columns, by))
    return rows, columns, by


class _Picked:
    """The cells of a chart as tables; the one that was asked for is kept as `here`."""

    def __init__(self, chart: Chart, asked: Asked, vocabulary: Vocabulary) -> None:
        self._chart = chart
        self._asked = asked
        self._vocabulary = vocabulary
        self._names = _representatives(chart, vocabulary)
        self.here: tuple[Cube, Cell] | None = None

    def tables(self, parted: bool) -> Iterable[MapTable]:
        """One table, or where it is parted one for each value of the first fact of the columns."""
        chart, vocabulary = self._chart, self._vocabulary
        heads = headings_told(chart.columns, vocabulary)
        firsts = list(dict.fromkeys(column[:1] if parted else () for column in chart.columns))
        sides = headings_told(chart.rows, vocabulary)
        for first in firsts:
            own = [j for j, column in enumerate(chart.columns) if column[: len(first)] == first]
            kept = [j for j in own if any(line[j].total for line in chart.cells)]
            rows = []
            for i, line in enumerate(chart.cells):
                if any(line[j].total for j in kept):
                    shown = tuple(self._shown(i, j) for j in kept)
                    rows.append((_values(sides[i]), shown))
            if rows:
                columns = tuple(_values(heads[j][len(first) :]) or "answer" for j in kept)
                yield MapTable(heads[own[0]][: len(first)], columns, tuple(rows))

    def _shown(self, i: int, j: int) -> CellShown:
        chart = self._chart
        cell, headings = chart.cells[i][j], (*chart.rows[i], *chart.columns[j])
        if not cell.total:
            return CellShown(tuple(() for _ in cell.verdicts), 0, "", is_here=False)
        facts = self._vocabulary.facts
        at = {facts[place].name: self._names[place, mask] for place, mask in headings}
        here = self.here is None and bool(self._asked.at) and self._holds(headings)
        if here:
            self.here = Cube(tuple(sorted(headings))), cell
        verdicts = tuple(tuple(reversed(each.words)) for each in cell.verdicts)
        return CellShown(verdicts, cell.moved, self._asked.query(at), is_here=here)

    def _holds(self, headings: Heading) -> bool:
        """Whether the situation that was asked for is in this cell."""
        facts, at = self._vocabulary.facts, self._asked.at
        return all(
            facts[place].name in at and mask & facts[place].mask((at[facts[place].name],))
            for place, mask in headings
        )


def _representatives(chart: Chart, vocabulary: Vocabulary) -> Mapping[tuple[int, int], str]:
    """For each class of values one that is in no other class, so that an address finds it again."""
    classes: dict[int, set[int]] = {}
    for heading in (*chart.rows, *chart.columns):
        for place, mask in heading:
            classes.setdefault(place, set()).add(mask)
    found = {}
    for place, masks in classes.items():
        for mask in masks:
            others = 0
            for other in masks - {mask}:
                others |= other
            left = mask & ~others or mask
            found[place, mask] = vocabulary.facts[place].names(left & -left)[0]
    return MappingProxyType(found)


def _values(told: Sequence[Told]) -> str:
    return " · ".join(each.values for each in told)


def _cell_view(cube: Cube, cell: Cell, asked: Asked, atlas: Atlas, known: Facts) -> CellView:
    inside = known.narrowed(cube)
    sides = tuple(
        _side(name, cell, which, atlas.decision(name, inside))
        for which, name in enumerate(asked.editions)
    )
    moves = tuple(
        (told[0].words[0], told[-1].words[0], number)
        for told, number in sorted(cell.situations.items(), key=lambda each: -each[1])
        if asked.beside and told[0] != told[-1]
    )
    return CellView(cube_told(cube, atlas.vocabulary), cell.total, sides, moves)


def _side(name: str, cell: Cell, which: int, decision: Decision) -> Side:
    causes = [cause for cause in decision.causes if cause.kind is not CauseKind.FACT]
    missing = [cause for cause in decision.causes if cause.kind is CauseKind.FACT]
    counts = sorted(cell.counts(which).items(), reverse=True)
    return Side(
        name,
        tuple(reversed(cell.verdicts[which].words)),
        tuple((verdict.words[0], number) for verdict, number in counts),
        tuple(map(finding_told, decision.clauses)),
        tuple((plain(cause.name), cause.question) for cause in missing),
        tuple(dict.fromkeys(cause.question for cause in causes)),
    )


def _command(
    asked: Asked, chosen: tuple[str, str, str], given: Iterable[Cube], vocabulary: Vocabulary
) -> str:
    """The command that prints the same table."""
    rows, columns, by = chosen
    across = ",".join(name for name in (by, columns) if name)
    words = ["countenance", "codes", "map", asked.edition, "--rows", rows]
    words += ["--cols", across] if across else []
    for cube in given:
        for place, mask in cube.masks:
            fact = vocabulary.facts[place]
            words += ["--given", f"{fact.name}={fact.says(mask).replace('|', ',')}"]
    return " ".join(words)
