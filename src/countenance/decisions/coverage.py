"""What the cases beside an edition look at: clauses, readings, members of terms, situations.

    clause      reached when a case makes it apply, or leaves open whether it does
    reading     reached when a case can be in its conditions while its clause applies, or may
    member      of a term: reached when a case states it, or a value of it
    kind        of situations: all that differ only in values that the edition never tells apart;
                looked at by a case that holds one of them

A case that expects one verdict settles the kinds it looks at; one that leaves the verdict open does
not.

Rules kept here:
 * Exact: every situation is counted, and every kind; nothing is sampled.
 * The situations are those in the scope of the edition, as it stood in force. A case that asks for
   a day, or as if texts were signed off, looks at its situations like any other.

Whether a case comes out as it says is the matter of `countenance.decisions.trials`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from countenance.codes.model import Clause, Condition, Edition, Term, Verdict
from countenance.decisions.bound import bound_alone
from countenance.decisions.cover import Cover, cover
from countenance.decisions.diagram import ABSENT, NEVER, TRUE
from countenance.decisions.findings import Applies
from countenance.decisions.space import VERDICTS, Space
from countenance.decisions.trials import Trial
from countenance.facts.vocabulary import Cube, Fact, Vocabulary

__all__ = ["ClauseReach", "Coverage", "TermReach", "VerdictReach", "coverage"]

_SHOWN = 2
"""The most boxes shown of what no case looks at, for one verdict."""


@dataclass(frozen=True, slots=True)
class ClauseReach:
    """How many cases make a clause apply, how many leave it open, and readings that none is in."""

    clause: Clause
    applies: int
    open: int
    readings_missed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TermReach:
    """The members of a term that no case states, by how sure they are."""

    term: Term
    missed: tuple[str, ...]
    of: int


@dataclass(frozen=True, slots=True)
class VerdictReach:
    """The situations with one verdict, and how many kinds of them cases look at.

    `settled` kinds are in a case that expects one verdict, `open` ones only in cases that leave it
    open; the rest is in none, and `missed` holds its largest boxes.
    """

    verdict: Verdict
    situations: int
    kinds: int
    settled: int
    open: int
    missed: Cover

    @property
    def unseen(self) -> int:
        """How many kinds no case looks at."""
        return self.kinds - self.settled - self.open


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the cases of an edition look at; `facts` are those that it tells situations apart by."""

    edition: Edition
    cases: int
    facts: tuple[str, ...]
    clauses: tuple[ClauseReach, ...]
    terms: tuple[TermReach, ...]
    verdicts: tuple[VerdictReach, ...]


def coverage(edition: Edition, trials: Sequence[Trial], vocabulary: Vocabulary) -> Coverage:
    """What the cases that were tried look at."""
    space = Space([bound_alone(edition)], vocabulary)
    return Coverage(
        edition,
        len(trials),
        tuple(vocabulary.facts[i].name for i in space.facts),
        tuple(_clause(clause, trials) for clause in edition.clauses),
        tuple(
            _term(term, vocabulary.fact(term.fact), vocabulary.index(term.fact), trials)
            for term in edition.terms.values()
        ),
        _verdicts(space, edition, trials),
    )


def _clause(clause: Clause, trials: Iterable[Trial]) -> ClauseReach:
    found = [
        (finding.applies, trial.decision.facts.masks)
        for trial in trials
        for finding in trial.decision.clauses
        if finding.clause == clause.id
    ]
    missed = [
        reading.name
        for reading in clause.readings
        if not any(
            _may_hold(clause.when if reading.when is None else reading.when, masks)
            for _, masks in found
        )
    ]
    sure = sum(applies is Applies.YES for applies, _ in found)
    return ClauseReach(clause, sure, len(found) - sure, tuple(missed))


def _may_hold(condition: Condition, masks: Sequence[int]) -> bool:
    """Whether a case may be in a condition, its terms as wide as they go."""
    return any(
        all(
            masks[literal.fact] & literal.inside
            or any(masks[literal.fact] & opening.mask for opening in literal.openings)
            for literal in case
        )
        for case in condition
    )


def _term(term: Term, fact: Fact, level: int, trials: Iterable[Trial]) -> TermReach:
    members = [*term.members, *term.by_interpretation, *(member for member, _ in term.contested)]
    known = [each.decision.facts.masks[level] for each in trials if term.fact in each.case.facts]
    missed = [name for name in members if all(mask & ~fact.mask((name,)) for mask in known)]
    return TermReach(term, tuple(missed), len(members))


def _verdicts(
    space: Space, edition: Edition, trials: Iterable[Trial]
) -> tuple[VerdictReach, ...]:
    scope = space.both(space.possible, _scope(space, edition))
    # Outside the scope stands for itself: no kind lies on both sides of it.
    classes = _classes(space, space.work.choose(scope, space.functions[0], ABSENT))
    settled = looked = NEVER
    for trial in trials:
        here = space.inside(_widened(trial.decision.facts.masks, classes, space))
        looked = space.either(looked, here)
        if trial.case.verdicts.bit_count() == 1:
            settled = space.either(settled, here)
    firsts = {i: sum(mask & -mask for mask in parts) for i, parts in classes.items()}
    one_of_each = space.inside(Cube(tuple(firsts.items())))
    found = []
    for verdict in VERDICTS:
        whole = space.both(space.says(space.functions[0], verdict), scope)
        kinds = space.both(whole, one_of_each)
        sure, either = (space.count(space.both(kinds, seen)) for seen in (settled, looked))
        left = space.both(whole, space.work.negated(looked))
        found.append(
            VerdictReach(
                verdict,
                space.count(whole),
                space.count(kinds),
                sure,
                either - sure,
                cover(space, left, most=_SHOWN),
            )
        )
    return tuple(found)


def _scope(space: Space, edition: Edition) -> int:
    """Where the edition speaks at all."""
    cubes = [Cube(tuple((i, m) for i, m in c.masks if i in space.facts)) for c in edition.scope]
    return space.either(*(space.inside(cube) for cube in cubes)) if cubes else TRUE


def _classes(space: Space, function: int) -> dict[int, list[int]]:
    """The values of each fact asked about, in groups that a function never tells apart."""
    work, facts = space.work, space.vocabulary.facts
    parts = {i: [facts[i].full] for i in space.facts}
    for node in work.reachable(function):
        level = work.levels[node]
        parts[level] = [
            part & mask for part in parts[level] for mask, _ in work.edges[node] if part & mask
        ]
    return parts


def _widened(masks: Sequence[int], classes: Mapping[int, Sequence[int]], space: Space) -> Cube:
    """What a case states, with every value that the edition does not tell from a stated one."""
    found = []
    for i, parts in classes.items():
        mask = sum(part for part in parts if part & masks[i])
        if mask != space.vocabulary.facts[i].full:
            found.append((i, mask))
    return Cube(tuple(found))
