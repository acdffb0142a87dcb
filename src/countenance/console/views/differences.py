"""What two editions differ in, as its page shows it: what moved first, then clause by clause.

Rules kept here:
 * Situations that several changed clauses moved together are told once, with all of these clauses.
 * What moved in the same way whichever reading is right is told before the readings.
 * A list of cases that is not whole says so. Every number of situations is exact.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from countenance.codes.model import Clause, Edition, Verdict
from countenance.codes.timeline import in_force_words
from countenance.console.views.clauses import ClauseTold, clause_told
from countenance.decisions.compare import Blame, Change, Comparison, Fate, Part, Span
from countenance.decisions.moves import Move
from countenance.decisions.plain import Told, cube_told
from countenance.facts.vocabulary import Vocabulary

__all__ = ["FEW", "By", "ChangeTold", "DiffView", "MoveTold", "PartTold", "diff_view"]

FEW = 5
"""Cases of one move that are shown at once."""
_FATES = {
    Fate.ADDED: "new",
    Fate.REMOVED: "gone",
    Fate.CHANGED: "changed",
    Fate.REWORDED: "told in other words, answers the same",
    Fate.SAME: "the same",
}
_FIRST = (Verdict.DENY, Verdict.ALLOW, Verdict.UNCLEAR, Verdict.SILENT)
"""What situations moved to, in the order in which it is told."""
_SPANS = {
    Span.WIDER: "reaches further than before",
    Span.NARROWER: "reaches less far than before",
    Span.OTHER: "reaches other cases than before",
}


@dataclass(frozen=True, slots=True)
class By:
    """A changed clause that has a part in a move: what became of it, and what it says."""

    id: str
    fate: str
    says: str


@dataclass(frozen=True, slots=True)
class MoveTold:
    """Situations that were answered `old` and are answered `new`. `by`: the clauses that moved
    them; none where it takes several at once."""

    old: str
    new: str
    count: int
    cases: tuple[tuple[Told, ...], ...]
    complete: bool
    by: tuple[By, ...]
    closer: bool
    """Whether these are closer to being allowed than before."""


@dataclass(frozen=True, slots=True)
class PartTold:
    """What moved, in one reading of a clause where that has to be said."""

    clause: str
    reading: str
    says: str
    stricter: int
    milder: int
    newly_allowed: int
    left_open: int
    moves: tuple[MoveTold, ...]

    @property
    def moved(self) -> int:
        """All situations that did."""
        return self.stricter + self.milder + self.newly_allowed + self.left_open


@dataclass(frozen=True, slots=True)
class ChangeTold:
    """One clause, before and after, and what became of it."""

    id: str
    was: str
    fate: str
    kind: str
    span: str
    old: ClauseTold | None
    new: ClauseTold | None


@dataclass(frozen=True, slots=True)
class DiffView:
    """Everything on the page of a difference. `same`: clauses that stand as they stood."""

    old: Edition
    new: Edition
    old_days: tuple[str, str]
    new_days: tuple[str, str]
    total: int
    facts: tuple[str, ...]
    scope: tuple[Told, ...]
    counts: tuple[tuple[str, int], ...]
    idle: tuple[tuple[str, int], ...]
    shared: tuple[MoveTold, ...]
    parts: tuple[PartTold, ...]
    changes: tuple[ChangeTold, ...]
    same: tuple[str, ...]


def diff_view(found: Comparison, vocabulary: Vocabulary) -> DiffView:
    """A comparison as it is shown."""
    scope = vocabulary.cube(found.scope)
    teller = _Teller(vocabulary, frozenset(found.scope))
    shared = found.in_every_reading
    standing = [each for each in found.clauses if each.fate is Fate.SAME]
    changed = [each for each in found.clauses if each.fate is not Fate.SAME]
    order = (Fate.ADDED, Fate.REMOVED, Fate.CHANGED, Fate.REWORDED)
    changed.sort(key=lambda each: order.index(each.fate))
    counts = [
        (_FATES[fate], sum(each.fate is fate for each in found.clauses))
        for fate in (*order, Fate.SAME)
    ]
    return DiffView(
        found.old,
        found.new,
        in_force_words(found.old.in_force),
        in_force_words(found.new.in_force),
        found.total,
        tuple(found.facts),
        cube_told(scope, vocabulary),
        tuple(each for each in counts if each[1]),
        found.idle,
        teller.moves(shared),
        tuple(teller.part(part, shared) for part in found.parts),
        tuple(_change(each, found, vocabulary) for each in changed),
        tuple(each.id for each in standing),
    )


class _Teller:
    def __init__(self, vocabulary: Vocabulary, without: frozenset[str]) -> None:
        self._vocabulary = vocabulary
        self._without = without

    def part(self, part: Part, told: Sequence[Blame]) -> PartTold:
        reading = part.reading
        return PartTold(
            part.clause,
            reading.name if reading else "",
            " ".join(reading.says.split()) if reading else "",
            part.stricter,
            part.milder,
            part.newly_allowed,
            part.left_open,
            self.moves([blame for blame in part.blames if blame not in told]),
        )

    def moves(self, blames: Iterable[Blame]) -> tuple[MoveTold, ...]:
        """Each move once, with every clause that has a part in it; what is denied now is first."""
        by: dict[tuple[Verdict, Verdict, int, object], list[By]] = {}
        moves: dict[tuple[Verdict, Verdict, int, object], Move] = {}
        for blame in blames:
            for move in blame.moves:
                key = (move.old, move.new, move.count, move.cover.cubes)
                moves[key] = move
                by.setdefault(key, []).extend(_by(blame.change))
        order = sorted(moves, key=lambda key: (_FIRST.index(key[1]), -key[2]))
        return tuple(self._move(moves[key], by[key]) for key in order)

    def _move(self, move: Move, by: Sequence[By]) -> MoveTold:
        return MoveTold(
            move.old.words[0],
            move.new.words[0],
            move.count,
            tuple(
                cube_told(cube, self._vocabulary, without=self._without)
                for cube in move.cover.cubes
            ),
            move.cover.complete,
            tuple(by),
            move.looser,
        )


def _by(change: Change | None) -> Iterable[By]:
    if change is not None:
        clause = change.new or change.old
        says = " ".join(clause.says.split()) if clause else ""
        yield By(change.id, _FATES[change.fate], says)


def _change(change: Change, found: Comparison, vocabulary: Vocabulary) -> ChangeTold:
    def told(edition: Edition, clause: Clause | None) -> ClauseTold | None:
        return None if clause is None else clause_told(edition, clause, vocabulary)

    span = change.span
    return ChangeTold(
        change.id,
        change.was,
        _FATES[change.fate],
        change.fate.value,
        "" if span is None else _SPANS.get(span, ""),
        told(found.old, change.old),
        told(found.new, change.new),
    )
