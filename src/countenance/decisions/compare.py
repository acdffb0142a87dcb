"""What changed between two editions: their clauses, and the verdicts that moved.

    compare(old, new)  ->  clauses  added, removed, changed, reworded, the same
                           parts    for each way to read what is open: which verdicts moved

A clause that says which one it `continues` is compared with that one, whatever their ids; else the
ids decide. It *changed* when it may answer differently; it is only *reworded* when its words, its
citation or its advice are others. A verdict that moved is laid to a clause by taking the change of
that clause back: wherever the new edition then answers differently, the clause has a part in it.
Where it takes several clauses to move a verdict, or any of several would have done, none is found
so; these situations are told apart. So are those of a clause without whose change the edition would
contradict itself.

Where a clause of the old edition stands in the new one only in some readings, whoever wants to know
what moved has to say which reading is meant. Then there is a part for each of them.

Rules kept here:
 * Exact, over every situation that can happen; what moved in a part and what did not add up to the
   whole.
 * Editions are compared as they stood while in force. Dates are told beside it, not mixed in.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from countenance.codes.model import Clause, Edition, Reading, Verdict
from countenance.decisions.bound import bound_alone
from countenance.decisions.diagram import NEVER
from countenance.decisions.moves import Move, Moved, Table, ease
from countenance.decisions.space import Space
from countenance.errors import DecisionError
from countenance.facts.vocabulary import Vocabulary

__all__ = [
    "Blame",
    "Change",
    "Comparison",
    "Fate",
    "Part",
    "Span",
    "compare",
    "fates",
]


def _level(verdict: Verdict) -> int:
    """How strict an answer is. What is allowed and what is not spoken about bar nobody."""
    return {Verdict.UNCLEAR: 1, Verdict.DENY: 2}.get(verdict, 0)


class Fate(Enum):
    """What became of a clause."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    REWORDED = "reworded"
    SAME = "same"


class Span(Enum):
    """How far a changed clause goes, compared with what it was."""

    WIDER = "wider"
    NARROWER = "narrower"
    SAME = "as far"
    OTHER = "other cases"


@dataclass(frozen=True, slots=True)
class Change:
    """One clause and what became of it; `old` or `new` is None where it does not stand.

    `was`: the id that the old edition knows it by, where that is another. `old` bears the new one.
    `span` is known of a changed clause with one verdict, the same as before: in which situations
    it gives it.
    """

    id: str
    fate: Fate
    old: Clause | None
    new: Clause | None
    was: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Blame:
    """The moves in which one changed clause has a part; None: those that no one clause explains."""

    change: Change | None
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What moved, read one way.

    `clause` and `reading` are empty when nothing had to be chosen. `table` has the number of
    situations for each pair of an old and a new verdict; together they are `Comparison.total`.
    """

    clause: str
    reading: Reading | None
    table: Table
    blames: tuple[Blame, ...]

    @property
    def stricter(self) -> int:
        """Situations that are answered more strictly: unclear, or denied, more than before."""
        return self._moved(lambda old, new: _level(new) > _level(old))

    @property
    def milder(self) -> int:
        """Situations that are answered less strictly."""
        return self._moved(lambda old, new: _level(new) < _level(old))

    @property
    def newly_allowed(self) -> int:
        """Situations about which nothing was said, and that a clause allows now."""
        return self.table[Verdict.SILENT, Verdict.ALLOW]

    @property
    def looser(self) -> int:
        """Situations that are closer to being allowed than before: the two above together."""
        return self._moved(lambda old, new: ease(new) > ease(old))

    @property
    def left_open(self) -> int:
        """Situations that a clause allowed, and about which nothing is said any more."""
        return self.table[Verdict.ALLOW, Verdict.SILENT]

    def _moved(self, counts: Callable[[Verdict, Verdict], bool]) -> int:
        return sum(number for (old, new), number in self.table.items() if counts(old, new))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two editions compared. `total` situations are told apart by the facts named in `facts`.

    `idle` are clauses that were added and deny nothing that was not denied already, each with the
    number of situations that it denies. `scope` are the facts that both editions limit in the same
    way, so that it need not be said each time.
    """

    old: Edition
    new: Edition
    clauses: tuple[Change, ...]
    facts: tuple[str, ...]
    total: int
    parts: tuple[Part, ...]
    idle: tuple[tuple[str, int], ...]
    scope: Mapping[str, tuple[str, ...]]

    @property
    def in_every_reading(self) -> tuple[Blame, ...]:
        """What moved in the same situations in every part; nothing where there is one part."""
        first, *others = self.parts
        if not others:
            return ()
        return tuple(each for each in first.blames if all(each in o.blames for o in others))


