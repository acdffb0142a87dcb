"""What people have said about a call that the codes hold, when it comes (again).

Rules kept here:
 * The decision is made anew first, under the codes in force then; only what they hold gets here.
 * An answer is one to the question that was put: on other grounds the call is held again.
 * Nothing that bars an allow now is overcome by one that was given before.
"""

from enum import Enum

from countenance.review.case import Case, Held, State

__all__ = ["Stands", "stands"]


class Stands(Enum):
    """How a call that the codes hold stands with people."""

    HELD = "held"
    ALLOWED = "allowed"
    REFUSED = "refused"


def stands(case: Case | None, held: Held, now: int) -> Stands:
    """How a call stands that is held so now; `case` is the newest one about the same call."""
    if case is None or not held.grounds.answered_by(case.grounds):
        return Stands.HELD
    if case.passes(now) and held.bar is None:
        return Stands.ALLOWED
    if case.state is State.REFUSED:
        return Stands.REFUSED
    if case.state is State.EXPIRED and now < case.appeal_until:
        return Stands.REFUSED
    return Stands.HELD
