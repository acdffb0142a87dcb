"""Which clauses speak, which may yet speak, and why one of them is not clear.

Each clause is judged by itself in three-valued logic: its condition holds, fails, or stays open
while facts are missing; once with every contested or interpreted member of a term inside, once with
all of them outside. That is quick and sound, and now and then leaves a clause open that cannot
apply any more; the verdicts themselves come from the diagram, which is exact.

Rules kept here:
 * A clause whose cases a certain exception has taken out is no finding.
 * A clause that is open, but whose verdict can no longer be reached, is no finding.
 * What decides comes first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from countenance.codes.model import (
    Citation,
    Clause,
    Condition,
    Edition,
    OpeningKind,
    TextBasis,
    Verdict,
    strictest,
)
from countenance.facts.vocabulary import Cube, Vocabulary

__all__ = [
    "Applies",
    "Cause",
    "CauseKind",
    "Finding",
    "Plan",
    "ReadingResult",
    "causes_of",
    "findings",
    "plans",
]


class Applies(Enum):
    """Whether a clause applies to what is known; one that does not is no finding."""

    YES = "yes"
    OPEN = "open"


class CauseKind(Enum):
    """Why a decision is not settled, or settled as unclear."""

    FACT = "fact"
    TERM = "term"
    READING = "reading"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason, and the question whose answer would remove it.

    `name` is a fact, a term, or a clause; `clause` is the id of the clause it is about, if any.
    """

    kind: CauseKind
    name: str
    question: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class ReadingResult:
    """What one way to understand a clause gives here, as a set while facts are missing."""

    name: str
    says: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Finding:
    """A clause that applies or may apply, with what it gives."""

    edition: str
    clause: str
    verdict: Verdict
    applies: Applies
    readings: tuple[ReadingResult, ...]
    weak: bool
    citation: Citation
    says: str
    text_basis: TextBasis
    way_on: str
    obligations: tuple[str, ...]
    causes: tuple[Cause, ...]


_NO, _OPEN, _YES = 0, 1, 2
"""How a condition holds: `min` is and, `max` is or. Bare numbers: this is the inner loop."""

_Masks = tuple[tuple[tuple[int, int, int], ...], ...]
"""Cases of (fact, certain values, values in the widest reading)."""


@dataclass(frozen=True, slots=True)
class _Way:
    """One reading of a clause, or the clause itself if it has none."""

    when: _Masks
    verdict: int
    name: str
    says: str


@dataclass(frozen=True, slots=True)
class _Hit:
    """A member of a term that is not certain: in which fact, which values, and what it asks."""

    case: tuple[tuple[int, int, int], ...]
    fact: int
    mask: int
    cause: Cause
    interpreted: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """A clause made ready to be judged. `parents` and `exceptions` are places among the plans."""

    edition: str
    clause: Clause
    scope: _Masks
    ways: tuple[_Way, ...]
    unless: _Masks
    parents: tuple[int, ...]
    exceptions: tuple[int, ...]
    weak: bool
    hits: tuple[_Hit, ...]


def plans(
    editions: Iterable[tuple[Edition, Sequence[Clause], frozenset[str]]], vocabulary: Vocabulary
) -> tuple[Plan, ...]:
    """The clauses that count, of every edition, with the digests of the clauses signed off."""
    made: list[Plan] = []
    for edition, clauses, signed in editions:
        places = {clause.id: len(made) + i for i, clause in enumerate(clauses)}
        scope = _scope(edition.scope)
        for clause in clauses:
            is_signed = clause.digest in signed
            ways = [(clause.when, clause.verdict or Verdict.SILENT, "", clause.says)]
            if clause.readings:
                ways = [
                    (clause.when if r.when is None else r.when, r.verdict, r.name, r.says)
                    for r in clause.readings
                ]
            made.append(
                Plan(
                    edition.name,
                    clause,
                    scope,
                    tuple(
                        _Way(_masks(when, is_signed), int(verdict), name, says)
                        for when, verdict, name, says in ways
                    ),
                    _masks(clause.unless, is_signed),
                    tuple(places[p] for p in clause.exception_to if p in places),
                    tuple(places[c.id] for c in clauses if clause.id in c.exception_to),
                    clause.weak and not is_signed,
                    tuple(_hits(edition, clause, vocabulary, is_signed)),
                )
            )
    return tuple(made)


def _scope(cubes: Sequence[Cube]) -> _Masks:
    """The scope of an edition as cases; no limit is one case that always holds."""
    cases = tuple(tuple((i, mask, mask) for i, mask in cube.masks) for cube in cubes)
    return cases or ((),)


