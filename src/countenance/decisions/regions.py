"""Where a clause may answer, and where it surely does, as conditions of a diagram.

    may     in some reading: every term as wide as it goes, whichever of its readings is right
    surely  in every reading: every term as narrow as it goes, no exception in the way

Rules kept here:
 * An exception answers only where a clause it is an exception to may answer.
 * Outside the scope of its edition no clause answers.
 * A contested member of a term counts each time it is met, whatever it counts as elsewhere: what
   `may` holds is never too little, what `surely` holds never too much.

Both are built from the words of the clause; the verdict of an edition is the matter of
`countenance.decisions.compile`.
"""

from collections.abc import Sequence

from countenance.codes.model import Clause, Condition, OpeningKind
from countenance.decisions.compile import Bound
from countenance.decisions.diagram import NEVER, TRUE, Diagram
from countenance.decisions.operations import AND, OR
from countenance.facts.vocabulary import Cube

__all__ = ["may_answer", "scope_of", "surely_answers"]


def may_answer(work: Diagram, bound: Bound, clause: Clause) -> int:
    """Where a clause answers in some reading, its exceptions aside."""
    holds = NEVER
    for when in _whens(clause):
        holds = work.apply(OR, holds, _holds(work, when, widest=True))
    excluded = _holds(work, clause.unless, widest=False, signed=bound.is_signed(clause))
    holds = work.apply(AND, holds, work.negated(excluded))
    parents = _parents(bound, clause)
    if clause.exception_to:
        above = NEVER
        for parent in parents:
            above = work.apply(OR, above, may_answer(work, bound, parent))
        holds = work.apply(AND, holds, above)
    return work.apply(AND, holds, scope_of(work, bound.edition.scope))


def surely_answers(work: Diagram, bound: Bound, clause: Clause) -> int:
    """Where a clause answers whatever is open; nowhere while its text is not established."""
    signed = bound.is_signed(clause)
    if clause.weak and not signed:
        return NEVER
    holds = TRUE
    for when in _whens(clause):
        holds = work.apply(AND, holds, _holds(work, when, widest=False, signed=signed))
    holds = work.apply(AND, holds, work.negated(_holds(work, clause.unless, widest=True)))
    for exception in bound.exceptions(clause):
        holds = work.apply(AND, holds, work.negated(may_answer(work, bound, exception)))
    if clause.exception_to:
        above = NEVER
        for parent in _parents(bound, clause):
            whole = _holds_surely(work, bound, parent)
            above = work.apply(OR, above, whole)
        holds = work.apply(AND, holds, above)
    return work.apply(AND, holds, scope_of(work, bound.edition.scope))


def _holds_surely(work: Diagram, bound: Bound, clause: Clause) -> int:
    """Where there surely is something to except from: `surely_answers` without the exceptions."""
    signed = bound.is_signed(clause)
    holds = TRUE
    for when in _whens(clause):
        holds = work.apply(AND, holds, _holds(work, when, widest=False, signed=signed))
    holds = work.apply(AND, holds, work.negated(_holds(work, clause.unless, widest=True)))
    if clause.exception_to:
        above = NEVER
        for parent in _parents(bound, clause):
            above = work.apply(OR, above, _holds_surely(work, bound, parent))
        holds = work.apply(AND, holds, above)
    return holds


def scope_of(work: Diagram, scope: Sequence[Cube]) -> int:
    """Where an edition speaks at all; everywhere if it has no limit."""
    if not scope:
        return TRUE
    inside = NEVER
    for cube in scope:
        inside = work.apply(OR, inside, work.cube(cube.masks, TRUE, NEVER))
    return inside


def _parents(bound: Bound, clause: Clause) -> list[Clause]:
    return [other for other in bound.clauses if other.id in clause.exception_to]


def _whens(clause: Clause) -> list[Condition]:
    """The condition of each way to read the clause."""
    return [clause.when if r.when is None else r.when for r in clause.readings] or [clause.when]


def _holds(work: Diagram, condition: Condition, *, widest: bool, signed: bool = False) -> int:
    holds = NEVER
    for case in condition:
        masks = []
        for literal in case:
            mask = literal.inside
            for opening in literal.openings:
                if widest or (signed and opening.kind is OpeningKind.INTERPRETED):
                    mask |= opening.mask
            masks.append((literal.fact, mask))
        if all(mask for _, mask in masks):
            holds = work.apply(OR, holds, work.cube(masks, TRUE, NEVER))
    return holds