def compare(
    old: Edition, new: Edition, vocabulary: Vocabulary, *, signed: frozenset[str] = frozenset()
) -> Comparison:
    """What changed from one edition to another; `signed` holds digests of clauses signed off.

    Raises `DecisionError` for an edition compared with itself.
    """
    if old.name == new.name:
        raise DecisionError(f"`{old.name}` is compared with itself; name two editions")
    changes = fates(old, new)
    moving = [each for each in changes if each.fate not in (Fate.SAME, Fate.REWORDED)]
    spanning = _spanning(changes)
    added = [
        each.new
        for each in moving
        if each.old is None and each.new and each.new.verdict is Verdict.DENY
        and not each.new.exception_to
    ]  # fmt: skip
    ways = _ways(changes)
    read = [_read(new, clause, reading) for clause, reading in ways]
    # All of them in one diagram: what one of them needs the next has already.
    space = Space(
        [bound_alone(text, signed) for text in (old, *read, *_each_alone(new, added))],
        vocabulary,
        doubtful=[bound_alone(_without(old, r, each), signed) for r in read for each in moving],
        beside=[
            bound_alone(text, signed)
            for edition, side in ((old, 0), (new, 1))
            for text in _each_alone(edition, [pair[side] for pair in spanning])
        ],
    )
    before, functions = space.functions[0], space.functions[1:]
    parts = []
    for at, (clause, reading) in enumerate(ways):
        reverted = space.doubtful[at * len(moving) : (at + 1) * len(moving)]
        moved = Moved(space, before, functions[at])
        parts.append(Part(clause, reading, moved.table(), _blames(moved, moving, reverted)))
    spans = _spans(space, spanning)
    return Comparison(
        old,
        new,
        tuple(replace(each, span=spans.get(each.id)) for each in changes),
        tuple(vocabulary.facts[i].name for i in space.facts),
        space.count(space.possible),
        tuple(parts),
        _idle(space, before, added, functions[len(ways) :]),
        _scope(old, new, vocabulary),
    )


def fates(old: Edition, new: Edition) -> tuple[Change, ...]:
    """What became of every clause, in the order of the new edition; removed ones come last."""
    names = _continued(old, new)
    before = {clause.id: clause for clause in _renamed(old.clauses, names)}
    formerly = {now: then for then, now in names.items()}
    found = []
    for clause in new.clauses:
        earlier = before.pop(clause.id, None)
        if earlier is None:
            fate = Fate.ADDED
        elif _effect(earlier) != _effect(clause):
            fate = Fate.CHANGED
        elif earlier.digest != clause.digest:
            fate = Fate.REWORDED
        else:
            fate = Fate.SAME
        found.append(Change(clause.id, fate, earlier, clause, formerly.get(clause.id, "")))
    found += [Change(clause.id, Fate.REMOVED, clause, None) for clause in before.values()]
    return tuple(found)


def _continued(old: Edition, new: Edition) -> dict[str, str]:
    """The ids of the old edition that the new one has under other ids, which it did not have."""
    known = {clause.id for clause in old.clauses}
    return {
        clause.continues: clause.id
        for clause in new.clauses
        if clause.continues in known and clause.id not in known
    }


