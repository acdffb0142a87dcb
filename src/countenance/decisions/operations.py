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
    "DIFFER",
    "FALLBACK",
    "MAX",
    "NEGATION",
    "OR",
    "SILENCE",
    "TERMINALS",
    "Operation",
]

ABSENT = 16
"""The member "does not answer"; milder than every verdict."""

TERMINALS = 32
"""How many sets there are of the four verdicts and `ABSENT`."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A table of results by pair of terminals, and the operands that decide a result alone."""

    name: str
    table: tuple[tuple[int, ...], ...]
    commutes: bool
    idempotent: bool
    neutral: int | None
    zero: int | None

    def shortcut(self, a: int, b: int) -> int | None:
        """The result, where it can be seen without looking below the nodes `a` and `b`."""
        if a < TERMINALS:
            if b < TERMINALS:
                return self.table[a][b]
            if a == self.zero:
                return a
            if a == self.neutral:
                return b
        elif b < TERMINALS:
            if b == self.zero and self.commutes:
                return b
            if b == self.neutral and self.commutes:
                return a
        elif a == b and self.idempotent:
            return a
        return None


def _operation(
    name: str,
    combine: Callable[[int, int], int],
    *,
    commutes: bool = True,
    idempotent: bool = True,
    neutral: int | None = None,
    zero: int | None = None,
) -> Operation:
    sets = range(TERMINALS)
    table = tuple(tuple(combine(a, b) for b in sets) for a in sets)
    return Operation(name, table, commutes, idempotent, neutral, zero)


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


OR = _operation("or", lambda a, b: a | b, neutral=0, zero=TERMINALS - 1)
"""Union of what may be the case; the or of conditions."""

AND = _operation("and", lambda a, b: a & b, neutral=TERMINALS - 1, zero=0)
"""Intersection; the and of conditions."""

MAX = _operation("max", _max, neutral=ABSENT, zero=0)
"""The stricter of two answers that do not depend on each other."""

FALLBACK = _operation("fallback", _fallback, commutes=False, idempotent=False, neutral=ABSENT)
"""The answer of an exception, and its clause's own where the exception may not answer."""

DIFFER = _operation("differ", _differ, idempotent=False, zero=0)
"""The condition that two clauses both answer, and not the same."""

NEGATION = tuple(TERMINALS - 1 - a for a in range(TERMINALS))
"""Not: for conditions, whose terminals are `NEVER` and `TRUE`."""

SILENCE = tuple(a & ~ABSENT | (1 if a & ABSENT else 0) for a in range(TERMINALS))
"""No answer is silence."""

COLLAPSE = tuple(_collapse(a) for a in range(TERMINALS))
"""One verdict for each set: what all members agree on, else unclear."""
