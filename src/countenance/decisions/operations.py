"""How two sets of verdicts are combined, as tables over the terminals of the diagram.

A terminal is a set of answers: the four verdicts, and `ABSENT` for "this clause does not answer".
Each operation works on every pair of members, so that sets stand for what may be the case.
"""

from collections.abc import Callable
from dataclasses import dataclass

from countenance.codes.model import Verdict

__all__ = [
    "ABSENT",
    "AND",
    "COLLAPSE",
    "DEEPER",
    "DIFFER",
    "FALLBACK",
    "MAX",
    "NEGATION",
    "ONLY",
    "OR",
    "OTHER",
    "PAIR",
    "PAIRS",
    "SILENCE",
    "TERMINALS",
    "UNEQUAL",
    "WITHOUT",
    "Operation",
]

ABSENT = 16
"""The member "does not answer"; milder than every verdict."""

TERMINALS = 32
"""How many sets there are of the four verdicts and `ABSENT`."""


DEEPER = -1
"""A result that can only be seen below the nodes."""

OTHER = -2
"""A result that is the other operand, whatever it is."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A table of results by pair of terminals, and the operands that decide a result alone.

    `left` and `right` say what follows from a terminal on that side, `same` what follows from two
    equal operands: a terminal, `OTHER` (for `same`: the operand itself), or `DEEPER`.
    """

    name: str
    table: tuple[tuple[int, ...], ...]
    commutes: bool
    left: tuple[int, ...]
    right: tuple[int, ...]
    same: int


def _operation(name: str, combine: Callable[[int, int], int]) -> Operation:
    sets = tuple(range(TERMINALS))
    table = tuple(tuple(combine(a, b) for b in sets) for a in sets)
    columns = tuple(zip(*table, strict=True))
    diagonal = tuple(table[a][a] for a in sets)
    left = tuple(_alone(row, sets) for row in table)
    right = tuple(_alone(column, sets) for column in columns)
    return Operation(name, table, table == columns, left, right, _alone(diagonal, sets))


def _alone(results: tuple[int, ...], operands: tuple[int, ...]) -> int:
    """What one operand settles, with the result for each value of the other."""
    if results == operands:
        return OTHER
    return results[0] if len(set(results)) == 1 else DEEPER


def _max(a: int, b: int) -> int:
    """The stricter answer, for every member of `a` and every member of `b`.

    What is left of both is all that is at least as strict as the mildest of either.
    """
    if not a or not b:
        return 0
    ranks_a, ranks_b = _ranks(a), _ranks(b)
    floor = max(ranks_a & -ranks_a, ranks_b & -ranks_b)
    left = (ranks_a | ranks_b) & -floor
    return left >> 1 | (ABSENT if left & 1 else 0)


def _ranks(a: int) -> int:
    """The members of a set as bits in the order of their strictness, `ABSENT` first."""
    return (a & ~ABSENT) << 1 | (1 if a & ABSENT else 0)


def _fallback(a: int, b: int) -> int:
    """What an exception answers; where it may not answer, what its clause says as well."""
    return a & ~ABSENT | b if a & ABSENT else a


def _differ(a: int, b: int) -> int:
    """Every bit where both answer and not the same."""
    both = a & ~ABSENT, b & ~ABSENT
    return TERMINALS - 1 if all(both) and both[0] != both[1] else 0


def _collapse(a: int) -> int:
    """One verdict for a set: what all agree on, else unclear."""
    return a if a.bit_count() < 2 else int(Verdict.UNCLEAR)


OR = _operation("or", lambda a, b: a | b)
"""Union of what may be the case; the or of conditions."""

AND = _operation("and", lambda a, b: a & b)
"""Intersection; the and of conditions."""

WITHOUT = _operation("without", lambda a, b: a & ~b)
"""What is in the first and not in the second; of conditions, that the first holds alone."""

MAX = _operation("max", _max)
"""The stricter of two answers that do not depend on each other."""

FALLBACK = _operation("fallback", _fallback)
"""The answer of an exception, and its clause's own where the exception may not answer."""

ONLY = _operation("only", lambda a, b: b if a else ABSENT)
"""An answer where a condition holds; elsewhere none."""

DIFFER = _operation("differ", _differ)
"""The condition that two clauses both answer, and not the same."""

UNEQUAL = _operation("unequal", lambda a, b: TERMINALS - 1 if a and b and a != b else 0)
"""The condition that a situation can happen, and that two functions say different things of it."""

PAIRS = {
    1 + 4 * i + j: (old, new) for i, old in enumerate(Verdict) for j, new in enumerate(Verdict)
}
"""The pairs of verdicts by numbers that can stand as terminals."""

_NUMBERS = {(int(old), int(new)): number for number, (old, new) in PAIRS.items()}

PAIR = _operation("pair", lambda a, b: _NUMBERS.get((a, b), 0))
"""What two functions say of a situation, as a number of `PAIRS`."""

NEGATION = tuple(TERMINALS - 1 - a for a in range(TERMINALS))
"""Not: for conditions, whose terminals are `NEVER` and `TRUE`."""

SILENCE = tuple(a & ~ABSENT | (1 if a & ABSENT else 0) for a in range(TERMINALS))
"""No answer is silence."""

COLLAPSE = tuple(_collapse(a) for a in range(TERMINALS))
"""One verdict for each set: what all members agree on, else unclear."""
