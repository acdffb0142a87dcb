"""The editions and clauses that count on a day, with the sign-offs that count.

An exception counts only while a clause that it is an exception to does.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from countenance.codes.model import Clause, Edition
from countenance.errors import DecisionError

__all__ = ["Bound", "bound_alone", "bound_editions"]


@dataclass(frozen=True, slots=True)
class Bound:
    """An edition with the clauses that count: those in force on the day asked for."""

    edition: Edition
    clauses: tuple[Clause, ...]
    signed: frozenset[str]

    def is_signed(self, clause: Clause) -> bool:
        """Whether somebody signed off the text of the clause as it now reads."""
        return clause.digest in self.signed

    def exceptions(self, clause: Clause) -> tuple[Clause, ...]:
        """The exceptions to `clause` that count."""
        return tuple(other for other in self.clauses if clause.id in other.exception_to)

    def roots(self) -> tuple[Clause, ...]:
        """The clauses that are no exception to another."""
        return tuple(clause for clause in self.clauses if not clause.exception_to)


def bound_editions(
    editions: Iterable[Edition],
    *,
    day: datetime.date | None,
    signed: frozenset[str] = frozenset(),
    undated: frozenset[str] = frozenset(),
) -> tuple[Bound, ...]:
    """The editions, and of each the clauses, that count on `day`, in the order of their names.

    An exception whose clauses are all out of force has no cases left, and is out as well.
    """
    found = {}
    for edition in editions:
        on = None if edition.name in undated else day
        if edition.name in found:
            raise DecisionError(f"the edition `{edition.name}` is given twice")
        if on is None or edition.in_force_on(on):
            dated = [c for c in edition.clauses if on is None or c.in_force.covers(on)]
            found[edition.name] = Bound(edition, _with_parents(dated), signed)
    return tuple(bound for _, bound in sorted(found.items()))


def bound_alone(edition: Edition, signed: frozenset[str] = frozenset()) -> Bound:
    """An edition as it stood while in force."""
    (found,) = bound_editions([edition], day=None, signed=signed)
    return found


def _with_parents(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """The clauses that are no exception, and the exceptions that have a clause left."""
    left: set[str] = set()
    for _ in clauses:
        left |= {c.id for c in clauses if not c.exception_to or not left.isdisjoint(c.exception_to)}
    return tuple(clause for clause in clauses if clause.id in left)