def _renamed(clauses: Sequence[Clause], names: Mapping[str, str]) -> Iterator[Clause]:
    for clause in clauses:
        parents = tuple(names.get(parent, parent) for parent in clause.exception_to)
        yield replace(clause, id=names.get(clause.id, clause.id), exception_to=parents)


def _spanning(changes: Sequence[Change]) -> list[tuple[Clause, Clause]]:
    """The changed clauses that have one verdict, the same as before: before, and now."""
    return [
        (each.old, each.new)
        for each in changes
        if each.fate is Fate.CHANGED and each.old and each.new
        and each.old.verdict is not None and each.old.verdict == each.new.verdict
    ]  # fmt: skip


def _each_alone(edition: Edition, clauses: Sequence[Clause]) -> Iterator[Edition]:
    """An edition with each of the clauses alone, exceptions among them as clauses of their own."""
    for clause in clauses:
        yield replace(edition, clauses=(replace(clause, exception_to=()),))


def _spans(space: Space, told: Sequence[tuple[Clause, Clause]]) -> dict[str, Span]:
    """How far each changed clause goes by itself, in the space beside whose functions it is."""
    found = {}
    for at, (_, clause) in enumerate(told):
        was, now = (
            space.says(space.beside[at + later], clause.verdict or Verdict.SILENT)
            for later in (0, len(told))
        )
        if space.within(was, now):
            found[clause.id] = Span.SAME if space.within(now, was) else Span.WIDER
        else:
            found[clause.id] = Span.NARROWER if space.within(now, was) else Span.OTHER
    return found


def _effect(clause: Clause) -> object:
    """What a clause may answer with, as far as it is written down."""
    readings = [(r.when, r.verdict, r.text_basis.weak) for r in clause.readings]
    exceptions = sorted(clause.exception_to)
    obligations = sorted(clause.obligations)
    return (
        clause.verdict, clause.when, clause.unless, clause.weak, exceptions, readings, obligations,
    )  # fmt: skip


def _ways(changes: Sequence[Change]) -> list[tuple[str, Reading | None]]:
    """Each reading of the first clause that stood plainly and now stands only in some readings."""
    for change in changes:
        if change.old and change.new and change.new.readings and not change.old.readings:
            return [(change.id, reading) for reading in change.new.readings]
    return [("", None)]


def _read(edition: Edition, clause: str, reading: Reading | None) -> Edition:
    if reading is None:
        return edition
    chosen = tuple(
        replace(each, readings=(reading,)) if each.id == clause else each
        for each in edition.clauses
    )
    return replace(edition, clauses=chosen)


def _blames(
    moved: Moved, moving: Sequence[Change], reverted: Sequence[int | None]
) -> tuple[Blame, ...]:
    """What is laid to which clause; `reverted`: what the edition says without its change."""
    blames = [
        Blame(change, moved.with_part_of(function))
        for change, function in zip(moving, reverted, strict=True)
        if function is not None
    ]
    blames.append(Blame(None, moved.unexplained()))
    return tuple(blame for blame in blames if blame.moves)


def _idle(
    space: Space, before: int, added: Sequence[Clause], alone: Sequence[int]
) -> tuple[tuple[str, int], ...]:
    """The added clauses that by themselves deny only what was denied before."""
    was = space.says(before, Verdict.DENY)
    found = []
    for clause, function in zip(added, alone, strict=True):
        denied = space.says(function, Verdict.DENY)
        if denied != NEVER and space.within(denied, was):
            found.append((clause.id, space.count(denied)))
    return tuple(found)


def _without(old: Edition, new: Edition, change: Change) -> Edition:
    """The new edition with the change of one clause taken back."""
    clauses = [each for each in new.clauses if each.id != change.id]
    if change.old is not None:
        clauses.append(change.old)
    return replace(new, clauses=tuple(clauses), terms={**old.terms, **new.terms})


def _scope(old: Edition, new: Edition, vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    if old.scope != new.scope or len(new.scope) != 1:
        return {}
    return {
        vocabulary.facts[i].name: vocabulary.facts[i].names(mask) for i, mask in new.scope[0].masks
    }