def _masks(condition: Condition, signed: bool) -> _Masks:
    cases = []
    for case in condition:
        literals = []
        for literal in case:
            inside = widest = literal.inside
            for opening in literal.openings:
                widest |= opening.mask
                if signed and opening.kind is OpeningKind.INTERPRETED:
                    inside |= opening.mask
            literals.append((literal.fact, inside, widest))
        cases.append(tuple(literals))
    return tuple(cases)


def _hits(edition: Edition, clause: Clause, vocabulary: Vocabulary, signed: bool) -> Iterable[_Hit]:
    for condition in clause.conditions:
        for case, masks in zip(condition, _masks(condition, signed), strict=True):
            for literal in case:
                fact = vocabulary.facts[literal.fact]
                for opening in literal.openings:
                    term = edition.terms[opening.term]
                    if opening.kind is OpeningKind.CONTESTED:
                        for member, question in term.contested:
                            mask = fact.mask((member,)) & opening.mask
                            cause = Cause(CauseKind.TERM, term.id, question, clause.id)
                            if mask:
                                yield _Hit(masks, literal.fact, mask, cause, interpreted=False)
                    elif not signed:
                        words = ", ".join(fact.names(opening.mask))
                        question = f"{term.question} (read here as covering {words})"
                        cause = Cause(CauseKind.TEXT, term.id, question, clause.id)
                        yield _Hit(masks, literal.fact, opening.mask, cause, interpreted=True)


def _condition(cases: _Masks, known: Sequence[int]) -> tuple[int, int]:
    """How a condition holds: in the widest reading of its terms, and in the narrowest."""
    any_may = any_must = _NO
    for case in cases:
        may = must = _YES
        for fact, inside, widest in case:
            mask = known[fact]
            if not mask & widest:
                may = must = _NO
                break
            if mask & ~widest:
                may = _OPEN
            if must and mask & ~inside:
                must = _OPEN if mask & inside else _NO
        if may > any_may:
            any_may = may
        must = min(may, must)
        if must > any_must:
            any_must = must
            if must == _YES:
                break
    return any_may, any_must


@dataclass(slots=True)
class _State:
    """How a clause holds, and how each of its ways does."""

    may: int
    must: int
    ways: list[tuple[int, int]]


def _judge(plan: Plan, known: Sequence[int]) -> _State | None:
    """The clause by itself, its exceptions aside; None where it cannot apply."""
    ways = [_condition(way.when, known) for way in plan.ways]
    may = max(way[0] for way in ways)
    if may == _NO:
        return None
    scope_may, scope_must = _condition(plan.scope, known)
    out_may, out_must = _condition(plan.unless, known)
    high, low = min(scope_may, _YES - out_must), min(scope_must, _YES - out_may)
    ways = [(min(way_may, high), min(way_must, low)) for way_may, way_must in ways]
    may, must = max(way[0] for way in ways), max(way[1] for way in ways)
    return _State(may, must, ways) if may else None


def findings(made: Sequence[Plan], known: Sequence[int], verdicts: int) -> tuple[Finding, ...]:
    """The clauses that apply or may apply when each fact has a value in `known`.

    `verdicts` is the set that can be reached. What decides comes first.
    """
    states = [_judge(plan, known) for plan in made]
    found = []
    for plan, state in zip(made, states, strict=True):
        if state is None:
            continue
        applies = _applies(plan, state, made, states)
        if applies == _NO:
            continue
        finding = _finding(plan, state, applies, made, states, known)
        if applies == _OPEN and not finding.verdict & verdicts:
            continue
        found.append(finding)
    top = strictest(verdicts)
    found.sort(key=lambda f: (f.verdict != top, f.applies is not Applies.YES, -f.verdict))
    return tuple(found)


def _applies(
    plan: Plan, state: _State, made: Sequence[Plan], states: Sequence[_State | None]
) -> int:
    """How a clause applies once its exceptions and the clauses above it are seen."""
    applies = state.may
    if plan.parents:
        applies = min(applies, max(_own(made, states, parent) for parent in plan.parents))
    for exception in plan.exceptions:
        other = states[exception]
        if other is None:
            continue
        if _surely(exception, made, states):
            return _NO
        if other.may == _OPEN:
            applies = min(applies, _OPEN)
    return applies


