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

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from countenance.codes.model import Citation, TextBasis, Verdict, strictest
from countenance.decisions.plans import Cause, CauseKind, Hit, Masks, Plan

__all__ = [
    "Applies",
    "Cause",
    "CauseKind",
    "Finding",
    "ReadingResult",
    "causes_of",
    "findings",
]


class Applies(Enum):
    """Whether a clause applies to what is known; one that does not is no finding."""

    YES = "yes"
    OPEN = "open"


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


_VERDICTS = tuple(Verdict(bits) for bits in range(16))

_SILENT, _UNCLEAR = int(Verdict.SILENT), int(Verdict.UNCLEAR)

_NO, _OPEN, _YES = 0, 1, 2
"""How a condition holds: `min` is and, `max` is or. Bare numbers: this is the inner loop."""


def _condition(cases: Masks, known: Sequence[int]) -> tuple[int, int]:
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
    """How a clause holds: in some reading, in every reading, and in each of its ways."""

    may: int
    must: int
    ways: list[tuple[int, int]]


def _judge(plan: Plan, known: Sequence[int]) -> _State | None:
    """The clause by itself, its exceptions aside; None where it cannot apply."""
    for fact, mask in plan.needs:
        if not known[fact] & mask:
            return None
    high, low = _condition(plan.scope, known)
    if plan.unless:
        out_may, out_must = _condition(plan.unless, known)
        high, low = min(high, _YES - out_must), min(low, _YES - out_may)
    if len(plan.ways) == 1:
        may, must = _condition(plan.ways[0].when, known)
        may, must = min(may, high), min(must, low)
        return _State(may, must, [(may, must)]) if may else None
    ways = [_condition(way.when, known) for way in plan.ways]
    ways = [(min(way_may, high), min(way_must, low)) for way_may, way_must in ways]
    may, must = max(way[0] for way in ways), min(way[1] for way in ways)
    return _State(may, must, ways) if may else None


def findings(made: Sequence[Plan], known: Sequence[int], verdicts: int) -> tuple[Finding, ...]:
    """The clauses that apply or may apply when each fact has a value in `known`.

    `verdicts` is the set that can be reached. What decides comes first. Where several clauses give
    the strictest verdict only together, each of them is shown with it.
    """
    states = [_judge(plan, known) for plan in made]
    # Bare numbers and identity: an `IntFlag` takes longer to compare than the rest together.
    reached, top = int(verdicts), strictest(int(verdicts))
    highest = int(top)
    found, others = [], []
    for plan, state in zip(made, states, strict=True):
        applies = _NO if state is None else _applies(plan, state, made, states)
        if state is None or applies == _NO:
            continue
        finding, values, causes = _finding(plan, state, applies, made, states, known)
        given = values if values & (values - 1) == 0 else _UNCLEAR
        if applies == _YES or given & reached:
            found.append(finding)
        perhaps = values & highest or highest < given or (highest == _UNCLEAR and causes)
        if finding.verdict is not top and perhaps:
            others.append((finding, causes))
    if highest > _SILENT and all(finding.verdict is not top for finding in found):
        lifted = {finding: replace(finding, verdict=top, causes=c) for finding, c in others}
        found = [*lifted.values(), *(finding for finding in found if finding not in lifted)]
    if len(found) > 1:
        found.sort(
            key=lambda f: (f.verdict is not top, f.applies is not Applies.YES, -int(f.verdict))
        )
    return tuple(found)


def hanging_on(
    made: Sequence[Plan], known: Sequence[int], other: Sequence[int]
) -> Iterator[tuple[str, str]]:
    """The clauses, each with its edition, that apply otherwise under `other` than under `known`."""
    states, others = ([_judge(plan, masks) for plan in made] for masks in (known, other))
    for plan, state, with_other in zip(made, states, others, strict=True):
        here = _NO if state is None else _applies(plan, state, made, states)
        there = _NO if with_other is None else _applies(plan, with_other, made, others)
        if here != there:
            yield plan.edition, plan.clause.id


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


def _own(
    made: Sequence[Plan], states: Sequence[_State | None], place: int, *, must: bool = False
) -> int:
    """How a clause holds, and one of the clauses above it: in the widest or narrowest reading."""
    state = states[place]
    if state is None:
        return _NO
    holds = state.must if must else state.may
    parents = made[place].parents
    if not parents or not holds:
        return holds
    return min(holds, max(_own(made, states, parent, must=must) for parent in parents))


