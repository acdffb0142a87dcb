"""The one table that tells most about an edition: acts by the one or two facts that matter most.

Rules kept here:
 * What the scope of the edition says is given; the rows are the acts that it tells apart.
 * The columns are the facts that leave least open about biometric acts, then about all acts. Where
   two choices leave as much, the narrower table is taken, then the facts that come first.
 * A table that would be too wide or too long to be read is not taken.
"""

from itertools import combinations

from countenance.codes.model import Edition
from countenance.decisions.bound import bound_alone
from countenance.decisions.table import Table, composed, table_in
from countenance.errors import DecisionError
from countenance.facts.known import Facts
from countenance.facts.vocabulary import Vocabulary

__all__ = ["overview"]

_WIDE, _LONG = 6, 16
"""The most columns and rows that are still read at a glance."""
_FACTS = 8
"""Of how many facts, those that most clauses mention, every choice is tried."""


def overview(edition: Edition, vocabulary: Vocabulary) -> tuple[Table, Facts] | None:
    """The table, and what was given; None where no table is small enough."""
    known = Facts.open(vocabulary)
    if len(edition.scope) == 1:
        known = known.narrowed(edition.scope[0])
    work, whole = composed([bound_alone(edition)], vocabulary)
    best: tuple[tuple[float, float, int, int], Table] | None = None
    names = _most_mentioned(edition, known)
    for chosen in ((), *((one,) for one in names), *combinations(names, 2)):
        try:
            found = table_in(work, whole, known, ["operation"], chosen)
        except DecisionError:
            continue
        if len(found.columns) > _WIDE or len(found.rows) > _LONG:
            continue
        biometric = vocabulary.fact("operation").mask(("biometric",))
        everything = vocabulary.fact("operation").full
        score = (
            _open(found, biometric), _open(found, everything), len(found.columns), len(chosen)
        )  # fmt: skip
        if best is None or score < best[0]:
            best = score, found
    return (best[1], known) if best else None


def _open(table: Table, acts: int) -> float:
    """How much of these acts a table leaves open: the share of open cells, act by act."""
    whole = total = 0.0
    for heading, line in zip(table.rows, table.cells, strict=True):
        cells = [cell for cell in line if cell]
        weight = (heading[0][1] & acts).bit_count()
        whole += weight * sum(cell.bit_count() > 1 for cell in cells) / len(cells)
        total += weight
    return whole / total if total else 0.0


def _most_mentioned(edition: Edition, known: Facts) -> tuple[str, ...]:
    """The facts that most clauses ask about, those that are given or acts left out."""
    facts = known.vocabulary.facts
    asked: dict[int, int] = {}
    for clause in edition.clauses:
        own = {lit.fact for condition in clause.conditions for case in condition for lit in case}
        for place in own:
            asked[place] = asked.get(place, 0) + 1
    left = [i for i in asked if known.masks[i].bit_count() > 1 and facts[i].name != "operation"]
    most = sorted(left, key=lambda i: (-asked[i], i))[:_FACTS]
    return tuple(facts[i].name for i in sorted(most))