def _own(made: Sequence[Plan], states: Sequence[_State | None], place: int) -> int:
    """How a clause holds, and one of the clauses above it."""
    state = states[place]
    if state is None:
        return _NO
    parents = made[place].parents
    if not parents:
        return state.may
    return min(state.may, max(_own(made, states, parent) for parent in parents))


def _surely(place: int, made: Sequence[Plan], states: Sequence[_State | None]) -> bool:
    """Whether a clause, or an exception to it, answers in every world."""
    state = states[place]
    if state is None or state.must != _YES:
        return False
    if len(state.ways) > 1 and min(way[1] for way in state.ways) != _YES:
        return False
    return not made[place].weak or any(
        _surely(exception, made, states) for exception in made[place].exceptions
    )


def _finding(
    plan: Plan,
    state: _State,
    applies: int,
    made: Sequence[Plan],
    states: Sequence[_State | None],
    known: Sequence[int],
) -> Finding:
    clause = plan.clause
    else_ = _otherwise(plan, made)
    values = 0
    results = []
    for way, (may, _) in zip(plan.ways, state.ways, strict=True):
        outside = else_ if plan.clause.exception_to else int(Verdict.SILENT)
        values |= way.verdict if may else outside
        if len(plan.ways) > 1:
            given = (way.verdict if may else 0) | (outside if may != _YES else 0)
            results.append(ReadingResult(way.name, way.says, Verdict(given)))
            if may == _OPEN and applies == _YES:
                values |= outside
    causes = list(_unclear_by(plan, values))
    for hit in plan.hits:
        live = known[hit.fact] & hit.mask
        if live and _may_hold(hit, known):
            inside = known[hit.fact] & ~hit.mask == 0
            if inside or state.must == _NO:
                causes.append(hit.cause)
                if not hit.interpreted:
                    results += _both_ways(hit, values, else_)
    if state.must == _NO:
        values |= else_
    weak = plan.weak or any(cause.kind is CauseKind.TEXT for cause in causes)
    if plan.weak:
        question = "is the text of this clause established? nobody has signed it off"
        causes.append(Cause(CauseKind.TEXT, clause.id, question, clause.id))
        values |= else_
    for exception in plan.exceptions:
        other = states[exception]
        if other is not None and other.may == _YES:
            values |= _own_values(made[exception])
    verdict = Verdict(values) if values.bit_count() == 1 else Verdict.UNCLEAR
    return Finding(
        plan.edition,
        clause.id,
        verdict,
        Applies.YES if applies == _YES else Applies.OPEN,
        tuple(results),
        weak,
        clause.citation,
        clause.says,
        clause.text_basis,
        clause.way_on,
        clause.obligations,
        tuple(dict.fromkeys(causes)) if verdict is Verdict.UNCLEAR else (),
    )


def _own_values(plan: Plan) -> int:
    values = 0
    for way in plan.ways:
        values |= way.verdict
    return values


def _otherwise(plan: Plan, made: Sequence[Plan]) -> int:
    """What holds where the clause does not answer: its clauses' own verdicts, or silence."""
    values = 0
    for parent in plan.parents:
        values |= _own_values(made[parent])
    return values or int(Verdict.SILENT)


def _unclear_by(plan: Plan, values: int) -> Iterable[Cause]:
    """The question of a clause whose readings differ, or whose own verdict is unclear."""
    clause = plan.clause
    if values.bit_count() > 1:
        names = ", ".join(reading.name for reading in clause.readings)
        question = clause.question or f"which reading is right: {names}?"
        yield Cause(CauseKind.READING, clause.id, question, clause.id)
    elif values == Verdict.UNCLEAR and not plan.weak:
        question = clause.question or f"the text leaves it open: {clause.says}"
        yield Cause(CauseKind.READING, clause.id, question, clause.id)


def _may_hold(hit: _Hit, known: Sequence[int]) -> bool:
    """Whether the case in which a term stands can still hold."""
    return all(known[fact] & widest for fact, _, widest in hit.case)


def _both_ways(hit: _Hit, inside: int, outside: int) -> tuple[ReadingResult, ReadingResult]:
    """What a contested member gives when it is read as inside the term, and as outside."""
    name, says = hit.cause.name, hit.cause.question
    return (
        ReadingResult(f"{name}: yes", says, Verdict(inside)),
        ReadingResult(f"{name}: no", says, Verdict(outside)),
    )


def causes_of(found: Iterable[Finding]) -> tuple[Cause, ...]:
    """Why findings are unclear: each question once, the clauses that surely apply first."""
    return tuple(dict.fromkeys(cause for finding in found for cause in finding.causes))
