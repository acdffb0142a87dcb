"""One or two editions as a table whose cells also say in how many situations they say what.

    beside(editions)     one frozen diagram with the verdict of each, made once and kept
    chart(...)           a table over it: for each cell the verdicts that can be reached, and the
                         number of situations for each verdict, or pair of an old and a new one

Rules kept here:
 * Exact: every situation that can happen, told apart by the facts that an edition asks about where
   what is given is given, and by those of the table. The cells add up to the whole.
 * A diagram that is kept is never added to: whoever asks works in one of their own.
 * Where there are two editions their tables have the same rows and columns, and a cell counts as
   changed when any situation in it is answered otherwise.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

from countenance.codes.model import Verdict
from countenance.decisions.bound import Bound
from countenance.decisions.compile import verdict_functions
from countenance.decisions.diagram import NEVER, TRUE, Diagram
from countenance.decisions.operations import AND, PAIR, PAIRS
from countenance.decisions.table import MOST_CELLS, Heading, Table, tables_in
from countenance.facts.known import Facts
from countenance.facts.vocabulary import Cube, Vocabulary

__all__ = ["Beside", "Cell", "Chart", "beside", "chart"]


@dataclass(frozen=True, slots=True)
class Beside:
    """The verdicts of one edition or two, in one frozen diagram over the facts of a vocabulary."""

    vocabulary: Vocabulary
    diagram: Diagram
    verdicts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """`verdicts`: what each edition may say here. `situations`: how many have these verdicts, the
    last edition's at the end; none where nothing can happen."""

    verdicts: tuple[Verdict, ...]
    situations: Mapping[tuple[Verdict, ...], int]

    @property
    def total(self) -> int:
        """All situations that can happen here."""
        return sum(self.situations.values())

    @property
    def moved(self) -> int:
        """Those that the two editions answer differently."""
        return sum(n for told, n in self.situations.items() if len(set(told)) > 1)

    def counts(self, which: int = -1) -> dict[Verdict, int]:
        """The situations of each verdict of one edition, the mildest first."""
        found = dict.fromkeys(Verdict, 0)
        for told, number in self.situations.items():
            found[told[which]] += number
        return {verdict: number for verdict, number in found.items() if number}


@dataclass(frozen=True)
class Chart:
    """Rows by columns. `facts` tell the situations apart that are counted."""

    # Not slotted: what is found out of it is kept.
    facts: tuple[str, ...]
    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    cells: tuple[tuple[Cell, ...], ...]

    @cached_property
    def total(self) -> int:
        """All situations that can happen where what is given is given."""
        return sum(cell.total for _, cell in self.each())

    @cached_property
    def moved(self) -> int:
        """Those that the two editions answer differently."""
        return sum(cell.moved for _, cell in self.each())

    def table(self, which: int = -1) -> Table:
        """What one of the editions says, without the numbers."""
        cells = tuple(tuple(cell.verdicts[which] for cell in line) for line in self.cells)
        return Table(self.rows, self.columns, cells)

    def each(self) -> Iterator[tuple[Cube, Cell]]:
        """Every cell with the box of situations that it stands for."""
        for row, line in zip(self.rows, self.cells, strict=True):
            for column, cell in zip(self.columns, line, strict=True):
                yield Cube(tuple(sorted((*row, *column)))), cell


def beside(editions: Sequence[Bound], vocabulary: Vocabulary) -> Beside:
    """The verdict of each edition by itself, ready to be charted. Raises `DecisionError`."""
    work, verdicts, possible = verdict_functions(editions, vocabulary)
    wholes = [work.apply(AND, verdict, possible) for verdict in verdicts]
    return Beside(vocabulary, *work.copied(wholes, len(vocabulary.facts)))


def chart(
    found: Beside,
    known: Facts,
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    most: int = MOST_CELLS,
) -> Chart:
    """The table of some facts by some others; `known` is what is given of all.

    Raises `DecisionError` and `UnknownFactError` as `countenance.decisions.table` does.
    """
    vocabulary = known.vocabulary
    work, nodes = found.diagram.residuals(found.verdicts, known.masks)
    tables = tables_in(work, nodes, known, rows, columns, most=most)
    places = {vocabulary.index(name) for name in (*rows, *columns)}
    counted = _Counted(work, nodes, known, places)
    first = tables[0]
    cells = []
    for i, row in enumerate(first.rows):
        line = []
        for j, column in enumerate(first.columns):
            said = tuple(each.cells[i][j] for each in tables)
            line.append(Cell(said, counted.inside((*row, *column)) if any(said) else {}))
        cells.append(tuple(line))
    facts = tuple(vocabulary.facts[i].name for i in counted.facts)
    return Chart(facts, first.rows, first.columns, tuple(cells))


class _Counted:
    """The situations inside of boxes, by what is said of them."""

    def __init__(
        self, work: Diagram, nodes: Sequence[int], known: Facts, places: set[int]
    ) -> None:
        self._work = work
        self.facts = tuple(sorted({*work.relevant(nodes, known.masks), *places}))
        kept = frozenset(self.facts)
        # A forgotten fact is asked by axioms alone: over its values there is one verdict, or none.
        shown = work.projected(nodes, kept)
        self._pairs = len(shown) == 2
        whole = work.apply(PAIR, *shown) if self._pairs else shown[0]
        given = [(i, known.masks[i]) for i in self.facts]
        self._whole = work.apply(AND, whole, work.cube(given, TRUE, NEVER))
        self._left_out = prod(
            mask.bit_count() for level, mask in enumerate(work.full) if level not in kept
        )

    def inside(self, box: Heading) -> dict[tuple[Verdict, ...], int]:
        """How many situations of a box have which verdicts."""
        work = self._work
        here = work.apply(AND, self._whole, work.cube(box, TRUE, NEVER))
        found: dict[tuple[Verdict, ...], int] = {}
        for terminal, number in work.count(here).items():
            if terminal != NEVER:
                told = PAIRS[terminal] if self._pairs else (Verdict(terminal),)
                found[told] = number // self._left_out
        return found