def _surely(place: int, made: Sequence[Plan], states: Sequence[_State | None]) -> bool:
    """Whether a clause, or an exception to it, answers in every world."""
    state = states[place]
    if state is None or state.must != _YES:
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
) -> tuple[Finding, int, tuple[Cause, ...]]:
    """The finding, every verdict that it may come to, and all that may make it unclear."""
    clause = plan.clause
    else_ = _otherwise(plan, made)
    values = 0
    results = []
    for way, (may, _) in zip(plan.ways, state.ways, strict=True):
        outside = else_ if plan.clause.exception_to else _SILENT
        values |= way.verdict if may else outside
        if len(plan.ways) > 1:
            given = (way.verdict if may else 0) | (outside if may != _YES else 0)
            results.append(ReadingResult(way.name, way.says, _VERDICTS[given]))
            if may == _OPEN and applies == _YES:
                values |= outside
    causes = list(_unclear_by(plan, values))
    perhaps = []
    for hit in plan.hits:
        live = known[hit.fact] & hit.mask
        if live and _may_hold(hit, known):
            perhaps.append(hit.cause)
            inside = known[hit.fact] & ~hit.mask == 0
            if inside or state.must == _NO:
                causes.append(hit.cause)
                if not hit.interpreted:
                    results += _both_ways(hit, values, else_)
    if state.must == _NO:
        values |= else_
    if plan.parents:
        # Whether there is a case to except from may itself be a matter of reading.
        asked = [cause for parent in plan.parents for cause in _asked(made[parent], known)]
        sure = max(_own(made, states, parent, must=True) for parent in plan.parents)
        perhaps += asked if sure != _YES else []
        if sure == _NO:
            values |= _SILENT
            causes += asked
    weak = plan.weak or any(cause.kind is CauseKind.TEXT for cause in causes)
    if plan.weak:
        question = "is the text of this clause established? nobody has signed it off"
        causes.append(Cause(CauseKind.TEXT, clause.id, question, clause.id))
        values |= else_
    for exception in plan.exceptions:
        other = states[exception]
        if other is not None and other.may == _YES:
            values |= _own_values(made[exception])
    verdict = _VERDICTS[values] if values & (values - 1) == 0 else Verdict.UNCLEAR
    finding = Finding(
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
    every = tuple(dict.fromkeys(causes + perhaps)) if causes or perhaps else ()
    return finding, values, every


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
    return values or _SILENT


def _unclear_by(plan: Plan, values: int) -> Iterable[Cause]:
    """The question of a clause whose readings differ, or whose own verdict is unclear."""
    if values.bit_count() > 1 or (values == _UNCLEAR and not plan.weak):
        yield _reading_cause(plan)


def _reading_cause(plan: Plan) -> Cause:
    """Which reading is right; or, for a clause without readings, what its text leaves open."""
    clause = plan.clause
    names = ", ".join(reading.name for reading in clause.readings)
    which = f"which reading is right: {names}?" if names else f"it leaves open: {clause.says}"
    return Cause(CauseKind.READING, clause.id, clause.question or which, clause.id)


def _asked(plan: Plan, known: Sequence[int]) -> Iterable[Cause]:
    """Every question on which it may hang whether a clause holds, facts aside."""
    yield from (hit.cause for hit in plan.hits if known[hit.fact] & hit.mask)
    if plan.clause.readings:
        yield _reading_cause(plan)


def _may_hold(hit: Hit, known: Sequence[int]) -> bool:
    """Whether the case in which a term stands can still hold."""
    return all(known[fact] & widest for fact, _, widest in hit.case)


def _both_ways(hit: Hit, inside: int, outside: int) -> tuple[ReadingResult, ReadingResult]:
    """What a contested member gives when it is read as inside the term, and as outside."""
    name, says = hit.cause.name, hit.cause.question
    return (
        ReadingResult(f"{name}: yes", says, _VERDICTS[inside]),
        ReadingResult(f"{name}: no", says, _VERDICTS[outside]),
    )


def causes_of(found: Iterable[Finding]) -> tuple[Cause, ...]:
    """Why findings are unclear: each question once, the clauses that surely apply first."""
    return tuple(dict.fromkeys(cause for finding in found for cause in finding.causes))
